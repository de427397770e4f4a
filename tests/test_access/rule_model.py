"""Who sees what, said a second time in plain Python over facts made at random: the see-rule must say the same.

The facts are dense: few people, cases and days, so that every condition is now the only one that fails, now the
only one that holds, and every day and moment is met on it, before it and after it.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from marac.records import (
    Action,
    Attendance,
    BreakGlass,
    Case,
    Contribution,
    Exclusion,
    Meeting,
    MeetingDeputy,
    Membership,
    NamedViewer,
    Referral,
    Seat,
    StandIn,
    User,
)
from marac.records.base import new_id

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
TODAY = date(2026, 3, 5)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
PEOPLE, CASES, MEETINGS, ITEMS = 9, 26, 8, 2
BITS = (1, 2, 4)
Row = dict[str, Any]


@dataclass(frozen=True)
class Asker:
    """Who asks: a person of an agency, by roles (a mask), for one case that the address names (or 0)."""

    user_id: int
    agency_id: int
    roles: int
    case_id: int = 0

    def parameters(self) -> Row:
        """The binds of the see-rule."""
        return {
            "viewer_id": self.user_id,
            "viewer_agency_id": self.agency_id,
            "viewer_today": TODAY,
            "viewer_roles": self.roles,
            "viewer_case_id": self.case_id,
            "viewer_now": NOW,
        }


@dataclass
class Facts:
    """Rows at random, by table."""

    chance: random.Random
    agencies: list[int]
    conferences: list[int]
    rows: dict[Any, list[Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        pick, one_in = self.chance.choice, lambda number: self.chance.randrange(number) == 0
        self.people = [
            {"id": new_id(), "agency_id": pick(self.agencies), "name": "X", "email": f"{new_id()}@x.example"}
            for _ in range(PEOPLE)
        ]
        self.rows[User] = self.people
        self.rows[Case] = [
            {"id": new_id(), "conference_id": pick(self.conferences), "reference": f"R-{number}",
             "status": pick(("open", "open", "closed", "received", "draft")), "is_sealed": one_in(4)}
            for number in range(CASES)
        ]  # fmt: skip
        self.rows[Meeting] = [
            {"id": new_id(), "conference_id": pick(self.conferences), "reference": f"M-{number}"}
            for number in range(MEETINGS)
        ]
        self._of_people()
        self._of_cases()

    def day(self) -> date:
        """Mostly in force, and often on its first or last day."""
        return TODAY + self.chance.choice((-1, 0, 0, 1)) * DAY

    def _window(self) -> Row:
        first = self.chance.choice((-30, -1, 0, 0, 1))
        last = self.chance.choice((-1, 0, 0, 1, 30))
        return {"opens_on": TODAY + first * DAY, "closes_on": TODAY + last * DAY}

    def _of_people(self) -> None:
        half = lambda: self.chance.random() < 0.5  # noqa: E731
        self.rows[Membership] = [
            {"user_id": person["id"], "conference_id": conference_id, "role": "x",
             "role_bit": self.chance.choice(BITS), "is_office": self.chance.random() < 0.3,
             "clearance": self.chance.randrange(8), "is_per_meeting": self.chance.random() < 0.4,
             "from_on": window["opens_on"], "until_on": window["closes_on"]}
            for person in self.people for conference_id in self.conferences
            if self.chance.random() < 0.85 and (window := self._window())
        ]  # fmt: skip
        self.rows[MeetingDeputy] = [
            {"user_id": person["id"], "meeting_id": meeting["id"], "conference_id": meeting["conference_id"],
             "named_by_id": person["id"], **self._window()}
            for person in self.people for meeting in self.rows[Meeting] if half()
        ]  # fmt: skip
        self.rows[Attendance] = [
            {
                "id": new_id(),
                "meeting_id": meeting["id"],
                "conference_id": meeting["conference_id"],
                "status": "x",
            }
            for meeting in self.rows[Meeting]
        ]

    def _of_cases(self) -> None:
        cases, chance = self.rows[Case], self.chance
        pairs = [(case, person) for case in cases for person in self.people]
        moments = (-2 * SECOND, -SECOND, 0 * SECOND, SECOND)
        self.rows[Seat] = [
            {"case_id": case["id"], "agency_id": agency_id, **self._window()}
            for case in cases for agency_id in self.agencies if chance.random() < 0.7
        ]  # fmt: skip
        self.rows[StandIn] = [
            {"case_id": case["id"], "user_id": person["id"], **self._window()}
            for case, person in pairs if chance.random() < 0.6
        ]  # fmt: skip
        self.rows[NamedViewer] = [
            {"case_id": case["id"], "user_id": person["id"]}
            for case, person in pairs
            if chance.random() < 0.4
        ]
        self.rows[Exclusion] = [
            {"id": new_id(), "case_id": case["id"], "decided_by_id": person["id"],
             "lifted_at": chance.choice((None, NOW - DAY)),
             **chance.choice(({"user_id": person["id"], "agency_id": None},
                              {"user_id": None, "agency_id": person["agency_id"]}))}
            for case, person in pairs if chance.random() < 0.16
        ]  # fmt: skip
        self.rows[BreakGlass] = [
            {"id": new_id(), "user_id": person["id"], "case_id": case["id"], "cause": "x", "review_by": TODAY,
             "conference_id": case["conference_id"], "agency_id": person["agency_id"],
             "opens_at": NOW + chance.choice(moments), "closes_at": NOW + chance.choice((0, 1, 3600)) * SECOND}
            for case, person in pairs if chance.random() < 0.5
        ]  # fmt: skip
        self.rows[Referral] = [
            {"id": new_id(), "case_id": case["id"], "conference_id": case["conference_id"],
             "received_by_id": self.people[0]["id"],
             "restriction_state": chance.choice(("undecided", "none", "none"))}
            for case in cases
        ]  # fmt: skip
        self.rows[Contribution] = [
            {"id": new_id(), "case_id": case["id"], "agency_id": chance.choice(self.agencies), "return_id": 1,
             "class_bit": chance.choice(BITS), "is_shared": chance.random() < 0.6,
             "author_id": self.people[0]["id"]}
            for case in cases for _ in range(ITEMS)
        ]  # fmt: skip
        self.rows[Action] = [
            {"id": new_id(), "case_id": case["id"], "conference_id": case["conference_id"],
             "agency_id": self.agencies[0], "owner_id": self.people[0]["id"], "due_on": TODAY}
            for case in cases
        ]  # fmt: skip

    def put(self, connection: Connection) -> None:
        """Write them, with keys that lead nowhere allowed."""
        is_sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql(
            "pragma foreign_keys=off" if is_sqlite else "SET session_replication_role = replica"
        )
        with Session(connection) as session:
            for record, rows in self.rows.items():
                session.add_all([record(**row) for row in rows])
            session.commit()
        connection.commit()

    def askers(self) -> list[Asker]:
        """Everybody, by each single role, by all and by none; for no case and for each
        that they have, had or will have open."""
        found = []
        for person in self.people:
            who = (person["id"], person["agency_id"])
            found += [Asker(*who, roles) for roles in (0, *BITS, 7)]
            opened = [row["case_id"] for row in self.rows[BreakGlass] if row["user_id"] == person["id"]]
            found += [Asker(*who, 7, case_id) for case_id in opened]
        return found


def is_in(row: Row) -> bool:
    """Whether today is within a window, its first and last day included."""
    return bool(row["opens_on"] <= TODAY <= row["closes_on"])


class Model:
    """What somebody may see, in plain Python."""

    def __init__(self, facts: Facts) -> None:
        self.rows = facts.rows

    def _any(self, record: Any, **wanted: Any) -> list[Row]:
        return [row for row in self.rows[record] if all(row[name] == value for name, value in wanted.items())]

    def role(self, asker: Asker, conference_id: int) -> Row | None:
        """The membership in force that one of the asked roles is of."""
        for row in self._any(Membership, user_id=asker.user_id, conference_id=conference_id):
            if row["role_bit"] & asker.roles and row["from_on"] <= TODAY <= row["until_on"]:
                return row
        return None

    def is_kept_out(self, asker: Asker, case: Row) -> bool:
        """Whether a denial that was not lifted is for this person or agency."""
        return any(
            row["lifted_at"] is None
            and (row["user_id"] == asker.user_id or row["agency_id"] == asker.agency_id)
            for row in self._any(Exclusion, case_id=case["id"])
        )

    def is_settled(self, case: Row) -> bool:
        """Whether a case is accepted and no form of it waits for a decision on who must not be told."""
        waits = self._any(Referral, case_id=case["id"], restriction_state="undecided")
        return case["status"] in ("open", "closed") and not waits

    def _is_opened(self, asker: Asker, case: Row) -> bool:
        held = self._any(BreakGlass, user_id=asker.user_id, case_id=case["id"])
        is_open = any(row["opens_at"] <= NOW < row["closes_at"] for row in held)
        return asker.case_id == case["id"] and is_open and self.is_settled(case)

    def sees(self, asker: Asker, case: Row) -> bool:
        """Whether somebody sees a case."""
        role = self.role(asker, case["conference_id"])
        if role is None or self.is_kept_out(asker, case):
            return False
        seats = self._any(Seat, case_id=case["id"], agency_id=asker.agency_id)
        stands_in = self._any(StandIn, case_id=case["id"], user_id=asker.user_id)
        is_seated = any(map(is_in, seats)) and (not role["is_per_meeting"] or any(map(is_in, stands_in)))
        is_named = not case["is_sealed"] or self._any(NamedViewer, case_id=case["id"], user_id=asker.user_id)
        is_placed = (role["is_office"] or is_seated) and bool(is_named)
        return bool(is_placed or self._is_opened(asker, case))

    def reads(self, asker: Asker, item: Row) -> bool:
        """Whether somebody reads an item of a case."""
        (case,) = self._any(Case, id=item["case_id"])
        role = self.role(asker, case["conference_id"])
        if role is None or not self.sees(asker, case):
            return False
        is_cleared = item["is_shared"] and role["clearance"] & item["class_bit"]
        return bool(item["agency_id"] == asker.agency_id or is_cleared)

    def attends(self, asker: Asker, meeting: Row) -> bool:
        """Whether somebody sees a meeting."""
        role = self.role(asker, meeting["conference_id"])
        if role is None:
            return False
        named = self._any(MeetingDeputy, meeting_id=meeting["id"], user_id=asker.user_id)
        return not role["is_per_meeting"] or any(map(is_in, named))

    def opens(self, asker: Asker, case: Row) -> bool:
        """Whether somebody may open a case by break-glass."""
        is_member = self.role(asker, case["conference_id"]) is not None
        return is_member and not self.is_kept_out(asker, case) and self.is_settled(case)

    def is_told_of(self, asker: Asker, case: Row) -> bool:
        """Whether an auditor is told what was seen and done on a case."""
        is_named = self._any(NamedViewer, case_id=case["id"], user_id=asker.user_id)
        return self.opens(asker, case) and (not case["is_sealed"] or bool(is_named))
