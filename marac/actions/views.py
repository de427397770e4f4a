"""Pages of actions: my agency's list. Importing the other modules attaches their views to the blueprint."""

from flask import Response, request, url_for

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.actions import overdue_views, settle_views, show_views, update_views
from marac.actions.blueprint import blueprint
from marac.actions.filters import read_cursor
from marac.actions.mine import my_actions
from marac.ui.htmx import page_or_block

__all__ = ["blueprint", "overdue_views", "settle_views", "show_views", "update_views"]


@blueprint.get("/actions")
@allows(Act.ACTION_UPDATE)
def index() -> Response:
    """The actions of the viewer's agency: one's own first, the soonest due first."""
    are_open = request.args.get("show") != "ended"
    only_mine = request.args.get("whose") == "mine"
    after = read_cursor(request.args.get("after"))
    page = my_actions(desk(), are_open=are_open, only_mine=only_mine, after=after)

    def to(
        *, whose: str = "mine" if only_mine else "", show: str = "" if are_open else "ended", after: str = ""
    ) -> str:
        return url_for("actions.index", whose=whose or None, show=show or None, after=after or None)

    return page_or_block(
        "actions/index.html",
        "action_rows",
        page=page,
        are_open=are_open,
        only_mine=only_mine,
        is_later=after is not None,
        whose=[("Whole agency", to(whose=""), not only_mine), ("Mine", to(whose="mine"), only_mine)],
        shows=[("Open", to(show=""), are_open), ("Ended", to(show="ended"), not are_open)],
        first_page=to() if after else "",
        following=to(after=str(page.following)) if page.following else "",
        all_mine=to(whose="mine"),
    )
