"""The one blueprint of administration."""

from flask import Blueprint

blueprint = Blueprint("administration", __name__)
