"""Putting the research pages together, as they stand or with what somebody typed and what is wrong."""

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, make_response, render_template

from marac import clock
from marac.access.gate import desk, viewer
from marac.conferences.audience_words import decided_in_words
from marac.contributions.forms import (
    AnswerForm,
    ItemForm,
    SavingForm,
    ViewsForm,
    WithholdForm,
    class_hints,
    item_form,
    views_form,
)
from marac.contributions.operations import item_id_of
from marac.contributions.own import Listing, get_listing
from marac.contributions.page import ItemPage, ResearchPage, item_page, record_page, research_page
from marac.contributions.wording import VIEWS
from marac.errors import Mistake, NotFound, StaleForm
from marac.ui.dates import clock as clock_words
from marac.ui.navigation import enter_conference

KEYS_OF_KINDS = {"fact": "f", "opinion": "o"}
KEYS_OF_CLASSES = {
    "standard": "s",
    "health": "h",
    "advocacy": "a",
    "police_intelligence": "p",
    "safe_contact": "c",
}


def enter(conference_id: int) -> None:
    """The page belongs to this conference. Raises NotFound when the viewer has no part in it."""
    seat = viewer().seat_in(conference_id)
    if seat is None:
        raise NotFound
    enter_conference(seat)


def listing_page(
    item_id: int,
    status: int = 200,
    *,
    form: Any = None,
    withheld: tuple[int, WithholdForm] | None = None,
    notice: str = "",
) -> Response:
    """The agency's own page on a listing; `form` or `withheld` is the form that was refused."""
    page = research_page(desk(), item_id)
    enter(page.listing.conference_id)
    item = form if isinstance(form, ItemForm) else item_form(page.listing.kind, formdata=None)
    views = form if isinstance(form, ViewsForm) else views_form(page.listing.kind, formdata=None)
    answer = form if isinstance(form, AnswerForm) else _answer_form(page)
    html = render_template(
        "contributions/show.html",
        page=page,
        items=[each for each in page.items if each.id not in _being_written(page, item, views)],
        item=item,
        views=views,
        answer=answer,
        reasons=_reason_forms(page, withheld),
        refused_id=withheld[0] if withheld else 0,
        form=withheld[1] if withheld else form or item,
        notice=notice,
        is_stale=status == 409,
        class_hints=class_hints(page.listing.kind, decided_in_words(desk(), page.listing.conference_id)),
        kind_keys=KEYS_OF_KINDS,
        class_keys=KEYS_OF_CLASSES,
    )
    return make_response(html, status)


def _answer_form(page: ResearchPage) -> AnswerForm:
    answer = page.answer
    return AnswerForm(
        formdata=None,
        version=answer.version,
        records_checked=answer.records,
        last_contact_on=answer.last_contact_on,
    )


def _being_written(page: ResearchPage, *forms: SavingForm) -> set[int]:
    """The items that a refused form on this page has already made by saving itself."""
    return {item_id_of(page.answer.id, form.form_key.data) for form in forms if form.errors}


def _reason_forms(page: ResearchPage, withheld: tuple[int, WithholdForm] | None) -> dict[int, WithholdForm]:
    forms = {}
    for each in page.items:
        form = WithholdForm(formdata=None, version=each.version, reason=each.reason)
        if withheld and withheld[0] == each.id:
            form = withheld[1]
            form.version.data = each.version
        form.reason.id = f"reason-{each.id}"
        forms[each.id] = form
    return forms


def own_item_page(contribution_id: int, status: int = 200, form: Any = None) -> Response:
    """The page of one item; `form` is the one refused, which after 409 goes on from the item as it is."""
    page = item_page(desk(), contribution_id)
    enter(page.listing.conference_id)
    form = form or item_form_of(page, formdata=None)
    if status == 409:
        form.version.data = page.version
        form.version.raw_data = None
    html = render_template(
        "contributions/item.html",
        page=page,
        form=form,
        is_views=page.line.kind == VIEWS,
        is_stale=status == 409,
        yours=form.words.text,
        saves_itself=not page.is_shared and not page.listing.is_closed,
        client_seq=page.saved_seq if page.saved_key == form.form_key.data else 0,
        class_hints=class_hints(page.listing.kind, decided_in_words(desk(), page.listing.conference_id)),
        kind_keys=KEYS_OF_KINDS,
        class_keys=KEYS_OF_CLASSES,
    )
    return make_response(html, status)


def item_form_of(page: ItemPage, **settings: Any) -> ItemForm | ViewsForm:
    """The form that fits an item: for views or for anything else, filled in unless a form was posted."""
    line, kind = page.line, page.listing.kind
    if line.kind == VIEWS:
        return views_form(
            kind,
            version=page.version,
            views=line.text,
            views_from=line.source,
            views_on=line.dated_on,
            views_class=line.section_class,
            **settings,
        )
    return item_form(
        kind,
        version=page.version,
        text=line.text,
        source=line.source,
        dated_on=line.dated_on,
        section_class=line.section_class,
        kind=line.kind,
        **settings,
    )


def answer_by_itself(listing: Listing, form: SavingForm, save: Callable[[], Any]) -> Response:
    """Answer a form that saves itself: when it was saved, or (422, 409) that it was not."""
    try:
        if form.save_itself():
            save()
            return jsonify(saved_at=clock_words(clock.now()) + form.unsaved_days)
        status = 422
    except Mistake:
        status = 422
    except StaleForm:
        status = 409
    # The script is told nothing of the case, but an answer after reading it must have its entry.
    record_page(desk(), get_listing(desk(), listing.id), "autosave")
    return make_response(jsonify(saved=False), status)
