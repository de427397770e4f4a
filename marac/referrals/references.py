"""References of cases: the conference's initials and random letters, which name nobody and count nothing."""

import re
import secrets

from sqlalchemy.exc import IntegrityError

from marac import clock
from marac.db import Session
from marac.records import Case

# Crockford's base 32: no I, L, O or U, so that a reference can be read out over a telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 5
_ATTEMPTS = 8


def new_reference(slug: str) -> str:
    """A reference such as NM-7K4Q2 for a case of the conference `slug`."""
    initials = "".join(word[0] for word in re.findall(r"[a-z0-9]+", slug.lower())).upper()[:4]
    return f"{initials or 'C'}-{''.join(secrets.choice(ALPHABET) for _ in range(LETTERS))}"


def open_case(
    session: Session, slug: str, conference_id: int, *, status: str, is_sealed: bool = False
) -> Case:
    """Add a case under a reference that no other case of the conference has, hidden ones included."""
    for attempt in range(_ATTEMPTS):
        case = Case(
            conference_id=conference_id,
            reference=new_reference(slug),
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
