"""Every address with a number, by everybody: what is of another conference, another agency or hidden is not
there, by any method, and asking for it changes nothing."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.test_whole.addresses import Address, addresses
from tests.test_whole.conftest import Template, Walk
from tests.test_whole.holdings import raw_connection, table_hashes
from tests.test_whole.oracle import CASES, PERSONAS, Persona, sees_case
from tests.test_whole.walking import Walker
from tests.world import World

MOST_TRIED = 3
# A form with something in every box that any form has, so that what is posted gets past the form itself.
FILLED = {
    "version": "1", "client_seq": "1", "reason": "Because.", "note": "Because.", "text": "Words.", "line": "Words.",
    "risk": "Words.", "done": "Words.", "evidence": "Words.", "progress_note": "Words.", "instead": "Words.",
    "transfer_reason": "Words.", "reopen_reason": "Words.", "close_reason": "Words.", "due_reason": "Words.",
    "hand_over_note": "Words.", "decision_note": "Words.", "summary": "Words.", "rationale": "Words.",
    "dissent": "Words.", "records_checked": "Words.", "nothing_known": "y", "kind": "fact", "source": "Words.",
    "section_class": "standard", "dated_on-day": "1", "dated_on-month": "2", "dated_on-year": "2026",
    "done_on-day": "1", "done_on-month": "2", "done_on-year": "2026", "outcome": "carried_forward",
    "status": "not_completed_circumstances", "close_as": "superseded", "grant": "no", "minutes": "20",
    "move": "up", "position": "1", "decision": "deferred", "due": "tomorrow", "subject": "victim",
}  # fmt: skip
# Posting here ends the walker's own session.
ENDS_SESSION = {"accounts.sign_out", "accounts.sign_out_everywhere", "accounts.hide", "accounts.sign_in_post"}


class Foreign:
    """Which addresses are nobody's business for somebody."""

    def __init__(self, template: Template, world: World) -> None:
        told = template.told
        self.case_of = {case_id: case for case, case_id in told.cases.items()}
        self.conferences = world.ids["conferences"]
        with raw_connection(world.url) as connection:
            rows = connection.exec_driver_sql("SELECT id, conference_id FROM meeting").all()
            self.meetings: dict[int, int] = dict(map(tuple, rows))
            rows = connection.exec_driver_sql("SELECT id, meeting_id FROM minutes").all()
            self.minutes = {minutes_id: self.meetings[meeting_id] for minutes_id, meeting_id in rows}
            rows = connection.exec_driver_sql(
                "SELECT id, agency_id FROM contribution WHERE is_shared = "
                + ("0" if world.store.is_sqlite else "false")
            ).all()
            self.private: dict[int, int] = dict(map(tuple, rows))
        self.agencies = world.ids["agencies"]

    def reason(self, persona: Persona, address: Address) -> str:
        """Why this address is not theirs; empty if it may be."""
        if any(not sees_case(persona, self.case_of[each]) for each in address.cases):
            return self._case_reason(persona, address)
        mine = {self.conferences[slug] for slug in persona.roles}
        named: dict[str, Any] = dict(address.arguments)
        if named.get("slug") in self.conferences and self.conferences[named["slug"]] not in mine:
            return "another conference"
        for name, known in (("meeting_id", self.meetings), ("minutes_id", self.minutes)):
            if name in named and known[named[name]] not in mine:
                return "another conference"
        owner = self.private.get(named.get("contribution_id", 0))
        is_ours = owner is None or owner == self.agencies[persona.agency]
        return "" if is_ours else "another agency's draft"

    def _case_reason(self, persona: Persona, address: Address) -> str:
        facts = [CASES[self.case_of[each]] for each in address.cases]
        is_inside = all(each.conference in persona.roles for each in facts)
        return "a hidden case" if is_inside else "another conference"


def test_what_is_not_theirs_is_not_there_to_read(walk: Walk, template: Template) -> None:
    tried, wrong = Counter[str](), Counter[str]()
    with template.copied() as world:
        foreign = Foreign(template, world)
    for look in walk.looks:
        reason = foreign.reason(PERSONAS[look.persona], look.address) if look.persona else ""
        if reason:
            tried[reason] += 1
            if look.status not in (403, 404):
                wrong[f"{reason}: {look.where}"] += 1
    print(f"\nGET: {dict(tried)}")
    assert not wrong, "\n".join(f"{number} {what}" for what, number in wrong.most_common(40))


def _few(foreign: Foreign, world: World, persona: Persona) -> Iterator[tuple[str, Address]]:
    """Some addresses for each endpoint and reason: one will do where the role refuses all alike."""
    taken, viewer = Counter[tuple[str, str]](), world.viewer(persona.name)
    for address in addresses(world, ("POST",)):
        reason = foreign.reason(persona, address)
        most = MOST_TRIED if address.act and viewer.may(address.act) else 1
        if reason and address.endpoint not in ENDS_SESSION and taken[address.endpoint, reason] < most:
            taken[address.endpoint, reason] += 1
            yield reason, address


@pytest.mark.parametrize("name", PERSONAS)
def test_what_is_not_theirs_cannot_be_changed(name: str, template: Template) -> None:
    tried, wrong = Counter[str](), Counter[str]()
    with template.copied() as world, raw_connection(world.url) as beside:
        foreign, walker = Foreign(template, world), Walker(world, name, beside)
        before = table_hashes(beside)
        for number, (reason, address) in enumerate(_few(foreign, world, PERSONAS[name])):
            for posted in ({}, {**FILLED, "form_key": f"key-{number}"}):
                look, _ = walker.look(address, **posted)
                tried[reason] += 1
                if look.status not in (403, 404) or look.words or look.beside:
                    wrong[f"{reason}: {look.where} {'filled in' if posted else 'empty'}"] += 1
        after = table_hashes(beside)
    print(f"\n{name}: {dict(tried)}")
    assert not wrong, "\n".join(f"{number} {what}" for what, number in wrong.most_common(40))
    assert [table for table in after if after[table] != before[table]] == []
