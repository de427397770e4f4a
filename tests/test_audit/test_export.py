"""The export and its verifier: one file, run far from the application, that ends as `marac ledger verify` does."""

import ast
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from marac.audit import standalone
from marac.audit.exporting import export_ledger
from marac.audit.notes import Signer, new_signing_key
from tests.test_audit.signed import SIGNING_KEY, Signed
from tests.test_audit.test_verify import WAYS, altered, forked, missing, truncated, unwitnessed

Members = dict[str, bytes]


@pytest.fixture
def export(signed: Signed, marac: Any, tmp_path: Path) -> Path:
    signed.sign()
    path = tmp_path / "ledger.zip"
    assert marac("ledger", "export", path).exit_code == 0
    return path


def verified(path: Path, *words: object) -> "subprocess.CompletedProcess[str]":
    """Run a copy of the verifier in a folder of its own, with nothing of the application in reach."""
    folder = path.parent / "elsewhere"
    folder.mkdir(exist_ok=True)
    shutil.copy(standalone.__file__, folder / "verify.py")
    command = [sys.executable, "-I", "verify.py", path, *words]
    return subprocess.run(
        [str(word) for word in command], cwd=folder, capture_output=True, text=True, check=False
    )


def changed(path: Path, change: Callable[[Members], None]) -> Path:
    """The export with some of its members changed."""
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()}
    change(members)
    path.unlink()
    with zipfile.ZipFile(path, "w") as package:
        for name, content in members.items():
            package.writestr(name, content)
    return path


def test_the_verifier_imports_nothing_but_the_standard_library_and_cryptography() -> None:
    names = set()
    for node in ast.walk(ast.parse(Path(standalone.__file__).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    assert names - set(sys.stdlib_module_names) == {"cryptography"}


def test_an_export_verifies_far_from_the_application(signed: Signed, export: Path) -> None:
    done = verified(export)
    assert done.returncode == 0, done.stderr
    assert f"Whole: {len(signed.world.ledger()):,} entries." in done.stdout
    assert "The key came with the export" in done.stdout
    assert "came with" not in verified(export, "--pubkey", Signer(SIGNING_KEY).public).stdout


def test_an_export_is_on_the_ledger_before_it_is_written_and_holds_its_own_entry(
    signed: Signed, export: Path
) -> None:
    assert signed.world.ledger()[-1][0] == "LedgerExported"
    with zipfile.ZipFile(export) as package:
        lines = package.read("entries.jsonl").splitlines()
    assert json.loads(lines[-1])["event"] == "LedgerExported"
    assert export.stat().st_mode & 0o077 == 0


def test_what_is_signed_while_an_export_is_written_is_no_cut_tail(signed: Signed, tmp_path: Path) -> None:
    signed.sign()
    signed.sign_during("ledger_entry.body")
    path = tmp_path / "busy.zip"
    entries = export_ledger(signed.world.store, signed.world.settings, path)
    assert len(signed.files) == 2 and len(signed.world.ledger()) > entries
    done = verified(path)
    assert done.returncode == 0, done.stdout


def test_no_file_is_written_over(signed: Signed, marac: Any, export: Path) -> None:
    before = export.read_bytes()
    assert marac("ledger", "export", export).exit_code == 1
    assert export.read_bytes() == before


@pytest.mark.parametrize("way", [altered, missing, truncated, forked])
def test_an_export_of_a_damaged_ledger_ends_as_verifying_it_in_its_place(
    way: Callable[[Signed, int], None], signed: Signed, marac: Any, tmp_path: Path
) -> None:
    size = signed.sign()
    path = tmp_path / "damaged.zip"
    way(signed, size)
    assert marac("ledger", "export", path).exit_code == 0
    here = marac("ledger", "verify").exit_code
    assert verified(path).returncode == here == WAYS[way][0]


def test_an_export_without_any_witness_has_nothing_to_verify_against(
    signed: Signed, marac: Any, export: Path
) -> None:
    def forget(members: Members) -> None:
        for name in [name for name in members if name.endswith(".checkpoint")]:
            del members[name]
        lines = members["entries.jsonl"].splitlines(keepends=True)
        members["entries.jsonl"] = b"".join(lines[:3])

    assert unwitnessed in WAYS
    done = verified(changed(export, forget))
    assert done.returncode == 7
    kept = signed.files[0]
    assert verified(export, "--checkpoint", kept).returncode == 4


def test_a_key_that_was_changed_with_the_export_is_caught_by_the_one_that_was_handed_out(
    export: Path,
) -> None:
    mine = Signer(new_signing_key("ledger.northtown.example"))

    def sign_afresh(members: Members) -> None:
        members["key.pub"] = mine.public.encode()

    assert verified(changed(export, sign_afresh)).returncode == 5
    assert verified(export, "--pubkey", Signer(SIGNING_KEY).public).returncode == 0


def entries_in(path: Path) -> list[standalone.Entry]:
    with zipfile.ZipFile(path) as package:
        return list(standalone._entries(package))


def test_no_single_byte_can_be_changed_in_an_export_without_notice(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, random = export.read_bytes(), Random(20261122)
    true = entries_in(export)
    for _ in range(300):
        export.write_bytes(whole)

        def flip(members: Members) -> None:
            content = bytearray(members["entries.jsonl"])
            at = random.randrange(len(content))
            content[at] = random.choice([content[at] ^ 1, content[at] ^ 32, random.randrange(256)])
            members["entries.jsonl"] = bytes(content)

        code = standalone.main([str(changed(export, flip))])
        # Another space between two fields, or a capital in a hash, says the same.
        assert code != 0 or entries_in(export) == true
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("line", [b'{"body": 5}', b"[" * 100_000, b'"x"', b"5", b"\xff"])
def test_a_line_that_is_no_entry_ends_in_words(line: bytes, export: Path) -> None:
    def put(members: Members) -> None:
        first = members["entries.jsonl"].splitlines()[0]
        odd = json.dumps({**json.loads(first), "body": 5}).encode() if b"body" in line else line
        members["entries.jsonl"] = odd + b"\n"

    done = verified(changed(export, put))
    assert done.returncode in (2, 7) and "Traceback" not in done.stderr, done.stderr


def damaged(path: Path) -> Path:
    """The archive with bytes changed in the middle of what is packed, its directory as it was."""
    content = bytearray(path.read_bytes())
    for at in range(200, 400):
        content[at] ^= 0x55
    path.write_bytes(bytes(content))
    return path


def test_a_damaged_archive_ends_in_words(export: Path, tmp_path: Path, marac: Any) -> None:
    done = verified(damaged(export))
    assert done.returncode == 7 and "Traceback" not in done.stderr, done.stderr
    letter = tmp_path / "letter.docx"
    with zipfile.ZipFile(letter, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", "".join(f"<w:p>{number}</w:p>" for number in range(2000)))
    answer = marac("ledger", "verify", "--receipt", damaged(letter))
    assert answer.exit_code == 7 and "letter.docx holds no receipt" in answer.output, answer.exception


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_export_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    path.write_bytes(content)
    done = verified(path)
    assert done.returncode == 7
    assert "cannot be read as an export" in done.stderr and "Traceback" not in done.stderr


def test_a_mistake_in_the_command_does_not_sound_like_tampering(tmp_path: Path) -> None:
    assert verified(tmp_path / "x.zip", "--no-such-option").returncode == 64
