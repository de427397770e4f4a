"""Passwords: long, hashed with argon2, checked in the same time whether or not the account exists."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from marac.errors import Mistake

SHORTEST = 15
LONGEST = 256


@cache
def _hasher(cost: int) -> PasswordHasher:
    return PasswordHasher() if cost >= 3 else PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@cache
def _nobody(cost: int) -> str:
    return _hasher(cost).hash("nobody has this password")


def hash_password(password: str, cost: int = 3) -> str:
    """The hash of a new password. Raises Mistake when it is too short or too long."""
    if len(password) < SHORTEST:
        raise Mistake("password", f"Use at least {SHORTEST} characters. Several words together are easiest.")
    if len(password) > LONGEST:
        raise Mistake("password", f"Use at most {LONGEST} characters.")
    return _hasher(cost).hash(password)


def is_right(password_hash: str, password: str, cost: int = 3) -> bool:
    """Whether the password is right. An empty hash (no such account) takes as long and is never right."""
    try:
        matches = _hasher(cost).verify(password_hash or _nobody(cost), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return matches and bool(password_hash)
