"""Judging one SQL statement by its structure: does everything it reads stand under the see-rule?

It relies on a few half-private parts of SQLAlchemy (`compile_state`, annotations): the version is pinned and
the probes in tests/test_access are the test of every upgrade.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import Alias, Subquery, TableClause
from sqlalchemy.sql import dml, elements, operators, selectable, visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import SQLModel

import marac.records  # noqa: F401  (registers every table)
from marac.access.second_wall import KEPT_UP

BOUND = (
    "viewer_id",
    "viewer_agency_id",
    "viewer_today",
    "viewer_roles",
    "viewer_case_id",
    "viewer_now",
)
QUERIES = (selectable.Select, selectable.CompoundSelect, selectable.Values, elements.TextClause)

# What would run although the text names no table: SQL inside a value, another file, another spelling.
_REACHING = re.compile(
    r"\b\w*_to_xml\w*|\bdblink|\battach\b|\bload_extension\b|\bpg_read|\blo_get\b|\bts_stat\b|\bts_rewrite\b"
    # What would tell the second wall something else: only the doorman does, in words that are not judged here.
    r"|\bset_config\b|\bmarac\b\W*\.|\bpg_settings\b|\bu&[\"']",
    re.I,
)
# In plain SQL alone: `UPDATE … SET` is built, and nobody builds these.
_SETTING = re.compile(r"\b(set|reset|discard|do|prepare|execute)\b", re.IGNORECASE)
_HARMLESS_LITERAL = re.compile(r"\*|[0-9]+|NULL", re.IGNORECASE)
_HARMLESS_OPERATOR = re.compile(r"[^\w\s()'\"`;\-]{1,3}|->>?|-")
_SELECT_WORD = re.compile(r"\bselect\b", re.IGNORECASE)


class Verdict(Enum):
    PLAIN = "names nothing protected"
    SEEN = "covered by the see-rule"
    WRITE = "inserts plain values"
    FLUSH = "changes one loaded record by its key"
    REFUSE = "reaches a scoped table outside the see-rule"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one SQL text, whether it names a sealed table, which binds its see-rule needs, and whether
    the second wall lets it through for all alike."""

    verdict: Verdict
    is_sealed: bool = False
    binds: tuple[str, ...] = ()
    is_upkeep: bool = False


@cache
def marked_names(mark: str) -> frozenset[str]:
    """The names of all tables marked `scope` or `sealed`."""
    return frozenset(table.name for table in SQLModel.metadata.tables.values() if table.info.get(mark))


@cache
def _scoped_word() -> re.Pattern[str]:
    return re.compile(r"\b(" + "|".join(sorted(marked_names("scope"))) + r")\b", re.IGNORECASE)


def _is_scoped(source: Any) -> bool:
    # By name: a lightweight table(), or one of other metadata, reaches the same rows.
    return isinstance(source, TableClause) and source.name.lower() in marked_names("scope")


def _table_of(source: Any) -> Any:
    while isinstance(source, Alias):
        source = source.element
    return source if isinstance(source, TableClause) else None


def _flat(source: Any) -> Iterator[Any]:
    if isinstance(source, selectable.Join):
        yield from _flat(source.left)
        yield from _flat(source.right)
    else:
        yield source


def _conjuncts(predicate: Any) -> Iterator[Any]:
    is_and = isinstance(predicate, elements.BooleanClauseList) and predicate.operator.__name__ == "and_"
    if "see" not in predicate._annotations and is_and:
        for clause in predicate.clauses:
            yield from _conjuncts(clause)
    else:
        yield predicate


def _named_sources(predicate: Any) -> Iterator[str]:
    if isinstance(predicate, elements.ColumnClause) and predicate.table is not None:
        yield str(getattr(predicate.table, "name", ""))
    for child in predicate.get_children():
        yield from _named_sources(child)


def _inside(source: Any) -> Iterator[str]:
    """Below a FROM: its tables were checked by the caller, its subqueries and ON clauses were not."""
    if isinstance(source, selectable.Join):
        yield from _inside(source.left)
        yield from _inside(source.right)
        yield from bare_names(source.onclause)
    elif _table_of(source) is None:
        yield from bare_names(source)


def _borrowed(node: Any) -> Iterator[Any]:
    """The tables whose columns a change mentions outside its subqueries: UPDATE … FROM and DELETE … USING."""
    if "see" in node._annotations or isinstance(node, selectable.Select):
        return
    if isinstance(node, elements.ColumnClause) and node.table is not None:
        yield node.table
    for child in node.get_children():
        yield from _borrowed(child)


def _bare_statement(node: Any) -> Iterator[str]:
    is_select = isinstance(node, selectable.Select)
    froms = node.get_final_froms() if is_select else [node.table, *_borrowed(node)]
    covered = {
        name
        for criterion in node._where_criteria
        for clause in _conjuncts(criterion)
        if "see" in clause._annotations
        for name in _named_sources(clause)
    }
    for source in (leaf for each in froms for leaf in _flat(each)):
        table = _table_of(source)
        if _is_scoped(table) and str(getattr(source, "name", "")) not in covered:
            yield table.name
    for child in node.get_children():
        yield from _inside(child)


