"""The answers in Word: the same as on the page, one copy for one reader, with the ledger's receipt at its foot."""

import io
import re
from typing import Any

import docx
import pytest

from marac.audit.standalone import Tree
from marac.records import User
from tests.factories import make_published_list
from tests.office import read_with_libreoffice
from tests.test_cases.scenes import keep_from
from tests.test_contributions.making import share
from tests.test_oversight.asked import last
from tests.world import MARAC, World

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def words_in(content: bytes) -> str:
    """Every word of the document, its tables, headers and footers."""
    document = docx.Document(io.BytesIO(content))
    parts = [
        document.element.body,
        document.sections[0].header._element,
        document.sections[0].footer._element,
    ]
    return " ".join(
        "".join(node.itertext()) + " " for part in parts for node in part.iter() if node.tag.endswith("}p")
    )


def root_of(world: World, size: int) -> str:
    """What the first entries of the ledger come to."""
    tree = Tree()
    with world.store.engine.connect() as connection:
        for row in connection.exec_driver_sql(
            f"SELECT hash FROM ledger_entry WHERE seq <= {size} ORDER BY seq"
        ):
            tree.add(bytes(row[0]))
    return tree.root().hex()


def scene(world: World) -> Any:
    """A case with something shared, which three people have looked at."""
    made = make_published_list(world)
    share(world, "ida", made.item_of(made.cases[0]), "Afraid of him.")
    for who in ("polly", "hana", "ida"):
        world.client(who).get(f"/cases/{made.cases[0].id}")
    return made.cases[0]


def papers(world: World, case: Any) -> dict[str, tuple[str, str]]:
    """Who asks, and where, by document."""
    return {
        "seen-case": ("carol", f"/cases/{case.id}/seen/copy"),
        "seen-ours": ("ida", "/record/ours/copy"),
        "seen-person": ("audley", f"/conferences/{MARAC}/record/people/{world.person('polly')}/copy"),
        "seen-mine": ("hana", "/account/looked/copy"),
    }


@pytest.mark.parametrize("document", ["seen-case", "seen-ours", "seen-person", "seen-mine"])
def test_a_copy_is_for_its_reader_and_on_the_record_before_it_leaves(world: World, document: str) -> None:
    case = scene(world)
    who, path = papers(world, case)[document]
    answer = world.client(who).send(path)
    assert answer.status_code == 200 and answer.mimetype == WORD
    assert answer.headers["Cache-Control"] == "no-store"
    entry, words = last(world, "DocumentMade"), words_in(answer.data)
    assert entry["about"]["document"] == document
    assert entry["about"]["recipient_id"] == world.person(who) == entry["actor"]
    assert case.id in (entry["case"], *entry.get("cases", ()))
    assert f"Copy {entry['about']['copy']}, for {who.title()} Testperson" in words
    receipt = re.search(r"who has seen what: ([0-9,]+) entries, root ((?:[0-9a-f]{4} ?){10})", words)
    assert receipt is not None
    size, digits = int(receipt[1].replace(",", "")), receipt[2].replace(" ", "")
    assert size < entry["seq"] and root_of(world, size).startswith(digits)
    assert case.reference in words
    assert not any(each in words for each in (case.victim, case.perpetrator, "Afraid of him", "Invented Row"))
    assert case.victim not in answer.headers["Content-Disposition"]


def test_a_copy_says_what_the_page_says(world: World) -> None:
    case = scene(world)
    words = words_in(world.client("carol").send(f"/cases/{case.id}/seen/copy").data)
    assert "Hana Testperson" in words and "Eastvale Health Trust: 1" in words
    narrowed = world.client("carol").send(
        f"/cases/{case.id}/seen/copy", agency=str(world.agency("northtown-police"))
    )
    assert "Hana Testperson" not in words_in(narrowed.data)
    ours = words_in(world.client("ida").send("/record/ours/copy").data)
    assert "Polly Testperson" in ours and "referral summary" not in ours


def test_a_copy_holds_nothing_of_a_case_that_is_hidden_from_its_reader(world: World) -> None:
    case = scene(world)
    for who, path in (("ida", "/record/ours/copy"), ("hana", "/account/looked/copy")):
        keep_from(world, case, who=who)
        assert case.reference not in words_in(world.client(who).send(path).data)
        assert case.id not in last(world, "DocumentMade").get("cases", ())


def test_a_name_that_is_a_formula_or_turns_the_line_round_is_only_a_name(world: World) -> None:
    case = scene(world)
    with world.store.writer.begin() as connection:
        account = User.__table__  # type: ignore[attr-defined]
        named = account.update().where(account.c.id == world.person("hana"))
        connection.execute(named.values(name="=cmd|' /C calc'!A0 \u202e\u2066<b>xcod.exe"))
    answer = world.client("carol").send(f"/cases/{case.id}/seen/copy")
    words = words_in(answer.data)
    assert "=cmd|' /C calc'!A0 <b>xcod.exe" in words and "\u202e" not in words
    page = world.client("carol").get(f"/cases/{case.id}/seen").text
    assert "<b>xcod" not in page


def test_a_refused_question_makes_no_copy(world: World) -> None:
    case = scene(world)
    for who in ("polly", "mani", "audley"):
        assert world.client(who).send(f"/cases/{case.id}/seen/copy").status_code == 403
    assert "DocumentMade" not in [row.event for row in world.ledger()]


BAD_DAY = {"since-day": "31", "since-month": "2", "since-year": "2027"}


@pytest.mark.parametrize("document", ["seen-case", "seen-ours", "seen-person", "seen-mine"])
def test_a_day_that_is_none_makes_no_copy_and_is_said_beside_its_box(world: World, document: str) -> None:
    """It must not be taken for "from the first entry on"."""
    case = scene(world)
    who, path = papers(world, case)[document]
    answer = world.client(who).send(path, **BAD_DAY)
    assert answer.status_code == 303 and "DocumentMade" not in [row.event for row in world.ledger()]
    page = world.client(who).get(answer.headers["Location"]).text
    assert "From must be a real date" in page and 'value="31"' in page and 'value="2027"' in page


def test_more_days_than_one_answer_holds_make_no_copy(world: World) -> None:
    scene(world)
    days = {"since-day": "1", "since-month": "1", "since-year": "2001"}
    answer = world.client("ida").send("/record/ours/copy", **days)
    assert answer.status_code == 303 and "DocumentMade" not in [row.event for row in world.ledger()]
    page = world.client("ida").get(answer.headers["Location"]).text
    assert "Ask about 92 days at most" in page and 'value="2001"' in page


@pytest.mark.libreoffice
def test_libreoffice_opens_every_copy(world: World) -> None:
    case = scene(world)
    for document, (who, path) in papers(world, case).items():
        pages = read_with_libreoffice(world.client(who).send(path).data)
        text = " ".join(pages[-1].split())
        assert "End of copy" in text and "entries, root" in text, document
        assert "OFFICIAL-SENSITIVE" in pages[0]
