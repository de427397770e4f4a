"""The commands, as somebody at a terminal meets them."""

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marac.cli import main
from tests.world import PASSWORD, SEALING_KEY

PERSON = ["--name", "Fay Firstadministrator", "--email", "fay@site.example", "--agency", "Westford Council"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MARAC_INSTANCE", str(tmp_path))
    monkeypatch.delenv("MARAC_DATABASE_URL", raising=False)
    monkeypatch.setattr("marac.ui.assets.install_assets", lambda say: say("in place"))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_init_makes_a_site_whose_ledger_is_whole(place: Path) -> None:
    made = run("init", *PERSON, "--password", PASSWORD)
    assert made.exit_code == 0, made.output
    verified = run("ledger", "verify")
    assert verified.exit_code == 0
    assert "Whole: 2 entries" in verified.output


def test_init_refuses_a_short_password_and_leaves_no_account(place: Path) -> None:
    made = run("init", *PERSON, "--password", "short")
    assert made.exit_code != 0
    assert "at least 15 characters" in made.output
    with sqlite3.connect(place / "marac.db") as connection:
        assert connection.execute("SELECT count(*) FROM user_account").fetchone() == (0,)


def test_secrets_are_readable_by_their_owner_alone(place: Path) -> None:
    run("init", *PERSON, "--password", PASSWORD)
    for name in ("secret.key", "sealing.key", "checkpoint.key"):
        assert (place / name).stat().st_mode & 0o077 == 0


def test_an_altered_ledger_fails_verification(place: Path) -> None:
    run("init", *PERSON, "--password", PASSWORD)
    with sqlite3.connect(place / "marac.db") as connection:
        connection.execute("DROP TRIGGER ledger_entry_no_update")
        connection.execute("UPDATE ledger_entry SET body = replace(body, 'opened', 'closed')")
    connection.close()
    verified = run("ledger", "verify")
    assert verified.exit_code == 2
    assert "altered" in verified.output


def test_routes_tell_the_act_or_the_reason_of_every_endpoint(place: Path) -> None:
    run("init", *PERSON, "--password", PASSWORD)
    listed = json.loads(run("routes", "--json").output)
    assert {"endpoint", "rule", "methods", "act", "public"} <= set(listed[0])
    assert all((route["act"] is None) != (route["public"] is None) for route in listed)


def test_conferences_of_an_empty_site_are_none(place: Path) -> None:
    run("init", *PERSON, "--password", PASSWORD)
    assert json.loads(run("conferences", "--json").output) == []


def test_a_real_site_is_never_turned_into_a_demonstration(place: Path) -> None:
    run("init", *PERSON, "--password", PASSWORD)
    answer = run("demo", "--no-serve")
    assert answer.exit_code != 0
    assert run("demo-accounts", "--json").exit_code != 0


def test_production_does_not_start_without_its_secrets(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARAC_SECURE", "1")
    answer = run("routes")
    assert answer.exit_code != 0
    assert "MARAC_SECRET_KEY" in answer.output and "MARAC_CHECKPOINT_KEY" in answer.output


PRODUCTION = {
    "MARAC_SECURE": "1",
    "MARAC_SECRET_KEY": "s" * 32,
    "MARAC_SEALING_KEYS": f"1:{SEALING_KEY}",
    "MARAC_HOSTS": "marac.example",
}


@pytest.mark.parametrize(
    "name", ["MARAC_SECRET_KEY", "MARAC_SEALING_KEYS", "MARAC_CHECKPOINT_KEY", "MARAC_HOSTS"]
)
def test_an_empty_secret_is_a_missing_one_and_none_is_made_up(
    name: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = run("ledger", "key", "--new").output.strip()
    for setting, value in {**PRODUCTION, "MARAC_CHECKPOINT_KEY": key, name: ""}.items():
        monkeypatch.setenv(setting, value)
    answer = run("routes")
    assert answer.exit_code == 1 and f"MARAC_SECURE=1 needs {name} in" in answer.output
    assert not list(place.glob("*.key"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MARAC_SECURE", "true"),
        ("MARAC_SECURE", " 1"),
        ("MARAC_IDLE_SECONDS", "0"),
        ("MARAC_TRUSTED_PROXIES", "-1"),
        ("MARAC_TRUSTED_PROXIES", "one"),
    ],
)
def test_a_setting_that_is_nearly_right_is_refused(
    name: str, value: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    answer = run("routes")
    assert answer.exit_code == 1 and name in answer.output


@pytest.mark.parametrize(
    ("name", "value"), [("MARAC_SECRET_KEY", "short"), ("MARAC_OWNER_URL", "postgresql://owner@host/marac")]
)
def test_production_starts_with_neither_a_short_secret_nor_the_owners_address(
    name: str, value: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", *PERSON, "--password", PASSWORD)
    key = run("ledger", "key", "--new").output.strip()
    for setting, given in {**PRODUCTION, "MARAC_CHECKPOINT_KEY": key}.items():
        monkeypatch.setenv(setting, given)
    assert run("routes").exit_code == 0
    monkeypatch.setenv(name, value)
    answer = run("routes")
    assert answer.exit_code == 1 and name in answer.output


def test_a_site_that_lives_is_not_set_up_again(place: Path) -> None:
    run("init", *PERSON, "--password", PASSWORD)
    other = ["--name", "Eve Testperson", "--email", "eve@people.example", "--agency", "Another agency"]
    answer = run("init", *other, "--password", PASSWORD)
    assert answer.exit_code != 0 and "has accounts already" in answer.output
    with sqlite3.connect(place / "marac.db") as connection:
        assert connection.execute("SELECT count(*) FROM user_account").fetchone() == (1,)
    connection.close()


def test_a_fresh_checkpoint_key_is_taken_and_its_public_half_told(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = run("ledger", "key", "--new").output.strip()
    monkeypatch.setenv("MARAC_CHECKPOINT_KEY", private)
    public = run("ledger", "key").output.strip()
    assert public.split("+")[0] == private.split("+")[2]
    assert private.split("+")[4] not in public
    assert not (place / "checkpoint.key").exists()


@pytest.mark.parametrize("name", ["MARAC_CHECKPOINT_ENTRIES", "MARAC_CHECKPOINT_MINUTES"])
def test_a_checkpoint_every_nothing_is_refused(
    name: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "0")
    answer = run("routes")
    assert answer.exit_code == 1 and name in answer.output
