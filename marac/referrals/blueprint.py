"""The blueprint of this slice; its views are in several modules."""

from flask import Blueprint

blueprint = Blueprint("referrals", __name__)
