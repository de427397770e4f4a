"""What an agency does with its research: start a return, write items, share them or not, make the return."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select

from marac.access.loading import claim, hold
from marac.access.scope import see
from marac.access.seal import keys, unseal_all
from marac.audit import events
from marac.contributions.keeping import Place, keep_decision, keep_words, new_item
from marac.contributions.loading import load_return
from marac.contributions.own import (
    Listing,
    find_own_item,
    find_own_return,
    get_own_item,
    get_own_return,
    refuse_closed,
)
from marac.contributions.returns import (
    confirm_return,
    keep_return,
    make_return,
    return_to_write,
    start_return,
    take_back_return,
)
from marac.contributions.wording import BY_BUTTON, Saving, Words, check_words
from marac.db import Session
from marac.errors import Mistake, NotFound, StaleForm
from marac.records import Contribution
from marac.records.base import columns, new_id

__all__ = [
    "change_contribution", "confirm_return", "decide_sharing", "item_id_of", "keep_return", "load_return",
    "make_return", "remove_contribution", "return_to_write", "start_return", "take_back_return", "write_contribution",
    "write_in_listing",
]  # fmt: skip

LONGEST_REASON = 1000

_K = columns(Contribution)
_LAST_POSITION = select(func.max(_K.position)).where(
    _K.return_id == bindparam("return_id"), _K.agency_id == bindparam("agency_id"), see(Contribution)
)


def place_of(session: Session, listing: Listing, return_id: int) -> Place:
    """Where the viewer's own agency writes on a listing."""
    return Place(
        listing.case_id, listing.conference_id, listing.kind_key, session.viewer.agency_id, return_id
    )


def write_in_listing(
    session: Session, item_id: int, words: Words, saving: Saving = BY_BUTTON
) -> Contribution:
    """Write a new item on a listing, starting the agency's return if there is none. Errors as below."""
    made = start_return(session, item_id)
    return write_contribution(
        session,
        made.id,
        kind=words.kind,
        text=words.text,
        source=words.source,
        dated_on=words.dated_on,
        section_class=words.section_class,
        saving=saving,
    )


def write_contribution(
    session: Session,
    return_id: int,
    *,
    kind: str,
    text: str,
    source: str,
    dated_on: date | None,
    section_class: str,
    contribution_id: int | None = None,
    version: int | None = None,
    saving: Saving = BY_BUTTON,
) -> Contribution:
    """Write an item of the viewer's own agency, new or (with `contribution_id`) changed. It starts private.

    A form that saves itself goes on with the item that it made. Raises NotFound, StaleForm, and Mistake for
    what is missing, or once the meeting is closed, or has begun with the item already shared.
    """
    words = Words(kind, text.strip(), source.strip(), dated_on, section_class)
    listing, made = get_own_return(session, return_id)
    _refuse_ended(listing, made)
    check_words(listing.kind, session.viewer.agency_kind, words, is_draft=saving.is_by_itself)
    wanted_id = contribution_id or item_id_of(return_id, saving.form_key)
    current = find_own_item(session, wanted_id)
    place = place_of(session, listing, return_id)
    if current is None or current.return_id != return_id:
        if contribution_id is not None:
            raise NotFound
        last: Any = session.row(_LAST_POSITION, {"return_id": return_id, "agency_id": place.agency_id})
        record = new_item(place, words, session.viewer.id, (last[0] or 0) + 1, wanted_id)
    else:
        _refuse_heard(listing, current)
        record = _claimed(session, current, version, saving)
    keep_words(session, place, record, words, saving)
    return record


def change_contribution(
    session: Session, contribution_id: int, version: int | None, words: Words, saving: Saving = BY_BUTTON
) -> int:
    """Change an item of the viewer's own agency; returns its listing. Errors as for `write_contribution`."""
    listing, current = get_own_item(session, contribution_id)
    write_contribution(
        session,
        current.return_id,
        kind=words.kind,
        text=words.text,
        source=words.source,
        dated_on=words.dated_on,
        section_class=words.section_class,
        contribution_id=contribution_id,
        version=version,
        saving=saving,
    )
    return listing.id


