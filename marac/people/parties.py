"""What a referral says of each person, as a case keeps it: identity, contact, and tokens to match by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from marac.access.seal import keys
from marac.people.contact import address_key, phone_digits

Fields = Mapping[str, Any]

_IDENTITY = (
    "name",
    "aliases",
    "date_of_birth",
    "birth_year",
    "age_stated",
    "gender",
    "ethnicity",
    "disabled",
    "lgbt",
    "interpreter",
    "relationship_to_victim",
    "relationship_to_perpetrator",
    "school",
    "due_date",
    "no_fixed_abode",
)
_CONTACT = ("address", "address_withheld", "phone", "email")


@dataclass(frozen=True)
class PartyWords:
    """One person of a referral. `identity` and `contact` hold only what was given."""

    role: str
    position: int
    identity: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)

    @property
    def phone_token(self) -> bytes | None:
        """A keyed hash of the telephone number, or None."""
        digits = phone_digits(self.contact.get("phone"))
        return keys().token("phone", digits) if digits else None

    @property
    def address_token(self) -> bytes | None:
        """A keyed hash of the address, or None when it is none to compare by."""
        place = address_key(self.contact.get("address"))
        return keys().token("address", place) if place else None


def people_of(fields: Fields) -> Iterator[PartyWords]:
    """The people of a referral: the victim if one is given, every perpetrator, every child."""
    victim = fields.get("victim") or {}
    if any(value not in (None, False, "", []) for value in victim.values()):
        yield _words("victim", 0, victim, fields)
    for position, perpetrator in enumerate(fields.get("perpetrators") or ()):
        yield _words("perpetrator", position, perpetrator, fields)
    for position, child in enumerate(fields.get("children") or ()):
        yield _words("child", position, child, fields)


def _words(role: str, position: int, person: Fields, fields: Fields) -> PartyWords:
    identity = {name: person[name] for name in _IDENTITY if person.get(name) not in (None, "", [])}
    identity.setdefault("name", None)
    if person.get("unborn"):
        identity["is_unborn"] = True
    if person.get("age_stated") is not None:
        identity["age_stated_on"] = fields.get("referral_date")
    contact = {name: person[name] for name in _CONTACT if person.get(name) not in (None, "")}
    return PartyWords(role, position, identity, contact)
