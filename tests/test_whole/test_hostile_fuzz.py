"""Requests without sense, by everybody, to every address with every method: whatever comes back is never a failure.

A seed makes them the same each time. MARAC_FUZZ sets how many, MARAC_FUZZ_SEED which.
"""

import os
import random
import re
from collections import defaultdict
from itertools import cycle, product
from typing import Any

from marac.access.gate import routes
from marac.audit.verify import verify
from tests.test_whole import hostile
from tests.test_whole.addresses import Numbers, table_of
from tests.test_whole.hostile import Attack, Form, all_forms

attack = hostile.attack

REQUESTS = int(os.environ.get("MARAC_FUZZ", "3000"))
SEED = int(os.environ.get("MARAC_FUZZ_SEED", "20261121"))
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE")
Cell = tuple[str, str, str]
# ruff: noqa: E501
SCRAPS = (
    "", " ", "0", "-1", "1", "7", "yes", "same", "complete", str(2**31), str(2**63), str(10**23), "1e9", "NaN", "٣",
    "\x00", "\u202e", "\ud800", "<script>alert(1)</script>", "{{1234*4321}}", "%s%(x)s{0}", "'\"`", "a" * 300, "b" * 60_000,
    "29/2/2025", "31 June", "3/4/2026", "01:30", "29 March 2026 01:30", "Friday 17:00", "ASAP", "../..", "=1+1", "\r\nX-Evil: 1",
)  # fmt: skip
HEADERS = (
    {}, {}, {}, {"HX-Request": "true"}, {"HX-Request": "true", "HX-Target": "case-plan"}, {"HX-Target": "\xff"},
    {"Referer": "http://["}, {"Referer": "http://localhost/cases/7"}, {"X-Forwarded-For": "1.2.3.4"}, {"Accept": "x/y"},
)  # fmt: skip


class Fuzz:
    """Makes one senseless request after another out of what there is."""

    def __init__(self, attack: Attack, forms: list[Form]) -> None:
        self.chance = random.Random(SEED)
        self.attack, self.forms = (
            attack,
            sorted(forms, key=lambda form: (form.endpoint, form.persona, form.path)),
        )
        self.routes = [route for route in routes(attack.world.app) if route["endpoint"] != "static"]
        self.numbers = Numbers(attack.world.url)
        self.people = sorted(attack.browsers)
        self.own, self.others = self._cells()
        self.reached: set[Cell] = set()
        self._turn = cycle((*self.own, *self.others))

    def _cells(self) -> tuple[list[Cell], list[Cell]]:
        """Every rule with each method and person, in no order: the methods that it takes, and the others."""
        methods = defaultdict(set)
        for route in self.routes:
            methods[route["rule"]] |= set(route["methods"])
        own, others = [], []
        for (rule, takes), method, name in product(methods.items(), METHODS, self.people):
            (own if method in takes else others).append((rule, method, name))
        self.chance.shuffle(own)
        self.chance.shuffle(others)
        return own, others

    def address(self, rule: str) -> str:
        """An address of a rule, with numbers of the world, of another sort, or of none."""
        filled = re.sub(r"<int:(\w+)>", lambda found: self._number(found[1]), rule)
        return re.sub(r"<(?:path:)?(\w+)>", lambda found: self._word(found[1]), filled)

    def _number(self, name: str) -> str:
        tables = self.numbers.rows
        table = table_of(name) if self.chance.random() < 0.85 else self.chance.choice(sorted(tables))
        rows = tables.get(table) or [None]
        row = self.chance.choice(rows)
        return str(row.id) if row is not None else "7"

    def _word(self, name: str) -> str:
        words = {"slug": ("northtown-marac", "northtown-mappa", "northtown-masip", "none")}
        return self.chance.choice(
            words.get(name, ("victim", "reason", "minutes", "draft", "list", "plan", "%00"))
        )

    def body(self, form: Form) -> list[tuple[str, str]]:
        """The form with some of its fields spoilt, doubled or left out."""
        fields: list[tuple[str, str]] = []
        for name, value in form.fields().items(multi=True):
            luck = self.chance.random()
            if name.endswith("csrf_token") or luck < 0.6:
                fields.append((name, value))
            elif luck < 0.9:
                fields.append((name, self.chance.choice(SCRAPS)))
            if luck > 0.97:
                fields.append((name, self.chance.choice(SCRAPS)))
        return fields

    def _rules_of(self, endpoint: str) -> list[str]:
        return [
            each["rule"] for each in self.routes if each["endpoint"] == endpoint and "POST" in each["methods"]
        ]

    def coverage(self) -> str:
        """How many cells of route, method and person were reached."""
        told = []
        for name, cells in (("the route's own methods", self.own), ("other methods", self.others)):
            told.append(f"{len(self.reached & set(cells))} of {len(cells)} cells with {name}")
        rules = len({rule for rule, _, _ in (*self.own, *self.others)})
        return f"{rules} addresses, {len(self.people)} people: {', '.join(told)}"

    def send(self) -> tuple[str, Any]:
        """One request; what it was, and its answer."""
        headers = self.chance.choice(HEADERS)
        form = self.chance.choice(self.forms)
        persona = form.persona if self.chance.random() < 0.6 else self.chance.choice(self.people)
        if self.chance.random() < 0.5:
            chosen = Form(persona, form.page, form.endpoint, form.path, form.boxes, form.is_multipart)
            body = self.body(form)
            what = f"{persona} POST {form.path} {[(n, v[:40]) for n, v in body if 'csrf' not in n]} {headers}"
            self.reached.update((rule, "POST", persona) for rule in self._rules_of(form.endpoint))
            return what, self.attack.post(chosen, body, headers=headers)
        rule, method, persona = cell = next(self._turn)
        self.reached.add(cell)
        address = self.address(rule)
        query = (
            f"?{self.chance.choice(('show', 'after', 'before', 'state', 'risk', 'do'))}="
            if self.chance.random() < 0.3
            else ""
        )
        path = address + (
            query + self.chance.choice(("7", "x", "%00", "open", "1.2.3", "a" * 200)) if query else ""
        )
        client, token = self.attack.browser(persona)
        data = {"csrf_token": token, "version": self.chance.choice(SCRAPS[:12])} if method == "POST" else None
        return f"{persona} {method} {path} {headers}", client.open(
            path, method=method, data=data, headers=headers
        )


def test_no_request_without_sense_makes_the_platform_fail(attack: Attack, template: Any) -> None:
    fuzz = Fuzz(attack, all_forms(template))
    failures, changes = [], 0
    for number in range(REQUESTS):
        what, answer = fuzz.send()
        if answer.status_code >= 500:
            failures.append(f"{number}: {answer.status_code} for {what}")
        text = answer.text if answer.mimetype == "text/html" else ""
        if "<script>alert" in text or "5332114" in text or "X-Evil" in answer.headers:
            failures.append(f"{number}: carried out {what}")
        changes += answer.status_code in (200, 303) and " POST " in what
        if changes == 150:  # Sessions end and meetings close: begin again before nothing is left to try.
            attack.restore()
            changes = 0
    print(f"\n{REQUESTS} requests, {len(failures)} failures; {fuzz.coverage()}")
    assert not failures, "\n".join(failures)
    with attack.world.store.engine.connect() as connection:
        assert verify(connection).is_whole
