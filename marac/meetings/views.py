"""Pages of meetings: importing the modules attaches their views to the blueprint."""

from marac.meetings import list_views, meeting_views, plan_views, run_views
from marac.meetings.blueprint import blueprint

__all__ = ["blueprint", "list_views", "meeting_views", "plan_views", "run_views"]
