"""Searches for the names of colleagues: told by comparing keyed hashes, for the words of no search are kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from marac.access.seal import keys
from marac.audit.weekly import Person, Watched
from marac.people.names import plain, words

MOST_NAMED = 3
# Nobody's surname begins further back; it bounds what a name of 200 letters can cost.
_MOST_WORDS = 6


@dataclass(frozen=True)
class NameSearch:
    """Somebody searched for words that are a colleague's name."""

    person: str
    agency: str
    names: str
    seq: int
    at: datetime


def forms_of(name: str) -> frozenset[str]:
    """The ways in which somebody may search for a person, in the plain form that is hashed.

    The whole name with and without its title; any surname that it may end in (Cruz, La Cruz, De La Cruz); given name
    and surname; and the surname first, as in a register.
    """
    parts = list(words(name) or plain(name).split())
    return frozenset(form for form in {plain(name), *_arranged(parts)} if len(form) > 1)


def _arranged(parts: list[str]) -> Iterator[str]:
    yield " ".join(parts)
    for place in range(max(0, len(parts) - _MOST_WORDS), len(parts)):
        given, surname = parts[:place], parts[place:]
        yield " ".join(surname)
        if given:
            yield " ".join([*surname, *given])
            yield " ".join([given[0], *surname])
            yield " ".join([*surname, given[0]])


def hashes_of(people: Iterable[Person]) -> dict[str, list[Person]]:
    """The keyed hashes under which the ledger keeps searches for these people, each with whom it may mean."""
    found: dict[str, list[Person]] = {}
    for person in people:
        for form in forms_of(person.name):
            found.setdefault(keys().token("search", form).hex(), []).append(person)
    return found


def name_searches(
    searches: Iterable[Watched], meant: Mapping[str, list[Person]], people: Mapping[int, Person]
) -> Iterator[NameSearch]:
    """Each search in words, the newest first."""
    for each in sorted(searches, reverse=True):
        who = people.get(each.person_id, Person(0, "Somebody without an account", ""))
        yield NameSearch(who.name, who.agency, _named(others_meant(each, meant)), each.seq, each.at)


def others_meant(search: Watched, meant: Mapping[str, list[Person]]) -> list[Person]:
    """Whose name a search may have meant, but for the searcher's own."""
    return [each for each in meant.get(search.terms, ()) if each.id != search.person_id]


def _named(meant: list[Person]) -> str:
    told = sorted(each.name for each in meant)
    more = len(told) - MOST_NAMED
    return " or ".join(told[:MOST_NAMED]) + (f" or {more} more of that name" if more > 0 else "")
