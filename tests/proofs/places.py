"""Every endpoint at chosen records of the story: cases of each sort, meetings, conferences, and at none.

Of every record that an address names, one is chosen by hand-written rules: the police's own at a Marac, so that
whose it is can be said in the expectations.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from werkzeug.routing import Rule

from marac.conferences import get_kind
from marac.referrals.typed_page import STEPS
from tests.test_whole.conftest import Template
from tests.test_whole.holdings import raw_connection
from tests.test_whole.story import KIND
from tests.world import MAPPA, MARAC, MASIP, World

# case -> the meeting at which it is looked at
MEETING_OF = {
    "main": "recent",
    "kept": "recent",
    "coming": "coming",
    "sealed": "coming",
    "running": "sitting",
    "unpublished": "later",
    "offender": "level2",
    "stalker": "panel",
}
PAPERS = ("draft", "sent", "word", "main", "offender", "stalker")
CONFERENCE_OF = {
    "later": MARAC,
    "recent": MARAC,
    "amended": MARAC,
    "coming": MARAC,
    "sitting": MARAC,
    "level2": MAPPA,
    "panel": MASIP,
}
OWNER = {MARAC: "northtown-police", MAPPA: "northtown-police", MASIP: "northtown-idva"}
ANY = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")
# A record about a case, by the argument that names it: its table, and which of several.
OF_CASE = {
    "party_id": ("party", "role = 'victim'"),
    "risk_id": ("risk", ""),
    "action_id": ("action", "agency_id = {owner} ORDER BY is_open DESC, id"),
    "contribution_id": (
        "contribution",
        "agency_id = {owner} AND is_shared = {true} AND class_bit = {mask} "
        "AND return_id IN (SELECT id FROM research_return WHERE agenda_item_id = {item})",
    ),
    "exclusion_id": ("exclusion", "lifted_at IS NULL"),
    "opening_id": ("break_glass", "reviewed_at IS NULL"),
    "decision_id": ("person_decision", ""),
    "section_id": (
        "minutes_section",
        "source LIKE 'summary:%%' AND minutes_id IN (SELECT id FROM minutes WHERE status = 'draft')",
    ),
}


@dataclass(frozen=True)
class Place:
    """One address; `at` names the record or records by the story's name, "-" where there are none."""

    endpoint: str
    method: str
    at: str
    path: str
    is_taken: bool = True


class Chosen:
    """Which number stands for which argument at which record of the story."""

    def __init__(self, template: Template, world: World, connection: Connection) -> None:
        self.told, self.world, self.connection = template.told, world, connection

    def _first(self, table: str, condition: str) -> int | None:
        found = self.connection.exec_driver_sql(f"SELECT id FROM {table} WHERE {condition} LIMIT 1").scalar()
        return None if found is None else int(found)

    def _of_meeting(self, argument: str, meeting: str) -> Any:
        is_amended = meeting == "amended"
        meeting_id = self.told.meetings.get("recent" if is_amended else meeting, 0)
        if argument == "meeting_id":
            return meeting_id or None
        table, of_status = argument.removesuffix("_id"), ""
        if table == "minutes":
            of_status = f" ORDER BY status {'DESC' if is_amended else ''}"
        return self._first(table, f"meeting_id = {meeting_id}{of_status}")

    def _of_case(self, argument: str, case: str, section: str) -> Any:
        case_id = self.told.cases.get(case, 0)
        if argument == "case_id":
            return case_id or None
        if argument == "item_id":
            return self.told.items.get((MEETING_OF.get(case, ""), case))
        if argument == "referral_id":
            return self.told.referrals.get(case)
        table, condition = OF_CASE[argument]
        conference = self.told.conference_of[case]
        words = {
            "true": "1" if self.world.store.is_sqlite else "true",
            "owner": self.world.agency(OWNER[conference]),
            "item": self.told.items.get((MEETING_OF.get(case, ""), case), 0),
            "mask": get_kind(KIND[conference]).section_class(section).mask,
        }
        more = f" AND {condition.format(**words)}" if condition else ""
        return self._first(table, f"case_id = {case_id}{more}")

    def value(self, argument: str, at: str, endpoint: str) -> Any:
        """The number or word for an argument at a record, or None if there is none such."""
        always = {
            "name": next(iter(STEPS)),
            "document": "list",
            "agency_id": self.world.agency("eastvale-health"),
            "user_id": self.world.person("dora" if endpoint == "meetings.withdraw_a_deputy" else "sunny"),
            "key": "health",
            "proposal_id": 1,
            "conference_id": self.world.conference(),
        }
        if argument in always:
            return always[argument]
        if argument == "slug":
            return at
        if argument in ("meeting_id", "minutes_id", "attendance_id"):
            return self._of_meeting(argument, MEETING_OF.get(at, at))
        return self._of_case(argument, at, "safe_contact" if endpoint.endswith(".contact") else "standard")


def _records(rule: Rule) -> tuple[str, ...]:
    named = rule.arguments
    if "referral_id" in named:
        return PAPERS
    if named & {"case_id", "item_id", *OF_CASE}:
        return tuple(MEETING_OF)
    if named & {"meeting_id", "minutes_id", "attendance_id"}:
        return tuple(each for each in CONFERENCE_OF if each != "amended" or "minutes_id" in named)
    return (MARAC, MAPPA, MASIP) if "slug" in named else ("-",)


def places(template: Template, world: World) -> list[Place]:
    """Every endpoint and method at every record that fits it; methods that it does not take at one of them."""
    # A list, for no request may be made while this context is open.
    with world.app.test_request_context(), raw_connection(world.url) as connection:
        return list(_places(template, world, connection))


def _places(template: Template, world: World, connection: Connection) -> Iterator[Place]:
    chosen = Chosen(template, world, connection)
    adapter = world.app.create_url_adapter(None) or world.app.url_map.bind("localhost")
    rules = sorted(world.app.url_map.iter_rules(), key=lambda each: (each.endpoint, each.rule))
    taken: dict[str, set[str]] = {}
    for rule in rules:
        taken.setdefault(rule.rule, set()).update(rule.methods or ())
    for rule in (each for each in rules if each.endpoint != "static"):
        own = sorted((rule.methods or set()) & {"GET", "HEAD", "POST"})
        wrong = [each for each in ANY if each not in taken[rule.rule]]
        for at in _records(rule):
            values = {each: chosen.value(each, at, rule.endpoint) for each in rule.arguments}
            if None in values.values():
                continue
            path = adapter.build(rule.endpoint, values, method=own[0])
            yield from (Place(rule.endpoint, method, at, path) for method in own)
            yield from (Place(rule.endpoint, method, at, path, is_taken=False) for method in wrong)
            wrong = []
