"""Pages of meetings: importing the modules attaches their views to the blueprint."""

from marac.meetings import cancel_views, deputy_views, list_views, meeting_views, plan_views, run_views
from marac.meetings.blueprint import blueprint

__all__ = [
    "blueprint",
    "cancel_views",
    "deputy_views",
    "list_views",
    "meeting_views",
    "plan_views",
    "run_views",
]
