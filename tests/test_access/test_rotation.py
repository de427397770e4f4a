"""Sealing keys are changed while people work: nothing is lost, nothing is undone, and a run can be stopped."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from marac.access import rotation, seal
from marac.access.crypt import Keys, new_key
from marac.access.key_file import numbered_keys
from marac.cli import main
from marac.contributions.operations import change_contribution
from marac.db import Database
from tests.databases import owned, rogue
from tests.factories import make_published_list
from tests.test_contributions.making import WRITE, share, words
from tests.world import SEALING_KEY, World


@dataclass
class Site:
    """A site whose keys are in a file, and a server of it that runs on."""

    world: World
    file: Path
    item_id: int
    contribution: Any
    store: Database

    def run(self, *more: str) -> Result:
        return CliRunner().invoke(main, ["keys", "rotate", *more])

    def rows(self, columns: str = "owner_id, field, case_id, agency_id, written_at, class_bit") -> list[Any]:
        engine = create_engine(rogue(self.world.store.url))
        with engine.connect() as connection:
            found = connection.execute(text(f"SELECT {columns} FROM sealed_text ORDER BY owner_id, field"))
            rows = list(found.all())
        engine.dispose()
        return rows

    def under(self) -> set[bytes]:
        return {bytes(body)[:2] for (body,) in self.rows("body")}

    def page(self) -> str:
        return str(self.world.client("ida").get(f"/listings/{self.item_id}/research").text)

    def keys(self) -> Keys:
        return Keys(numbered_keys(self.file.read_text()))


@pytest.fixture
def site(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    file = tmp_path / "sealing.key"
    file.write_text(SEALING_KEY)
    monkeypatch.setenv("MARAC_INSTANCE", str(tmp_path))
    monkeypatch.delenv("MARAC_SEALING_KEYS", raising=False)
    monkeypatch.setenv("MARAC_DATABASE_URL", world.store.url.render_as_string(hide_password=False))
    monkeypatch.setenv("MARAC_OWNER_URL", owned(world.store.url))
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    contribution = share(world, "ida", item_id, "Afraid of him.")
    running = Keys({1: SEALING_KEY}, lambda: numbered_keys(file.read_text()))
    monkeypatch.setattr(seal, "_keys", running)
    store = Database(owned(world.store.url))
    yield Site(world, file, item_id, contribution, store)
    store.dispose()


def test_every_text_is_under_the_new_key_and_a_running_server_reads_on(site: Site) -> None:
    before, pages = site.rows(), site.page()
    ended = site.run()
    assert ended.exit_code == 0, ended.output
    assert (
        "Key 1: 0 texts. Keep it for good" in ended.output and f"Key 2: {len(before)} texts" in ended.output
    )
    assert site.under() == {b"\0\2"} and site.rows() == before
    assert "Afraid of him." in pages and "Afraid of him." in site.page()
    told = [entry.body for entry in site.world.ledger() if entry.event == "KeysRotated"]
    assert len(told) == 1 and f'"texts":{len(before)}' in told[0] and "Afraid" not in told[0]
    assert not [entry for entry in site.world.ledger() if entry.event == "TextAltered"]


def test_names_are_still_found_after_it(site: Site) -> None:
    before = site.keys().token("phone", "07700900123")
    assert site.run().exit_code == 0 == site.run().exit_code
    assert site.keys().numbers == (1, 2, 3) and site.keys().token("phone", "07700900123") == before
    assert "Key 2: 0 texts. It may be removed" in site.run("--check").output
    assert site.file.stat().st_mode & 0o077 == 0


def test_a_run_that_was_killed_goes_on_under_the_same_key(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "_OLDER", rotation._OLDER.limit(1))
    site.file.write_text(f"1:{SEALING_KEY}\n2:{new_key()}")
    stopped = rotation.rotate(site.store, site.keys())
    next(stopped), next(stopped)
    stopped.close()
    assert site.under() == {b"\0\1", b"\0\2"} and site.run("--check").exit_code == 1
    assert "Afraid of him." in site.page()
    ended = site.run()
    assert ended.exit_code == 0 and site.under() == {b"\0\2"} and site.keys().numbers == (1, 2)


def test_what_somebody_writes_meanwhile_is_not_undone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "_OLDER", rotation._OLDER.limit(1))
    site.file.write_text(f"1:{SEALING_KEY}\n2:{new_key()}")
    going = rotation.rotate(site.store, site.keys())
    next(going)
    with site.world.acting("ida", WRITE) as session:
        version = site.contribution.version
        change_contribution(session, site.contribution.id, version, words("Not afraid any more."))
    list(going)
    # What was written under the older key behind the walk waits for the next one.
    list(rotation.rotate(site.store, site.keys()))
    assert site.under() == {b"\0\2"}
    assert "Not afraid any more." in site.page()


def test_keys_of_the_environment_are_taken_from_there(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARAC_SEALING_KEYS", f"1:{SEALING_KEY}")
    refused = site.run()
    assert refused.exit_code == 1 and "numbered 2" in refused.output and site.under() == {b"\0\1"}
    fresh = CliRunner().invoke(main, ["keys", "new"]).output.strip()
    monkeypatch.setenv("MARAC_SEALING_KEYS", f"1:{SEALING_KEY},4:{fresh}")
    assert site.run().exit_code == 0 and site.under() == {b"\0\4"}
    assert site.file.read_text() == SEALING_KEY


def test_nothing_is_changed_where_the_new_key_cannot_be_kept(site: Site) -> None:
    site.file.with_suffix(".fresh").mkdir()
    refused = site.run()
    assert refused.exit_code == 1 and "cannot be written" in refused.output
    assert site.under() == {b"\0\1"} and site.file.read_text() == SEALING_KEY
    assert not [entry for entry in site.world.ledger() if entry.event == "KeysRotated"]


def test_texts_whose_key_is_not_at_hand_stop_it_before_anything_is_changed(site: Site) -> None:
    assert site.run().exit_code == 0
    site.file.write_text(SEALING_KEY)
    refused = site.run()
    assert refused.exit_code == 1 and "key 2, which is not at hand" in refused.output
    assert site.under() == {b"\0\2"} and site.file.read_text() == SEALING_KEY
