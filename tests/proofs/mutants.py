"""Is every clause of access tested? Each is taken out, one at a time, and some test must fail.

`python -m tests.proofs.mutants [WORD|WORD…]` prints how many weaker versions were killed and names the survivors. The
see-rule is asked against the model of tests/test_access; the other modules meet the tests named here. The policy
and the stamps on views are changed by `weaker_policy`.
"""

import io
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.proofs.mutations import Mutant, mutants_of
from tests.proofs.weaker import apart, be_ready, in_turns, weakened

ROOT = Path(__file__).parents[2]
AT_ONCE = 3
SEEDS = range(3)
RULE = "marac/access/scope.py"
ACCESS, ACCOUNTS, CASES = "tests/test_access/", "tests/test_accounts/", "tests/test_cases/"
# module -> the tests that are asked, in this order
ASKED = {
    "marac/access/doorman.py": (
        ACCESS + "test_probes_seal.py",
        ACCESS + "test_probes_scope.py",
        ACCESS + "test_sight.py",
        "tests/test_structure/test_house.py",
    ),
    "marac/access/gate.py": (
        ACCESS + "test_gate.py",
        ACCOUNTS + "test_sessions.py",
        ACCOUNTS + "test_choosing.py",
        CASES + "test_openings.py",
        CASES + "test_break_glass.py",
        ACCESS + "test_walk.py",
    ),
    "marac/access/writing.py": (ACCESS + "test_sight.py",),
    "marac/access/viewer.py": (ACCESS + "test_policy.py", ACCESS + "test_sight.py", ACCESS + "test_walk.py"),
    "marac/accounts/loading.py": (
        ACCOUNTS + "test_sessions.py",
        ACCOUNTS + "test_sign_in.py",
        CASES + "test_openings.py",
        ACCESS + "test_sight.py",
    ),
    "marac/access/seal.py": (ACCESS + "test_probes_seal.py", ACCESS + "test_altered.py"),
    "marac/db.py": (ACCESS + "test_probes_scope.py", "tests/test_home"),
}
PARTS = {"marac/db.py": frozenset({"Session"})}
# Nothing can tell these from the original; each with the reason why.
SAME: dict[str, str] = {
    f"{RULE}:_see_cases: and without s.c.case_id is not key": "compares a column with itself as well",
    "marac/access/doorman.py:_check_receipt: or without receipt is None": "nothing that is pending is None",
    "marac/access/doorman.py:Doorman: one off: len(self.verdicts) >= VERDICTS_KEPT": "one judgement more is kept",
    "marac/access/gate.py:pass_gate: or without request.url_rule is None": "the endpoint is the rule's",
    "marac/access/gate.py:pass_gate: or without request.endpoint is None": "the endpoint is the rule's",
    "marac/access/writing.py:_VISIBLE: where without _C.id.in_(bindparam('cases', expanding=True))": (
        "cases that nobody asked about are taken away from a set that has none of them"
    ),
    "marac/access/gate.py:pass_gate: one off: each > LARGEST_ID": "no record is given the largest number: 404 alike",
    f"{RULE}:upkeep: and_ without *present": "no such column is ever empty: it names what the rule is over",
}


@dataclass(frozen=True)
class Stage:
    """A peopled database, and one with the facts of the model, that each trial copies."""

    peopled: str
    ids: dict[str, dict[str, int]]
    facts: list[Any]
    ruled: list[str]


def originals(modules: Iterable[str]) -> Iterator[Mutant]:
    """Modules as they are: whatever killed one of these would kill anything."""
    for module in modules:
        yield Mutant(module, "", "as it is", (ROOT / module).read_text("utf-8"))


def mutants(only: str = "") -> Iterator[Mutant]:
    """Every weaker version of every module that decides about access."""
    for module in (RULE, *ASKED):
        source = (ROOT / module).read_text("utf-8")
        for mutant in mutants_of(module, source, PARTS.get(module, frozenset())):
            if any(word in str(mutant) for word in only.split("|")):
                yield mutant


