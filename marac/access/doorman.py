"""The doorman: an engine hook that refuses any SQL that reads scoped tables without the see-rule, or sealed
ones without a receipt. It has each distinct SQL text judged once and remembers the judgement.

It cannot see the raw driver cursor or database views: the syntax test bans the one, `check_no_views` the
other.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event, inspect

from marac.access.judgement import Judgement, Verdict, is_textual, judge
from marac.access.second_wall import TELL, tell
from marac.db import Entry, NoViewer, Session

VERDICTS_KEPT = 5000


class Unseen(Exception):
    """A statement names a scoped table without the see-rule."""


class Unsealed(Exception):
    """A statement names a sealed table without a receipt for that case."""


def _check_receipt(desk: Session, receipt: Entry | None, verdict: Verdict, sets: list[Any]) -> None:
    if receipt is None or not any(receipt is entry for entry in desk.pending):
        raise Unsealed("sealed text needs a receipt that is pending for the ledger")
    # An UPDATE cannot bind the name of a column, so there the case is `at_case`.
    named = (each.get("case_id", each.get("at_case")) for each in sets)
    is_list = receipt.is_list and verdict is Verdict.SEEN
    if not is_list and (receipt.case_id is None or any(case_id != receipt.case_id for case_id in named)):
        raise Unsealed("the receipt is for another case")
    receipt.was_admitted = True


def _check_viewer(desk: Session, judgement: Judgement, sets: list[Any]) -> None:
    for each in sets:
        if any(each.get(name) != desk.see[name] for name in judgement.binds):
            raise Unseen("asked as another viewer")


def _note_written(desk: Session, context: Any, sets: list[Any]) -> None:
    """Remember whose records an insert touches; `access.writing` checks them before the commit."""
    table = context.compiled.statement.table
    is_case = table.name == "case_file"
    for each in sets:
        if is_case:
            desk.met_cases.add(each.get("id"))
        elif "case_id" in table.c:
            desk.written_cases.add(each.get("case_id"))
        if is_case or table.info["scope"] == "conference":
            desk.written_conferences.add(each.get("conference_id"))


def _tell_wall(desk: Session, connection: Connection, judgement: Judgement) -> None:
    """Let the second wall know who asks, once for each transaction and again when the act changes."""
    told = (desk.see, judgement.is_upkeep)
    if desk.told is None or desk.told[0] is not told[0] or desk.told[1] is not told[1]:
        tell(connection, desk.see, is_upkeep=judgement.is_upkeep)
        desk.told = told


class Doorman:
    """The hook itself, one for each engine."""

    def __init__(self) -> None:
        self.verdicts: dict[str, Judgement] = {}

    def __call__(
        self, connection: Connection, _cursor: Any, sql: str, _parameters: Any, context: Any, _many: bool
    ) -> None:
        # By identity: what the doorman himself tells the wall, and not the same words from somebody else.
        if sql is TELL:
            return
        found = self.verdicts.get(sql) or self._judge(sql, context)
        if found.verdict is not Verdict.PLAIN:
            self._admit(found, connection, context)

    def _judge(self, sql: str, context: Any) -> Judgement:
        found = judge(sql, context)
        if len(self.verdicts) >= VERDICTS_KEPT:
            self.verdicts.clear()
        # A refusal is not remembered: another statement of the same words may carry the rule.
        if found.verdict is not Verdict.REFUSE:
            self.verdicts[sql] = found
        return found

    def _admit(self, found: Judgement, connection: Connection, context: Any) -> None:
        # The session is the connection's: a statement's own options could name another.
        desk: Session | None = connection.get_execution_options().get("desk")
        if desk is None or not desk.has_viewer:
            raise NoViewer("a scoped table was asked for by nobody")
        verdict = found.verdict
        if verdict is Verdict.REFUSE or (verdict is Verdict.FLUSH and not desk.is_flushing):
            raise Unseen("a scoped table was named outside the see-rule")
        # The same SQL as a plain text has no binds to check, so a remembered judgement is not for it.
        if is_textual(context):
            raise Unseen("a scoped table was named in plain SQL")
        sets = context.compiled_parameters
        if context.isinsert or context.isupdate or context.isdelete:
            desk.has_written_scoped = True
        if verdict is Verdict.SEEN:
            _check_viewer(desk, found, sets)
            desk.has_read_scoped = True
        elif verdict is Verdict.WRITE:
            _note_written(desk, context, sets)
        if connection.dialect.name == "postgresql":
            _tell_wall(desk, connection, found)
        if found.is_sealed:
            _check_receipt(desk, context.execution_options.get("receipt"), verdict, sets)


def install_doorman(engine: Engine) -> Doorman:
    """Put the doorman on an engine. Migrations use an engine of their own, without him."""
    doorman = Doorman()
    event.listen(engine, "before_cursor_execute", doorman)
    return doorman


def check_no_views(engine: Engine) -> None:
    """Refuse to start on a database with views: the doorman cannot see through one."""
    with engine.connect() as connection:
        found = inspect(connection)
        views = [*found.get_view_names()]
        if connection.dialect.name == "postgresql":
            views += found.get_materialized_view_names()
    if views:
        raise RuntimeError(f"The database has views, which hide what they read: {', '.join(sorted(views))}.")
