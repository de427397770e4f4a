"""Loading agencies' research returns from files, for the account that imports: it cannot read them back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.acts import Act
from marac.access.scope import see
from marac.access.viewer import Viewer
from marac.audit import events
from marac.audit.commit import working
from marac.conferences.agencies import find_agency_kind_for_slug
from marac.conferences.agency_names import plain_name
from marac.contributions.answered import answered_at
from marac.contributions.keeping import (
    Place,
    keep_reason,
    keep_records,
    keep_words,
    mark_returned,
    new_item,
    return_event,
)
from marac.contributions.research_file import FileItem, ResearchFile, read_json, read_research, wrong
from marac.contributions.wording import BY_BUTTON
from marac.db import Database, Session
from marac.errors import DomainError, Mistake, NotFound
from marac.records import (
    Agency,
    AgendaItem,
    Case,
    ConferenceAgency,
    Contribution,
    Invitation,
    Meeting,
    Referral,
    ResearchReturn,
)
from marac.records.base import columns, new_id

_A, _C, _F, _G, _M, _N, _Q, _R = (
    columns(record)
    for record in (Agency, Case, Referral, AgendaItem, Meeting, Invitation, ConferenceAgency, ResearchReturn)
)
_CASES = (
    select(_C.id, _C.reference)
    .join_from(Referral, Case, _C.id == _F.case_id)
    .where(
        _F.form_number == bindparam("form_number"),
        _C.conference_id == bindparam("conference_id"),
        _F.status != "set_aside",
        see(Case, Referral),
    )
    .distinct()
)
_LISTINGS = (
    select(_G.id, _M.status, _M.reference)
    .join_from(AgendaItem, Meeting, _M.id == _G.meeting_id)
    .where(_G.case_id == bindparam("case_id"), _M.status != "cancelled", see(AgendaItem, Meeting))
    .order_by(_M.starts_at.desc())
)
_AGENCIES = (
    select(_A.id, _A.name, _A.kind)
    .join_from(ConferenceAgency, Agency, _A.id == _Q.agency_id)
    .where(_Q.conference_id == bindparam("conference_id"), _A.is_active.is_(True))
)
_OF_LISTING: dict[str, Any] = {"item_id": bindparam("item_id"), "agency_id": bindparam("agency_id")}
_RETURN = select(_R.id, _R.status).where(
    _R.agenda_item_id == _OF_LISTING["item_id"], _R.agency_id == _OF_LISTING["agency_id"], see(ResearchReturn)
)
_INVITED = select(_N.invited_at).where(
    _N.agenda_item_id == _OF_LISTING["item_id"], _N.agency_id == _OF_LISTING["agency_id"], see(Invitation)
)


@dataclass(frozen=True)
class LoadedReturn:
    """What became of one file: the case's reference, the agency, and whether anything was written.

    `to_confirm`: the day of a return from before its agency was asked, which does not count by itself.
    """

    reference: str
    agency_name: str
    items: int
    is_new: bool
    is_invited: bool
    to_confirm: date | None = None

    @property
    def words(self) -> str:
        """One line for whoever loads the files."""
        if not self.is_new:
            return f"{self.reference}, {self.agency_name}: returned already, nothing changed"
        items = "nothing known" if not self.items else f"{self.items} item{'s' if self.items > 1 else ''}"
        warning = "" if self.is_invited else " (this agency is not invited to the case)"
        if self.to_confirm:
            day = clock.day_in_words(self.to_confirm)
            warning += (
                f" (returned {day}, before it was asked: it counts once the agency says it is still current)"
            )
        return f"{self.reference}, {self.agency_name}: {items}{warning}"


@dataclass
class LoadSummary:
    """How many files were loaded, changed nothing, or could not be loaded and why (name, reason)."""

    loaded: int = 0
    unchanged: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every file was loaded or had been before."""
        return not self.refused

    @property
    def words(self) -> str:
        """The outcome in a line."""
        return f"{self.loaded} loaded, {self.unchanged} returned already, {len(self.refused)} not loaded."


def load_return(session: Session, conference_id: int, research: dict[str, Any]) -> LoadedReturn:
    """Write one agency's return from the content of its file, as shared or not as the file says.

    A return that is there already is left alone, so a second load changes nothing. Raises NotFound when the
    conference is not the viewer's to load for, and Mistake for a case, an agency or a part that is not right.
    """
    seat = session.viewer.seat_in(conference_id)
    if seat is None or not session.viewer.may_in(session.act, conference_id):
        raise NotFound
    read = read_research(research)
    case_id, reference = _get_case(session, conference_id, read.form_number)
    item_id = _get_listing(session, case_id, reference)
    agency_id, agency_name = _get_agency(session, conference_id, read)
    bound = {"item_id": item_id, "agency_id": agency_id}
    found = session.row(_RETURN, bound)
    if found is not None and found.status == "draft":
        raise wrong(f"{agency_name} has begun its own return on {reference}. Ask them to finish it there.")
    invited = session.row(_INVITED, bound)
    if found is None:
        place = Place(case_id, conference_id, seat.kind, agency_id, new_id())
        _write_return(session, place, item_id, read)
    is_earlier = invited is not None and answered_at(_returned_at(read), None, invited.invited_at) is None
    to_confirm = read.returned_on if is_earlier else None
    return LoadedReturn(
        reference, agency_name, len(read.items), found is None, invited is not None, to_confirm
    )


