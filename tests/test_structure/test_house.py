"""Sizes, documents and order: the parts of the house style that a machine can read."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

import marac.records as records
from marac.access.acts import MEANINGS, Act
from tests.databases import rogue
from tests.test_structure.source import PACKAGE, ROOT, TESTS, functions, modules, name_of, tree
from tests.world import World

LONGEST_MODULE, LONGEST_TEST, LONGEST_FUNCTION = 300, 400, 45
DOCUMENTED = ("access/", "audit/")


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_modules_are_short() -> None:
    found = {name_of(path): _lines(path) for path in modules()}
    assert {name: lines for name, lines in found.items() if lines >= LONGEST_MODULE} == {}


def test_tests_are_short() -> None:
    found = {name_of(path): _lines(path) for path in modules(TESTS)}
    assert {name: lines for name, lines in found.items() if lines > LONGEST_TEST} == {}


def test_functions_are_short() -> None:
    found = [
        f"{name_of(path)}:{function.name} has {length} lines"
        for path in modules()
        for function in functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert found == []


def _is_public(path: Path) -> bool:
    return name_of(path).startswith(DOCUMENTED) or path.name.endswith(("operations.py", "queries.py"))


def test_whatever_is_public_about_access_and_change_is_documented() -> None:
    found = [
        f"{name_of(path)}:{node.name}"
        for path in modules()
        if _is_public(path) and "views" not in path.name
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and not (isinstance(node, ast.ClassDef) and ast.unparse(node).count("@dataclass"))
    ]
    undocumented = [each for each in found if "Verdict" not in each]
    assert undocumented == []


def test_every_module_says_what_it_is_for() -> None:
    found = [name_of(path) for path in modules() if tree(path).body and not ast.get_docstring(tree(path))]
    assert found == []


def test_every_record_class_is_documented_and_every_act_has_a_meaning() -> None:
    classes = [
        each for each in vars(records).values() if isinstance(each, type) and issubclass(each, SQLModel)
    ]
    assert len(classes) > 20
    assert [each.__name__ for each in classes if not (each.__doc__ or "").strip()] == []
    assert set(MEANINGS) == set(Act)


def test_every_table_with_a_case_is_protected() -> None:
    """Whoever adds a table about a case must say how it is protected. Seats decide about sight themselves."""
    deciding = {"seat", "stand_in", "named_viewer", "break_glass", "ledger_entry"}
    found = [
        table.name
        for table in SQLModel.metadata.tables.values()
        if ("case_id" in table.c or table.name == "case_file") and not table.info.get("scope")
    ]
    assert set(found) <= deciding


def test_every_column_of_free_text_is_sealed_or_known_to_hold_none() -> None:
    """A column named like narrative in a table that is not sealed would hold text outside the seal."""
    narrative = {
        "text",
        "note",
        "notes",
        "body",
        "summary",
        "reason",
        "address",
        "phone",
        "rationale",
        "words",
    }
    found = [
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.c
        if column.name in narrative and not table.info.get("sealed") and table.name != "ledger_entry"
    ]
    assert set(found) <= {"invitation.reason"}


def test_no_record_has_a_relationship() -> None:
    for mapper in SQLModel._sa_registry.mappers:
        assert list(inspect(mapper).relationships) == []


def test_both_sides_of_the_applications_engine_have_the_doorman(world: World) -> None:
    doorman = world.app.extensions["marac.doorman"]
    for engine in (world.store.engine, world.store.writer):
        before = dict(doorman.verdicts)
        doorman.verdicts.clear()
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 41 + 1")
        assert "SELECT 41 + 1" in doorman.verdicts
        doorman.verdicts.update(before)


def test_the_application_does_not_start_on_a_database_with_views(world: World) -> None:
    from marac import create_app

    with create_engine(rogue(world.url), poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql("CREATE VIEW peep AS SELECT id FROM agency")
    with pytest.raises(RuntimeError, match="peep"):
        create_app(world.settings, testing=True)


def test_rooms_import_only_downwards() -> None:
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8")).get("tool", {})
    if "importlinter" not in configured:
        pytest.skip("no import contracts are configured yet")
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_package_is_where_the_tests_think_it_is() -> None:
    assert (PACKAGE / "records").is_dir() and (ROOT / "templates").is_dir()
