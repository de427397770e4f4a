"""Every endpoint, method and person: is let in who should be, and nobody else?

`python -m tests.proofs.cells` asks for every cell over three conferences and prints how many there are.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from marac import clock
from tests.proofs import grants
from tests.proofs.people import ODD, bring_in
from tests.proofs.places import CONFERENCE_OF, MEETING_OF, Chosen, Place, places
from tests.proofs.stage import staged
from tests.test_whole.conftest import Template
from tests.test_whole.holdings import raw_connection
from tests.test_whole.test_foreign_numbers import FILLED
from tests.world import MAPPA, MARAC, MASIP, PEOPLE, World

# Where somebody is sent who is not let in, by the gate.
BLOCKED = ("/sign-in", "/hidden", "/account/password", "/waiting-for-review")
REFUSED = {400, 401, 403, 404, 405}
ROLES = {name: roles for name, _, roles in PEOPLE} | {
    odd.name: dict.fromkeys((MARAC, MAPPA, MASIP), odd.role) if odd.from_days <= 0 <= odd.until_days else {}
    for odd in ODD
}
ROLES |= {name: {MARAC: "stand-in"} for name in grants.STANDS_IN}
EVERYBODY = (*ROLES, "nobody")
# One of each sort, for a shorter walk.
ONE_OF_EACH = (
    "carol chidi polly petra hana ida cleo horatio sunny mani audley adam mabel mira tess importer dora"
)
FEW = ("nobody", "adam", "carol")
WHERE = {case: CONFERENCE_OF[meeting] for case, meeting in MEETING_OF.items()} | CONFERENCE_OF
WHERE |= {slug: slug for slug in (MARAC, MAPPA, MASIP)}
WHERE |= dict.fromkeys(("coming", "draft", "sent", "word"), MARAC)


@dataclass(frozen=True)
class Rule:
    """What an endpoint is about, and the roles that it is for."""

    kind: str
    roles: frozenset[str]


def _rules() -> dict[tuple[str, str], Rule]:
    found: dict[tuple[str, str], Rule] = {}
    for line in grants.TABLE.strip().splitlines():
        kind, letters, listed = (each.strip() for each in line.split("|"))
        for each in listed.split(";"):
            endpoint, methods = each.split()
            for method in methods.split(","):
                roles = frozenset(grants.ROLE_OF.get(letter, letter) for letter in letters)
                assert (endpoint, method) not in found, f"{endpoint} {method} is listed twice"
                found[endpoint, method] = Rule(kind, roles)
    return found


RULES = _rules()


def _is(name: str, table: dict[str, str], at: str) -> bool:
    return name in table.get(at, "").split()


def _is_theirs(name: str, kind: str, at: str) -> bool:
    """What a page of one kind takes beside the role."""
    sees, is_office = _is(name, grants.SEES, at), _role(name, at) in ("coordinator", "chair")
    fits = {
        "conference": True,
        "member": at == MARAC,  # whoever is asked about is a member there alone
        "meeting": grants.STANDS_IN.get(name, at) == at,
        "named": at == "coming" and name in grants.NAMED_BY.split(),
        "barred": at == "coming",
        "waiting": _is(name, grants.MAY_AGREE, at),
        "minutes": is_office or (name not in grants.STANDS_IN and at not in grants.NOT_APPROVED),
        "changes": at == "amended",
        "draft": at in grants.NOT_APPROVED,
        "section": sees,
        "case": sees,
        "traits": sees and WHERE.get(at) != MARAC,
        "contact": sees and name in grants.CONTACT.split(),
        "contact-item": sees and (name in grants.CONTACT.split() or _is(name, grants.OWNER, at)),
        "answered": sees and (at not in grants.ANSWERED or _is(name, grants.ANSWERED, at)),
        "preview": sees and name not in grants.LOOKED_AS.split(),
        "action": sees or _is(name, grants.FOLLOWS, at),
        "own": _is(name, grants.OWNER, at),
        "sent": sees or (at in grants.SENT and at in grants.SEES and _role(name, at) == "coordinator"),
        "word": at in grants.CAME_AS_FILE,
        "draft-form": at == "draft" and sees,
    }
    return fits[kind]


def _role(name: str, at: str) -> str:
    return ROLES.get(name, {}).get(WHERE.get(at, ""), "")


def _standing(name: str, endpoint: str, kind: str) -> bool | None:
    """What follows from the state of an account alone; None where it is in order."""
    if kind == "public":
        return True
    if name in grants.SIGNED_OUT:
        return False
    if name in grants.OPEN_TO:
        return endpoint in grants.OPEN_TO[name].split()
    return True if kind == "any" else None


def expected(name: str, place: Place) -> bool:
    """Whether somebody should be let in: the hand-written promise."""
    if not place.is_taken:
        return False
    rule = RULES[place.endpoint, "GET" if place.method == "HEAD" else place.method]
    standing = _standing(name, place.endpoint, rule.kind)
    if standing is not None:
        return standing
    if rule.kind == "site":
        return name == "adam"
    if rule.kind == "work":
        return bool(rule.roles & set(ROLES.get(name, {}).values()))
    if rule.kind == "row":
        return _is(name, grants.OWNER, "main")
    if rule.kind != "conference" and place.endpoint.startswith(("meetings.", "contributions.")):
        meeting = MEETING_OF.get(place.at, place.at)
        if grants.STANDS_IN.get(name, meeting) != meeting:
            return False
    if place.endpoint == "documents.make" and place.at in grants.UNPUBLISHED:
        return False
    return _role(name, place.at) in rule.roles and _is_theirs(name, rule.kind, place.at)


@dataclass
class Cells:
    """What was asked for and what came of it."""

    tried: Counter[str] = field(default_factory=Counter)
    grants: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    endpoints: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)

    def note(self, name: str, place: Place, answer: Any) -> None:
        """Count one answer, and keep it if it is not what was promised."""
        is_let_in, promised = let_in(answer), expected(name, place)
        self.tried["granted" if promised else "refused"] += 1
        self.endpoints.add(place.endpoint)
        self.people.add(name)
        what = f"{name} {place.method} {place.endpoint} at {place.at}: {answer.status_code}"
        if answer.status_code >= 500:
            self.failures.append(what)
        if is_let_in and not promised:
            self.grants.append(what)
        if promised and not is_let_in:
            self.refusals.append(what)

    def __str__(self) -> str:
        return (
            f"{self.tried.total()} cells ({len(self.endpoints)} endpoints, {len(self.people)} people): "
            f"{self.tried['granted']} to be granted, {self.tried['refused']} to be refused; "
            f"{len(self.grants)} unexpected grants, {len(self.refusals)} unexpected refusals, "
            f"{len(self.failures)} failures"
        )


def let_in(answer: Any) -> bool:
    """Whether an answer is one for somebody who may ask: a page, or what is wrong with what they typed."""
    if answer.status_code == 302:
        return not answer.headers["Location"].startswith(BLOCKED)
    return answer.status_code not in REFUSED


class Company:
    """Everybody's browser in a world that is put back as it was after each change."""

    def __init__(self, template: Template, world: World) -> None:
        self.template, self.world = template, world
        spoil = bring_in(template.told, world)
        self.clients: dict[str, Any] = {}
        self.tokens: dict[str, str] = {}
        for name in EVERYBODY:
            browser = world.client(None if name == "nobody" else name)
            page = browser.client.get("/sign-in" if name == "nobody" else "/account").text
            self.clients[name] = browser.client
            self.tokens[name] = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        spoil()
        self.cookies = {name: dict(client._cookies) for name, client in self.clients.items()}
        with raw_connection(world.url) as connection:
            row = Chosen(template, world, connection).value("action_id", "main", "actions.show")
        ids = {"agency_id": world.agency("westford-housing"), "owner_id": world.person("petra")}
        self.form = {**FILLED, **{name: str(value) for name, value in ids.items()}, "row": f"{row}.99"}
        self.world.store.dispose()
        self._kept = template.databases.copy(world.url)

    def ask(self, name: str, place: Place, form_key: str) -> Any:
        """One request; forms are filled in with something in every box."""
        client, form = self.clients[name], None
        client._cookies = dict(self.cookies[name])
        if place.method == "POST":
            form = {**self.form, "csrf_token": self.tokens[name], "form_key": form_key}
        answer = client.open(place.path, method=place.method, data=form)
        if place.method == "POST" and answer.status_code < 400 and answer.status_code != 302:
            self.restore()
        return answer

    def restore(self) -> None:
        """Put the world back as it was."""
        self.world.store.dispose()
        self.template.databases.restore(self.world.url, self._kept)

    def close(self) -> None:
        """Remove the copy."""
        self.template.databases.drop(self._kept)


