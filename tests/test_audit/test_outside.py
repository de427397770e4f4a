"""The folder of checkpoints that is gone or broken, and checkpoints that were planted in the database."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from marac.audit import folder as folders
from marac.audit.notes import Signer, new_signing_key
from tests.test_audit.signed import SIGNING_KEY, Signed, check, plant
from tests.test_audit.test_ledger import tamper

# --- the folder of checkpoints


def no_folder(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))


def an_empty_folder(folder: Path) -> None:
    no_folder(folder)
    folder.mkdir()


def a_file_in_its_place(folder: Path) -> None:
    no_folder(folder)
    folder.write_text("what is this?")


def a_link_to_nowhere(folder: Path) -> None:
    no_folder(folder)
    folder.symlink_to(folder.with_name("nowhere"))


FOLDERS = {
    no_folder: "is empty or gone, and checkpoints were made before",
    an_empty_folder: "is empty or gone, and checkpoints were made before",
    a_file_in_its_place: "there is something else where the folder of checkpoints",
    a_link_to_nowhere: "is empty or gone, and checkpoints were made before",
}


@pytest.mark.parametrize("way", FOLDERS)
def test_a_folder_that_is_gone_is_told_and_never_made_anew_in_silence(
    way: Callable[[Path], None], signed: Signed, marac: Any
) -> None:
    size = signed.sign()
    signed.add()
    way(signed.folder)
    answer = marac("ledger", "verify")
    assert answer.exit_code == 7, (answer.output, answer.exception)
    assert FOLDERS[way] in answer.output
    answer = marac("ledger", "checkpoint")
    assert answer.exit_code == 1, (answer.output, answer.exception)
    assert FOLDERS[way] in answer.output
    assert not signed.folder.is_dir() or not list(signed.folder.iterdir())
    told = check(signed)
    assert "whole in itself" in told and FOLDERS[way] in told
    assert "Whole in itself, not compared" in told
    # Nothing was signed meanwhile: what was cut from the ledger would else be signed as if it were whole.
    with signed.world.store.engine.connect() as connection:
        newest = connection.exec_driver_sql("SELECT max(size) FROM ledger_checkpoint").scalar_one()
    assert newest == size


def test_what_was_altered_is_told_before_what_is_gone(signed: Signed, marac: Any) -> None:
    signed.sign()
    no_folder(signed.folder)
    tamper(signed.world, "UPDATE ledger_entry SET actor_id = 5 WHERE seq = 2")
    assert marac("ledger", "verify").exit_code == 2


def test_a_folder_that_comes_back_is_written_to_again(signed: Signed, marac: Any) -> None:
    signed.sign()
    no_folder(signed.folder)
    signed.add()
    assert marac("ledger", "checkpoint").exit_code == 1
    signed.folder.with_name("elsewhere").rename(signed.folder)
    assert marac("ledger", "checkpoint").exit_code == 0
    assert len(signed.files) == 2
    assert marac("ledger", "verify").exit_code == 0


def test_a_folder_that_is_lost_for_good_is_begun_anew_when_somebody_says_so(
    signed: Signed, marac: Any
) -> None:
    signed.sign()
    no_folder(signed.folder)
    assert marac("ledger", "checkpoint", "--new-folder").exit_code == 0
    assert len(signed.files) == 1
    assert marac("ledger", "verify").exit_code == 0


def test_a_folder_that_may_not_be_read_is_told(
    signed: Signed, marac: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed.sign()

    def refuse(folder: Any) -> list[str]:
        # Whoever runs the tests may read everything: the system's own answer to anybody else.
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(folders.os, "listdir", refuse)
    for command, code in (("verify", 7), ("checkpoint", 1), ("export", 1)):
        words = (str(signed.folder.with_name("out.zip")),) if command == "export" else ()
        answer = marac("ledger", command, *words)
        assert answer.exit_code == code, (command, answer.output, answer.exception)
        assert "cannot be read: Permission denied" in answer.output
    assert "cannot be read: Permission denied" in check(signed)


def test_a_broken_file_in_the_folder_is_told_by_its_name(signed: Signed, marac: Any) -> None:
    signed.sign()
    name = "000000000003-00000000.checkpoint"
    broken = signed.folder / name
    for content in (b"", b"\xff\xfe\0", b"x" * 200_000, b"a\n3\n\xff\n\n"):
        broken.write_bytes(content)
        answer = marac("ledger", "verify")
        assert answer.exit_code == 5, (answer.output, answer.exception)
        assert f"the checkpoint {name} is not a signed checkpoint" in answer.output
        assert f"{name} is not a signed checkpoint" in check(signed)
    broken.unlink()
    for make in (broken.mkdir, lambda: (broken.rmdir(), broken.symlink_to("nowhere"))):
        make()
        answer = marac("ledger", "verify")
        assert answer.exit_code == 7, (answer.output, answer.exception)
        assert f"the checkpoint {name} cannot be read" in answer.output
        assert f"{name} cannot be read" in check(signed)


# --- planted checkpoints


def foreign(size: int) -> str:
    return Signer(new_signing_key("ledger.northtown.example")).checkpoint(size, bytes(32))


PLANTED = {
    "beyond, by another key": (10**9, foreign(10**9), 5, "another key signed it"),
    "beyond, by the site's own": (
        10**9,
        Signer(SIGNING_KEY).checkpoint(10**9, bytes(32)),
        4,
        "the tail was cut",
    ),
    "within, by the site's own": (
        7,
        Signer(SIGNING_KEY).checkpoint(7, bytes(32)),
        6,
        "history was rewritten",
    ),
    "no checkpoint": (7, "hello", 5, "is not a signed checkpoint"),
    "nothing": (7, "", 5, "is not a signed checkpoint"),
    "a signature that is none": (7, f"{foreign(7)[:-9]}\n", 5, "7 entries in the database"),
    "another number": (7, foreign(8), 5, "speaks of another number"),
    "below nothing": (-5, foreign(5), 5, "speaks of another number"),
    "the largest number": (2**63 - 1, foreign(2**63 - 1), 5, "in the database"),
    "very much of it": (7, "x\n" * 500_000, 5, "is not a signed checkpoint"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_checkpoint_is_told_for_what_it_is(name: str, signed: Signed, marac: Any) -> None:
    size, text, code, words = PLANTED[name]
    signed.sign()
    plant(signed, size, text)
    answer = marac("ledger", "verify")
    assert answer.exit_code == code, (answer.output, answer.exception)
    assert words in answer.output
    told = check(signed)
    assert "NOT whole" in told and words in told
    assert ("Contradiction" in told) == (size > 10**6)
    assert signed.world.client("mani").get("/overdue/sheet").status_code in (200, 503)


def test_a_planted_checkpoint_neither_reaches_the_folder_nor_keeps_the_next_from_being_signed(
    signed: Signed, marac: Any
) -> None:
    signed.sign()
    size = signed.add()
    plant(signed, size, "planted")
    assert signed.sign() > size
    assert [path for path in signed.files if "planted" in path.read_text("utf-8")] == []
    assert marac("ledger", "verify").exit_code == 5
    tamper(signed.world, f"DELETE FROM ledger_checkpoint WHERE size = {size}")
    assert marac("ledger", "verify").exit_code == 0


def test_a_planted_checkpoint_over_too_much_is_named_by_whoever_would_sign(
    signed: Signed, marac: Any
) -> None:
    signed.sign()
    signed.add()
    plant(signed, 10**9, "planted")
    answer = marac("ledger", "checkpoint")
    assert answer.exit_code == 1
    assert "a checkpoint over 1,000,000,000 entries that this site never signed" in answer.output
