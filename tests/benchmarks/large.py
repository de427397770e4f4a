"""A large Northtown Marac: 50,000 actions and 500,000 ledger entries in one conference, written in bulk.

The rows go in through an engine without the doorman, as a restore would; the ledger's chain is a true one.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import Connection, create_engine

from marac import clock
from marac.access.crypt import Keys
from marac.access.seal import identity
from marac.actions.deadlines import deadline
from marac.audit.ledger import GENESIS, canonical, entry_hash, stamp
from marac.conferences import get_kind
from marac.records import (
    Action,
    ActionEvent,
    AgendaItem,
    Case,
    Meeting,
    Risk,
    SealedText,
    Seat,
    Text,
    ledger_entry,
)
from marac.records.base import new_id
from tests.databases import rogue
from tests.world import MARAC, SEALING_KEY

ACTIONS, ENTRIES = 50_000, 500_000
ACTIONS_PER_CASE = 10
IS_OPEN_SHARE = 0.5
CHUNK = 20_000
OWNERS = (
    ("polly", "northtown-police"),
    ("petra", "northtown-police"),
    ("mani", "northtown-police"),
    ("pravin", "eastvale-probation"),
    ("hana", "eastvale-health"),
    ("ida", "northtown-idva"),
    ("cerys", "midchester-children"),
    ("horatio", "westford-housing"),
)
_SUMMARY = get_kind("marac").section_class("summary").mask
_FOREVER = date(9999, 12, 31)
_WORDS = (
    "Visit the school and agree a written list of who may collect the children",
    "Fit new locks and a letter box guard at the address held by the advocate",
    "Ring on a safe number between ten and noon and offer an appointment",
    "Check the licence conditions and report any contact since the hearing",
)


class Large:
    """Writes the rows of one conference; `ids` are those of the small world it is laid over."""

    def __init__(
        self, ids: dict[str, dict[str, int]], actions: int = ACTIONS, entries: int = ENTRIES
    ) -> None:
        self.ids, self.actions, self.entries = ids, actions, entries
        self.conference_id = ids["conferences"][MARAC]
        self.random = Random(20260401)
        self.keys = Keys({1: SEALING_KEY})
        self.rows: dict[Any, list[dict[str, Any]]] = {}
        self.cases: list[int] = []

    def write(self, url: str) -> None:
        """Put everything into the database at `url`."""
        self._plan()
        engine = create_engine(rogue(url))
        with engine.begin() as connection:
            for record, rows in self.rows.items():
                _insert(connection, record.__table__, iter(rows))
            _insert(connection, ledger_entry, self._ledger(connection))
            # As a restore does: without statistics the planner knows nothing of what came in at one stroke.
            connection.exec_driver_sql("ANALYZE")
        engine.dispose()
        self.rows.clear()

    def _add(self, record: Any, **row: Any) -> None:
        self.rows.setdefault(record, []).append(row)

    def _plan(self) -> None:
        meeting_id = new_id()
        meeting = {
            "id": meeting_id,
            "conference_id": self.conference_id,
            "reference": "M-1",
            "status": "closed",
        }
        times = dict.fromkeys(("starts_at", "published_at", "closed_at"), clock.now())
        plain = {"kind": "scheduled", "minutes_available": 180, "version": 1}
        self._add(Meeting, **meeting, **times, **plain)
        for number in range(max(1, self.actions // ACTIONS_PER_CASE)):
            self._plan_case(number, meeting_id)

    def _plan_case(self, number: int, meeting_id: int) -> None:
        case_id, item_id, risk_id = new_id(), new_id(), new_id()
        self.cases.append(case_id)
        now = clock.now()
        self._add(
            Case,
            id=case_id,
            conference_id=self.conference_id,
            reference=f"NM-{number:05}",
            status="open",
            is_sealed=False,
            is_repeat=False,
            traits="{}",
            opened_at=now,
            version=1,
        )
        listed = {"meeting_id": meeting_id, "case_id": case_id, "position": number, "minutes": 12}
        state = {"status": "heard", "is_repeat": False, "decision": "", "disclosure": "", "version": 1}
        self._add(AgendaItem, id=item_id, **listed, **state)
        risk = {"case_id": case_id, "agenda_item_id": item_id, "position": 1, "has_reason": False}
        self._add(Risk, id=risk_id, **risk, named_at=now, version=1)
        self._seal(case_id, risk_id, Text.RISK_TEXT, "Contact when the children are collected from school")
        for slug in {slug for _name, slug in OWNERS}:
            window = {"opens_on": date(2020, 1, 1), "closes_on": _FOREVER}
            self._add(Seat, case_id=case_id, agency_id=self.ids["agencies"][slug], **window)
        for place in range(ACTIONS_PER_CASE):
            self._plan_action(case_id, item_id, risk_id, place)

    def _plan_action(self, case_id: int, item_id: int, risk_id: int, place: int) -> None:
        name, slug = self.random.choice(OWNERS)
        owner_id, agency_id = self.ids["people"][name], self.ids["agencies"][slug]
        due_on = clock.today() - timedelta(days=self.random.randrange(-14, 200))
        is_open = self.random.random() < IS_OPEN_SHARE
        action_id, event_id = new_id(), new_id()
        at = datetime.combine(due_on - timedelta(days=20), datetime.min.time(), UTC)
        links = {"case_id": case_id, "conference_id": self.conference_id, "agency_id": agency_id}
        self._add(
            Action,
            id=action_id,
            **links,
            agenda_item_id=item_id,
            risk_id=risk_id,
            owner_id=owner_id,
            subject="victim",
            pillar="",
            status="open" if is_open else "complete",
            due_on=due_on,
            due_at=deadline(due_on),
            recorded_at=at,
            acknowledged_at=at if place % 3 else None,
            ended_at=None if is_open else at,
            last_event_id=event_id,
            version=2,
        )
        happening = {"kind": "progress", "from_status": "open", "to_status": "open", "happened_at": at}
        by = {"by_id": owner_id, "by_agency_id": agency_id}
        self._add(ActionEvent, id=event_id, case_id=case_id, action_id=action_id, **happening, **by)
        self._seal(case_id, action_id, Text.ACTION_TEXT, _WORDS[place % len(_WORDS)])
        self._seal(case_id, event_id, Text.ACTION_NOTE, "Rang twice, no answer; will try again", agency_id)

    def _seal(
        self, case_id: int, owner_id: int, field: Text, text: str, agency_id: int | None = None
    ) -> None:
        whose = identity(case_id, owner_id, str(field), agency_id, True, _SUMMARY)
        self._add(
            SealedText,
            owner_id=owner_id,
            field=str(field),
            case_id=case_id,
            agency_id=agency_id,
            is_shared=True,
            class_bit=_SUMMARY,
            body=self.keys.seal(text.encode(), whose),
            written_at=clock.now(),
        )

    def _ledger(self, connection: Connection) -> Iterator[dict[str, Any]]:
        head = connection.exec_driver_sql(
            "SELECT seq, hash FROM ledger_entry ORDER BY seq DESC LIMIT 1"
        ).first()
        first, prev = (head[0], bytes(head[1])) if head else (0, GENESIS)
        people = [(self.ids["people"][name], self.ids["agencies"][slug]) for name, slug in OWNERS]
        for seq in range(first + 1, first + self.entries + 1):
            case_id, (actor, agency) = self.cases[seq % len(self.cases)], people[seq % len(people)]
            body = {
                "v": 1,
                "policy": 1,
                "seq": seq,
                "at": stamp(clock.now()),
                "event": "CaseShown",
                "outcome": "ok",
                "conference": self.conference_id,
                "case": case_id,
                "about": {"page": "case"},
                "actor": actor,
                "agency": agency,
            }
            text = canonical(body)
            row = {"seq": seq, "at": body["at"], "event": "CaseShown", "actor_id": actor, "agency_id": agency}
            sealed = {"body": text, "prev": prev, "hash": entry_hash(prev, text)}
            yield {**row, "conference_id": self.conference_id, "case_id": case_id, **sealed}
            prev = sealed["hash"]


def _insert(connection: Connection, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    statement = table.insert().inline()
    while chunk := list(islice(rows, CHUNK)):
        connection.execute(statement, chunk)
