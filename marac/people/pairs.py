"""The pair that a case is about, and when two cases are about the same one."""

from collections.abc import Mapping

from marac.conferences import Kind

PersonsByRole = Mapping[str, set[int]]


def is_same_pair(kind: Kind, one: PersonsByRole, other: PersonsByRole) -> bool:
    """Whether two cases are about the same people: the same victim and one same perpetrator.

    A conference centred on the perpetrator alone asks for the perpetrator alone.
    """
    return all(one.get(role, set()) & other.get(role, set()) for role in pair_roles(kind))


def pair_roles(kind: Kind) -> tuple[str, ...]:
    """The roles that must be the same person for a further referral to be of the same case."""
    return ("perpetrator",) if kind.centred_on == "perpetrator" else ("victim", "perpetrator")
