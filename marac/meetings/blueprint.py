"""The one blueprint of meetings, to which the list and the running of a meeting attach their pages."""

from flask import Blueprint

blueprint = Blueprint("meetings", __name__)
