"""What whoever administers the database breaks is told in plain words: nothing fails, and nothing untrue is printed."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from marac.audit.growing import receipt
from marac.audit.notes import Signer, new_signing_key
from marac.audit.standalone import Tree
from marac.errors import RecordDamaged
from tests.databases import IS_POSTGRESQL
from tests.factories import make_published_list
from tests.test_audit.signed import RECORD, Signed, check, plant
from tests.test_audit.test_ledger import tamper
from tests.test_contributions.making import share
from tests.test_documents.held import held_meeting
from tests.world import MARAC, World

NO_TEXT = "CAST(X'ff41' AS TEXT)"
sqlite_alone = pytest.mark.skipif(
    IS_POSTGRESQL, reason="SQLite alone keeps a value of another type in a column"
)


# --- a gap


def with_papers(world: World) -> dict[str, Callable[[], Any]]:
    """Everything that carries a receipt, and how it is asked for."""
    held = held_meeting(world)
    held.approve()
    case = held.listed.cases[0].id
    carol = world.client("carol")
    somebody = f"{RECORD}/people/{world.person('polly')}/copy"
    return {
        "minutes": lambda: world.client("polly").send(f"/meetings/{held.meeting_id}/documents/minutes"),
        "sheet": lambda: world.client("mani").get("/overdue/sheet"),
        "who has seen a case": lambda: carol.send(f"/cases/{case}/seen/copy"),
        "what of ours was read": lambda: world.client("ida").send("/record/ours/copy"),
        "what I saw": lambda: carol.send("/account/looked/copy"),
        "what somebody saw": lambda: world.client("audley").send(somebody),
    }


def test_a_paper_whose_receipt_cannot_be_true_is_not_made(
    signed: Signed, caplog: pytest.LogCaptureFixture
) -> None:
    papers = with_papers(signed.world)
    assert {name: ask().status_code for name, ask in papers.items()} == dict.fromkeys(papers, 200)
    size = signed.add()
    signed.add()
    tamper(signed.world, f"DELETE FROM ledger_entry WHERE seq = {size}")
    count = len(signed.world.ledger())
    for name, ask in papers.items():
        with caplog.at_level(logging.ERROR, "marac.settle"):
            answer = ask()
        assert answer.status_code == 503, name
        assert "The record of who has seen what is damaged" in answer.text
        assert "wordof" not in answer.text and answer.mimetype == "text/html"
        assert f"the record is damaged: entry {size} is missing" in caplog.text
        caplog.clear()
    # What was not made is not on the record as made, and pages without a receipt go on being recorded and shown.
    events = [entry.event for entry in signed.world.ledger()[count:]]
    assert "DocumentMade" not in events
    assert signed.world.client("polly").get("/account/looked").status_code == 200


def test_a_gap_before_the_last_checkpoint_keeps_no_paper_back_for_its_receipt_is_true(signed: Signed) -> None:
    signed.add()
    size = signed.sign()
    tamper(signed.world, f"DELETE FROM ledger_entry WHERE seq = {size - 2}")
    assert signed.world.client("mani").get("/overdue/sheet").status_code == 200


def test_a_tail_cut_below_the_last_checkpoint_lets_no_receipt_be_printed(signed: Signed) -> None:
    size = signed.sign()
    tamper(signed.world, f"DELETE FROM ledger_entry WHERE seq > {size - 20}")
    with (
        signed.world.store.engine.connect() as connection,
        pytest.raises(RecordDamaged, match="there are fewer"),
    ):
        receipt(connection)


def test_a_command_that_meets_a_gap_says_so(signed: Signed, marac: Any) -> None:
    size = signed.add()
    signed.add()
    tamper(signed.world, f"DELETE FROM ledger_entry WHERE seq = {size}")
    answer = marac("ledger", "checkpoint")
    assert answer.exit_code == 1
    assert f"the record is damaged: entry {size} is missing" in answer.output


def test_a_checkpoint_that_nobody_signed_moves_no_receipt(signed: Signed) -> None:
    """Its frontier could be that of another history, to which the papers would then bear witness."""
    size, forged = signed.add(), Tree()
    with signed.world.store.engine.connect() as connection:
        before = receipt(connection)
    for number in range(size):
        forged.add(bytes([number % 256]) * 32)
    note = Signer(new_signing_key("ledger.northtown.example")).checkpoint(size, forged.root())
    plant(signed, size, note, b"".join(forged.parts))
    with signed.world.store.engine.connect() as connection:
        assert receipt(connection) == before


@sqlite_alone
@pytest.mark.parametrize("value", ["'x'", "X'00ff'", "5", "32", "-1", NO_TEXT, "1.5"])
def test_where_nothing_can_follow_the_last_entry_nothing_is_shown(
    value: str, signed: Signed, marac: Any, caplog: pytest.LogCaptureFixture
) -> None:
    size = signed.add()
    carol = signed.world.client("carol")
    size = len(signed.world.ledger())
    tamper(signed.world, f"UPDATE ledger_entry SET hash = {value} WHERE seq = {size}")
    with caplog.at_level(logging.ERROR, "marac.settle"):
        answer = carol.client.get("/overdue")
    assert answer.status_code == 503
    assert (
        "The record of who has seen what is damaged" in answer.text and "Nothing can be added" in answer.text
    )
    assert f"the record is damaged: nothing can follow entry {size}" in caplog.text
    assert marac("ledger", "verify").exit_code == 2
    answer = marac("ledger", "export", Path(signed.folder.parent / "odd.zip"))
    assert answer.exit_code == 1 and "nothing can follow" in answer.output


# --- values of another type, and such as no page can hold


PAGES = (
    ("carol", "/cases/{case}/seen"),
    ("ida", "/record/ours"),
    ("audley", RECORD + "/people/{polly}"),
    ("polly", "/account/looked"),
    ("audley", RECORD),
    ("audley", RECORD + "/week"),
    ("audley", "/"),
    ("carol", "/"),
)
COLUMNS = ("at", "event", "actor_id", "agency_id", "conference_id", "case_id", "body", "prev")
UNTYPED = (
    NO_TEXT, "X'00ff'", "'x'", "''", "-1", "1.5", "'a' || char(0) || 'b'", "9223372036854775807",
    "printf('%.*c', 200000, 'x')",
)  # fmt: skip
BODIES = (
    '{"about":{"page":{"a":1},"copy":[1],"entries":1e999},"cases":[99999999999999999999999999],"client":1,'
    '"shown":{"contribution.text":[%AGENCY%]},"v":1}',
    '{"about":{"page":"\\\\ud800","copy":"\\\\u0000","terms_hash":"\\\\u202e","agency_id":[],"meeting_id":{}},'
    '"client":"","outcome":"\\\\u0007","shown":{"\\\\udfff":[1],"contribution.text":[%AGENCY%]},"v":1}',
)


def with_looks(world: World) -> dict[str, Any]:
    made = make_published_list(world)
    case = made.cases[0]
    share(world, "ida", made.item_of(case))
    world.client("polly").get(f"/cases/{case.id}")
    world.client("polly").get(f"/conferences/{MARAC}/cases")
    world.client("hana").get(f"/cases/{case.id}")
    return {"case": case.id, "polly": world.person("polly")}


def alter(world: World, column: str, value: str) -> None:
    where = (
        "seq % 3 = 0"
        if column == "actor_id"
        else f"actor_id = {world.person('polly')} OR seq - seq / 7 * 7 = 0"
    )
    tamper(
        world,
        "CREATE TABLE kept AS SELECT * FROM ledger_entry",
        f"UPDATE ledger_entry SET {column} = {value} WHERE {where}",
    )


def mend(world: World, column: str) -> None:
    known = "seq IN (SELECT seq FROM kept)"
    true = f"(SELECT {column} FROM kept WHERE kept.seq = ledger_entry.seq)"
    tamper(world, f"UPDATE ledger_entry SET {column} = {true} WHERE {known}", "DROP TABLE kept")


def read_everything(world: World, found: dict[str, Any]) -> None:
    for who, path in PAGES:
        assert world.client(who).get(path.format(**found)).status_code == 200, path
    assert world.client("audley").send(f"{RECORD}/verified").status_code == 303
    assert world.client("carol").send(f"/cases/{found['case']}/seen/copy").status_code == 200
    assert world.client("ida").send("/record/ours/copy").status_code == 200


@sqlite_alone
@pytest.mark.parametrize("column", COLUMNS)
def test_whatever_stands_in_a_column_verifying_says_altered_and_no_page_fails(
    column: str, signed: Signed, marac: Any
) -> None:
    found = with_looks(signed.world)
    signed.sign()
    for value in UNTYPED:
        alter(signed.world, column, value)
        answer = marac("ledger", "verify")
        assert answer.exit_code == 2, (value, answer.output, answer.exception)
        read_everything(signed.world, found)
        mend(signed.world, column)


@pytest.mark.parametrize("body", BODIES)
def test_whatever_the_words_of_an_entry_say_no_page_fails(body: str, signed: Signed, marac: Any) -> None:
    found = with_looks(signed.world)
    signed.sign()
    told = body.replace("%AGENCY%", str(signed.world.agency("northtown-idva"))).replace("\\\\", "\\")
    where = f"actor_id = {found['polly']} OR seq - seq / 7 * 7 = 0"
    tamper(signed.world, f"UPDATE ledger_entry SET body = '{told}' WHERE {where}")
    assert marac("ledger", "verify").exit_code == 2
    read_everything(signed.world, found)


@sqlite_alone
@pytest.mark.parametrize(
    ("change", "code"),
    [(f"ledger_checkpoint SET signed = {NO_TEXT}", 5), (f"ledger_detail SET detail = {NO_TEXT}", 2)]
    + [(f"ledger_checkpoint SET made_at = {value}", 0) for value in (NO_TEXT, "5", "X'00'")],
)
def test_what_is_no_text_beside_the_ledger_is_a_finding(
    change: str, code: int, signed: Signed, marac: Any
) -> None:
    signed.sign()
    tamper(signed.world, f"UPDATE {change}")
    answer = marac("ledger", "verify")
    assert answer.exit_code == code, (answer.output, answer.exception)
    assert ("NOT whole" in check(signed)) == bool(code)