def _prepare(folder: Path) -> Stage:
    from marac.schema import build_schema
    from tests.test_access.rule_model import Facts
    from tests.test_whole.holdings import raw_connection
    from tests.world import MAPPA, MARAC, people_this_world

    peopled = folder / "peopled.db"
    build_schema(f"sqlite:///{peopled}")
    ids = people_this_world(f"sqlite:///{peopled}")
    agencies = [ids["agencies"][slug] for slug in ("northtown-police", "eastvale-health", "westford-housing")]
    stage = Stage(str(peopled), ids, [], [])
    for seed in SEEDS:
        ruled = folder / f"ruled-{seed}.db"
        shutil.copy(peopled, ruled)
        facts = Facts(random.Random(seed), agencies, [ids["conferences"][slug] for slug in (MARAC, MAPPA)])
        with raw_connection(f"sqlite:///{ruled}") as connection:
            facts.put(connection)
        stage.facts.append(facts)
        stage.ruled.append(str(ruled))
    return stage


def ask_rule(stage: Stage) -> str:
    """The statement for which the rule and the model disagree, or nothing."""
    from marac.db import Database
    from tests.test_access.rule_asked import disagreements

    for ruled, facts in zip(stage.ruled, stage.facts, strict=True):
        for _asker, statement in disagreements(Database(f"sqlite:///{ruled}"), facts):
            return f"the model: {statement}"
    return ""


def ask_tests(stage: Stage, wanted: tuple[str, ...], name: str) -> str:
    """The first test that fails, or nothing."""
    import pytest

    import tests.databases
    import tests.world

    def already(url: str, *_: Any, **__: Any) -> dict[str, dict[str, int]]:
        shutil.copy(stage.peopled, url.removeprefix("sqlite:///"))
        tests.world.use_keys(tests.world.Keys({1: tests.world.SEALING_KEY}))
        return stage.ids

    tests.databases.build_schema = lambda *_, **__: None  # type: ignore[attr-defined]
    tests.world.people_this_world = already  # type: ignore[assignment]
    own = Path(stage.peopled).parent / name
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", f"--basetemp={own}", *asked_of(wanted)])
    shutil.rmtree(own, ignore_errors=True)
    failed = [line for line in said.getvalue().splitlines() if line.startswith(("FAILED", "ERROR"))]
    return (failed or [f"nothing runs ({code})"])[0].split(" - ")[0] if code else ""


def asked_of(tests: tuple[str, ...]) -> list[str]:
    return [str(ROOT / each) for each in tests if (ROOT / each).exists()]


def try_one(stage: Stage, numbered: tuple[int, Mutant]) -> tuple[Mutant, str]:
    """A weaker version and what noticed it, if anything did."""
    number, mutant = numbered
    if mutant.module == RULE:
        work = partial(ask_rule, stage)
    else:
        work = partial(ask_tests, stage, ASKED[mutant.module], f"trial-{number}")
    return mutant, weakened(mutant.module, mutant.source, work)


def main() -> None:
    """Try every weaker version and say which survived."""
    os.chdir(ROOT)
    be_ready()
    found = list(mutants(" ".join(sys.argv[1:])))
    killed: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        stage = apart(partial(_prepare, Path(folder)))
        whole = list(originals(dict.fromkeys(each.module for each in found)))
        for original, killer in in_turns(
            [partial(try_one, stage, (-n, each)) for n, each in enumerate(whole, 1)], AT_ONCE
        ):
            assert not killer, f"{original} does not pass: {killer}"
        jobs = [partial(try_one, stage, each) for each in enumerate(found)]
        for mutant, killer in in_turns(jobs, AT_ONCE):
            outcome = "killed" if killer else "same" if str(mutant) in SAME else "SURVIVED"
            killed[outcome] += 1
            print(f"{outcome}\t{mutant}\t{killer or SAME.get(str(mutant), '')}", flush=True)
    print(
        f"{killed['killed']} of {len(found) - killed['same']} killed; {killed['same']} cannot be told apart"
    )


if __name__ == "__main__":
    main()
