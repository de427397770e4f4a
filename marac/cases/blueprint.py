"""The blueprint that all pages of cases share."""

from flask import Blueprint

blueprint = Blueprint("cases", __name__)
