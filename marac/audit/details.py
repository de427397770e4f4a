"""Personal detail beside the ledger: an entry commits to it, and it can be erased with its salt.

The chain holds only a salted hash, so an erasure leaves it whole; the erasure is an entry of its own.
"""

import json
import re
from typing import Any

from sqlalchemy import bindparam, delete, select

from marac.audit import events
from marac.audit.ledger import SALT_BYTES, commitment
from marac.audit.standalone import ALTERED, MISSING, Entry, Finding
from marac.db import Session
from marac.errors import Mistake
from marac.records import ledger_detail

AT_ONCE = 500
_D = ledger_detail.c
_ASKED = select(_D.seq, _D.salt, _D.detail).where(_D.seq.in_(bindparam("asked", expanding=True)))
_BASIS = re.compile(r"[a-z][a-z0-9-]{0,59}")


def erase_detail(session: Session, seq: int, basis: str) -> None:
    """Erase what was kept beside an entry, with its salt, and record that, with the ground for it as a short code.

    Raises Mistake where nothing is kept beside that entry, or the basis is no code.
    """
    if not _BASIS.fullmatch(basis):
        raise Mistake("basis", "Give the ground as a short code, such as erasure-request.")
    erased: Any = session.execute(delete(ledger_detail).where(_D.seq == seq))
    if not erased.rowcount:
        raise Mistake("entry", f"Nothing is kept beside entry {seq}, or it was erased before.")
    session.record(events.DetailErased(entry=seq, basis=basis))


def _is_committed(salt: Any, detail: Any, told: str) -> bool:
    # SQLite lets another type into a column. A salt of another length could have swallowed the first letters of
    # the detail: the hash would be the same.
    is_ours = isinstance(salt, bytes) and isinstance(detail, str) and len(salt) == SALT_BYTES
    return is_ours and commitment(salt, detail) == told


class DetailCheck:
    """Compares what is kept beside the entries with what the entries committed to."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.findings: list[Finding] = []
        self._asked: dict[int, str] = {}
        self._gone: set[int] = set()
        self._erased: set[int] = set()

    def meet(self, entry: Entry) -> None:
        """The walk has come to an entry that is as it was written."""
        seq = int(str(entry.told[0]))
        try:
            if '"detail_commitment":' in entry.body:
                self._asked[seq] = str(json.loads(entry.body)["detail_commitment"])
            if entry.told[2] == events.DetailErased.__name__:
                self._erased.add(int(json.loads(entry.body)["about"]["entry"]))
        except (KeyError, TypeError, ValueError):
            words = f"entry {seq} tells of a detail as the ledger never does: somebody else wrote it"
            self.findings.append(Finding(ALTERED, words))
        if len(self._asked) >= AT_ONCE:
            self._ask()

    def _ask(self) -> None:
        rows = self.connection.execute(_ASKED, {"asked": list(self._asked)}).all()
        for seq, salt, detail in rows:
            if not _is_committed(salt, detail, self._asked.pop(seq)):
                self.findings.append(Finding(ALTERED, f"what is kept beside entry {seq} was altered"))
        self._gone.update(self._asked)
        self._asked.clear()

    def end(self) -> list[Finding]:
        """After the last entry: what is wrong. Gone without an entry that says so is missing."""
        self._ask()
        for seq in sorted(self._gone - self._erased):
            words = f"what was kept beside entry {seq} is gone, and no entry says that it was erased"
            self.findings.append(Finding(MISSING, words))
        return self.findings
