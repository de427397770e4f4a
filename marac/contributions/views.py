"""Pages of research: importing the modules attaches their views to the blueprint."""

from marac.contributions import item_views, research_views, return_views
from marac.contributions.blueprint import blueprint

__all__ = ["blueprint", "item_views", "research_views", "return_views"]
