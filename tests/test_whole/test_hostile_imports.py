"""Files that should not have been sent, by page and by command: each refused by name, no other stopped."""

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from marac.audit.verify import verify
from marac.contributions.importing import import_research
from marac.records import Case, Contribution, Referral, ResearchReturn, SealedText
from marac.referrals.importing import import_forms
from tests.factories import make_published_list
from tests.test_contributions.making import number_form, research_file
from tests.test_reading.forms import layout_a, rewritten, saved
from tests.test_reading.test_files import merged_downwards
from tests.test_whole.holdings import raw_connection, table_hashes
from tests.world import MARAC, SEALING_KEY, World

# The test client itself leaves the temporary file of a large body to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
UPLOAD = f"/conferences/{MARAC}/referrals"


def form_of(name: str) -> bytes:
    return saved(layout_a({"Victim name": name, "Perpetrator name": "Percy Fiktiv"}))


def packed_oddly() -> bytes:
    """A form packed with LZMA, its packed words damaged."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", b"<w:document/>" * 500)
    content = bytearray(file.getvalue())
    content[60:90] = b"\xff" * 30
    return bytes(content)


def wrong_files() -> dict[str, tuple[bytes, str]]:
    """By file name: what is in it, and a word of what is said about it."""
    good = form_of("Vera Fiktiv")
    return {
        "corrupt.docx": (good[: len(good) // 2], "damaged"),
        "encrypted.docx": (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        "macro.docx": (rewritten(good, "word/vbaProject.bin", lambda _: b"x"), "macros"),
        "bomb.docx": (
            rewritten(good, "word/media/image1.png", lambda _: bytes(50_000_000)),
            "unpacks to far more",
        ),
        "packed.docx": (packed_oddly(), "packed in a way"),
        "merged.docx": (merged_downwards("Surname: " + "word " * 20_000, 2_800), "far longer"),
        "large.docx": (bytes(60_000_000), "larger than"),
        "old.docx": (OLE, "older Word file"),
        "empty.docx": (b"", "empty"),
        "picture.docx": (b"\x89PNG\r\n\x1a\n", "picture"),
    }


def counted(world: World, record: Any) -> int:
    with raw_connection(world.url) as connection:
        return int(connection.execute(select(func.count()).select_from(record.__table__)).scalar_one())


def is_whole(world: World) -> bool:
    with world.store.engine.connect() as connection:
        return verify(connection).is_whole


def send(world: World, files: list[tuple[bytes, str]]) -> Any:
    client = world.client("carol")
    given = [(io.BytesIO(content), name) for content, name in files]
    fields = {"csrf_token": client.csrf_token(), "form_key": os.urandom(8).hex(), "files": given}
    return client.post(UPLOAD, data=fields, content_type="multipart/form-data")


def test_each_wrong_file_of_an_upload_is_named_and_the_good_ones_are_received(world: World) -> None:
    for name, (content, word) in wrong_files().items():
        if name == "large.docx":
            continue
        answer = send(world, [(content, name), (form_of(f"Vera {name}"), f"good-{name}")])
        assert answer.status_code == 200, name
        assert name in answer.text and word in answer.text, name
    assert counted(world, Referral) == counted(world, Case) == len(wrong_files()) - 1
    assert is_whole(world)


def test_a_file_of_60_megabytes_is_refused_by_name_and_the_others_are_received(world: World) -> None:
    answer = send(
        world,
        [
            (form_of("Vera Eins"), "one.docx"),
            (bytes(60_000_000), "large.docx"),
            (form_of("Vera Zwei"), "two.docx"),
        ],
    )
    assert answer.status_code == 200
    assert "large.docx" in answer.text and "larger than" in answer.text
    assert counted(world, Referral) == 2


@pytest.mark.parametrize(
    "name",
    [
        "a\r\nX-Evil: b.docx",
        "<script>alert(1)</script>.docx",
        "../../etc/passwd.docx",
        "\u202excod.exe",
        "a" * 3000 + ".docx",
        "{{7*7}}.docx",
        "C:\\x\\y.docx",
        "\x1b[2J.docx",
        "ﬁle\u200b.docx",
    ],
)
def test_no_file_name_does_anything(world: World, name: str, caplog: pytest.LogCaptureFixture) -> None:
    for content in (b"not Word", form_of("Vera Fiktiv")):
        answer = send(world, [(content, name)])
        assert answer.status_code in (200, 422)
        assert (
            "X-Evil" not in answer.headers
            and "<script>alert" not in answer.text
            and "\u202e" not in answer.text
        )
        assert "etc/" not in answer.text and ">49" not in answer.text and "\x1b" not in answer.text
    assert "X-Evil" not in caplog.text


def test_the_command_names_each_wrong_form_and_goes_on(world: World, tmp_path: Path) -> None:
    wrong = wrong_files()
    for name, (content, _) in wrong.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "zz-good.docx").write_bytes(form_of("Vera Fiktiv"))
    (tmp_path / "00-good.docx").write_bytes(form_of("Vanda Fiktiv"))
    (tmp_path / os.fsdecode(b"bad-\xff-name.docx")).write_bytes(form_of("Vroni Fiktiv"))
    (tmp_path / "\x1b[2Jclear.docx").write_bytes(b"not Word")
    said: list[str] = []
    report = tmp_path / "report.json"
    outcome = import_forms(
        world.settings, [tmp_path], MARAC, dry_run=False, report_file=report, say=said.append
    )
    assert (outcome.received, outcome.refused) == (3, len(wrong) + 1)
    for name, (_, word) in wrong.items():
        assert any(name in line and "refused" in line and word in line for line in said), name
    assert not any("\x1b" in line or not line.isprintable() for line in said)
    assert len(json.loads(report.read_text(encoding="utf-8"))["forms"]) == 3
    assert is_whole(world)


def test_the_command_for_research_names_each_wrong_file_and_goes_on(world: World, tmp_path: Path) -> None:
    made = make_published_list(world)
    number_form(world, made.cases[0], "033")
    item = {
        "text": "\ud800",
        "kind": "fact",
        "source": "x",
        "date": "2026-01-10",
        "sensitivity": "standard",
        "share": "yes",
    }
    wrong: dict[str, bytes] = {
        "a-corrupt.json": b'{"form_id": "033", ',
        "b-bytes.json": b"\xff\xfe\x00",
        "c-deep.json": b"[" * 100_000,
        "d-large.json": b" " * 60_000_000,
        "e-number.json": b'{"form_id": ' + b"9" * 5000 + b"}",
        "f-list.json": b"[1, 2]",
        "g-surrogate.json": json.dumps(research_file(items=[item])).encode(),
        "h-surrogate.json": json.dumps(research_file(form_id="\ud800")).encode(),
        "i-surrogate.json": json.dumps(research_file(records_checked=["\ud800"])).encode(),
        "j-control.json": json.dumps(research_file(note="a\x1b[2Jb\x00")).encode(),
        "k-name.json": json.dumps(research_file(agency_name="\x1b[2J Nobody", agency="nobody")).encode(),
        "l-day.json": json.dumps(research_file(returned="2026-02-30")).encode(),
        "m-types.json": json.dumps(research_file(items=[None, 5, "x"], agency={"a": 1})).encode(),
        "n-docx.json": form_of("Vera Fiktiv"),
    }
    for name, content in wrong.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "zz-good.json").write_text(json.dumps(research_file()))
    (tmp_path / os.fsdecode(b"bad-\xff.json")).write_bytes(b"{")
    (tmp_path / "\x1b[2J.json").write_bytes(b"{")
    said: list[str] = []
    outcome = import_research(world.settings, tmp_path, MARAC, say=said.append)
    assert outcome.loaded == 1 and len(outcome.refused) == len(wrong) + 2, said
    assert all(any(name in line and "not loaded" in line for line in said) for name in wrong)
    assert not any(not line.isprintable() for line in said), said
    assert is_whole(world)


def _environment(world: World, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "MARAC_INSTANCE": str(folder),
        "MARAC_DATABASE_URL": world.url,
        "MARAC_SECRET_KEY": "a secret for tests",
        "MARAC_SEALING_KEYS": f"1:{SEALING_KEY}",
    }


def _interrupted(world: World, folder: Path, *command: str, lines: int) -> tuple[int, str]:
    """Run a command, press Ctrl-C after it has said some lines; its exit code and all it said."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", "from marac.cli import main; main()", *command],
        env=_environment(world, folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(lines)]
    time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    return process.returncode, "".join(said) + rest


