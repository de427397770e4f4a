"""How many failed sign-ins are too many, and from where: guessing is slowed, and nobody is locked out by it.

Failures are counted for an account from one network address, for an account from everywhere, and for one
network address on all accounts; five, thirty and sixty in a quarter of an hour. A browser in which the account
has signed in before is counted by itself, so whatever a stranger does elsewhere, it stays open. The counts are
alike for accounts that do not exist.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, bindparam, func, insert, select

from marac import clock
from marac.access.seal import keys
from marac.records import SignInFailure
from marac.records.base import columns, new_id

FAILURE_WINDOW = timedelta(minutes=15)
FAILURES_ALLOWED = 5
FAILURES_OF_ACCOUNT = 30
FAILURES_OF_ADDRESS = 60
_IPV6_HOUSE = 64

_F = columns(SignInFailure)
_COUNTS = (
    select(_F.email_hash, func.count())
    .where(
        _F.email_hash.in_(bindparam("counted", expanding=True)),
        _F.failed_at > bindparam("since", type_=_F.failed_at.type),
    )
    .group_by(_F.email_hash)
)


@dataclass(frozen=True)
class Origin:
    """Where a sign-in comes from. `known_browser` is set for one in which the account signed in before."""

    address: str = ""
    known_browser: str = ""

    @property
    def network(self) -> str:
        """The network address; of IPv6 the part that one household or office has to itself."""
        try:
            found = ipaddress.ip_address(self.address)
        except ValueError:
            return self.address
        if found.version == 4:
            return str(found)
        return str(ipaddress.ip_network((found, _IPV6_HOUSE), strict=False))


def hashed(words: str) -> str:
    """What is kept of an address that was typed: a keyed hash."""
    return keys().token("email", words).hex()


def limits_for(email: str, origin: Origin) -> dict[str, int]:
    """What to count for a sign-in, as keyed hashes, and how many failures each allows."""
    if origin.known_browser:
        return {hashed(f"{email} in {origin.known_browser}"): FAILURES_ALLOWED}
    return {
        hashed(f"{email} from {origin.network}"): FAILURES_ALLOWED,
        hashed(email): FAILURES_OF_ACCOUNT,
        hashed(f"from {origin.network}"): FAILURES_OF_ADDRESS,
    }


def is_open(connection: Connection, limits: dict[str, int]) -> bool:
    """Whether another attempt counts, or there were too many failures in the last quarter of an hour."""
    bound = {"counted": list(limits), "since": clock.now() - FAILURE_WINDOW}
    counts = {row[0]: row[1] for row in connection.execute(_COUNTS, bound)}
    return all(counts.get(each, 0) < allowed for each, allowed in limits.items())


def count_failure(connection: Connection, counted: Iterable[str]) -> None:
    """Add a failure to everything it counts for."""
    rows = [{"id": new_id(), "email_hash": each, "failed_at": clock.now()} for each in counted]
    connection.execute(insert(SignInFailure.__table__), rows)  # type: ignore[attr-defined]
