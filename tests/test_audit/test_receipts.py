"""The receipt in a document: whoever holds the paper can tell whether history was rewritten since."""

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.test_audit.signed import Signed
from tests.test_audit.test_ledger import tamper
from tests.test_audit.test_verify import rewrite
from tests.test_documents.held import held_meeting, words_in
from tests.world import World

RECEIPT = re.compile(
    r"Receipt of the record of who has seen what: [0-9,]+ entries, root (?:[0-9a-f]{4} ){9}[0-9a-f]{4}"
)


@pytest.fixture
def document(signed: Signed, world: World, tmp_path: Path) -> Path:
    """The minutes of a meeting, as Polly keeps them."""
    held = held_meeting(world)
    held.approve()
    signed.sign()
    signed.add(7)
    path = tmp_path / "minutes.docx"
    path.write_bytes(world.client("polly").send(f"/meetings/{held.meeting_id}/documents/minutes").data)
    return path


def test_a_document_ends_with_a_receipt_that_agrees(signed: Signed, marac: Any, document: Path) -> None:
    assert RECEIPT.search(words_in(document.read_bytes()))
    answer = marac("ledger", "verify", "--receipt", document)
    assert answer.exit_code == 0, answer.output
    assert "that agree: 3; that do not: 0" in answer.output


def test_a_sheet_ends_with_a_receipt_that_agrees(signed: Signed, marac: Any, tmp_path: Path) -> None:
    signed.add()
    path = tmp_path / "actions.csv"
    path.write_bytes(signed.world.client("mani").get("/overdue/sheet").data)
    assert marac("ledger", "verify", "--receipt", path).exit_code == 0


def test_a_receipt_alone_finds_a_history_that_was_rewritten(
    signed: Signed, marac: Any, document: Path
) -> None:
    rewrite(
        signed,
        lambda bodies: (
            [{**body, "actor": 1} for body in bodies if body["event"] != "CheckpointMade"] + bodies[-5:]
        ),
    )
    tamper(signed.world, "DELETE FROM ledger_checkpoint")
    shutil.rmtree(signed.folder)
    answer = marac("ledger", "verify", "--receipt", document)
    assert answer.exit_code == 6
    assert "the receipt in minutes.docx saw others" in answer.output


def test_a_receipt_alone_finds_a_tail_that_was_cut(signed: Signed, marac: Any, document: Path) -> None:
    rewrite(signed, lambda bodies: bodies[:5])
    answer = marac("ledger", "verify", "--receipt", document)
    assert answer.exit_code == 4
    assert "entries and there are only 5" in answer.output


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"PK\x03\x04 half a document"])
def test_a_file_without_a_receipt_is_said_to_hold_none(
    content: bytes, signed: Signed, marac: Any, tmp_path: Path
) -> None:
    signed.sign()
    path = tmp_path / "letter.docx"
    path.write_bytes(content)
    answer = marac("ledger", "verify", "--receipt", path)
    assert answer.exit_code == 7
    assert "letter.docx holds no receipt" in answer.output


def test_a_receipt_written_into_the_text_does_not_take_the_place_of_the_true_one(
    signed: Signed, marac: Any, document: Path, tmp_path: Path
) -> None:
    forged = tmp_path / "forged.docx"
    line = b"<w:p><w:r><w:t>3 entries, root " + b"0000 " * 10 + b"</w:t></w:r></w:p>"
    with zipfile.ZipFile(document) as source, zipfile.ZipFile(forged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:body>", b"<w:body>" + line, 1)
            target.writestr(name, content)
    assert marac("ledger", "verify", "--receipt", forged).exit_code == 0
