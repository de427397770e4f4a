"""What agencies have shared on a case, as far as a viewer may see it. Other slices find every query here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, and_, bindparam, or_, select

from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS, Texts, open_list
from marac.conferences import Kind, get_kind
from marac.contributions.answered import EARLIER, state_of
from marac.contributions.asked import Asked, research_queue
from marac.contributions.chase import return_state
from marac.contributions.lines import Line, line_of
from marac.contributions.wording import SAFE_CONTACT, VIEWS, kind_label
from marac.db import Entry, Session
from marac.errors import NotFound
from marac.records import (
    Agency,
    Case,
    Conference,
    Contribution,
    Invitation,
    ResearchReturn,
    SealedText,
    Text,
)
from marac.records.base import columns

__all__ = [
    "AgencyPart",
    "Asked",
    "AskedOf",
    "CaseContributions",
    "Line",
    "contributions_of_case",
    "research_queue",
    "return_state",
    "said_on",
]

_A, _C, _K, _N, _O, _R, _S = (
    columns(record)
    for record in (Agency, Case, Contribution, Invitation, Conference, ResearchReturn, SealedText)
)


@dataclass(frozen=True)
class AgencyPart:
    """What one agency brings: `status` shared, nothing_known, returned (how is not said) or missing.

    `is_earlier`: it returned before it was asked for this listing, and has not confirmed it since.
    `step` is its place in the running order, in words. Lines are facts and opinions; views stand apart.
    """

    agency_id: int
    agency_name: str
    step: str
    order: int
    status: str
    returned_at: datetime | None
    records_checked: str
    last_contact_on: date | None
    lines: tuple[Line, ...]
    is_earlier: bool = False


@dataclass(frozen=True)
class CaseContributions:
    """The victim's views, then what each agency brings in the kind's running order."""

    views_heading: str
    views: tuple[Line, ...]
    agencies: tuple[AgencyPart, ...]


@dataclass(frozen=True)
class AskedOf:
    """A case, the one listing that is asked about (0 for all), and who referred it, for the running order."""

    kind: Kind
    case_id: int
    referring_agency_id: int | None
    item_id: int = 0


@dataclass(frozen=True)
class Reader:
    """For whom a page is read: whoever asks, or an agency that asks how its own research reads to another.

    Then only `own_agency_id`'s items are in it, of the classes `clearance`, and one item as if it were shared.
    """

    own_agency_id: int = 0
    clearance: int = -1
    as_if_shared: int = 0

    @property
    def bound(self) -> dict[str, int]:
        """The binds by which every statement of this page is narrowed."""
        return {
            "own_agency_id": self.own_agency_id,
            "to_mask": self.clearance,
            "as_if_shared": self.as_if_shared,
        }


WHOEVER_ASKS = Reader()

# What a return that was made can say.
ANSWERS = ("shared", "nothing_known")
_no_agency: Any = bindparam("own_agency_id") == 0
_is_shared: Any = or_(_K.is_shared.is_(True), _K.id == bindparam("as_if_shared"))


def _to_reader(source: Any) -> Any:
    is_cleared = source.class_bit.op("&")(bindparam("to_mask", type_=Integer)) != 0
    return and_(or_(_no_agency, source.agency_id == bindparam("own_agency_id")), is_cleared)


_any_listing: Any = or_(bindparam("item_id") == 0, _R.agenda_item_id == bindparam("item_id"))
_CASE = (
    select(_O.kind, _C.referring_agency_id)
    .join_from(Case, Conference, _O.id == _C.conference_id)
    .where(_C.id == bindparam("case_id"), see(Case))
)
_of_case: Any = _K.case_id == bindparam("case_id")
_SHARED = (
    select(_K.id, _K.agency_id.label("whose_id"), _A.name, _K.kind, _K.dated_on, _K.section_class)
    .join_from(Contribution, Agency, _A.id == _K.agency_id)
    .join(ResearchReturn, _R.id == _K.return_id)
    .where(_of_case, _is_shared, _to_reader(_K), _any_listing, see(Contribution, ResearchReturn))
    .order_by(_R.started_at, _K.position, _K.id)
)
_words: Any = and_(
    _S.field.in_((Text.CONTRIBUTION_TEXT, Text.CONTRIBUTION_SOURCE)),
    _S.owner_id.in_(
        select(_K.id)
        .join_from(Contribution, ResearchReturn, _R.id == _K.return_id)
        .where(
            _of_case,
            _is_shared,
            _to_reader(_K),
            _K.section_class != SAFE_CONTACT,
            _any_listing,
            see(Contribution, ResearchReturn),
        )
    ),
)
_records: Any = and_(
    _S.field == Text.RETURN_RECORDS,
    _S.is_shared.is_(True),
    _to_reader(_S),
    _S.owner_id.in_(
        select(_R.id).where(
            _R.case_id == bindparam("case_id"),
            _R.status.in_(bindparam("answers", expanding=True)),
            _any_listing,
            see(ResearchReturn),
        )
    ),
)
# What was said, and which records were checked.
_TEXTS = select(*SEALED_COLUMNS).where(
    _S.case_id == bindparam("case_id"), or_(_words, _records), see(SealedText)
)
_RETURNS = (
    select(
        _R.id, _R.agency_id, _A.name, _A.kind, _R.status, _R.returned_at, _R.confirmed_at, _R.last_contact_on
    )
    .join_from(ResearchReturn, Agency, _A.id == _R.agency_id)
    .where(
        _R.case_id == bindparam("case_id"),
        or_(_no_agency, _R.agency_id == bindparam("own_agency_id")),
        _any_listing,
        see(ResearchReturn),
    )
    .order_by(_R.started_at)
)
_INVITED = (
    select(_A.id, _A.name, _A.kind, _N.invited_at)
    .join_from(Invitation, Agency, _A.id == _N.agency_id)
    .where(_N.case_id == bindparam("case_id"), _N.agenda_item_id == bindparam("item_id"), see(Invitation))
)


def contributions_of_case(
    session: Session, shown: Entry, case_id: int, item_id: int = 0, answers: Sequence[str] = ANSWERS
) -> CaseContributions:
    """What has been shared on a case, by agency in the running order, as far as the viewer may see it.

    With `item_id` only for that listing, and then agencies that have returned nothing are named too. Which
    records were checked is opened for returns of the statuses `answers` alone; of others it is left out, as
    for whoever may not read it. A whole
    room may be looking on, so drafts and items not shared are never in it, not even the viewer's own, nor the
    words of a safe address or contact. Raises NotFound for a case that is not the viewer's to see.
    """
    case = session.row(_CASE, {"case_id": case_id})
    if case is None:
        raise NotFound
    asked = AskedOf(get_kind(case.kind), case_id, case.referring_agency_id, item_id)
    return said_on(session, shown, asked, answers)


def said_on(
    session: Session,
    shown: Entry,
    asked: AskedOf,
    answers: Sequence[str] = ANSWERS,
    reader: Reader = WHOEVER_ASKS,
) -> CaseContributions:
    """The same for a case that was loaded as the viewer already, or as another agency will read one's own part."""
    kind, bound = asked.kind, {"case_id": asked.case_id, "item_id": asked.item_id, **reader.bound}
    _, texts = open_list(session, shown, _TEXTS, {**bound, "answers": list(answers)})
    lines: dict[int, list[Line]] = {}
    for row in session.rows(_SHARED, bound):
        lines.setdefault(row.whose_id, []).append(line_of(kind, row, row.name, texts))
    every_line = [line for of_agency in lines.values() for line in of_agency]
    parts = _parts(session, kind, bound, lines, texts, asked.referring_agency_id)
    return CaseContributions(
        views_heading=kind_label(kind, VIEWS),
        views=tuple(line for line in every_line if line.kind == VIEWS),
        agencies=tuple(sorted(parts, key=lambda part: (part.order, part.agency_name))),
    )


