"""`marac ledger verify`: how it ends for each kind of damage, and what it says."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from marac import clock
from marac.audit import standalone, tampering
from marac.audit.notes import Signer, new_signing_key
from marac.audit.standalone import Tree
from marac.audit.verify import gather_for, verify
from marac.audit.walls import lower_walls, raise_walls
from tests.databases import IS_POSTGRESQL, behind, owned
from tests.test_audit.signed import SIGNING_KEY, Signed
from tests.test_audit.test_ledger import tamper
from tests.world import MARAC


def rewrite(signed: Signed, change: Callable[[Any], Any]) -> None:
    """Rewrite history as somebody would who knows the code: every entry numbered and hashed as if it were true."""
    with behind(signed.world.url) as connection:
        lower_walls(connection)
        tampering.rewrite(connection, change(tampering.bodies_of(connection)))
        raise_walls(connection)


def altered(signed: Signed, _size: int) -> None:
    tamper(signed.world, "UPDATE ledger_entry SET body = replace(body, '\"ok\"', '\"no\"') WHERE seq = 2")


def missing(signed: Signed, _size: int) -> None:
    tamper(signed.world, "DELETE FROM ledger_entry WHERE seq = 3")


def truncated(signed: Signed, size: int) -> None:
    tamper(signed.world, f"DELETE FROM ledger_entry WHERE seq > {size - 2}")


def badly_signed(signed: Signed, _size: int) -> None:
    path = signed.files[0]
    path.write_text(path.read_text("utf-8").replace("— ledger", "— ledges"), "utf-8")


def forked(signed: Signed, _size: int) -> None:
    rewrite(signed, lambda bodies: [{**body, "actor": 1} for body in bodies])


def unwitnessed(signed: Signed, _size: int) -> None:
    shutil.rmtree(signed.folder)
    tamper(signed.world, "DELETE FROM ledger_checkpoint", "DELETE FROM ledger_entry")


WAYS = {
    altered: (2, "Altered: entry 2 was altered"),
    missing: (3, "Missing: entry 3 is missing"),
    truncated: (4, "Truncated: the tail was cut"),
    badly_signed: (5, "Bad signature: the signature of the checkpoint 0000"),
    forked: (6, "Fork: history was rewritten among entries 1 to"),
    unwitnessed: (7, "Nothing to verify against"),
}


def test_what_nobody_touched_is_whole(signed: Signed, marac: Any) -> None:
    size = signed.sign()
    answer = marac("ledger", "verify")
    assert answer.exit_code == 0, answer.output
    assert f"Whole: {size + 1:,} entries." in answer.output
    assert "that agree: 2; that do not: 0" in answer.output
    assert f"reaches entry {size:,}" in answer.output


@pytest.mark.parametrize("way", WAYS)
def test_damage_is_told_apart_and_told_where(
    way: Callable[[Signed, int], None], signed: Signed, marac: Any
) -> None:
    size = signed.sign()
    way(signed, size)
    code, words = WAYS[way]
    answer = marac("ledger", "verify")
    assert answer.exit_code == code, answer.output
    assert words in answer.output


def test_where_history_was_rewritten_is_told_between_two_checkpoints(signed: Signed, marac: Any) -> None:
    first = signed.sign()
    second = signed.sign()
    rewrite(
        signed,
        lambda bodies: [{**body, "actor": 1} if at > first else body for at, body in enumerate(bodies)],
    )
    answer = marac("ledger", "verify")
    assert answer.exit_code == 6
    assert f"among entries {first + 1:,} to {second:,}" in answer.output


def test_a_checkpoint_that_was_kept_elsewhere_finds_what_the_site_no_longer_can(
    signed: Signed, marac: Any, tmp_path: Path
) -> None:
    size = signed.sign()
    kept = tmp_path / "kept by the Idva service.txt"
    shutil.copy(signed.files[0], kept)
    shutil.rmtree(signed.folder)
    tamper(signed.world, f"DELETE FROM ledger_entry WHERE seq > {size - 2}", "DELETE FROM ledger_checkpoint")
    assert marac("ledger", "verify").exit_code == 7
    answer = marac("ledger", "verify", "--checkpoint", kept)
    assert answer.exit_code == 4
    assert "kept by the Idva service.txt saw" in answer.output


def test_a_rewritten_history_signed_afresh_is_caught_by_the_key_that_was_handed_out(
    signed: Signed, marac: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed.sign()
    public = marac("ledger", "key").output.strip()
    assert public == Signer(SIGNING_KEY).public
    # Whoever has the server too signs with a key of their own, and removes what was signed before.
    monkeypatch.setenv("MARAC_CHECKPOINT_KEY", new_signing_key("ledger.northtown.example"))
    shutil.rmtree(signed.folder)
    tamper(signed.world, "DELETE FROM ledger_checkpoint")
    rewrite(signed, lambda bodies: [{**body, "actor": 1} for body in bodies[:-1]])
    assert marac("ledger", "checkpoint").exit_code == 0
    assert marac("ledger", "verify").exit_code == 0
    key = tmp_path / "key.pub"
    key.write_text(public + "\n")
    for given in (public, key):
        answer = marac("ledger", "verify", "--pubkey", given)
        assert answer.exit_code == 5
        assert "another key signed it" in answer.output


def test_after_a_change_of_key_the_old_public_key_still_counts(
    signed: Signed, marac: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed.sign()
    old = marac("ledger", "key").output.strip()
    monkeypatch.setenv("MARAC_CHECKPOINT_KEY", new_signing_key("ledger.northtown.example"))
    signed.add()
    assert marac("ledger", "checkpoint").exit_code == 0
    assert marac("ledger", "verify").exit_code == 5
    monkeypatch.setenv("MARAC_CHECKPOINT_OLD_KEYS", old)
    assert marac("ledger", "verify").exit_code == 0


def test_an_entry_that_is_older_than_the_one_before_it_is_remarked_on(signed: Signed, marac: Any) -> None:
    signed.sign()
    assert "clock" not in marac("ledger", "verify").output
    with clock.at(clock.now() - timedelta(days=3)):
        back = signed.add(1)
    signed.add(1)
    answer = marac("ledger", "verify")
    assert answer.exit_code == 0
    # The entry that tells of it comes before what was recorded then.
    told = f"Entries older than the one before: 1, first entry {back - 1:,}; told by the record itself: 1."
    assert told in answer.output


def test_with_the_database_as_the_only_witness_the_command_says_what_it_cannot_see(
    signed: Signed, marac: Any
) -> None:
    signed.sign()
    assert "outside the database" not in marac("ledger", "verify").output
    shutil.rmtree(signed.folder)
    answer = marac("ledger", "verify")
    assert answer.exit_code == 7
    assert f"the folder of checkpoints {signed.folder} is empty or gone" in answer.output
    assert "Nothing from outside the database was at hand" in answer.output


def test_deleting_the_checkpoints_of_the_database_is_noticed_because_the_ledger_tells_of_them(
    signed: Signed, marac: Any
) -> None:
    size = signed.sign()
    tamper(signed.world, "DELETE FROM ledger_checkpoint")
    answer = marac("ledger", "verify")
    assert answer.exit_code == 3
    assert f"the checkpoint over {size:,} entries" in answer.output


def test_an_older_checkpoint_in_the_place_of_a_newer_one_is_no_checkpoint_of_that_size(
    signed: Signed, marac: Any
) -> None:
    first = signed.sign()
    second = signed.sign()
    shutil.rmtree(signed.folder)
    older = f"(SELECT signed FROM ledger_checkpoint WHERE size = {first})"
    tamper(signed.world, f"UPDATE ledger_checkpoint SET signed = {older} WHERE size = {second}")
    answer = marac("ledger", "verify")
    assert answer.exit_code == 5
    assert "speaks of another number" in answer.output


def test_two_checkpoints_that_contradict_each_other_are_a_fork(signed: Signed, marac: Any) -> None:
    size = signed.sign()
    other = Tree()
    for number in range(size):
        other.add(bytes([number % 256]) * 32)
    forged = Signer(SIGNING_KEY).checkpoint(size, other.root())
    (signed.folder / f"{size:012d}-00000000.checkpoint").write_text(forged, "utf-8")
    answer = marac("ledger", "verify")
    assert answer.exit_code == 6
    assert "that agree: 2; that do not: 1" in answer.output


def test_the_checkpoint_of_another_site_is_no_witness(signed: Signed, marac: Any, tmp_path: Path) -> None:
    signed.sign()
    foreign = tmp_path / "foreign.checkpoint"
    foreign.write_text(Signer(new_signing_key("ledger.elsewhere.example")).checkpoint(3, bytes(32)), "utf-8")
    assert marac("ledger", "verify", "--checkpoint", foreign).exit_code == 5


def test_a_mistake_in_the_command_does_not_sound_like_tampering(signed: Signed, marac: Any) -> None:
    signed.sign()
    assert marac("ledger", "verify", "--checkpoint", "not/there").exit_code == 64
    assert marac("ledger", "verify", "--receipts").exit_code == 64
    answer = marac("ledger", "verify", "--pubkey", "not a key")
    assert answer.exit_code == 1 and "Traceback" not in answer.output


def test_where_there_is_no_ledger_the_command_says_so(
    signed: Signed, marac: Any, monkeypatch: pytest.MonkeyPatch, databases: Any
) -> None:
    url = databases.nowhere()
    monkeypatch.setenv("MARAC_DATABASE_URL", url)
    monkeypatch.setenv("MARAC_OWNER_URL", owned(url))
    for command in ("verify", "checkpoint", "selftest"):
        answer = marac("ledger", command)
        assert answer.exit_code == 1
        assert "holds no ledger" in answer.output and "Traceback" not in answer.output
    databases.drop(url)


ODD_TIMES = ["yesterday", "", "2020-01-01", "0001-01-01T00:00:00.000000+00:00", "2026-11-22T09:00:00"]


@pytest.mark.parametrize("at", ODD_TIMES)
def test_a_time_that_is_none_keeps_nobody_from_verifying_or_from_reading_the_record(
    at: str, signed: Signed, marac: Any
) -> None:
    auditor, record = signed.world.client("audley"), f"/conferences/{MARAC}/record"
    auditor.get(record)
    size = signed.sign()
    auditor.send(f"{record}/verified")
    tamper(
        signed.world,
        f"UPDATE ledger_entry SET at = '{at}' WHERE seq > {size}",
        f"UPDATE ledger_checkpoint SET made_at = '{at}'",
    )
    answer = marac("ledger", "verify")
    assert answer.exit_code == 2, answer.output
    assert "its at differs" in answer.output and "a time that was altered" in answer.output
    page = auditor.get(record)
    assert page.status_code == 200 and "Altered" in page.text
    auditor.send(f"{record}/verified")
    assert "NOT whole" in auditor.get(record).text


@pytest.mark.parametrize("body", ["x", "[]", '{"about": 5}', "{}"])
def test_words_that_are_none_keep_no_auditor_from_checking(body: str, signed: Signed) -> None:
    auditor, record = signed.world.client("audley"), f"/conferences/{MARAC}/record"
    auditor.get(record)
    auditor.send(f"{record}/verified")
    tamper(signed.world, f"UPDATE ledger_entry SET body = '{body}'")
    assert [auditor.get(address).status_code for address in (record, "/")] == [200, 200]
    auditor.send(f"{record}/verified")
    assert "NOT whole" in auditor.get(record).text


def test_what_is_signed_while_somebody_verifies_is_no_cut_tail(signed: Signed) -> None:
    signed.sign()
    signed.sign_during("ledger_checkpoint.signed")
    with signed.world.store.engine.connect() as connection:
        found = verify(connection, gather_for(connection, signed.world.settings))
    assert len(signed.files) == 2
    assert found.sentences[0].startswith("Whole")


def _erasing_nothing(bodies: Any) -> Any:
    return [*bodies[:3], {**bodies[3], "event": "DetailErased", "about": {}}, *bodies[4:]]


def _misplaced_commitment(bodies: Any) -> Any:
    return [*bodies[:3], {**bodies[3], "about": {"detail_commitment": "x"}}, *bodies[4:]]


def _erasing_a_list(bodies: Any) -> Any:
    return [*bodies[:3], {**bodies[3], "event": "DetailErased", "about": {"entry": [1]}}, *bodies[4:]]


@pytest.mark.parametrize("change", [_erasing_nothing, _misplaced_commitment, _erasing_a_list])
def test_an_entry_such_as_the_ledger_never_writes_does_not_stop_the_verifier(
    change: Callable[[Any], Any], signed: Signed, marac: Any
) -> None:
    signed.sign()
    rewrite(signed, change)
    answer = marac("ledger", "verify")
    assert answer.exit_code in (2, 6), (answer.output, answer.exception)


@pytest.mark.skipif(IS_POSTGRESQL, reason="SQLite alone keeps a value of another type in a column")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("ledger_entry SET body = CAST(body AS BLOB) WHERE seq = 2", 2),
        ("ledger_entry SET body = CAST(X'ff' AS TEXT) WHERE seq = 2", 2),
        ("ledger_entry SET prev = 'x' WHERE seq = 2", 2),
        ("ledger_entry SET hash = 'x' WHERE seq = 2", 2),
        ("ledger_entry SET at = CAST(at AS BLOB)", 2),
        ("ledger_entry SET event = CAST(event AS BLOB) WHERE seq = 2", 2),
        ("ledger_detail SET salt = 'sixteen letters.'", 2),
        ("ledger_detail SET detail = CAST(detail AS BLOB)", 2),
        ("ledger_checkpoint SET signed = CAST(signed AS BLOB)", 5),
        ("ledger_checkpoint SET frontier = 'x'", 0),
        ("ledger_checkpoint SET made_at = CAST('x' AS BLOB)", 0),
    ],
)
def test_a_value_of_another_type_is_a_finding_and_no_breakdown(
    change: str, code: int, signed: Signed, marac: Any, tmp_path: Path
) -> None:
    signed.sign()
    signed.add()
    tamper(signed.world, f"UPDATE {change}")
    answer = marac("ledger", "verify")
    assert answer.exit_code == code, (answer.output, answer.exception)
    if "X'ff'" not in change:
        assert marac("ledger", "export", tmp_path / "odd.zip").exit_code == 0
        assert standalone.main([str(tmp_path / "odd.zip")]) in {code, 0}
