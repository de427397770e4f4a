"""Writing, sharing, keeping back and removing the items of one's own agency."""

from typing import Any

from flask import Response, flash, request, url_for

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.contributions import operations
from marac.contributions.blueprint import blueprint
from marac.contributions.forms import (
    VIEWS_FIELDS,
    SavingForm,
    ViewsForm,
    WithholdForm,
    item_form,
    posted_form,
    views_form,
)
from marac.contributions.own import get_listing, get_own_item
from marac.contributions.rendering import answer_by_itself, listing_page, own_item_page
from marac.errors import Mistake, StaleForm
from marac.ui.forms import BaseForm, new_form_key
from marac.ui.htmx import go_to

CHANGED = (
    "Somebody in your agency changed this while you were on the page. Read it as it is now, then decide."
)
CHANGED_WHILE_WRITING = (
    "Somebody in your agency changed this item while you were writing: it is in the list as they left it. "
    "What you wrote is still in the form and not saved. Keep it as an item of its own, or empty the form."
)


def _mark(form: SavingForm, mistake: Mistake) -> None:
    field = VIEWS_FIELDS.get(mistake.field, mistake.field) if isinstance(form, ViewsForm) else mistake.field
    form.mark(Mistake(field, mistake.message))


def _add(item_id: int, form: Any) -> Response:
    if not form.validate():
        return listing_page(item_id, 422, form=form)
    try:
        operations.write_in_listing(desk(), item_id, form.words, form.saving)
    except Mistake as mistake:
        _mark(form, mistake)
        return listing_page(item_id, 422, form=form)
    except StaleForm:
        form.form_key.data = new_form_key()
        return listing_page(item_id, 409, form=form, notice=CHANGED_WHILE_WRITING)
    flash("Kept, for your agency alone until you share it.")
    return go_to(url_for("contributions.show", item_id=item_id))


@blueprint.post("/listings/<int:item_id>/research")
@allows(Act.RESEARCH_CONTRIBUTE)
def add(item_id: int) -> Response:
    """Keep a new fact or opinion."""
    return _add(item_id, item_form(get_listing(desk(), item_id).kind))


@blueprint.post("/listings/<int:item_id>/research/views")
@allows(Act.RESEARCH_CONTRIBUTE)
def add_views(item_id: int) -> Response:
    """Keep the victim's views."""
    return _add(item_id, views_form(get_listing(desk(), item_id).kind))


@blueprint.post("/listings/<int:item_id>/research/autosave")
@allows(Act.RESEARCH_CONTRIBUTE)
def add_by_itself(item_id: int) -> Response:
    """A new item, or views, saving itself while being written."""
    listing = get_listing(desk(), item_id)
    form = views_form(listing.kind) if "views" in request.form else item_form(listing.kind)
    return answer_by_itself(
        listing, form, lambda: operations.write_in_listing(desk(), item_id, form.words, form.saving)
    )


@blueprint.get("/contributions/<int:contribution_id>")
@allows(Act.RESEARCH_CONTRIBUTE)
def item(contribution_id: int) -> Response:
    """One item, to change it."""
    return own_item_page(contribution_id)


@blueprint.post("/contributions/<int:contribution_id>")
@allows(Act.RESEARCH_CONTRIBUTE)
def change(contribution_id: int) -> Response:
    """Keep a changed item."""
    listing, own = get_own_item(desk(), contribution_id)
    form = posted_form(listing.kind, own.kind)
    if not form.validate():
        return own_item_page(contribution_id, 422, form)
    try:
        item_id = operations.change_contribution(
            desk(), contribution_id, form.version.data, form.words, form.saving
        )
    except Mistake as mistake:
        _mark(form, mistake)
        return own_item_page(contribution_id, 422, form)
    except StaleForm:
        return own_item_page(contribution_id, 409, form)
    flash("Kept.")
    return go_to(url_for("contributions.show", item_id=item_id))


@blueprint.post("/contributions/<int:contribution_id>/autosave")
@allows(Act.RESEARCH_CONTRIBUTE)
def change_by_itself(contribution_id: int) -> Response:
    """A changed item saving itself."""
    listing, own = get_own_item(desk(), contribution_id)
    form = posted_form(listing.kind, own.kind)
    return answer_by_itself(
        listing,
        form,
        lambda: operations.change_contribution(
            desk(), contribution_id, form.version.data, form.words, form.saving
        ),
    )


@blueprint.post("/contributions/<int:contribution_id>/share")
@allows(Act.RESEARCH_CONTRIBUTE)
def share(contribution_id: int) -> Response:
    """Share an item with the meeting."""
    form = BaseForm()
    listing, _ = get_own_item(desk(), contribution_id)
    try:
        operations.decide_sharing(desk(), contribution_id, form.version.data, True)
    except Mistake as mistake:
        return listing_page(listing.id, 422, notice=mistake.message)
    except StaleForm:
        return listing_page(listing.id, 409, notice=CHANGED)
    flash("Shared with the meeting.")
    return go_to(url_for("contributions.show", item_id=listing.id))


@blueprint.post("/contributions/<int:contribution_id>/withhold")
@allows(Act.RESEARCH_CONTRIBUTE)
def withhold(contribution_id: int) -> Response:
    """Keep an item from the meeting, and say why."""
    form = WithholdForm()
    listing, _ = get_own_item(desk(), contribution_id)
    refused = (contribution_id, form)
    if not form.validate():
        return listing_page(listing.id, 422, withheld=refused)
    try:
        operations.decide_sharing(desk(), contribution_id, form.version.data, False, form.reason.data)
    except Mistake as mistake:
        form.mark(mistake)
        return listing_page(listing.id, 422, withheld=refused)
    except StaleForm:
        return listing_page(listing.id, 409, withheld=refused, notice=CHANGED)
    flash("Not shared. Only your agency can read it, and why.")
    return go_to(url_for("contributions.show", item_id=listing.id))


@blueprint.post("/contributions/<int:contribution_id>/remove")
@allows(Act.RESEARCH_CONTRIBUTE)
def remove(contribution_id: int) -> Response:
    """Remove an item that is not shared."""
    form = BaseForm()
    listing, _ = get_own_item(desk(), contribution_id)
    try:
        operations.remove_contribution(desk(), contribution_id, form.version.data)
    except Mistake as mistake:
        return listing_page(listing.id, 422, notice=mistake.message)
    except StaleForm:
        return listing_page(listing.id, 409, notice=CHANGED)
    flash("Removed.")
    return go_to(url_for("contributions.show", item_id=listing.id))
