"""Pages of oversight: importing the modules attaches their views to the blueprint."""

from marac.oversight import asking_views, reveal_views, week_views
from marac.oversight.blueprint import blueprint

__all__ = ["asking_views", "blueprint", "reveal_views", "week_views"]
