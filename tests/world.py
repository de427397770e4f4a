"""A small world for tests: three conferences, agencies and people with names, on a database of their own.

Northtown Marac: Carol coordinates, Chidi chairs, Polly (police), Pravin (probation), Hana (health), Ida (Idva),
Cerys (children's services), Cleo (CPS) and Horatio (housing) represent; Petra deputises for Polly; Mani manages
police, Manon probation; Audley audits. Adam administers the site. Northtown MAPPA has Mabel (coordinator) and
others; the stalking panel has Tess. Nobody but Polly and Chidi belongs to two conferences.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert

from marac import clock, create_app
from marac.access.acts import Act
from marac.access.crypt import Keys, new_key
from marac.access.seal import use_keys
from marac.access.viewer import Viewer
from marac.accounts.loading import token_hash, viewer_of
from marac.administration import operations as administration
from marac.audit.commit import reading, working
from marac.config import Settings
from marac.db import Database, Session
from marac.records import LoginSession
from marac.web import connect
from tests.page import CheckedClient

PASSWORD = "several words make a long password"
SEALING_KEY = new_key()

AGENCIES = (
    ("northtown-police", "Northtown Police", "police"),
    ("eastvale-probation", "Eastvale Probation", "probation"),
    ("eastvale-health", "Eastvale Health Trust", "health"),
    ("northtown-idva", "Northtown IDVA Service", "idva"),
    ("midchester-children", "Midchester Children's Services", "childrens_services"),
    ("northtown-cps", "Northtown CPS", "cps"),
    ("westford-housing", "Westford Housing", "housing"),
    ("open-bridge", "Open Bridge Substance Misuse Service", "substance_misuse"),
    ("northtown-partnership", "Northtown Safety Partnership", "coordination"),
)
MARAC, MAPPA, MASIP = "northtown-marac", "northtown-mappa", "northtown-masip"
CONFERENCES = (
    ("marac", MARAC, "Northtown Marac"),
    ("mappa", MAPPA, "Northtown MAPPA Level 2"),
    ("masip", MASIP, "Northtown stalking panel"),
)
# name, agency, conference -> role
PEOPLE: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("carol", "northtown-partnership", {MARAC: "coordinator"}),
    ("chidi", "northtown-police", {MARAC: "chair", MASIP: "chair"}),
    ("polly", "northtown-police", {MARAC: "representative", MAPPA: "representative"}),
    ("petra", "northtown-police", {MARAC: "deputy"}),
    ("pravin", "eastvale-probation", {MARAC: "representative"}),
    ("hana", "eastvale-health", {MARAC: "representative"}),
    ("ida", "northtown-idva", {MARAC: "representative"}),
    ("cerys", "midchester-children", {MARAC: "representative"}),
    ("cleo", "northtown-cps", {MARAC: "representative"}),
    ("horatio", "westford-housing", {MARAC: "representative"}),
    ("sunny", "open-bridge", {MARAC: "representative"}),
    ("mani", "northtown-police", {MARAC: "manager"}),
    ("manon", "eastvale-probation", {MARAC: "manager"}),
    ("audley", "northtown-partnership", {MARAC: "auditor"}),
    ("adam", "northtown-partnership", {}),
    ("mabel", "eastvale-probation", {MAPPA: "coordinator"}),
    ("magnus", "eastvale-probation", {MAPPA: "chair"}),
    ("mira", "eastvale-health", {MAPPA: "representative"}),
    ("tess", "northtown-partnership", {MASIP: "coordinator"}),
    ("isaac", "northtown-idva", {MASIP: "representative"}),
    ("importer", "northtown-partnership", {MARAC: "importer", MAPPA: "importer", MASIP: "importer"}),
)


def people_this_world(url: str) -> dict[str, dict[str, int]]:
    """Put the agencies, conferences and people into an empty database; returns their ids by name."""
    use_keys(Keys({1: SEALING_KEY}))
    store = Database(url)
    ids: dict[str, dict[str, int]] = {"agencies": {}, "conferences": {}, "people": {}}
    with working(store) as session:
        for slug, name, kind in AGENCIES:
            ids["agencies"][slug] = administration.add_agency(session, slug, name, kind).id
        for kind, slug, name in CONFERENCES:
            conference = administration.found_conference(session, kind, slug, name)
            ids["conferences"][slug] = conference.id
            for agency, agency_id in ids["agencies"].items():
                if agency != "northtown-partnership":
                    standing = agency != "open-bridge"
                    administration.admit_agency(session, conference.id, agency_id, is_standing=standing)
        for name, agency, roles in PEOPLE:
            ids["people"][name] = _add_person(session, ids, name, agency, roles)
    store.dispose()
    return ids


def _add_person(session: Session, ids: Any, name: str, agency: str, roles: dict[str, str]) -> int:
    user = administration.open_account(
        session,
        ids["agencies"][agency],
        f"{name.title()} Testperson",
        f"{name}@people.example",
        PASSWORD,
        job_title="Practitioner",
        is_administrator=name == "adam",
        cost=1,
    )
    today = clock.today()
    for slug, role in roles.items():
        administration.grant_membership(
            session,
            user.id,
            ids["conferences"][slug],
            role,
            date(2020, 1, 1),
            today + timedelta(days=3650),
        )
    return user.id


class Browser(CheckedClient):
    """Somebody's browser: `send` posts a form the way a page would, with its CSRF token and a form key."""

    def send(self, path: str, form_key: str = "", **typed: Any) -> Any:
        """Post a form; `typed` are its fields. `headers` may be given as a mapping."""
        headers = typed.pop("headers", {})
        fields = {"csrf_token": self.csrf_token(), "form_key": form_key or secrets.token_hex(8), **typed}
        return self.post(path, data=fields, headers=headers)

    def csrf_token(self) -> str:
        """The token that any page of this session holds."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.client.get("/account").text)
        assert found is not None
        return found[1]


_spare: list[Flask] = []


def _lent_app(settings: Settings) -> Flask:
    """An application connected to the database of `settings`: one that no other world is using, if there is."""
    if not _spare:
        app = create_app(settings, testing=True)
        app.extensions["tests.is_shared"] = True
        return app
    app = _spare.pop()
    connect(app, settings)
    app.extensions["marac.settings"] = settings
    return app


def _take_back(app: Flask) -> None:
    if app.extensions.get("tests.is_shared") and app not in _spare:
        _spare.append(app)


@dataclass
class World:
    """What a test holds: the application on its own database, and everybody in it."""

    url: str
    ids: dict[str, dict[str, int]]
    settings: Settings = field(init=False)
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        self.settings = Settings(
            database_url=self.url,
            secret_key="a secret for tests",
            sealing_keys={1: SEALING_KEY},
            argon2_cost=1,
            allowed_hosts=("localhost", "127.0.0.1"),
        )
        self.app = _lent_app(self.settings)

    def own_app(self) -> Flask:
        """An application of its own for a test that changes it; the others share one, for its templates."""
        self.close()
        self.app = create_app(self.settings, testing=True)
        return self.app

    @property
    def store(self) -> Database:
        found: Database = self.app.extensions["marac.db"]
        return found

    def agency(self, slug: str) -> int:
        return self.ids["agencies"][slug]

    def conference(self, slug: str = MARAC) -> int:
        return self.ids["conferences"][slug]

    def person(self, name: str) -> int:
        return self.ids["people"][name]

    def viewer(self, name: str) -> Viewer:
        with self.store.engine.connect() as connection:
            found = viewer_of(connection, self.person(name))
        assert found is not None
        return replace(found, request_id="test")

    def acting(self, name: str, act: Act) -> AbstractContextManager[Session]:
        """A change made by somebody, committed with its ledger entries."""
        return working(self.store, self.viewer(name), act)

    def looking(self, name: str, act: Act) -> AbstractContextManager[Session]:
        """A look taken by somebody, recorded."""
        return reading(self.store, self.viewer(name), act)

    def client(self, name: str | None = None) -> Browser:
        """A browser, signed in as somebody or as nobody; every page it fetches is checked."""
        client = self.app.test_client()
        if name is not None:
            with client.session_transaction() as cookie:
                cookie["_user_id"] = self.start_session(name)
        return Browser(client)

    def start_session(self, name: str) -> str:
        """Sign somebody in behind the form; returns the session token."""
        token, now = f"token-{name}-{clock.now().timestamp()}", clock.now()
        row = {
            "token_hash": token_hash(token),
            "user_id": self.person(name),
            "started_at": now,
            "seen_at": now,
            "ends_at": now + timedelta(hours=12),
            "is_locked": False,
            "browser": "test",
        }
        with self.store.writer.begin() as connection:
            connection.execute(insert(LoginSession.__table__), [row])  # type: ignore[attr-defined]
        return token

    def ledger(self) -> list[Any]:
        """Every ledger entry, oldest first: (event, case_id, body)."""
        with self.store.engine.connect() as connection:
            statement = "SELECT event, case_id, body FROM ledger_entry ORDER BY seq"
            return list(connection.exec_driver_sql(statement).all())

    def close(self) -> None:
        """Give everything back. A connection that somebody kept would be found by whichever test comes next."""
        kept = self.store.engine.pool.checkedout()  # type: ignore[attr-defined]
        self.store.dispose()
        _take_back(self.app)
        assert kept == 0, f"{kept} connections were not given back"


@contextmanager
def opened_world(url: str, ids: dict[str, dict[str, int]]) -> Iterator[World]:
    """A world that is closed at the end. Whom it learns to know later, no other world knows."""
    world = World(url, deepcopy(ids))
    try:
        yield world
    finally:
        world.close()
