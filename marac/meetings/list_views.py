"""Putting a list together: cases on and off, in order, with their time."""

from flask import Response

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.loading import get
from marac.access.policy import allows
from marac.errors import Mistake
from marac.meetings import listing
from marac.meetings.blueprint import blueprint
from marac.meetings.listing_forms import ListCaseForm, MinutesForm, MoveForm
from marac.meetings.listing_pages import after_change, list_page, refused_change
from marac.records import AgendaItem


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
    meeting_id = get(desk(), AgendaItem, item_id).meeting_id
    if not form.validate_on_submit():
        return refused_change(meeting_id, Mistake("position", "Enter the place as a number, such as 3."))
    try:
        place = listing.place_after(desk(), item_id, form.move.data or "", form.position.data)
        listing.move_item(desk(), item_id, form.version.data, place)
    except Mistake as mistake:
        return refused_change(meeting_id, mistake)
    return after_change(meeting_id, "The order is changed.")


@blueprint.post("/listings/<int:item_id>/minutes")
@allows(Act.LIST_MANAGE)
def set_minutes(item_id: int) -> Response:
    form = MinutesForm()
    meeting_id = get(desk(), AgendaItem, item_id).meeting_id
    if not form.validate_on_submit():
        words = f"Give the case a whole number of minutes, from 1 to {listing.LONGEST_CASE}."
        return refused_change(meeting_id, Mistake("minutes", words))
    try:
        listing.set_minutes(desk(), item_id, form.version.data, form.minutes.data or 0)
    except Mistake as mistake:
        return refused_change(meeting_id, mistake)
    return after_change(meeting_id, "The time is changed.")


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
    return after_change(meeting_id, "The case is off the list.")
