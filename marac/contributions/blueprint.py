"""The blueprint that the research views attach to."""

from flask import Blueprint

blueprint = Blueprint("contributions", __name__)
