"""The blueprint that all pages of oversight share."""

from flask import Blueprint

blueprint = Blueprint("oversight", __name__)