def test_ctrl_c_in_an_import_of_forms_leaves_nothing_half_done(world: World, tmp_path: Path) -> None:
    forms = tmp_path / "forms"
    forms.mkdir()
    for number in range(12):
        (forms / f"{number:03}.docx").write_bytes(form_of(f"Vera Fiktiv {number}"))
    code, said = _interrupted(world, tmp_path, "import-referrals", str(forms), "--conference", MARAC, lines=2)
    received = counted(world, Referral)
    assert code == 130 and "Nothing is half done" in said and "Traceback" not in said, said
    assert 2 <= received < 12 and counted(world, Case) == received and f"{received} received" in said
    assert is_whole(world)
    outcome = import_forms(world.settings, [forms], MARAC, dry_run=False, report_file=None, say=str)
    assert (outcome.received, outcome.known) == (12 - received, received)


def test_ctrl_c_in_an_import_of_research_leaves_nothing_half_done(world: World, tmp_path: Path) -> None:
    made = make_published_list(world, cases=6)
    folder = tmp_path / "research"
    folder.mkdir()
    for number, case in enumerate(made.cases):
        number_form(world, case, f"{number:03}")
        for agency in ("police", "health", "probation"):
            content = research_file(form_id=f"{number:03}", agency=agency, agency_name="")
            (folder / f"{number:03}-{agency}.json").write_text(json.dumps(content))
    code, said = _interrupted(world, tmp_path, "import-research", str(folder), "--conference", MARAC, lines=2)
    returns = counted(world, ResearchReturn)
    assert code == 130 and "Nothing is half done" in said and "Traceback" not in said, said
    assert 2 <= returns < 18 and counted(world, Contribution) == 2 * returns
    assert is_whole(world)
    before = counted(world, SealedText)
    outcome = import_research(world.settings, folder, MARAC, say=str)
    assert (outcome.loaded, outcome.unchanged) == (18 - returns, returns)
    assert counted(world, SealedText) > before and is_whole(world)


def test_a_batch_of_wrong_files_alone_changes_nothing(world: World) -> None:
    with raw_connection(world.url) as connection:
        before = table_hashes(connection)
    answer = send(
        world, [(content, name) for name, (content, _) in wrong_files().items() if name != "large.docx"]
    )
    with raw_connection(world.url) as connection:
        after = table_hashes(connection)
    assert answer.status_code == 422
    assert [table for table in before if before[table] != after[table]] in ([], ["login_session"])
