"""Pages of minutes and documents: importing the modules attaches their views to the blueprint."""

from marac.documents import copy_views, minutes_views, opening_views, section_views
from marac.documents.blueprint import blueprint

__all__ = ["blueprint", "copy_views", "minutes_views", "opening_views", "section_views"]