def ask_for(template: Template, records: Collection[str] = (), *, is_short: bool = False) -> Cells:
    """Ask for every cell, at some of the story's records (none: at all of them).

    `is_short`: people who are let in nowhere, or where others of their sort are, ask at one record of each page,
    and few try methods that it has not.
    """
    cells = Cells()
    # At one moment, so that nobody's session falls asleep meanwhile.
    with template.copied() as world, clock.at(clock.now()):
        company = Company(template, world)
        wanted = [each for each in places(template, world) if not records or each.at in (*records, "-")]
        asked = _shortened(wanted) if is_short else product(wanted, EVERYBODY)
        for number, (place, name) in enumerate(asked):
            cells.note(name, place, company.ask(name, place, f"cell-{number}"))
        company.close()
    return cells


def _shortened(found: Iterable[Place]) -> Iterator[tuple[Place, str]]:
    asked: set[tuple[str, str]] = set()
    for place in found:
        if place.method not in ("GET", "POST"):
            continue
        where = (place.endpoint, place.method)
        people = EVERYBODY if where not in asked else ONE_OF_EACH.split()
        asked.add(where)
        yield from ((place, name) for name in (people if place.is_taken else FEW))


def main() -> None:
    """Ask for everything and say what came of it."""
    with staged() as template:
        cells = ask_for(template)
    print(cells)
    for each in (*cells.failures, *cells.grants, *cells.refusals):
        print(f"  {each}")


if __name__ == "__main__":
    main()
