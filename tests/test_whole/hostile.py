"""Every form of the platform as its own pages offer it, filled in, so that an attacker's hand can be laid on it.

Nothing here knows which fields a form has: they are read from the pages that people get.
"""

import gc
import re
import secrets
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.test_whole.addresses import addresses
from tests.test_whole.conftest import Template
from tests.test_whole.holdings import raw_connection, table_hashes
from tests.test_whole.page_forms import WORDS, Box, Form, forms_of
from tests.world import PASSWORD, World

# Who opens which pages: the beginnings of the names of their endpoints.
READERS = {
    "carol": (
        "home",
        "accounts",
        "referrals",
        "people",
        "cases",
        "meetings",
        "actions",
        "documents",
        "audit",
    ),
    "chidi": ("documents", "audit", "administration.audience"),
    "polly": (
        "contributions",
        "actions",
        "documents.index",
        "audit.own",
        "oversight.mine",
        "administration.proposal",
    ),
    "horatio": ("referrals", "contributions.show"),
    "mani": ("actions",),
    "adam": ("administration",),
    "mabel": ("meetings.show_traits", "meetings.show_case", "referrals.show", "documents.section"),
    "tess": ("meetings.show_traits", "meetings.show_case"),
    "ida": ("contributions.show",),
    "pravin": ("contributions.show", "meetings.deputy"),
    "audley": ("audit", "oversight.person"),
}
OTHERS = ("petra", "hana", "magnus", "manon", "cleo", "cerys", "sunny", "mira", "isaac", "importer")
# Pages of one sort differ with the state of their case and meeting, so many of each are opened.
MOST_PAGES, MOST_TRIES = 16, 60
# What may differ after a request that changed nothing: the ledger, and when somebody was last seen or signed in.
BESIDES = frozenset({"ledger_entry", "ledger_detail", "ledger_head", "login_session", "sign_in_failure"})
# How a page says what is wrong: beside a field, at the top, or in a banner.
MESSAGE = re.compile(
    r'govuk-error-message|govuk-error-summary|govuk-notification-banner|role="alert"|cannot be done as things stand'
)


def posting_endpoints(world: World) -> set[str]:
    """Every endpoint that takes a POST."""
    return {rule.endpoint for rule in world.app.url_map.iter_rules() if "POST" in (rule.methods or ())}


def harvest(world: World) -> list[Form]:
    """Every form of every sort of page, by those who have something to do there: not each of many alike."""
    found: list[Form] = []
    listed = addresses(world)
    for persona, pages in READERS.items():
        client = world.client(persona).client
        tries: Counter[str] = Counter()
        shown: Counter[str] = Counter()
        for address in listed:
            name = address.endpoint
            if shown[name] >= MOST_PAGES or tries[name] - shown[name] >= MOST_TRIES:
                continue
            if not name.startswith(pages):
                continue
            tries[name] += 1
            answer = client.get(address.path)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                shown[name] += 1
                found.extend(forms_of(world, persona, address.path, answer.text))
    return found


def sorts_of(forms: Iterable[Form], most: int = 1) -> list[Form]:
    """A few forms of each endpoint and set of fields."""
    kept: dict[tuple[str, tuple[str, ...]], list[Form]] = {}
    for form in forms:
        names = tuple(sorted({"".join(c for c in box.name if not c.isdigit()) for box in form.boxes}))
        chosen = kept.setdefault((form.endpoint, names), [])
        if len(chosen) < most and all(each.path != form.path for each in chosen):
            chosen.append(form)
    return [form for chosen in kept.values() for form in chosen]


def _hidden(**values: Any) -> tuple[Box, ...]:
    own = {"csrf_token": "-", "form_key": "a-key-of-the-test", **values}
    return tuple(Box(name, "hidden", str(value)) for name, value in own.items())