def _get_case(session: Session, conference_id: int, form_number: str) -> tuple[int, str]:
    rows = session.rows(_CASES, {"form_number": form_number, "conference_id": conference_id})
    if not rows:
        raise wrong(f"There is no case here from a form numbered {form_number}. Load its referral first.")
    if len(rows) > 1:
        raise wrong(f"Several cases here came from forms numbered {form_number}, so this one is not clear.")
    return rows[0].id, rows[0].reference


def _get_listing(session: Session, case_id: int, reference: str) -> int:
    rows = session.rows(_LISTINGS, {"case_id": case_id})
    for row in rows:
        if row.status != "closed":
            return int(row.id)
    if rows:
        raise wrong(f"{reference} was at {rows[0].reference}, which is closed: its research stays as it was.")
    raise wrong(f"{reference} is not on the list of any meeting. List it first, then load this file again.")


def _get_agency(session: Session, conference_id: int, read: ResearchFile) -> tuple[int, str]:
    agencies = session.rows(_AGENCIES, {"conference_id": conference_id})
    wanted_name, wanted_kind = plain_name(read.agency_name), find_agency_kind_for_slug(read.agency_slug)
    named = [row for row in agencies if wanted_name and plain_name(row.name) == wanted_name]
    of_kind = [row for row in agencies if row.kind == wanted_kind]
    fitting = named if len(named) == 1 else of_kind
    if len(fitting) == 1:
        return fitting[0].id, fitting[0].name
    told = read.agency_name or read.agency_slug or "no agency"
    if not fitting:
        raise wrong(f"The file is from “{told}”, which is not an agency of this conference.")
    raise wrong(f"The file is from “{told}”, and this conference has several agencies of that kind.")


def _write_return(session: Session, place: Place, item_id: int, read: ResearchFile) -> None:
    made = ResearchReturn(
        id=place.return_id,
        case_id=place.case_id,
        agenda_item_id=item_id,
        agency_id=place.agency_id,
        last_contact_on=read.last_contact_on,
    )
    mark_returned(made, "nothing_known" if read.is_nothing_known else "shared", _returned_at(read))
    session.add(made)
    session.flush()
    entry = session.record(return_event(place, made.status, "records", "last_contact_on"))
    keep_records(session, place, made, read.records_checked, entry)
    for position, each in enumerate(read.items, start=1):
        _write_item(session, place, each, position)


def _returned_at(read: ResearchFile) -> datetime:
    """The file names a day: noon of it, or now for a day that is still to come or not named."""
    now = clock.now()
    return min(now, datetime.combine(read.returned_on, time(12), UTC)) if read.returned_on else now


def _write_item(session: Session, place: Place, each: FileItem, position: int) -> None:
    record: Contribution = new_item(place, each.words, session.viewer.id, position)
    record.is_shared, record.is_decided = each.is_shared, True
    record.shared_at = clock.now() if each.is_shared else None
    keep_words(session, place, record, each.words, BY_BUTTON)
    entry = session.record(
        events.ContributionShared(
            case_id=place.case_id,
            conference_id=place.conference_id,
            record_id=record.id,
            is_shared=each.is_shared,
        )
    )
    if not each.is_shared:
        keep_reason(session, place, entry, record, each.reason)


def load_folder(
    store: Database, viewer: Viewer, conference_id: int, folder: Path, report: Callable[[str], None]
) -> LoadSummary:
    """Load every research file of a folder, each in a transaction of its own; a wrong one stops no other.

    `report` is told one line for each file. An interruption leaves the files before it loaded and the
    present one untouched. Raises Mistake when there is no such folder.
    """
    if not folder.is_dir():
        raise Mistake("folder", f"There is no folder {folder}.")
    summary = LoadSummary()
    for path in sorted(folder.glob("*.json")):
        name = _shown_name(path)
        try:
            with working(store, viewer, Act.RESEARCH_LOAD) as session:
                loaded = load_return(session, conference_id, read_json(path))
        except Mistake as mistake:
            summary.refused.append((name, mistake.message))
            report(f"{name}: not loaded. {mistake.message}")
            continue
        except DomainError:
            summary.refused.append((name, "This conference is not yours to load for."))
            report(f"{name}: not loaded. This conference is not yours to load for.")
            continue
        summary.loaded += loaded.is_new
        summary.unchanged += not loaded.is_new
        report(f"{name}: {loaded.words}")
    return summary


def _shown_name(path: Path) -> str:
    """A file's name as a terminal can show it: nothing in it is obeyed."""
    return "".join(letter if letter.isprintable() else "?" for letter in path.name)
