"""The blueprint that the views of actions attach themselves to."""

from flask import Blueprint

blueprint = Blueprint("actions", __name__)
