"""Pages of administration: importing the modules attaches their views to the blueprint."""

from marac.administration import account_views, agreement_views, audience_views, conference_views
from marac.administration.blueprint import blueprint

__all__ = ["account_views", "agreement_views", "audience_views", "blueprint", "conference_views"]
