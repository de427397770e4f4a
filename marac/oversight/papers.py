"""Answers about the record in Word: one copy for whoever asks, entered in the ledger before it leaves."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from marac import clock
from marac.access.viewer import Seat
from marac.audit import events
from marac.audit.asking import Narrowed
from marac.audit.lines import Line
from marac.audit.looked import Looked, LookedAnswer, what_i_saw, what_somebody_saw
from marac.audit.ours import who_has_read_ours
from marac.audit.seen import Reader, who_has_seen
from marac.audit.wording import section_in_words
from marac.conferences import get_kind
from marac.db import Entry, Session
from marac.documents.answer import Answer, write_answer
from marac.documents.copying import new_copy, new_copy_number, viewer_as_recipient
from marac.documents.making import Made
from marac.documents.model import Column, Table
from marac.documents.phrases import moment_words
from marac.documents.word import file_name

# Of the entries that stand below the table; the table counts them all.
MOST_ENTRIES = 1000
ALTERED = "Altered"
_SECTIONS = Column("What was shown", 24)
_FIRST_LAST = (Column("First", 11), Column("Last", 11))
_COUNTED = (
    _SECTIONS, Column("Looks", 5), Column("Copies", 6), Column("Changes", 7), *_FIRST_LAST,
)  # fmt: skip
_PURPOSE = (
    "Kept for lawfulness, self-monitoring, security and criminal proceedings. It is never part of an answer to the "
    "subject of a case."
)


def case_paper(session: Session, case_id: int, asked: Narrowed) -> Made:
    """Who has seen a case, in Word (AUDIT_CASE). Raises NotFound."""
    found = who_has_seen(session, case_id, asked, most=MOST_ENTRIES)
    number, _ = _recorded(session, "seen-case", case_id=case_id, conference_id=found.conference_id)
    columns = (Column("Who", 14), Column("Agency", 14), *_COUNTED)
    rows = tuple((each.person, each.agency, *_counted(each)) for each in found.readers)
    answer = Answer(
        title=f"{found.reference}: who has seen this",
        subtitle=_days(asked),
        details=(*_narrowed(asked, dict(found.choices)), _agencies(found.by_agency)),
        words=_PURPOSE,
        tables=(Table("By person", columns, rows), _entries(found.lines)),
    )
    return _made(session, answer, found.reference, number, session.viewer.seat_in(found.conference_id))


def own_paper(session: Session, asked: Narrowed) -> Made:
    """Who has read what the viewer's agency shared, in Word (AUDIT_OWN)."""
    found = who_has_read_ours(session, asked, most=MOST_ENTRIES)
    number, entry = _recorded(session, "seen-ours")
    entry.cases.update(each.case_id for each in found.readings)
    columns = (
        Column("Case", 11), Column("Who", 14), Column("Agency", 14), Column("What of ours", 24), Column("Times", 6),
        *_FIRST_LAST,
    )  # fmt: skip
    rows = tuple(
        (
            each.reference,
            each.person,
            each.agency,
            ", ".join(each.sections),
            str(each.times),
            _moment(each.first_at),
            _moment(each.last_at),
        )
        for each in found.readings
    )
    answer = Answer(
        title="Who has read what we shared",
        subtitle=_days(asked),
        details=(
            ("Shared by", session.viewer.agency_name),
            *_narrowed(asked, dict(found.choices)),
            _agencies(found.by_agency),
        ),
        words=f"On the cases that {session.viewer.name} may see today. {_PURPOSE}",
        tables=(Table("By case and person", columns, rows), _entries(found.lines)),
    )
    return _made(session, answer, "Who has read what we shared", number)


def person_paper(session: Session, seat: Seat, user_id: int, asked: Narrowed) -> Made:
    """What a member of a conference saw, in Word, for its auditor (AUDIT_LEDGER). Raises NotFound."""
    found = what_somebody_saw(session, seat.conference_id, user_id, asked, most=MOST_ENTRIES)
    return _looked_paper(session, found, "seen-person", asked, seat)


def own_looks_paper(session: Session, asked: Narrowed) -> Made:
    """What the viewer has looked at, in Word (ACCOUNT_USE)."""
    return _looked_paper(session, what_i_saw(session, asked, most=MOST_ENTRIES), "seen-mine", asked, None)


