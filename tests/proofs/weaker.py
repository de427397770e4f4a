"""Running something with one module weakened: in a process of its own, from sources given, not from the file.

Processes are forked from one that has imported everything but our own code, so each begins at once. Whatever is
run must import our own code itself.
"""

import importlib.abc
import importlib.machinery
import os
import pickle
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import ModuleType
from typing import Any

THIRD_PARTY = (
    "sqlalchemy", "sqlmodel", "flask", "flask_login", "flask_wtf", "flask_limiter", "wtforms", "pytest",
    "lxml.html", "html5lib", "docx", "cryptography.fernet", "argon2", "alembic.command", "structlog", "jellyfish",
    "rapidfuzz", "govuk_frontend_jinja", "werkzeug.test", "psycopg",
)  # fmt: skip


class Weakened(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a source given."""

    def __init__(self, module: str, source: str) -> None:
        self.name = module.removesuffix(".py").replace("/", ".")
        self.module, self.source = module, source

    def find_spec(self, name: str, _path: Any, _target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=self.module)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, self.module, "exec"), module.__dict__)


def be_ready() -> None:
    """Import what is not ours."""
    for name in THIRD_PARTY:
        with suppress(ImportError):
            __import__(name)


def apart(work: Callable[[], Any]) -> Any:
    """What `work` returns, done in a process of its own. What it raised is returned as words."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            found = work()
        except BaseException:
            found = "fails: " + traceback.format_exc().strip().splitlines()[-1]
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(found, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        found = pipe.read()
    os.waitpid(process, 0)
    return pickle.loads(found) if found else "fails: the process ended"


def weakened(module: str, source: str, work: Callable[[], Any]) -> Any:
    """What `work` returns when our code has this source for one module."""

    def go() -> Any:
        sys.meta_path.insert(0, Weakened(module, source))
        return work()

    return apart(go)


def in_turns(jobs: Iterable[Callable[[], Any]], at_once: int) -> Iterator[Any]:
    """What each job returns, in their order, a few at once."""
    with ThreadPoolExecutor(at_once) as workers:
        yield from workers.map(lambda job: job(), jobs)
