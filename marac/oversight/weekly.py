"""The auditor's weekly review: what was out of the way this week, as numbers beside those of the weeks before."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from marac import clock
from marac.access.viewer import Seat
from marac.audit.telling import case_mark
from marac.audit.weekly import (
    CLOCK,
    COPIES,
    LOOKS,
    REFUSALS,
    Parts,
    Person,
    Watched,
    belonging_to,
    parts_taken,
    people,
    watched,
)
from marac.conferences import Kind, get_kind
from marac.db import Session
from marac.oversight.name_searches import NameSearch, hashes_of, name_searches, others_meant

WEEKS = 8
MOST_ROWS = 20
_WEEK = timedelta(days=7)
# What is simply counted: name, words, the event that the ledger is filtered by, and all that count.
_COUNTED = (
    ("Safe contacts revealed", "An address or contact shown.", "ContactRevealed", ("ContactRevealed",)),
    (
        "Cases opened by break-glass",
        "Opened past the rule, for an hour.",
        "BreakGlassOpened",
        ("BreakGlassOpened",),
    ),
    ("Refusals", "Pages and changes asked for and not given.", "AccessRefused", REFUSALS),
    ("Copies", "Word copies, files as received, exports of the record.", "DocumentMade", COPIES),
    (
        "The server's clock went back",
        "Times in the record were later than the clock: ask who set it. A time of this page may be wrong by as much.",
        CLOCK,
        (CLOCK,),
    ),
)


@dataclass(frozen=True)
class Line:
    """One person's share of a finding: how often, the newest entry, and up to three cases by number."""

    person: str
    agency: str
    number: int
    seq: int
    at: datetime
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that the review looks for. `weeks` are the numbers of all weeks, the oldest first.

    By whom is in `lines`, or, where each time tells something of its own, in `searches`.
    """

    name: str
    words: str
    weeks: tuple[int, ...]
    lines: tuple[Line, ...]
    event: str = ""
    more: int = 0
    searches: tuple[NameSearch, ...] = ()

    @property
    def number(self) -> int:
        """How many this week."""
        return self.weeks[-1]

    @property
    def sentence(self) -> str:
        """This week beside the weeks before."""
        before = self.weeks[:-1]
        if not any(before):
            return "none in the weeks before" if self.number else "none, as in the weeks before"
        return f"{min(before)} to {max(before)} in the weeks before"

    @property
    def is_unusual(self) -> bool:
        """Whether this week has more than any before it."""
        return self.number > max(self.weeks[:-1])


@dataclass(frozen=True)
class Review:
    """A week from its Monday with everything that the review looks for."""

    monday: date
    mondays: tuple[date, ...]
    findings: tuple[Finding, ...]
    is_over: bool

    @property
    def sunday(self) -> date:
        """The last day of the week."""
        return self.monday + timedelta(days=6)

    @property
    def next_monday(self) -> date:
        """The first day of the week after."""
        return self.monday + _WEEK


def monday_of(day: date) -> date:
    """The Monday of the week in which a day lies."""
    return day - timedelta(days=day.weekday())


def weekly_review(session: Session, seat: Seat, day: date) -> Review:
    """The review of the week in which `day` lies, for an auditor of the conference (AUDIT_LEDGER), recorded.

    Raises NotFound for a conference that the viewer does not audit.
    """
    monday = min(monday_of(day), monday_of(clock.today()))
    mondays = tuple(monday - _WEEK * back for back in reversed(range(WEEKS)))
    since, until = _midnight(mondays[0]), _midnight(monday + _WEEK)
    entries = watched(session, seat.conference_id, since, until)
    review = _Reviewing(
        mondays=mondays,
        members=belonging_to(session, seat.conference_id),
        parts=parts_taken(session, seat.conference_id, since, until),
        people=people(session),
        kind=get_kind(seat.kind),
    )
    return Review(monday, mondays, tuple(review.findings(entries)), monday + _WEEK <= clock.today())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LONDON)


@dataclass(frozen=True)
class _Reviewing:
    """What is needed to tell the unusual from the usual."""

    mondays: tuple[date, ...]
    members: Mapping[int, bool]
    parts: Parts
    people: dict[int, Person]
    kind: Kind

    def findings(self, entries: list[Watched]) -> Iterable[Finding]:
        """Everything that the review looks for, in the order of its page."""
        yield from self._looks(entries)
        yield self._colleagues([each for each in entries if each.event == "SearchMade"])
        for name, words, event, wanted in _COUNTED:
            yield self._finding(name, words, [each for each in entries if each.event in wanted], event)

    def _colleagues(self, searches: list[Watched]) -> Finding:
        """Searches for the name of somebody else who is or was a member of this conference."""
        meant = hashes_of(person for person in self.people.values() if person.id in self.members)
        found = [each for each in searches if others_meant(each, meant)]
        finding = self._finding(
            "Searches for the names of colleagues",
            "Words that are the name or the surname of a member, compared by keyed hash: no others are known.",
            found,
            "SearchMade",
        )
        told = list(name_searches(filter(self._is_this_week, found), meant, self.people))
        return replace(
            finding, lines=(), searches=tuple(told[:MOST_ROWS]), more=max(0, len(told) - MOST_ROWS)
        )

    def _looks(self, entries: list[Watched]) -> Iterable[Finding]:
        """Who looked without a part in the case, and who looked at many cases."""
        looks = [each for each in entries if each.event in LOOKS]
        others = [each for each in looks if not self.members.get(each.person_id)]
        yield self._finding(
            "Looks at cases by people who took no part",
            "Their agency was not invited to the case and did nothing on it. Each person and case counts once.",
            self._once([each for each in others if not self._is_invited(each) and not self._took_part(each)]),
        )
        yield self._finding(
            "Looks at cases by people whose agency was invited and brought nothing",
            "No attendance, no information, no action so far. Each person and case counts once.",
            self._once([each for each in others if self._is_invited(each) and not self._took_part(each)]),
        )
        minutes, cases = self._rule("burst_minutes"), self._rule("burst_cases")
        yield self._finding(
            "Many different cases in a short time",
            f"{cases} or more within {minutes} minutes.",
            self._bursts(looks, minutes, cases),
        )

    def _rule(self, name: str) -> int:
        return self.kind.rule(name, self.mondays[-1]).number

    def _is_invited(self, look: Watched) -> bool:
        return (look.case_id, look.agency_id) in self.parts.invited

    def _took_part(self, look: Watched) -> bool:
        return (look.case_id, look.agency_id) in self.parts.took_part

    def _week(self, entry: Watched) -> int:
        day = clock.london_day(entry.at)
        return (monday_of(day) - self.mondays[0]).days // 7

    def _is_this_week(self, entry: Watched) -> bool:
        return self._week(entry) == len(self.mondays) - 1

    def _once(self, entries: list[Watched]) -> list[Watched]:
        """The newest look of each person at each case in each week."""
        return list({(self._week(each), each.person_id, each.case_id): each for each in entries}.values())

    def _bursts(self, looks: list[Watched], minutes: int, cases: int) -> list[Watched]:
        """The look that made a burst of each, in order; after it counting begins anew."""
        found, recent = [], defaultdict[int, list[tuple[datetime, int]]](list)
        for each in looks:
            at = each.at
            mine = [
                (when, case_id)
                for when, case_id in recent[each.person_id]
                if at - when <= timedelta(minutes=minutes) and case_id != each.case_id
            ]
            recent[each.person_id] = [*mine, (at, each.case_id)]
            if len(recent[each.person_id]) >= cases:
                found.append(each)
                recent[each.person_id] = []
        return found

    def _finding(self, name: str, words: str, found: list[Watched], event: str = "") -> Finding:
        weeks = [0] * len(self.mondays)
        for each in found:
            weeks[self._week(each)] += 1
        current = [each for each in found if self._is_this_week(each)]
        lines = sorted(self._lines(current), key=lambda line: (-line.number, line.person))
        cut = max(0, len(lines) - MOST_ROWS)
        return Finding(name, words, tuple(weeks), tuple(lines[:MOST_ROWS]), event, cut)

    def _lines(self, found: list[Watched]) -> Iterable[Line]:
        by_person: Callable[[Watched], int] = lambda each: each.person_id  # noqa: E731
        for person_id, group in groupby(sorted(found, key=by_person), key=by_person):
            entries = list(group)
            newest = max(entries)
            person = self.people.get(person_id, Person(0, "Nobody signed in", ""))
            cases = sorted({case_mark(each.case_id) for each in entries if each.case_id})
            yield Line(
                person.name,
                person.agency,
                len(entries),
                newest.seq,
                newest.at,
                tuple(cases[:3]) + ((f"and {len(cases) - 3} more",) if len(cases) > 3 else ()),
            )