def _looked_paper(
    session: Session, found: LookedAnswer, document: str, asked: Narrowed, seat: Seat | None
) -> Made:
    number, entry = _recorded(session, document, conference_id=seat.conference_id if seat else None)
    entry.cases.update(each.case_id for each in found.cases)
    columns = (Column("Case", 11), *_COUNTED)
    rows = tuple((each.reference, *_counted(each)) for each in found.cases)
    answer = Answer(
        title="What one person saw",
        subtitle=_days(asked),
        details=(
            ("Who", f"{found.person}, {found.agency}"),
            *((words, str(count)) for words, count in found.numbers),
        ),
        words="Cases by their references, and what kind of text was shown: nothing that it said.",
        tables=(Table("By case", columns, rows), _entries(found.lines, with_cases=True)),
    )
    return _made(session, answer, "What one person saw", number, seat)


def _counted(each: Reader | Looked) -> tuple[str, ...]:
    """The cells of _COUNTED."""
    numbers = (str(each.looks), str(each.copies), str(each.changes))
    return (", ".join(each.sections), *numbers, _moment(each.first_at), _moment(each.last_at))


def _recorded(session: Session, document: str, **about: Any) -> tuple[str, Entry]:
    number, asking = new_copy_number(), session.viewer
    happening = events.DocumentMade(
        document=document,
        copy=number,
        recipient_agency_id=asking.agency_id,
        recipient_id=asking.id,
        **about,
    )
    return number, session.record(happening, is_list=happening.case_id is None)


def _made(session: Session, answer: Answer, reference: str, number: str, seat: Seat | None = None) -> Made:
    # Every kind of conference marks its papers alike; a person without a part in any has papers all the same.
    seat = seat or next(iter(session.viewer.seats), None)
    kind, recipient = get_kind(seat.kind if seat else "marac"), viewer_as_recipient(session)
    copy = new_copy(session, kind, recipient, number, reference)
    return Made(file_name("Record", reference, recipient.agency, number), write_answer(answer, copy))


def _days(asked: Narrowed) -> str:
    since = clock.day_in_words(asked.since) if asked.since else ""
    until = clock.day_in_words(asked.until) if asked.until else ""
    if since and until:
        return f"{since} to {until}"
    return f"From {since} on" if since else f"Up to {until}" if until else "From the first entry on"


def _narrowed(asked: Narrowed, agencies: dict[int, str]) -> Iterable[tuple[str, str]]:
    yield "Agency", agencies.get(asked.agency_id, "")
    yield "What was shown", section_in_words(asked.section) if asked.section else ""


def _agencies(by_agency: Iterable[tuple[str, int, int]]) -> tuple[str, str]:
    return "How often", "\n".join(f"{agency}: {number}" for agency, number, _ in by_agency)


def _moment(at: datetime | None) -> str:
    return moment_words(at) if at else ALTERED


def _entries(lines: Iterable[Line], *, with_cases: bool = False) -> Table:
    told: list[tuple[str, ...]] = []
    case: Callable[[Line], str] = lambda line: "\n".join(line.references)  # noqa: E731
    for line in lines:
        shown = "\n".join(f"{section}: {whose}" for section, whose in line.sections)
        what = ", ".join(part for part in (line.event, line.way, line.page) if part)
        marks = (
            f"copy {line.copy}" if line.copy else "",
            f"handed to {line.handed_to}" if line.handed_to else "",
            f"words {line.terms}" if line.terms else "",
        )
        told.append(
            (
                f"{line.seq:,}",
                _moment(line.at),
                ", ".join(part for part in (line.person, line.agency) if part),
                ", ".join(part for part in (what, *marks, line.outcome.replace("ok", "")) if part),
                shown,
                case(line),
            )
        )
    caption = f"Entries, newest first (the newest {MOST_ENTRIES:,} at most)"
    columns = (
        Column("Entry", 7), Column("When", 13), Column("Who", 18), Column("What", 20),
        Column("Sections, and whose", 26), Column("Case", 10),
    )  # fmt: skip
    return Table(caption, columns, tuple(told))
