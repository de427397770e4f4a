"""An agency's return on one listing: started, kept as a draft, made, and "nothing known" taken back."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select

from marac import clock
from marac.access.loading import claim, get, hold
from marac.access.scope import see
from marac.contributions.keeping import (
    Place,
    keep_records,
    mark_returned,
    mark_saved,
    reseal_records,
    return_event,
)
from marac.contributions.own import Listing, find_own_return, get_listing, get_own_return, refuse_closed
from marac.contributions.wording import BY_BUTTON, Saving
from marac.db import Session
from marac.errors import Mistake, StaleForm
from marac.records import Contribution, ResearchReturn
from marac.records.base import columns

LONGEST_RECORDS = 2000

_K = columns(Contribution)
_ITEMS = select(func.count(), func.count().filter(_K.is_decided.is_(False))).where(
    _K.return_id == bindparam("return_id"), _K.agency_id == bindparam("agency_id"), see(Contribution)
)


def start_return(session: Session, item_id: int) -> ResearchReturn:
    """The return of the viewer's agency on a listing, started as an empty draft if there is none.

    Raises NotFound unless the list is published and the agency invited; Mistake once the meeting is closed.
    """
    listing = get_listing(session, item_id, is_held=True)
    refuse_closed(listing)
    found = find_own_return(session, item_id)
    if found is not None:
        return get(session, ResearchReturn, found.id)
    made = ResearchReturn(
        case_id=listing.case_id,
        agenda_item_id=item_id,
        agency_id=session.viewer.agency_id,
        researcher_id=session.viewer.id,
    )
    session.add(made)
    session.flush()
    session.record(return_event(_place(session, listing, made.id), "draft", "started"))
    return made


def return_to_write(session: Session, item_id: int, version: int | None) -> tuple[int, int | None]:
    """The agency's return on a listing, started if need be, and the version that a form was built from.

    A form from before there was a return goes with one that nobody has written on yet. Errors as above.
    """
    own = find_own_return(session, item_id)
    if own is None:
        made = start_return(session, item_id)
        return made.id, made.version
    is_untouched = own.version == 1 and not own.saved_key
    return own.id, 1 if version is None and is_untouched else version


def _place(session: Session, listing: Listing, return_id: int) -> Place:
    agency_id = session.viewer.agency_id
    return Place(listing.case_id, listing.conference_id, listing.kind_key, agency_id, return_id)


def _claimed(session: Session, own: Any, version: int | None, saving: Saving) -> ResearchReturn:
    # Its own saving by itself may be under way at this moment.
    own = hold(session, ResearchReturn, own.id)
    goes_on = bool(saving.form_key) and own.saved_key == saving.form_key and own.status == "draft"
    if goes_on and saving.client_seq is not None and saving.client_seq < own.saved_seq:
        raise StaleForm
    made = claim(session, ResearchReturn, own.id, own.version if goes_on else version)
    mark_saved(made, saving)
    made.researcher_id = session.viewer.id
    return made


def keep_return(
    session: Session,
    return_id: int,
    version: int | None,
    *,
    records_checked: str,
    last_contact_on: date | None,
    saving: Saving = BY_BUTTON,
) -> ResearchReturn:
    """Keep the draft of a return, for the agency alone.

    Raises NotFound, StaleForm (also when the return has been made meanwhile), and Mistake.
    """
    listing, own = get_own_return(session, return_id)
    refuse_closed(listing)
    records = _checked_records(records_checked)
    if own.status != "draft":
        raise StaleForm
    made = _claimed(session, own, version, saving)
    made.last_contact_on = last_contact_on
    session.flush()
    place = _place(session, listing, return_id)
    entry = session.record(return_event(place, "draft", "records", "last_contact_on"))
    keep_records(session, place, made, records, entry)
    return made


def make_return(
    session: Session,
    return_id: int,
    version: int | None,
    *,
    nothing_known: bool,
    records_checked: str,
    last_contact_on: date | None,
    saving: Saving = BY_BUTTON,
) -> ResearchReturn:
    """Return the agency's research to the meeting: the items it has decided on, or that nothing is known.

    Raises NotFound, StaleForm, and Mistake: nothing known although there are items, an item not decided,
    no records named, a last contact still to come, or a meeting that is closed.
    """
    listing, own = get_own_return(session, return_id)
    refuse_closed(listing)
    records = _checked_records(records_checked)
    if not records:
        raise Mistake("records_checked", "Say which records were checked.")
    if last_contact_on is not None and last_contact_on > clock.today():
        raise Mistake("last_contact_on", "This day has not come yet. Give the last day of contact.")
    _check_items(session, return_id, nothing_known)
    made = _claimed(session, own, version, saving)
    mark_returned(made, "nothing_known" if nothing_known else "shared", clock.now())
    made.last_contact_on = last_contact_on
    session.flush()
    place = _place(session, listing, return_id)
    entry = session.record(return_event(place, made.status, "records", "last_contact_on"))
    keep_records(session, place, made, records, entry)
    return made


def confirm_return(session: Session, return_id: int, version: int | None) -> ResearchReturn:
    """Say that a return from before its agency was asked is still current, so that it answers this listing.

    Raises NotFound, StaleForm, and Mistake for a return that is not made or once the meeting is closed.
    """
    listing, own = get_own_return(session, return_id)
    refuse_closed(listing)
    if own.returned_at is None:
        raise Mistake("still_current", "Your agency has not made this return yet. Make it below.")
    made = claim(session, ResearchReturn, return_id, version)
    made.confirmed_at, made.researcher_id = clock.now(), session.viewer.id
    session.flush()
    session.record(return_event(_place(session, listing, return_id), made.status, "confirmed_at"))
    return made


def take_back_return(session: Session, return_id: int, version: int | None) -> ResearchReturn:
    """Take "nothing known" back, because something was found; the return is a draft again.

    Raises NotFound, StaleForm, and Mistake for any other return or once the meeting is closed.
    """
    listing, own = get_own_return(session, return_id)
    refuse_closed(listing)
    if own.status != "nothing_known":
        raise Mistake("nothing_known", "Only “nothing known” is taken back. Items are taken back one by one.")
    made = claim(session, ResearchReturn, return_id, version)
    made.status, made.returned_at, made.confirmed_at = "draft", None, None
    made.saved_key, made.saved_seq = "", 0
    session.flush()
    place = _place(session, listing, return_id)
    entry = session.record(return_event(place, "draft", "status"))
    reseal_records(session, place, made, entry)
    return made


def _checked_records(records_checked: str) -> str:
    records = records_checked.strip()
    if len(records) > LONGEST_RECORDS:
        raise Mistake("records_checked", f"Keep the list of records to {LONGEST_RECORDS:,} characters.")
    return records


def _check_items(session: Session, return_id: int, nothing_known: bool) -> None:
    bound = {"return_id": return_id, "agency_id": session.viewer.agency_id}
    items, undecided = session.row(_ITEMS, bound)
    if nothing_known and items:
        raise Mistake(
            "nothing_known", "There are items on this page. Remove them first, or leave this box empty."
        )
    if not nothing_known and not items:
        raise Mistake("nothing_known", "Add what is known, or tick that nothing is known.")
    if undecided:
        raise Mistake("nothing_known", "Decide on each item first: share it, or say why not.")