def _parts(
    session: Session,
    kind: Kind,
    bound: dict[str, Any],
    lines: dict[int, list[Line]],
    texts: Texts,
    referring_agency_id: int | None,
) -> Iterable[AgencyPart]:
    answers = {row.agency_id: row for row in session.rows(_RETURNS, bound)}
    agencies = {row.agency_id: (row.name, row.kind) for row in answers.values()}
    invited = session.rows(_INVITED, bound)
    agencies |= {row.id: (row.name, row.kind) for row in invited}
    asked_at = {row.id: row.invited_at for row in invited}
    for agency_id, (name, agency_kind) in agencies.items():
        if bound["own_agency_id"] not in (0, agency_id):
            continue
        step = kind.contribution_step(agency_kind, is_referrer=agency_id == referring_agency_id)
        own = tuple(line for line in lines.get(agency_id, ()) if line.kind != VIEWS)
        answer = answer_of(answers.get(agency_id), texts)
        if own or answer[0] != "missing" or bound["item_id"]:
            is_earlier = _is_earlier(answers.get(agency_id), asked_at.get(agency_id))
            yield AgencyPart(
                agency_id, name, step.label, kind.case_steps.index(step), *answer, own, is_earlier
            )


def _is_earlier(row: Any, asked_at: datetime | None) -> bool:
    return state_of(row, asked_at) == EARLIER


def answer_of(row: Any, records: Texts) -> tuple[str, datetime | None, str, date | None]:
    """How an agency answered: a draft is as good as nothing, and "nothing known" is of class standard."""
    if row is None or row.status == "draft":
        return "missing", None, "", None
    checked = records.get((row.id, Text.RETURN_RECORDS))
    if checked is None:
        return "returned", row.returned_at, "", None
    return row.status, row.returned_at, checked, row.last_contact_on
