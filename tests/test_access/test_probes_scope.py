"""Probes of the see-rule: every way known to reach a scoped table, as somebody with a seat on one case.

They are the test of every upgrade of SQLAlchemy: a probe that comes back is a leak.
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    MetaData,
    String,
    Table,
    and_,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    table,
    tablesample,
    text,
    union_all,
    update,
    values,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload, subqueryload
from sqlalchemy.types import Integer

from marac.access.doorman import Unsealed, Unseen
from marac.access.scope import see
from marac.access.second_wall import TELL
from marac.db import NoViewer, Session
from marac.records import Action, Agency, Case, Meeting, Person, User
from marac.records.base import columns
from tests.databases import IS_POSTGRESQL
from tests.test_access.ground import Ground, RelatedAction, RelatedCase

REFUSALS = (NoViewer, Unseen, Unsealed)
C, A, U, G, P, M = (columns(each) for each in (Case, Action, User, Agency, Person, Meeting))
Other = aliased(Case)
Probe = Callable[[Session, Ground], Any]
NO_SYNC = {"synchronize_session": False}
upsert = postgresql.insert if IS_POSTGRESQL else sqlite.insert


def ask(session: Session, statement: Any, **named: Any) -> Any:
    return session.execute(statement, {**session.see, **named}).all()


def change(session: Session, statement: Any, **named: Any) -> Any:
    return session.execute(statement, {**session.see, **named}, execution_options=NO_SYNC)


def seen_case(session: Session) -> Any:
    return session.execute(select(Case).where(see(Case)), session.see).scalars().first()


def expired_attribute(session: Session) -> Any:
    found = seen_case(session)
    session.expire(found)
    return found.reference


def leaking_flush(session: Session, value: Any) -> None:
    found = seen_case(session)
    found.reference = value
    session.flush()


def merged_by_force(session: Session, ground: Ground) -> None:
    session.execute(update(Case).where(C.id == ground.unseen.case_id).values(status="closed"))


REFUSED: dict[str, Probe] = {
    "an entity": lambda s, g: ask(s, select(Case)),
    "a column": lambda s, g: ask(s, select(C.id)),
    "a mapped column": lambda s, g: ask(s, select(Case.id)),
    "exec of SQLModel": lambda s, g: s.exec(select(Case)).all(),
    "a count of a column": lambda s, g: ask(s, select(func.count(C.id))),
    "a count of rows": lambda s, g: ask(s, select(func.count()).select_from(Case)),
    "an alias": lambda s, g: ask(s, select(Other)),
    "the table": lambda s, g: ask(s, select(Case.__table__)),
    "get": lambda s, g: s.get(Case, g.seen.case_id),
    "get of an action": lambda s, g: s.get(Action, g.seen.action_id),
    "a standing table": lambda s, g: ask(s, select(Meeting)),
    "an inner join": lambda s, g: ask(s, select(U.id).join_from(User, Action, A.owner_id == U.id)),
    "an outer join": lambda s, g: ask(
        s, select(U.id, A.status).outerjoin_from(User, Action, A.owner_id == U.id)
    ),
    "a joined table beside a seen one": lambda s, g: ask(
        s, select(A.status).join_from(Action, Case, C.id == A.case_id).where(see(Case))
    ),
    "an alias beside the seen table": lambda s, g: ask(
        s, select(Other).join(Case, C.version == Other.version).where(see(Case))
    ),
    "one of two aliases": lambda s, g: ask(
        s, select(Other.reference, C.reference).join(Case, C.version == Other.version).where(see(Other))
    ),
    "an IN": lambda s, g: ask(s, select(U.id).where(U.id.in_(select(A.owner_id)))),
    "a scalar subquery": lambda s, g: ask(s, select(U.id, select(func.count(A.id)).scalar_subquery())),
    "an EXISTS": lambda s, g: ask(s, select(select(C.id).where(C.id == 2).exists())),
    "a FROM subquery": lambda s, g: ask(s, select(func.count()).select_from(select(C.id).subquery())),
    "a lateral subquery": lambda s, g: ask(s, select(select(C.id).lateral("x").c.id)),
    "a CTE": lambda s, g: ask(s, select(select(C.id).cte("x").c.id)),
    "an added CTE": lambda s, g: ask(s, select(U.id).add_cte(select(C.id).cte("x"))),
    "an ORDER BY subquery": lambda s, g: ask(
        s, select(U.id).order_by(select(C.id).limit(1).scalar_subquery())
    ),
    "a LIMIT subquery": lambda s, g: ask(s, select(U.id).limit(select(C.version).limit(1).scalar_subquery())),
    "a half-seen union": lambda s, g: ask(s, union_all(select(C.id).where(see(Case)), select(C.id))),
    "see under OR": lambda s, g: ask(s, select(C.id).where(or_(see(Case), C.id > 0))),
    "see inside and_, where its mark is lost": lambda s, g: ask(
        s, select(C.id).where(and_(C.status == "open", see(Case)))
    ),
    "NOT see": lambda s, g: ask(s, select(C.id).where(~see(Case))),
    "see in an ON": lambda s, g: ask(
        s, select(U.id, C.reference).outerjoin_from(User, Case, and_(C.id == U.id, see(Case)))
    ),
    "see in HAVING": lambda s, g: ask(s, select(C.id).group_by(C.id).having(see(Case))),
    "a sampled table": lambda s, g: ask(s, select(tablesample(Case.__table__, 50).c.id)),
    "rows of values with a subquery": lambda s, g: ask(
        s, select(values(column("a", Integer), name="v").data([(select(C.id).limit(1).scalar_subquery(),)]))
    ),
    "joined loading": lambda s, g: ask(
        s, select(RelatedAction).options(joinedload(RelatedAction.case)).where(see(RelatedAction))
    ),
    "select-in loading": lambda s, g: ask(
        s, select(RelatedCase).options(selectinload(RelatedCase.actions)).where(see(RelatedCase))
    ),
    "subquery loading": lambda s, g: ask(
        s, select(RelatedCase).options(subqueryload(RelatedCase.actions)).where(see(RelatedCase))
    ),
    "lazy loading": lambda s, g: ask(s, select(RelatedCase).where(see(RelatedCase)))[0][0].actions,
    "refresh": lambda s, g: s.refresh(seen_case(s)),
    "an expired attribute": lambda s, g: expired_attribute(s),
    "text": lambda s, g: ask(s, text("SELECT * FROM case_file")),
    "text in capitals": lambda s, g: ask(s, text("SELECT * FROM CASE_FILE")),
    "text with columns": lambda s, g: ask(s, text("SELECT id FROM case_file").columns(C.id)),
    "from_statement": lambda s, g: ask(s, select(Case).from_statement(text("SELECT * FROM case_file"))),
    "from_statement of a bare select": lambda s, g: ask(s, select(Case).from_statement(select(Case))),
    "a text fragment as FROM": lambda s, g: ask(s, select(text("reference")).select_from(text("case_file"))),
    "a literal column": lambda s, g: ask(
        s, select(literal_column("(SELECT reference FROM case_file LIMIT 1)"))
    ),
    "a literal column in a seen statement": lambda s, g: ask(
        s, select(C.id, literal_column("(SELECT reference FROM case_file LIMIT 1)")).where(see(Case))
    ),
    "text that widens the rule": lambda s, g: ask(s, select(C.id).where(see(Case), text("1=1 OR 1=1"))),
    "a literal that widens the rule": lambda s, g: ask(
        s, select(C.id).where(see(Case), literal_column("1=1 OR 1=1"))
    ),
    "an operator that widens the rule": lambda s, g: ask(
        s, select(C.id).where(see(Case), C.id.op("> 0 OR 0 <")(1))
    ),
    "a lightweight table": lambda s, g: ask(s, select(column("reference")).select_from(table("case_file"))),
    "a lightweight table in capitals": lambda s, g: ask(
        s, select(column("reference")).select_from(table("CASE_FILE"))
    ),
    "a table of other metadata": lambda s, g: ask(
        s, select(Table("case_file", MetaData(), Column("reference", String)))
    ),
    "a prefix": lambda s, g: ask(s, select(C.id).prefix_with("/* x */").where(see(Case))),
    "a suffix": lambda s, g: ask(s, select(C.id).where(see(Case)).suffix_with("OR 1=1")),
    "a hint": lambda s, g: ask(s, select(C.id).where(see(Case)).with_hint(Case.__table__, "x", "sqlite")),
    "a statement hint": lambda s, g: ask(s, select(C.id).where(see(Case)).with_statement_hint("OR 1=1")),
    "driver SQL": lambda s, g: s.connection().exec_driver_sql("SELECT * FROM case_file").all(),
    "a connection": lambda s, g: s.connection().execute(select(Case.__table__)).all(),
    "SQL inside a value": lambda s, g: ask(
        s, select(func.query_to_xml("SELECT * FROM " + "case" + "_file", True, False, ""))
    ),
    "an escaped name": lambda s, g: ask(s, text('SELECT * FROM U&"case\\005ffile"')),
    "another's id in the rule": lambda s, g: s.execute(
        select(C.id).where(see(Case)), {**s.see, "viewer_id": g.world.person("carol")}
    ).all(),
    "another's agency in the rule": lambda s, g: s.execute(
        select(C.id).where(see(Case)), {**s.see, "viewer_agency_id": 1}
    ).all(),
    "another day in the rule": lambda s, g: s.execute(
        select(C.id).where(see(Case)),
        {**s.see, "viewer_today": g.world.viewer("polly").today.replace(year=2020)},
    ).all(),
    "other roles in the rule": lambda s, g: s.execute(
        select(C.id).where(see(Case)), {**s.see, "viewer_roles": 255}
    ).all(),
    "another case in the rule, as if it had been opened": lambda s, g: s.execute(
        select(C.id).where(see(Case)), {**s.see, "viewer_case_id": g.unseen.case_id}
    ).all(),
    "another moment in the rule": lambda s, g: s.execute(
        select(C.id).where(see(Case)), {**s.see, "viewer_now": s.see["viewer_now"].replace(year=2020)}
    ).all(),
    "another's id in the second set of an update": lambda s, g: s.connection().execute(
        update(Case.__table__).where(C.id == bindparam("at"), see(Case)).values(status="closed"),
        [{**s.see, "at": 1}, {**s.see, "at": 2, "viewer_id": g.world.person("carol")}],
    ),
    "another session in the options": lambda s, g: s.execute(
        select(C.id).where(see(Case)),
        g.session("carol").see,
        execution_options={"desk": g.session("carol")},
    ).all(),
    "a bulk update": lambda s, g: change(s, update(Case).values(status="closed")),
    "a bulk update by key": lambda s, g: change(
        s, update(Case).where(C.id == g.seen.case_id).values(status="x")
    ),
    "a bulk update from another table": lambda s, g: change(
        s, update(Case).where(C.id == A.case_id, A.status == "open", see(Case)).values(status="closed")
    ),
    "a value from another table": lambda s, g: change(
        s, update(Case).where(C.id == A.case_id, see(Case)).values(reference=A.status)
    ),
    "an unscoped update that asks a scoped table": lambda s, g: change(
        s, update(User).where(U.id == A.owner_id).values(job_title="x")
    ),
    "an update that returns a subquery": lambda s, g: ask(
        s, update(User.__table__).values(name="x").returning(select(C.reference).limit(1).scalar_subquery())
    ),
    "a bulk delete": lambda s, g: change(s, delete(Action)),
    "a delete by key": lambda s, g: change(s, delete(Action).where(A.id == g.seen.action_id)),
    "an update of what is not seen": merged_by_force,
    "INSERT … SELECT": lambda s, g: change(
        s, insert(User.__table__).from_select(["name"], select(C.reference))
    ),
    "an insert with a subquery as value": lambda s, g: change(
        s,
        insert(Agency.__table__).values(id=1, slug="x", name=select(C.reference).limit(1).scalar_subquery()),
    ),
    "an insert of many with a subquery": lambda s, g: change(
        s,
        insert(Agency.__table__).values([{"id": 1, "name": select(C.reference).limit(1).scalar_subquery()}]),
    ),
    "an upsert with a subquery": lambda s, g: change(
        s,
        upsert(Agency.__table__)
        .values(id=1, slug="x", name="x", kind="x", is_active=True)
        .on_conflict_do_update(
            index_elements=["id"], set_={"name": select(C.reference).limit(1).scalar_subquery()}
        ),
    ),
    "an upsert of a scoped record": lambda s, g: change(
        s,
        upsert(Case.__table__)
        .values(id=g.unseen.case_id, conference_id=1, reference="x", status="x")
        .on_conflict_do_update(index_elements=["id"], set_={"status": "closed"}),
    ),
    "a flush that copies a text": lambda s, g: leaking_flush(s, select(A.status).limit(1).scalar_subquery()),
    "a table made from a query": lambda s, g: s.connection().exec_driver_sql(
        "CREATE TABLE copy AS SELECT * FROM case_file"
    ),
}


if IS_POSTGRESQL:
    REFUSED["a delete that asks another table"] = lambda s, g: change(
        s, delete(User).where(U.id == A.owner_id)
    )

PASSED: dict[str, Probe] = {
    "an entity": lambda s, g: ask(s, select(Case).where(see(Case))),
    "columns tied by see": lambda s, g: ask(
        s, select(A.id).join_from(Action, Case, C.id == A.case_id).where(see(Case, Action))
    ),
    "an action by itself": lambda s, g: ask(s, select(A.id).where(see(Action))),
    "an alias": lambda s, g: ask(s, select(Other.reference).where(see(Other))),
    "a subquery": lambda s, g: ask(s, select(select(C.id).where(see(Case)).subquery().c.id)),
    "a CTE": lambda s, g: ask(s, select(select(C.id).where(see(Case)).cte("x").c.id)),
    "eager loading of a seen join": lambda s, g: ask(
        s,
        select(RelatedAction)
        .join(RelatedAction.case)
        .options(contains_eager(RelatedAction.case))
        .where(see(RelatedCase, RelatedAction)),
    ),
    "a seen count": lambda s, g: [1] * ask(s, select(func.count(C.id)).where(see(Case)))[0][0],
    "an outer join to a plain table": lambda s, g: ask(
        s, select(C.id, U.name).outerjoin_from(Case, User, U.agency_id == C.lead_agency_id).where(see(Case))
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_comes_back_from(name: str, ground: Ground) -> None:
    with ground.session() as session, pytest.raises(REFUSALS):
        REFUSED[name](session, ground)


@pytest.mark.parametrize("name", PASSED)
def test_exactly_the_seen_case_comes_back_from(name: str, ground: Ground) -> None:
    with ground.session() as session:
        assert len(PASSED[name](session, ground)) == 1


def test_a_union_seen_on_both_sides_comes_back(ground: Ground) -> None:
    with ground.session() as session:
        both = union_all(select(C.id).where(see(Case)), select(C.id).where(see(Case)))
        assert ask(session, both) == [(ground.seen.case_id,)] * 2


def test_nobody_is_answered_nothing(ground: Ground) -> None:
    viewer = ground.world.viewer("polly")
    with Session(ground.world.store.engine) as session, pytest.raises(NoViewer):
        session.execute(select(C.id).where(see(Case)), viewer.see_parameters(None)).all()
    with ground.world.store.engine.connect() as connection, pytest.raises(NoViewer):
        connection.execute(select(C.id).where(see(Case)), viewer.see_parameters(None)).all()


def test_a_remembered_judgement_is_not_for_the_same_words_in_plain_sql(ground: Ground) -> None:
    statement = select(C.id).where(see(Case))
    with ground.session() as session:
        assert ask(session, statement)
        compiled = statement.compile(dialect=session.connection().dialect)
        carol = {**compiled.params, **session.see, "viewer_id": ground.world.person("carol")}
        bound = carol if IS_POSTGRESQL else tuple(carol[name] for name in compiled.positiontup or ())
        with pytest.raises(REFUSALS):
            session.connection().exec_driver_sql(str(compiled), bound).all()


def test_a_session_serves_one_viewer(ground: Ground) -> None:
    with ground.session() as session, pytest.raises(NoViewer):
        session.seat(ground.world.viewer("carol"), session.act)


def test_an_unscoped_statement_needs_no_rule(ground: Ground) -> None:
    with ground.session() as session:
        assert ask(session, select(U.id))
        assert ask(session, text("SELECT 'the case is closed'"))
        assert ask(session, text("SELECT :word"), word="case_file")
        assert session.get(User, ground.world.person("carol"))


TELLING: dict[str, Probe] = {
    "a function": lambda s, g: ask(s, select(func.set_config("marac.upkeep", "on", True))),
    "a function beside a name of no table": lambda s, g: ask(
        s, select(U.id, func.set_config("a", "b", True))
    ),
    "plain words": lambda s, g: ask(s, text("SELECT set_config('marac.viewer_id', '1', true)")),
    "a setting": lambda s, g: ask(s, text("SET LOCAL marac.upkeep = 'on'")),
    "a setting in quotes": lambda s, g: ask(s, text('SET LOCAL "marac"."upkeep" = 1')),
    "a setting after another statement": lambda s, g: ask(s, text("SELECT 1; RESET ROLE")),
    "the view of all settings": lambda s, g: ask(s, text("UPDATE pg_settings SET setting = '1'")),
    "the driver's own words": lambda s, g: s.connection().exec_driver_sql(
        "SELECT set_config('a', 'b', true)"
    ),
    "the doorman's words from somebody else": lambda s, g: s.connection().exec_driver_sql(
        f"{TELL} ", {**dict.fromkeys(s.see, ""), "upkeep": "on"}
    ),
    "a query inside a value": lambda s, g: ask(s, select(func.ts_stat("SELECT 1"))),
}


@pytest.mark.parametrize("name", TELLING)
def test_nobody_but_the_doorman_tells_the_second_wall_who_asks_by(name: str, ground: Ground) -> None:
    with ground.session() as session, pytest.raises(REFUSALS):
        TELLING[name](session, ground)


def test_a_seen_record_is_changed_by_flush_and_by_a_seen_update(ground: Ground) -> None:
    with ground.session() as session:
        seen_case(session).status = "closed"
        session.flush()
        done = change(session, update(Case).where(see(Case)).values(status="open"))
        assert done.rowcount == 1


def test_judgements_are_kept_within_bounds(ground: Ground) -> None:
    doorman = ground.world.app.extensions["marac.doorman"]
    with ground.session() as session:
        for length in range(1, 30):
            ask(session, select(C.id).where(C.id.in_(list(range(length))), see(Case)))
    assert 0 < len(doorman.verdicts) <= 5000