def unshown(template: Template, world: World) -> list[Form]:
    """Forms that no page of the story holds at its end: buttons pressed long ago, or not to be pressed yet."""
    told = template.told
    meeting, item = told.meetings["sitting"], told.items["sitting", "running"]
    case, recent = told.cases["earlier"], told.meetings["recent"]
    with raw_connection(world.url) as connection:
        came = connection.exec_driver_sql(
            "SELECT min(id) FROM attendance WHERE agency_id IS NOT NULL"
        ).scalar_one()
        action = connection.exec_driver_sql(
            f"SELECT min(id) FROM action WHERE case_id = {told.cases['main']} AND is_open = 1"
        ).scalar_one()
    run = f"/meetings/{meeting}/run"
    record = [Box(name, "text", WORDS) for name in ("summary", "rationale", "dissent")]
    listed: list[tuple[str, str, tuple[Box, ...]]] = [
        ("carol", f"{run}/{each}", _hidden(version=9))
        for each in ("conflicts/asked", "close", "finish", "confidentiality")
    ]
    listed += [
        ("carol", "/stay", _hidden()),
        ("carol", "/hidden", (*_hidden(), Box("password", "secret", PASSWORD))),
        ("adam", f"/administration/accounts/{world.person('sunny')}/reopened", _hidden()),
        ("carol", f"/cases/{case}/reopened", _hidden(version=9)),
        ("pravin", f"/listings/{told.items['recent', 'kept']}/research/return/take-back", _hidden(version=1)),
        ("carol", f"/attendance/{came}/remove", _hidden()),
        (
            "carol",
            f"/listings/{item}/actions/{action}/review",
            (
                *_hidden(**{f"action-{action}-outcome": "still_open"}),
                Box(f"action-{action}-note", "text", WORDS),
            ),
        ),
        ("carol", f"/listings/{item}/record", (*_hidden(version=9, decision="actions_agreed"), *record)),
        (
            "carol",
            f"/meetings/{recent}/copies",
            (
                *_hidden(recipient=world.person("polly"), document="minutes"),
                Box("family_name", "text", "Testperson"),
            ),
        ),
        ("nobody", "/sign-in", (*_hidden(next="/account"), *_boxes_of_sign_in())),
    ]
    adapter = world.app.url_map.bind("localhost")
    return [
        Form(persona, "/account", adapter.match(path, "POST")[0], path, boxes)
        for persona, path, boxes in listed
    ]


def _boxes_of_sign_in() -> tuple[Box, ...]:
    return Box("email", "text", "carol@people.example"), Box("password", "secret", PASSWORD)


@dataclass
class Attack:
    """A world of one's own that can be put back as it was, and everybody's browsers in it."""

    template: Template
    world: World
    browsers: dict[str, tuple[Any, str]] = field(default_factory=dict)
    clean: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in (*READERS, *OTHERS):
            browser = self.world.client(name)
            self.browsers[name] = (browser.client, browser.csrf_token())
        anonymous = self.world.client().client
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', anonymous.get("/sign-in").text)
        assert token is not None
        self.browsers["nobody"] = (anonymous, token[1])
        self.cookies = {name: dict(client._cookies) for name, (client, _) in self.browsers.items()}
        self.world.store.dispose()
        self._kept = self.template.databases.copy(self.world.url)
        self.clean = self.hashes()

    def hashes(self) -> dict[str, str]:
        """A hash of each table but the ledger and the sessions."""
        with raw_connection(self.world.url) as connection:
            return table_hashes(connection, BESIDES)

    def changed(self) -> list[str]:
        """The tables that differ from when this world was new."""
        now = self.hashes()
        return [name for name in now if now[name] != self.clean.get(name)]

    def restore(self) -> None:
        """Put the world back as it was."""
        self.world.store.dispose()
        self.template.databases.restore(self.world.url, self._kept)

    def close(self) -> None:
        """Remove the copy; the test client itself leaves the temporary file of a large body to the collector."""
        self.template.databases.drop(self._kept)
        with warnings.catch_warnings(action="ignore"):
            gc.collect()

    def post(self, form: Form, fields: Any, **settings: Any) -> TestResponse:
        """Post a form as the one whose page it was on, with the token of that person's session."""
        client, token = self.browser(form.persona)
        sent = MultiDict(fields)
        for name in list(sent):
            if name.endswith("csrf_token"):
                sent[name] = token
            elif name.endswith("form_key"):
                sent[name] = secrets.token_hex(8)
        if form.is_multipart:
            data: Any = sent
            settings.setdefault("content_type", "multipart/form-data")
        else:
            data = urlencode(list(sent.items(multi=True)), errors="surrogatepass")
            settings.setdefault("content_type", "application/x-www-form-urlencoded")
        answer: TestResponse = client.post(form.path, data=data, **settings)
        return answer

    def browser(self, name: str) -> tuple[Any, str]:
        """Somebody's browser as it was when this world was new, and the token of its forms."""
        client, token = self.browsers[name]
        client._cookies = dict(self.cookies[name])
        return client, token


_FORMS: dict[str, list[Form]] = {}


def all_forms(template: Template) -> list[Form]:
    """Every form that there is, read once."""
    if template.url not in _FORMS:
        with template.copied() as world:
            _FORMS[template.url] = [*harvest(world), *unshown(template, world)]
    return _FORMS[template.url]


def on_engines(names: Iterable[str], minded: Collection[str]) -> list[Any]:
    """The names as parameters: those that a database might mind on every engine, the others on one."""
    return [pytest.param(name, marks=() if name in minded else pytest.mark.one_engine) for name in names]


@pytest.fixture(scope="module")
def attack(template: Template) -> Iterator[Attack]:
    """A world to be attacked, put back after every change."""
    with template.copied() as world:
        made = Attack(template, world)
        yield made
        made.close()


@pytest.fixture(scope="module")
def forms(template: Template) -> list[Form]:
    """One form of every sort."""
    return sorts_of(all_forms(template))
