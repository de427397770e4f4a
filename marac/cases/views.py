"""Pages of cases."""

from marac.cases import case_views, exclusion_views, opening_views, sight_views
from marac.cases.blueprint import blueprint

__all__ = ["blueprint", "case_views", "exclusion_views", "opening_views", "sight_views"]
