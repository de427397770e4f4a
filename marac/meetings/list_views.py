"""Putting a list together: cases on and off, in order, with their time."""

from collections.abc import Callable
from typing import Any

from flask import Response

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.loading import get
from marac.access.policy import allows
from marac.errors import Mistake, StaleForm
from marac.meetings import listing
from marac.meetings.blueprint import blueprint
from marac.meetings.listing_forms import ListCaseForm, MinutesForm, MoveForm
from marac.meetings.listing_pages import after_change, list_page, refused_change, refused_row
from marac.records import AgendaItem
from marac.ui.forms import BaseForm

CHANGED = "Somebody else changed this row meanwhile. Look at it as it is now, then do it again."


@blueprint.get("/meetings/<int:meeting_id>/list")
@allows(Act.LIST_MANAGE)
def edit_list(meeting_id: int) -> Response:
    return list_page(meeting_id)


@blueprint.post("/meetings/<int:meeting_id>/list")
@allows(Act.LIST_MANAGE)
def list_case(meeting_id: int) -> Response:
    form = ListCaseForm()
    if not form.validate_on_submit():
        return refused_change(meeting_id, Mistake("case_id", "Choose a case to list."))
    try:
        listing.list_case(desk(), meeting_id, form.case_id.data or 0)
    except Mistake as mistake:
        return refused_change(meeting_id, mistake)
    return after_change(meeting_id, "The case is on the list.")


@blueprint.post("/listings/<int:item_id>/move")
@allows(Act.LIST_MANAGE)
def move_item(item_id: int) -> Response:
    form = MoveForm()

    def move() -> None:
        place = listing.place_after(desk(), item_id, form.move.data or "", form.position.data)
        listing.move_item(desk(), item_id, form.version.data, place)

    words = "Enter the place as a number, such as 3."
    return _changed_row(item_id, form, form.position, words, move, "The order is changed.")


@blueprint.post("/listings/<int:item_id>/minutes")
@allows(Act.LIST_MANAGE)
def set_minutes(item_id: int) -> Response:
    form = MinutesForm()

    def change() -> None:
        listing.set_minutes(desk(), item_id, form.version.data, form.minutes.data or 0)

    words = f"Give the case a whole number of minutes, from 1 to {listing.LONGEST_CASE}."
    return _changed_row(item_id, form, form.minutes, words, change, "The time is changed.")


def _changed_row(
    item_id: int, form: BaseForm, number: Any, words: str, change: Callable[[], None], done: str
) -> Response:
    """Make a change to one row; or show the list again with the number as typed and what is wrong beside it.

    `words` ask for a number that can be read.
    """
    meeting_id, status = get(desk(), AgendaItem, item_id).meeting_id, 422
    if form.validate_on_submit():
        try:
            change()
            return after_change(meeting_id, done)
        except Mistake as mistake:
            form.mark(mistake)
        except StaleForm:
            status = 409
            number.errors = [CHANGED]
    else:
        number.errors = [words]
    return refused_row(meeting_id, item_id, form, status)


@blueprint.post("/listings/<int:item_id>/unlist")
@allows(Act.LIST_MANAGE)
def unlist_case(item_id: int) -> Response:
    form = MoveForm()
    form.validate_on_submit()
    meeting_id = get(desk(), AgendaItem, item_id).meeting_id
    try:
        listing.unlist_case(desk(), item_id, form.version.data)
    except Mistake as mistake:
        return refused_change(meeting_id, mistake)
    except StaleForm:
        return refused_change(meeting_id, Mistake("", CHANGED), 409)
    return after_change(meeting_id, "The case is off the list.")