def bare_names(node: Any) -> Iterator[str]:
    """Names of scoped tables that `node` reads outside a see-rule, whose own subqueries are trusted."""
    if "see" in getattr(node, "_annotations", ()):
        return
    if isinstance(node, selectable.Select | dml.Update | dml.Delete):
        yield from _bare_statement(node)
    elif isinstance(node, TableClause):
        if _is_scoped(node):
            yield node.name
    elif isinstance(node, Alias | Subquery | selectable.CTE):
        yield from bare_names(node.element)
    else:
        for child in node.get_children():
            yield from bare_names(child)


def _is_loose(node: Any) -> bool:
    """Whether a node brings words of its own into the SQL, or values that a walk over the tree cannot see."""
    if isinstance(node, elements.TextClause | selectable.Values):
        return True
    if isinstance(node, elements.ColumnClause) and node.is_literal:
        return not _HARMLESS_LITERAL.fullmatch(str(node.name))
    words = ("_prefixes", "_suffixes", "_hints", "_statement_hints")
    if any(getattr(node, name, ()) for name in words):
        return True
    used = getattr(node, "operator", None)
    return isinstance(used, operators.custom_op) and not _HARMLESS_OPERATOR.fullmatch(used.opstring)


def _holds_loose_text(compiled: Any, statement: Any) -> bool:
    """Free text could undo the rule beside it (`… AND 1=1 OR 1=1`): there is none near scoped tables.

    Nor is there a SELECT in the SQL that the walk over the tree did not meet.
    """
    nodes = list(visitors.iterate(statement))
    met = sum(isinstance(node, selectable.Select) for node in nodes)
    return any(_is_loose(node) for node in nodes) or len(_SELECT_WORD.findall(compiled.string)) > met


def _names_scoped(statement: Any) -> bool:
    return any(_is_scoped(node) for node in visitors.iterate(statement, {"column_tables": True}))


def _returns_other_columns(statement: Any) -> bool:
    return any(not getattr(column, "primary_key", False) for column in statement._returning)


def _holds_query(statement: Any) -> bool:
    """Whether a change takes values from elsewhere, by a subquery or another table's column."""
    many = [
        value for rows in getattr(statement, "_multi_values", ()) for row in rows for value in _values(row)
    ]
    nodes = [node for node in visitors.iterate(statement) if node is not statement]
    if any(isinstance(value, elements.ClauseElement) for value in many):
        return True
    other = (source for source in _borrowed(statement) if source.name != statement.table.name)
    return any(isinstance(node, QUERIES) for node in nodes) or any(
        _is_scoped(_table_of(each)) for each in other
    )


def _values(row: Any) -> Any:
    return row.values() if hasattr(row, "values") else row


def _pins_one_record(statement: Any) -> bool:
    """What a flush emits: WHERE key = :bind [AND version = :bind], no other table."""
    equal = {
        clause.left.name
        for criterion in statement._where_criteria
        for clause in _conjuncts(criterion)
        if isinstance(clause, elements.BinaryExpression)
        and isinstance(clause.right, elements.BindParameter)
        and clause.operator.__name__ == "eq"
    }
    return {column.name for column in statement.table.primary_key} <= equal and not statement._returning


def _judge_change(compiled: Any, statement: Any) -> Verdict:
    if _holds_loose_text(compiled, statement):
        return Verdict.REFUSE
    if compiled.isinsert:
        is_plain = statement.select is None and statement._post_values_clause is None
        is_plain = is_plain and not _returns_other_columns(statement) and not _holds_query(statement)
        return Verdict.WRITE if is_plain else Verdict.REFUSE
    if not set(bare_names(statement)):
        return Verdict.SEEN if _names_scoped(statement) else Verdict.REFUSE
    return Verdict.FLUSH if _pins_one_record(statement) and not _holds_query(statement) else Verdict.REFUSE


def _judge_query(compiled: Any) -> Verdict:
    state = compiled.compile_state
    statement = getattr(state, "statement", None) if state is not None else None
    statement = compiled.statement if statement is None else statement
    if set(bare_names(statement)) or _holds_loose_text(compiled, statement):
        return Verdict.REFUSE
    # A protected name in the SQL that no table of the tree accounts for is a hole, or an unlucky label.
    return Verdict.SEEN if _names_scoped(statement) else Verdict.REFUSE


def _is_upkeep(statement: Any, verdict: Verdict) -> bool:
    if verdict is Verdict.FLUSH:
        return statement.table.name in KEPT_UP
    return any("upkeep" in node._annotations for node in visitors.iterate(statement))


def is_textual(context: Any) -> bool:
    """Whether what is executed is plain SQL (or a definition of tables) rather than a built statement."""
    compiled = context.compiled if context is not None else None
    return not isinstance(compiled, SQLCompiler) or isinstance(compiled.statement, elements.TextClause)


def judge(sql: str, context: Any) -> Judgement:
    """The judgement on one SQL text, from the statement it was compiled from."""
    named = {word.lower() for word in _scoped_word().findall(sql)}
    is_sealed = bool(named & marked_names("sealed"))
    if _REACHING.search(sql) or (is_textual(context) and _SETTING.search(sql)):
        return Judgement(Verdict.REFUSE, is_sealed)
    if not named:
        return Judgement(Verdict.PLAIN)
    if is_textual(context):
        return Judgement(Verdict.REFUSE, is_sealed)
    compiled = context.compiled
    is_change = compiled.isinsert or compiled.isupdate or compiled.isdelete
    verdict = _judge_change(compiled, compiled.statement) if is_change else _judge_query(compiled)
    binds = tuple(name for name in BOUND if name in compiled.binds)
    return Judgement(verdict, is_sealed, binds, _is_upkeep(compiled.statement, verdict))
