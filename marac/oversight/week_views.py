"""The auditor's weekly review."""

from datetime import date

from flask import render_template, request

from marac import clock
from marac.access.acts import Act
from marac.access.gate import desk, seat_or_404
from marac.access.policy import allows
from marac.oversight.blueprint import blueprint
from marac.oversight.weekly import weekly_review
from marac.ui.navigation import enter_conference

_FIRST_YEAR, _LAST_YEAR = 2000, 9000


def _asked_day() -> date:
    """The day in the address; anything that is no day means today."""
    try:
        found = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return clock.today()
    return found if _FIRST_YEAR < found.year < _LAST_YEAR else clock.today()


@blueprint.get("/conferences/<slug>/record/week")
@allows(Act.AUDIT_LEDGER)
def week(slug: str) -> str:
    seat = seat_or_404(slug)
    enter_conference(seat)
    review = weekly_review(desk(), seat, _asked_day())
    return render_template("oversight/week.html", review=review, slug=slug)
