"""Is every grant, every denial and every stamp tested? Each is changed in this process, one at a time.

A role loses one act, or gains one; a view's stamp becomes public, or the one that everybody has. Each must be
noticed: by a table (of acts in tests/test_access/test_policy.py, of pages in `grants`), and, where no other rule
holds as well, by somebody who asks the pages that it concerns and is let in, or refused, against the promise.
`python -m tests.proofs.weaker_policy` prints both counts.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from marac.access.acts import Act
from marac.access.policy import ADMINISTRATOR, EVERYONE, PER_MEETING_ACTS, ROLE_ACTS
from tests.proofs import grants
from tests.proofs.cells import RULES, Cells, Company
from tests.proofs.people import ODD
from tests.proofs.places import Place, places
from tests.proofs.stage import staged
from tests.test_access.test_policy import test_an_act_is_granted_to_exactly_these_roles as check_table
from tests.test_whole.conftest import Template
from tests.world import MARAC, PEOPLE, World

# Whoever shows a role best: seated at the case where the role is not of the office.
SHOWS = {
    "coordinator": "carol",
    "chair": "chidi",
    "representative": "polly",
    "deputy": "petra",
    "manager": "mani",
    "auditor": "audley",
    "importer": "importer",
    "observer": "olive",
}
RECORDS = ("main", "kept", "coming", "recent", "amended", "draft", "word", MARAC, "offender")
STRANGERS = ("nobody", "adam", "olive", "audley", "hana", "mabel", "horatio", "carol")
assert set(SHOWS.values()) <= {name for name, _, _ in PEOPLE} | {odd.name for odd in ODD}


@dataclass
class Killed:
    """How many of one sort were noticed, and which were not."""

    total: int = 0
    survivors: list[str] = field(default_factory=list)

    def note(self, what: str, is_killed: bool) -> None:
        """Count one weaker version."""
        self.total += 1
        if not is_killed:
            self.survivors.append(what)

    def __str__(self) -> str:
        return f"{self.total - len(self.survivors)} of {self.total} killed"


def policies() -> Iterator[tuple[str, Act, bool]]:
    """Every role with every act, and whether it is granted now."""
    for role, acts in ROLE_ACTS.items():
        for act in Act:
            if act not in EVERYONE and act is not Act.ACCOUNT_ADMINISTER:
                yield role, act, act in acts


@contextmanager
def changed_policy(role: str, act: Act) -> Iterator[None]:
    """A role with one act more or less."""
    before = ROLE_ACTS[role]
    ROLE_ACTS[role] = before ^ {act}
    try:
        yield
    finally:
        ROLE_ACTS[role] = before


@contextmanager
def changed_stamp(world: World, endpoint: str, act: Act | None) -> Iterator[None]:
    """A view with another act, or open to everybody."""
    stamps = world.app.view_functions[endpoint].__dict__
    before = dict(stamps)
    stamps.pop("act", None)
    stamps.update({"act": act} if act is not None else {"public_reason": "a test"})
    try:
        yield
    finally:
        stamps.clear()
        stamps.update(before)


def killed_by_table() -> Killed:
    """The policy's own table against every changed grant and denial."""
    found = Killed()
    for role, act, is_granted in policies():
        with changed_policy(role, act):
            try:
                check_table(act)
            except AssertionError:
                is_killed = True
            else:
                is_killed = False
        found.note(f"{role} {'loses' if is_granted else 'gains'} {act}", is_killed)
    return found


def strays(world: World) -> list[str]:
    """The endpoints whose stamp is for other roles than the promise says."""
    found = set()
    for (endpoint, _method), rule in RULES.items():
        stamps = world.app.view_functions[endpoint].__dict__
        act = stamps.get("act")
        wider = {grants.ROLE_OF[letter] for letter in grants.STAMPED_FOR_MORE.get(endpoint, "")}
        granted = {role for role, acts in ROLE_ACTS.items() if act in acts}
        granted |= {"stand-in"} if act in PER_MEETING_ACTS else set()
        fits = {
            "public": "public_reason" in stamps,
            "any": act in EVERYONE,
            "site": act in ADMINISTRATOR,
        }
        if not fits.get(rule.kind, act is not None and granted == (wider or rule.roles)):
            found.add(endpoint)
    return sorted(found)


class Asking:
    """Somebody at the pages, who compares what they get with what was promised."""

    def __init__(self, template: Template, world: World) -> None:
        self.world, self.company = world, Company(template, world)
        self.number = 0
        self.places: dict[str, list[Place]] = defaultdict(list)
        for place in places(template, world):
            if place.is_taken and place.method != "HEAD" and place.at in (*RECORDS, "-"):
                self.places[place.endpoint].append(place)

    def notices(self, endpoints: Iterable[str], people: Iterable[str]) -> bool:
        """Whether any of these people gets from any of these pages what was not promised."""
        wanted = [each for endpoint in endpoints for each in self.places[endpoint]]
        for name in people:
            for place in wanted:
                self.number += 1
                cells = Cells()
                cells.note(name, place, self.company.ask(name, place, f"weaker-{self.number}"))
                if cells.grants or cells.refusals or cells.failures:
                    return True
        return False


def killed_by_asking(asking: Asking) -> tuple[Killed, Killed]:
    """Every changed grant and denial, by somebody of that role at every page of that act."""
    views = asking.world.app.view_functions
    by_act = defaultdict(list)
    for endpoint, view in views.items():
        by_act[getattr(view, "act", None)].append(endpoint)
    lost, gained = Killed(), Killed()
    for role, act, is_granted in policies():
        with changed_policy(role, act):
            is_killed = asking.notices(by_act[act], [SHOWS[role]])
        (lost if is_granted else gained).note(f"{role} {'loses' if is_granted else 'gains'} {act}", is_killed)
    return lost, gained


def stamps_of(world: World) -> Iterator[tuple[str, Act | None]]:
    """Every view with a weaker stamp: open to everybody (None), or to every account."""
    for endpoint, view in sorted(world.app.view_functions.items()):
        if (act := getattr(view, "act", None)) is not None:
            yield endpoint, None
            if act is not Act.ACCOUNT_USE:
                yield endpoint, Act.ACCOUNT_USE


def killed_stamps(asking: Asking) -> tuple[Killed, Killed]:
    """Every weaker stamp, by the promise of roles, and by strangers and rightful people who ask."""
    by_table, by_asking = Killed(), Killed()
    people = tuple(dict.fromkeys((*STRANGERS, *SHOWS.values())))
    for endpoint, act in stamps_of(asking.world):
        what = f"{endpoint} is {'public' if act is None else 'for every account'}"
        with changed_stamp(asking.world, endpoint, act):
            by_table.note(what, endpoint in strays(asking.world))
            by_asking.note(what, asking.notices([endpoint], people))
    return by_table, by_asking


def main() -> None:
    """Change everything, one at a time, and say what was not noticed."""
    logging.disable(logging.CRITICAL)
    told = {"grants and denials, by the table": killed_by_table()}
    with staged() as template, template.copied() as world:
        asking = Asking(template, world)
        told["grants taken away, by asking"], told["grants added, by asking"] = killed_by_asking(asking)
        told["stamps, by the table"], told["stamps, by asking"] = killed_stamps(asking)
        asking.company.close()
    for what, killed in told.items():
        print(f"{what}: {killed}")
        for each in killed.survivors:
            print(f"  survived: {each}")


if __name__ == "__main__":
    main()
