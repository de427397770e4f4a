"""Who shares with somebody what it takes to be a strong match, found without comparing everybody with everybody."""

from collections.abc import Iterable
from typing import Any

from marac.people.matching import PersonFacts


class Near:
    """People by what two records must share to be a strong match: the day of birth, telephone or address."""

    def __init__(self, people: Iterable[PersonFacts]) -> None:
        self._of_case: dict[int, list[PersonFacts]] = {}
        self._sharing: dict[Any, list[PersonFacts]] = {}
        for facts in people:
            self._of_case.setdefault(facts.case_id, []).append(facts)
            for shared in _shared(facts):
                self._sharing.setdefault(shared, []).append(facts)

    def facts_near(self, case_id: int) -> list[PersonFacts]:
        """Everybody of other cases who shares something with somebody of this one."""
        ours = (shared for facts in self._of_case.get(case_id, ()) for shared in _shared(facts))
        near = {facts.id: facts for shared in ours for facts in self._sharing[shared]}
        return [facts for facts in near.values() if facts.case_id != case_id]


def _shared(facts: PersonFacts) -> list[tuple[str, Any]]:
    held = {"born": facts.date_of_birth, "phone": facts.phone_token, "address": facts.address_token}
    return [(name, value) for name, value in held.items() if value is not None]
