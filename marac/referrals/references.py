"""References of cases: the conference's letters and random ones, which name nobody and count nothing."""

import secrets

from sqlalchemy.exc import IntegrityError

from marac import clock
from marac.conferences.references import prefix_of
from marac.db import Session
from marac.records import Case

# Crockford's base 32: no I, L, O or U, so that a reference can be read out over a telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 5
_ATTEMPTS = 8


def new_reference(prefix: str) -> str:
    """A reference such as NM-7K4Q2 for a case of the conference whose references begin with `prefix`."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(LETTERS))}"


def open_case(session: Session, conference_id: int, *, status: str, is_sealed: bool = False) -> Case:
    """Add a case under a reference that no other case of the conference has, hidden ones included."""
    prefix = prefix_of(session, conference_id)
    for attempt in range(_ATTEMPTS):
        case = Case(
            conference_id=conference_id,
            reference=new_reference(prefix),
            status=status,
            is_sealed=is_sealed,
            opened_at=clock.now(),
        )
        try:
            with session.begin_nested():
                session.add(case)
            return case
        except IntegrityError:
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")
