"""What only certain rooms may name: the doors past the guards, kept shut by reading the source."""

import ast
import re
from pathlib import Path

import pytest

from tests.test_structure.source import PACKAGE, TEMPLATES, calls, modules, name_of, names, tree

# A word, and the modules (or folders) that may use it. Nobody else may: each is a way past a guard.
DOORS: dict[str, tuple[str, ...]] = {
    "exec_driver_sql": (
        "db.py",
        "schema.py",
        "access/second_wall.py",
        "access/database_roles.py",
        "access/wall_holes.py",
        "site_roles.py",
        "audit/",
    ),
    "raw_connection": (),
    "driver_connection": ("db.py", "site_roles.py"),
    "keeping": (
        "schema.py",
        "access/database_roles.py",
        "access/rotation.py",
        "administration/explaining.py",
    ),
    "tell": ("access/second_wall.py", "access/doorman.py"),
    "TELL": ("access/second_wall.py", "access/doorman.py"),
    "set_config": (),
    "cursor": ("db.py",),
    "from_statement": (),
    "with_loader_criteria": (),
    "joinedload": (),
    "selectinload": (),
    "subqueryload": (),
    "contains_eager": (),
    "relationship": (),
    "Relationship": (),
    "prefix_with": (),
    "suffix_with": (),
    "with_hint": (),
    "with_statement_hint": (),
    "literal_column": (),
    "query_to_xml": (),
    "make_transient": (),
    "make_transient_to_detached": (),
    "bulk_save_objects": (),
    "bulk_insert_mappings": (),
    "bulk_update_mappings": (),
    "_annotate": ("access/scope.py",),
    "upkeep": (
        "access/deputies.py",
        "access/scope.py",
        "access/seats.py",
        "access/successors.py",
        "access/ties.py",
    ),
    "openable": ("access/scope.py", "cases/opening.py", "cases/openings.py"),
    "tellable": ("access/scope.py", "audit/looked.py", "audit/queries.py", "audit/weekly.py"),
    "note_accounting": ("access/writing.py", "cases/opening.py", "cases/openings.py"),
    "was_admitted": ("db.py", "access/doorman.py", "access/seal.py"),
    "written_cases": ("db.py", "access/doorman.py", "access/writing.py"),
    "met_cases": ("db.py", "access/doorman.py", "access/loading.py", "access/writing.py"),
    "is_flushing": ("db.py", "access/doorman.py"),
    "has_read_scoped": ("db.py", "access/doorman.py", "audit/"),
    "pending": ("db.py", "access/doorman.py", "audit/"),
    "ledger_entry": ("records/", "audit/"),
    "ledger_detail": ("records/", "audit/"),
    "AESGCM": ("access/crypt.py",),
    "install_doorman": ("access/doorman.py", "web.py", "*importing.py", "demonstration/start.py"),
}
# Functions, so that a parameter or a word of the same name is no offence.
CALLS: dict[str, tuple[str, ...]] = {
    "text": ("web.py", "site_roles.py", "access/wall_holes.py"),
    "sql": ("records/",),
    "sqlalchemy.text": (),
    "create_engine": ("db.py", "schema.py", "site_roles.py"),
    "session.merge": (),
    "session.expire": (),
    "session.refresh": (),
    "Session": ("access/gate.py", "audit/commit.py"),
    "datetime.now": ("clock.py",),
    "datetime.utcnow": (),
    "datetime.today": (),
    "date.today": (),
    "time.time": (),
    "Markup": ("ui/",),
    "render_template_string": (),
    "send_file": ("ui/static_files.py",),
    "stream_with_context": (),
    "eval": (),
    "exec": (),
}
ENDINGS: dict[str, tuple[str, ...]] = {
    "connection": ("audit/", "db.py"),
    "decrypt": ("access/crypt.py",),
    "open": ("access/seal.py", "access/rotation.py"),
}


