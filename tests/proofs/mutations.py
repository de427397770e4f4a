"""Weaker versions of a module, made from its syntax tree: each lacks one clause, one guard, or one day.

They are made from whatever the module says today, so that a new clause is tried the day it is written.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

JOINERS = frozenset({"where", "and_", "or_"})
NEXT_TO = {ast.LtE: ast.Lt, ast.Lt: ast.LtE, ast.GtE: ast.Gt, ast.Gt: ast.GtE}
LEAVES = (ast.Raise, ast.Return)


@dataclass(frozen=True)
class Mutant:
    """One weaker version: of which module, in which function, what is gone, and the whole of its source."""

    module: str
    function: str
    what: str
    source: str

    def __str__(self) -> str:
        return f"{self.module}:{self.function}: {self.what}"


def _joined(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return name if name in JOINERS else ""


def _without_argument(number: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.Call)
        if len(node.args) > 1:
            del node.args[number]
        else:
            node.args[number] = ast.parse("__import__('sqlalchemy').true()", mode="eval").body

    return change


def _without_operand(number: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.BoolOp)
        del node.values[number]
        if len(node.values) == 1:
            node.values *= 2

    return change


def _never(node: ast.AST) -> None:
    assert isinstance(node, ast.If)
    node.test = ast.Constant(False)


def _a_day_off(node: ast.AST) -> None:
    assert isinstance(node, ast.Compare)
    node.ops = [NEXT_TO[type(node.ops[0])]()]


def _leaves(node: ast.If) -> bool:
    last = node.body[-1]
    is_abort = isinstance(last, ast.Expr) and ast.unparse(last).startswith("abort(")
    return isinstance(last, LEAVES) or is_abort


def _decides(node: ast.BoolOp) -> bool:
    """Whether an `and` or `or` joins conditions; one that gives a value for want of another joins none."""
    return all(
        isinstance(each, ast.Compare | ast.UnaryOp | ast.BoolOp | ast.Attribute)
        or (isinstance(each, ast.Name) and not each.id.isupper())
        or (isinstance(each, ast.Call) and getattr(each.func, "id", "") in ("any", "all", "isinstance"))
        for each in node.values
    )


def _short(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:90]


def changes_of(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    """What can be weakened about one node, and how."""
    if _joined(node):
        assert isinstance(node, ast.Call)
        for number, argument in enumerate(node.args):
            yield f"{_joined(node)} without {_short(argument)}", _without_argument(number)
    elif isinstance(node, ast.BoolOp) and _decides(node):
        for number, operand in enumerate(node.values):
            yield f"{type(node.op).__name__.lower()} without {_short(operand)}", _without_operand(number)
    elif isinstance(node, ast.If) and _leaves(node):
        yield f"never: if {_short(node.test)}", _never
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in NEXT_TO:
        yield f"one off: {_short(node)}", _a_day_off


def _functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every node's place in the walk, with the function (or the name) that it stands in."""
    owners: dict[int, str] = {}
    for top in tree.body:
        name = getattr(top, "name", "") or _short(top).split(" =")[0]
        for node in ast.walk(top):
            inner = getattr(node, "name", None)
            owners[id(node)] = name
            if isinstance(top, ast.ClassDef) and isinstance(node, ast.FunctionDef):
                for below in ast.walk(node):
                    owners[id(below)] = f"{name}.{inner}"
    for number, node in enumerate(ast.walk(tree)):
        yield owners.get(id(node), ""), number


def mutants_of(module: str, source: str, functions: frozenset[str] = frozenset()) -> Iterator[Mutant]:
    """Every weaker version of a module (of some of its functions, by the beginnings of their names)."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    for owner, number in _functions(tree):
        if functions and not owner.startswith(tuple(functions)):
            continue
        for what, change in changes_of(nodes[number]):
            weaker = copy.deepcopy(tree)
            change(list(ast.walk(weaker))[number])
            text = ast.unparse(ast.fix_missing_locations(weaker))
            yield Mutant(module, owner, what, text)