def item_id_of(return_id: int, form_key: str) -> int:
    """One item for one showing of one form, however often it saves itself; nobody can choose the number."""
    if not form_key:
        return new_id()
    token = keys().token("contribution", f"{return_id}:{form_key}")
    return int.from_bytes(token[:8], "big") % (2**53 - 1) + 1


def _claimed(session: Session, current: Any, version: int | None, saving: Saving) -> Contribution:
    """The item for this form: nobody else has written on it, or the form was built from it as it stands."""
    # Its own saving by itself may be under way at this moment.
    current = hold(session, Contribution, current.id)
    goes_on = bool(saving.form_key) and current.saved_key == saving.form_key and not current.is_shared
    if saving.client_seq is not None and (
        current.is_shared or (goes_on and saving.client_seq < current.saved_seq)
    ):
        raise StaleForm
    return claim(session, Contribution, current.id, current.version if goes_on else version)


def _refuse_ended(listing: Listing, made: Any) -> None:
    refuse_closed(listing)
    if made.status == "nothing_known":
        raise Mistake(
            "text", "Your agency has said that nothing is known. Take that back below, then add the item."
        )


def _refuse_heard(listing: Listing, current: Any) -> None:
    if listing.has_begun and current.is_shared:
        raise Mistake(
            "text",
            "The meeting has begun with this item, so it stays as it is. Add another item that corrects it.",
        )


def decide_sharing(
    session: Session, contribution_id: int, version: int | None, is_shared: bool, reason: str = ""
) -> Contribution:
    """Share an item with the meeting, or keep it from the others and say why (taking it back if need be).

    Raises NotFound, StaleForm, and Mistake when the item is unfinished, the reason is missing, the meeting
    is closed, or it has begun and the item was shared.
    """
    listing, current = get_own_item(session, contribution_id)
    refuse_closed(listing)
    why = reason.strip()
    if is_shared and not current.is_finished:
        raise Mistake("item", "Finish this item first: its kind, text, source, date and class.")
    if not is_shared:
        _check_withholding(listing, current, why)
    record = claim(session, Contribution, contribution_id, version)
    place = place_of(session, listing, current.return_id)
    keep_decision(session, place, record, is_shared=is_shared, reason=why)
    return record


def _check_withholding(listing: Listing, current: Any, reason: str) -> None:
    if current.is_shared and listing.has_begun:
        raise Mistake("reason", "The meeting has begun with this item, so it can no longer be taken back.")
    if not reason:
        raise Mistake("reason", "Say why this is not shared.")
    if len(reason) > LONGEST_REASON:
        raise Mistake("reason", f"Keep the reason to {LONGEST_REASON:,} characters.")


def remove_contribution(session: Session, contribution_id: int, version: int | None) -> int:
    """Remove an item that is not shared; returns its listing. Its agency's ledger keeps that it was removed.

    Raises NotFound, StaleForm, and Mistake when it is shared, part of a return already made, or the meeting
    is closed.
    """
    listing, current = get_own_item(session, contribution_id)
    refuse_closed(listing)
    made = find_own_return(session, listing.id)
    if current.is_shared:
        raise Mistake("item", "This item is shared. Take it back first, then remove it.")
    if current.is_decided and made.status != "draft":
        raise Mistake("item", "Your agency’s return says why this is not shared: it stays on record.")
    record = claim(session, Contribution, contribution_id, version)
    entry = session.record(
        events.ContributionRemoved(
            case_id=listing.case_id, conference_id=listing.conference_id, record_id=contribution_id
        )
    )
    unseal_all(session, entry, contribution_id)
    session.delete(record)
    session.flush()
    return listing.id