def _may(path: Path, allowed: tuple[str, ...]) -> bool:
    name = name_of(path)
    return any(
        name == each
        or (each.endswith("/") and name.startswith(each))
        or (each[0] == "*" and name.endswith(each[1:]))
        for each in allowed
    )


@pytest.mark.parametrize("word", DOORS)
def test_a_way_past_a_guard_is_named_only_where_it_must_be(word: str) -> None:
    found = [
        f"{name_of(path)}:{line}"
        for path in modules()
        if not _may(path, DOORS[word])
        for name, line in names(path)
        if name == word
    ]
    assert found == []


@pytest.mark.parametrize("word", CALLS)
def test_it_is_called_only_where_it_must_be(word: str) -> None:
    found = [
        f"{name_of(path)}:{line}"
        for path in modules()
        if not _may(path, CALLS[word])
        for name, line in calls(path)
        if name == word
    ]
    assert found == []


def test_only_the_sealed_door_asks_for_a_connection_or_opens_a_key() -> None:
    """`session.connection()`, `cipher.decrypt()`, `keys().open()`."""
    found = []
    for path in modules():
        for name, line in calls(path):
            ending = name.rsplit(".", 1)[-1] if "." in name else ""
            is_key = ending != "open" or name.startswith("keys()")
            if ending in ENDINGS and is_key and not _may(path, ENDINGS[ending]):
                found.append(f"{name_of(path)}:{line} {name}")
    assert found == []


def test_only_the_sealed_door_names_the_body_of_a_sealed_text() -> None:
    pattern = re.compile(r"SealedText[^\n]*\.body\b|\b(?:_?S|_T|sealed)\.body\b")
    allowed = [PACKAGE / "access" / name for name in ("seal.py", "rotation.py")]
    found = [
        name_of(path) for path in modules() if path not in allowed and pattern.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_no_import_brings_sqlalchemys_text_under_another_name() -> None:
    found = {
        (name_of(path), alias.asname)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name == "text" and alias.asname
    }
    assert found == {("records/case.py", "sql"), ("records/ledger.py", "sql")}


def test_whatever_builds_an_engine_puts_the_doorman_on_it() -> None:
    """`Database(...)` outside the tests: commands that only read the ledger or accounts may go without."""
    unguarded = {
        "audit/commands.py",
        "audit/selftest.py",
        "administration/explaining.py",
        "administration/first.py",
        "administration/queries.py",
        "administration/sealing_keys.py",
    }
    found = {
        name_of(path)
        for path in modules()
        if any(name == "Database" for name, _ in calls(path))
        and not any(name == "install_doorman" for name, _ in calls(path))
    }
    assert found <= unguarded


def test_templates_trust_no_text_and_hold_no_script_or_style() -> None:
    forbidden = {
        "a filter that trusts text": r"\|\s*safe\b|autoescape\s+false|\{%-?\s*autoescape",
        "a script of its own": r"<script(?![^>]*\bsrc=)[^>]*>",
        "a style of its own": r"<style\b|\sstyle\s*=",
        "a handler of its own": r"\son[a-z]+\s*=\s*[\"']|\bhx-on",
        "a javascript address": r"javascript:",
        "another site": r"(?:src|href)\s*=\s*[\"'](?:https?:)?//",
    }
    found = [
        f"{path.relative_to(TEMPLATES)}: {what}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for what, pattern in forbidden.items()
        if re.search(pattern, path.read_text("utf-8"), re.IGNORECASE)
    ]
    assert found == []


def test_operations_and_queries_know_nothing_of_flask() -> None:
    flask = re.compile(r"^(from|import) (flask|wtforms|flask_\w+)\b", re.MULTILINE)
    found = [
        name_of(path)
        for path in modules()
        if (path.name.endswith(("operations.py", "queries.py")) or "session.record" in dict(calls(path)))
        and not path.name.endswith(("views.py", "pages.py"))
        and flask.search(path.read_text("utf-8"))
    ]
    assert found == []
