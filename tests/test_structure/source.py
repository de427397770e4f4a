"""The source of the application, as syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "marac"
TEMPLATES = ROOT / "templates"
TESTS = ROOT / "tests"


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one module."""
    return ast.parse(path.read_text("utf-8"))


def modules(folder: Path = PACKAGE) -> list[Path]:
    """Every module below a folder."""
    return sorted(folder.rglob("*.py"))


def name_of(path: Path) -> str:
    """A module's path as people write it: access/seal.py."""
    return path.relative_to(PACKAGE if path.is_relative_to(PACKAGE) else ROOT).as_posix()


def names(path: Path) -> Iterator[tuple[str, int]]:
    """Every name, attribute, keyword and imported name that a module uses, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg, node.value.lineno
        elif isinstance(node, ast.alias):
            yield node.name.rsplit(".", 1)[-1], getattr(node, "lineno", 0)


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Every call as it is written, `datetime.now` or `text`, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield ast.unparse(node.func), node.lineno


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
