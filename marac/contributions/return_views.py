"""Making the return: what was checked, and whether anything is known."""

from flask import Response, flash, url_for

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.contributions import operations
from marac.contributions.blueprint import blueprint
from marac.contributions.forms import AnswerForm
from marac.contributions.own import find_own_return, get_listing
from marac.contributions.rendering import answer_by_itself, listing_page
from marac.db import Session
from marac.errors import Mistake, NotFound, StaleForm
from marac.ui.forms import BaseForm
from marac.ui.htmx import go_to

CHANGED = (
    "Somebody in your agency changed the return while you were writing. What you wrote is not saved yet: "
    "compare it with what the return says now, then make the return again."
)

CONFIRMED_TOO_LATE = "Somebody in your agency changed the return just now. Read it again, then say so."


@blueprint.post("/listings/<int:item_id>/research/return")
@allows(Act.RESEARCH_CONTRIBUTE)
def answer(item_id: int) -> Response:
    """Make the return."""
    form = AnswerForm()
    if not form.validate():
        return listing_page(item_id, 422, form=form)
    try:
        _make(desk(), item_id, form)
    except Mistake as mistake:
        form.mark(mistake)
        return listing_page(item_id, 422, form=form)
    except StaleForm:
        found = find_own_return(desk(), item_id)
        form.version.data = found.version if found else None
        form.version.raw_data = None
        return listing_page(item_id, 409, form=form, notice=CHANGED)
    flash("Your agency’s return is made.")
    return go_to(url_for("contributions.show", item_id=item_id))


def _make(session: Session, item_id: int, form: AnswerForm) -> None:
    return_id, version = operations.return_to_write(session, item_id, form.version.data)
    operations.make_return(
        session,
        return_id,
        version,
        nothing_known=form.nothing_known.data,
        records_checked=form.records_checked.data or "",
        last_contact_on=form.last_contact_on.data,
        saving=form.saving,
    )


@blueprint.post("/listings/<int:item_id>/research/return/autosave")
@allows(Act.RESEARCH_CONTRIBUTE)
def answer_saves_itself(item_id: int) -> Response:
    """The draft of the return saving itself."""
    form = AnswerForm()
    return answer_by_itself(get_listing(desk(), item_id), form, lambda: _keep(desk(), item_id, form))


def _keep(session: Session, item_id: int, form: AnswerForm) -> None:
    return_id, version = operations.return_to_write(session, item_id, form.version.data)
    operations.keep_return(
        session,
        return_id,
        version,
        records_checked=form.records_checked.data or "",
        last_contact_on=form.last_contact_on.data,
        saving=form.saving,
    )


@blueprint.post("/listings/<int:item_id>/research/return/still-current")
@allows(Act.RESEARCH_CONTRIBUTE)
def confirm(item_id: int) -> Response:
    """Say that a return from before this listing is still current."""
    form = BaseForm()
    own = find_own_return(desk(), item_id)
    if own is None:
        raise NotFound
    try:
        operations.confirm_return(desk(), own.id, form.version.data)
    except Mistake as mistake:
        return listing_page(item_id, 422, notice=mistake.message)
    except StaleForm:
        return listing_page(item_id, 409, notice=CONFIRMED_TOO_LATE)
    flash("Kept: your agency’s return is still current, and answers for this meeting.")
    return go_to(url_for("contributions.show", item_id=item_id))


@blueprint.post("/listings/<int:item_id>/research/return/take-back")
@allows(Act.RESEARCH_CONTRIBUTE)
def take_back(item_id: int) -> Response:
    """Take "nothing known" back."""
    form = BaseForm()
    own = find_own_return(desk(), item_id)
    if own is None:
        raise NotFound
    try:
        operations.take_back_return(desk(), own.id, form.version.data)
    except Mistake as mistake:
        return listing_page(item_id, 422, notice=mistake.message)
    except StaleForm:
        return listing_page(item_id, 409, notice=CHANGED)
    flash("Taken back. Your agency’s return is a draft again.")
    return go_to(url_for("contributions.show", item_id=item_id))
