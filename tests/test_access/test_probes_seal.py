"""Probes of the seal: text is opened by a receipt that is pending for the ledger, for its case alone."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    MetaData,
    Table,
    bindparam,
    column,
    create_engine,
    delete,
    func,
    insert,
    select,
    table,
    text,
    update,
)
from sqlalchemy.orm import joinedload
from sqlalchemy.pool import NullPool

from marac.access import seal
from marac.access.doorman import Unsealed, Unseen
from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS, open_list, open_rows, open_texts
from marac.audit import events
from marac.db import Entry, NoViewer, Session
from marac.errors import Altered
from marac.records import Agency, SealedText, Text
from marac.records.base import columns
from tests.databases import IS_POSTGRESQL, rogue
from tests.test_access.ground import PRIVATE, SHARED, UNCLEARED, Ground, RelatedCase

REFUSALS = (NoViewer, Unseen, Unsealed)
S, G = columns(SealedText), columns(Agency)
OF_CASE = select(*SEALED_COLUMNS).where(S.case_id == bindparam("case_id"), see(SealedText))
OF_ALL = select(*SEALED_COLUMNS).where(see(SealedText))
Probe = Callable[[Session, Ground], Any]


def shown(session: Session, case_id: int | None) -> Entry:
    return session.record(events.CaseShown(case_id=case_id, page="case"))


def ask(session: Session, statement: Any, receipt: Entry | None = None, **named: Any) -> Any:
    options = {"receipt": receipt, "synchronize_session": False}
    return session.execute(statement, {**session.see, **named}, execution_options=options).all()


def row_for(case_id: int, owner_id: int = 1, field: str = "x") -> dict[str, Any]:
    return {
        "owner_id": owner_id,
        "field": field,
        "case_id": case_id,
        "is_shared": True,
        "class_bit": 1,
        "body": b"x",
        "written_at": seal.clock.now(),
    }


def flushed(session: Session, case_id: int) -> None:
    session.add(SealedText(**row_for(case_id)))
    session.flush()


REFUSED: dict[str, Probe] = {
    "no receipt": lambda s, g: ask(s, OF_CASE, case_id=g.seen.case_id),
    "a receipt for another case": lambda s, g: ask(
        s, OF_CASE, shown(s, g.unseen.case_id), case_id=g.seen.case_id
    ),
    "a receipt for no case": lambda s, g: ask(s, OF_CASE, shown(s, None), case_id=g.seen.case_id),
    "a forged receipt": lambda s, g: ask(
        s, OF_CASE, Entry(events.CaseShown(case_id=g.seen.case_id, page="case")), case_id=g.seen.case_id
    ),
    "a receipt of another session": lambda s, g: ask(
        s, OF_CASE, shown(g.session(), g.seen.case_id), case_id=g.seen.case_id
    ),
    "a receipt without a case in the statement": lambda s, g: ask(s, OF_ALL, shown(s, g.seen.case_id)),
    "a receipt without the rule": lambda s, g: ask(
        s,
        select(S.body).where(S.case_id == bindparam("case_id")),
        shown(s, g.seen.case_id),
        case_id=g.seen.case_id,
    ),
    "a list receipt without the rule": lambda s, g: ask(
        s, select(S.body), s.record(events.ListShown(page="overdue"), is_list=True)
    ),
    "get": lambda s, g: s.get(SealedText, (g.seen.contribution_id, "contribution.text")),
    "a count": lambda s, g: ask(s, select(func.count()).select_from(SealedText).where(see(SealedText))),
    "joined loading": lambda s, g: ask(
        s, select(RelatedCase).options(joinedload(RelatedCase.texts)).where(see(RelatedCase))
    ),
    "lazy loading": lambda s, g: ask(s, select(RelatedCase).where(see(RelatedCase)))[0][0].texts,
    "text": lambda s, g: ask(s, text("SELECT body FROM sealed_text")),
    "quoted and in capitals": lambda s, g: (
        s.connection().exec_driver_sql('SELECT body FROM "SEALED_TEXT"').all()
    ),
    "in brackets": lambda s, g: s.connection().exec_driver_sql("SELECT body FROM [sealed_text]").all(),
    "behind a comment": lambda s, g: s.connection().exec_driver_sql("SELECT body FROM/**/sealed_text").all(),
    "with its schema": lambda s, g: s.connection().exec_driver_sql("SELECT body FROM main.sealed_text").all(),
    "a lightweight table": lambda s, g: ask(s, select(column("body")).select_from(table("sealed_text"))),
    "a lightweight table in capitals": lambda s, g: ask(
        s, select(column("body")).select_from(table("SEALED_TEXT"))
    ),
    "a table of other metadata": lambda s, g: ask(s, select(Table("sealed_text", MetaData()))),
    "a copy by INSERT … SELECT": lambda s, g: ask(
        s, insert(Agency.__table__).from_select(["name"], select(S.body)), shown(s, g.seen.case_id)
    ),
    "a copy by an insert's value": lambda s, g: ask(
        s,
        insert(Agency.__table__).values(
            id=bindparam("case_id"), name=select(S.field).limit(1).scalar_subquery()
        ),
        shown(s, g.seen.case_id),
        case_id=g.seen.case_id,
    ),
    "a copy by an update": lambda s, g: ask(
        s, update(Agency.__table__).values(name=select(S.field).limit(1).scalar_subquery())
    ),
    "a delete": lambda s, g: ask(s, delete(SealedText).where(see(SealedText))),
    "a text of many": lambda s, g: s.execute(
        text("UPDATE sealed_text SET field=:a WHERE owner_id=:b"), [{"a": "x", "b": 1}, {"a": "x", "b": 2}]
    ),
    "a flush without a receipt": lambda s, g: flushed(s, g.seen.case_id),
    "an insert for another case": lambda s, g: s.execute(
        insert(SealedText.__table__),
        [row_for(g.unseen.case_id)],
        execution_options={"receipt": shown(s, g.seen.case_id)},
    ),
    "an insert of two, one for another case": lambda s, g: s.execute(
        insert(SealedText.__table__),
        [row_for(g.seen.case_id, 1), row_for(g.unseen.case_id, 2)],
        execution_options={"receipt": shown(s, g.seen.case_id)},
    ),
    "an insert that returns the body": lambda s, g: s.execute(
        insert(SealedText.__table__).returning(S.body),
        [row_for(g.seen.case_id)],
        execution_options={"receipt": shown(s, g.seen.case_id)},
    ),
    "an insert under a list receipt": lambda s, g: s.execute(
        insert(SealedText.__table__),
        [row_for(g.seen.case_id)],
        execution_options={"receipt": s.record(events.ListShown(page="x"), is_list=True)},
    ),
    "a streaming cursor without a receipt": lambda s, g: s.execute(
        OF_CASE,
        {**s.see, "case_id": g.seen.case_id},
        execution_options={"stream_results": True, "yield_per": 5},
    ).all(),
}
if IS_POSTGRESQL:
    REFUSED["the whole table as XML"] = lambda s, g: ask(
        s, text("SELECT query_to_xml('SELECT * FROM sealed' || '_text', true, false, '')")
    )
    REFUSED["a table expression"] = lambda s, g: s.connection().exec_driver_sql("TABLE sealed_text").all()


@pytest.mark.parametrize("name", REFUSED)
def test_no_sealed_text_comes_by(name: str, ground: Ground) -> None:
    with ground.session() as session, pytest.raises(REFUSALS):
        REFUSED[name](session, ground)


def test_a_receipt_opens_what_is_shared_and_cleared_and_says_so(ground: Ground) -> None:
    with ground.session() as session:
        receipt = shown(session, ground.seen.case_id)
        found = open_texts(session, receipt, Text.CONTRIBUTION_TEXT)
    assert set(found.values()) == {SHARED}
    assert receipt.shown == {"contribution.text": {ground.world.agency("eastvale-health")}}


def test_the_agency_that_wrote_them_opens_all_its_own_texts(ground: Ground) -> None:
    with ground.session("hana") as session:
        found = open_texts(session, shown(session, ground.seen.case_id), Text.CONTRIBUTION_TEXT)
    assert set(found.values()) == {SHARED, PRIVATE, UNCLEARED}


@pytest.mark.parametrize("which", ["unseen", "foreign"])
def test_a_receipt_for_a_case_that_is_not_seen_opens_nothing(which: str, ground: Ground) -> None:
    with ground.session() as session:
        receipt = shown(session, getattr(ground, which).case_id)
        assert open_texts(session, receipt, Text.CONTRIBUTION_TEXT) == {}
        assert receipt.shown == {}


def test_a_receipt_is_not_remembered_with_the_statement(ground: Ground) -> None:
    with ground.session() as session:
        assert ask(session, OF_CASE, shown(session, ground.seen.case_id), case_id=ground.seen.case_id)
        for _ in range(2):
            with pytest.raises(Unsealed):
                ask(session, OF_CASE, case_id=ground.seen.case_id)


def test_a_receipt_of_no_case_is_no_list_and_opens_nothing(ground: Ground) -> None:
    with ground.session() as session:
        receipt = session.record(events.ListShown(page="overdue"))
        with pytest.raises(Unsealed, match="another case"):
            ask(session, OF_ALL, receipt)


def test_a_list_receipt_names_every_case_that_it_opened(ground: Ground) -> None:
    with ground.session() as session:
        receipt = session.record(events.ListShown(page="overdue"), is_list=True)
        _, texts = open_list(session, receipt, OF_ALL, {})
    assert set(texts.values()) == {SHARED}
    assert receipt.cases == {ground.seen.case_id}


def test_rows_are_not_opened_with_another_receipt_than_they_were_read_with(ground: Ground) -> None:
    with ground.session() as session:
        rows = ask(session, OF_CASE, shown(session, ground.seen.case_id), case_id=ground.seen.case_id)
        with pytest.raises(Unsealed):
            open_rows(Entry(events.CaseShown(case_id=ground.seen.case_id, page="case")), rows)
        with pytest.raises(Unsealed):
            open_rows(shown(session, ground.seen.case_id), rows)


def test_rows_of_other_cases_are_not_opened_under_one_cases_receipt(ground: Ground) -> None:
    others = select(*SEALED_COLUMNS).where(S.case_id != bindparam("case_id"), see(SealedText))
    with ground.session("carol") as session:
        receipt = shown(session, ground.seen.case_id)
        rows = ask(session, others, receipt, case_id=ground.seen.case_id)
        assert rows
        with pytest.raises(Unsealed):
            open_rows(receipt, rows)


def test_the_case_of_a_receipt_cannot_be_changed(ground: Ground) -> None:
    with ground.session() as session, pytest.raises(AttributeError):
        shown(session, ground.seen.case_id).case_id = ground.unseen.case_id  # type: ignore[misc]


def test_two_sealed_values_that_were_swapped_are_noticed(ground: Ground) -> None:
    with ground.session("hana") as session:
        receipt = shown(session, ground.seen.case_id)
        rows = ask(session, OF_CASE, receipt, case_id=ground.seen.case_id)
        one, two = rows[0], rows[1]
        for swapped in ([*one[:-1], two[-1]], [*two[:-1], one[-1]], [*one[:-1], one[-1][:-1] + b"\0"]):
            with pytest.raises(Altered):
                open_rows(receipt, [swapped])
        assert receipt.altered == {(each.case_id, each.owner_id, each.field) for each in (one, two)}


def test_a_text_moved_to_another_field_or_case_is_noticed(ground: Ground) -> None:
    with ground.session("hana") as session:
        receipt = session.record(events.ListShown(page="overdue"), is_list=True)
        owner_id, field, case_id, *rest = ask(session, OF_ALL, receipt)[0]
        for moved in (
            (owner_id, "case.summary", case_id),
            (owner_id, field, ground.unseen.case_id),
            (7, field, case_id),
        ):
            with pytest.raises(Altered):
                open_rows(receipt, [(*moved, *rest)])


def test_nothing_readable_is_in_the_table(ground: Ground) -> None:
    engine = create_engine(rogue(ground.world.url), poolclass=NullPool)
    with engine.connect() as connection:
        driver: Any = connection.connection.cursor()
        driver.execute("SELECT body FROM sealed_text")
        bodies = [bytes(row[0]) for row in driver.fetchall()]
    assert len(bodies) == 9
    assert not any(b"CANARY" in body for body in bodies)
