"""Preparing the demonstration: whole or not at all, and only once."""

import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.engine import make_url

from marac import clock
from marac.access.crypt import Keys
from marac.access.doorman import install_doorman
from marac.access.seal import use_keys
from marac.audit.checkpoints import checkpoints_of
from marac.audit.folder import files_in
from marac.config import Settings
from marac.db import Database
from marac.demonstration.people import ACCOUNTS, CONFERENCES, PASSWORD
from marac.records import Conference, User
from marac.records.base import columns
from marac.schema import build_site

Say = Callable[[str], None]


def prepare_demonstration(settings: Settings, say: Say) -> None:
    """Build the demonstration unless it is there. Raises SystemExit on a database that holds another site."""
    if _is_there(settings):
        say("The demonstration is already there; nothing was changed.")
    else:
        _build(settings, say)
    _introduce(say)


def _is_there(settings: Settings) -> bool:
    store = Database(settings.keeper_url)
    try:
        if store.is_sqlite and not Path(str(store.url.database)).exists():
            return False
        if not inspect(store.engine).has_table("conference"):
            return False
        with store.engine.connect() as connection:
            found = set(connection.execute(select(columns(Conference).slug)).scalars())
            if not found and connection.execute(select(columns(User).id).limit(1)).first() is None:
                return False
    finally:
        store.dispose()
    if found >= {slug for _kind, slug, _name, _area in CONFERENCES}:
        return True
    raise SystemExit("This database holds a real site; the demonstration needs one of its own.")


def _build(settings: Settings, say: Say) -> None:
    """On SQLite the demonstration is built beside its place and moved there when it is whole."""
    say("Building the demonstration…")
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        _play(settings, say)
        return
    place = Path(str(url.database))
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = place.with_suffix(".building")
    _clear(aside)
    _play(replace(settings, database_url=f"sqlite:///{aside}"), say)
    _fold_log(aside)
    os.replace(aside, place)
    _clear(aside)


def _fold_log(path: Path) -> None:
    """Bring SQLite's write-ahead log into the file itself, so that the file alone is the database."""
    connection = sqlite3.connect(path)
    try:
        (mode,) = connection.execute("pragma journal_mode=delete").fetchone()
    finally:
        connection.close()
    if mode != "delete":
        raise RuntimeError("the demonstration is still open somewhere and cannot be moved to its place")


def _clear(path: Path) -> None:
    for ending in ("", "-wal", "-shm", ".turn"):
        Path(str(path) + ending).unlink(missing_ok=True)
    path.with_suffix(".turn").unlink(missing_ok=True)


def _play(settings: Settings, say: Say) -> None:
    from marac.demonstration.founding import found
    from marac.demonstration.marac_play import plan_marac
    from marac.demonstration.other_plays import plan_mappa, plan_masip
    from marac.demonstration.stage import Stage

    build_site(settings)
    use_keys(Keys(settings.sealing_keys))
    store = Database(settings.database_url)
    install_doorman(store.engine)
    checkpoints = checkpoints_of(settings, store)
    if checkpoints is not None:
        _put_aside(checkpoints.folder)
    stage = Stage(store, settings, clock.now(), checkpoints)
    try:
        with clock.at(stage.on(-90)):
            found(stage)
        for plan in (plan_marac, plan_mappa, plan_masip):
            plan(stage)
        stage.play()
        if checkpoints is not None:
            checkpoints.make()
    finally:
        store.dispose()
    say(f"Built: {len(stage.cases)} cases in {len(stage.conferences)} conferences.")


def _put_aside(folder: Path) -> None:
    """A new demonstration is a new ledger: the checkpoints of one before it would contradict it."""
    if files_in(folder):
        folder.rename(folder.with_name(f"{folder.name}-before-{clock.now():%Y%m%d%H%M%S%f}"))


def demonstration_accounts(settings: Settings) -> list[dict[str, Any]]:
    """Who can sign in to the demonstration: name, e-mail address, password, agency and roles.

    Raises SystemExit where there is no demonstration.
    """
    if not _is_there(settings):
        raise SystemExit("There is no demonstration here. `marac demo` makes one.")
    return [
        {
            "name": account.name,
            "email": account.email,
            "password": PASSWORD,
            "agency": account.agency,
            "job_title": account.job_title,
            "roles": [{"conference": slug, "role": role} for slug, role in account.parts],
        }
        for account in ACCOUNTS
    ]


def _introduce(say: Say) -> None:
    say(f"Everybody's password is: {PASSWORD}")
    for account in ACCOUNTS:
        roles = ", ".join(f"{role} ({slug})" if slug else role for slug, role in account.parts)
        say(f"  {account.email:52} {roles}")
