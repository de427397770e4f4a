"""Who is named at the start of what is left of a quick-entry line, once the agency is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from marac.people.names import plain, words

_HONORIFICS = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr"))
_RANKS = frozenset((
    "pc", "ps", "dc", "ds", "di", "dci", "dcs", "supt", "sgt", "insp", "pcso", "po", "pso", "spo", "sw", "hv",
))  # fmt: skip
_TOKEN = re.compile(r"[^\s:,;/–—-]+")
_MOST_NAMED = 8


@dataclass(frozen=True)
class PersonChoice:
    """A representative who may own an action."""

    id: int
    agency_id: int
    name: str
    job_title: str = ""


@dataclass(frozen=True)
class OwnerReading:
    """The owner if certain, the words left over, and the problem in words ("" for none)."""

    owner_id: int | None
    rest: str
    problem: str
    agency_id: int | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Spoken:
    """The start of a line: its tokens as typed and where each ends, with a rank or title set apart."""

    text: str
    rank: str
    tokens: tuple[tuple[str, int], ...]
    rank_end: int

    def plain(self) -> list[str]:
        return [plain(token) for token, _ in self.tokens]

    def end(self, length: int) -> int:
        return self.tokens[length - 1][1] if length else self.rank_end


def read_owner(text: str, agency_id: int | None, people: Sequence[PersonChoice]) -> OwnerReading:
    """Find the owner at the start of `text` by rank, first name, surname or job title.

    Without an agency a single name is not enough, for it may be the victim's.
    """
    among = [person for person in people if agency_id in (None, person.agency_id)]
    spoken = _spoken(text)
    length, fitting = _longest(spoken, among)
    if not fitting:
        return _by_title(spoken, among) or _nobody(spoken, among)
    named = text[: spoken.end(length)].strip(" :,;/–—-")
    if length == 1 and _is_followed_by_a_name(spoken, fitting, people):
        unknown = f"{named} {spoken.tokens[1][0]}"
        return OwnerReading(None, text, _not_listed(unknown, among), None, (unknown,))
    if len(fitting) > 1:
        return OwnerReading(None, text[spoken.end(length) :], _several(named, fitting))
    if agency_id is None and length + bool(spoken.rank) < 2:
        return OwnerReading(None, text, _wanted(among))
    return OwnerReading(fitting[0].id, text[spoken.end(length) :], "", fitting[0].agency_id)


def _spoken(text: str) -> _Spoken:
    tokens = tuple((found[0], found.end()) for found in _TOKEN.finditer(text) if plain(found[0]))
    first = plain(tokens[0][0]) if tokens else ""
    if first in _RANKS | _HONORIFICS:
        return _Spoken(text, first, tokens[1:], tokens[0][1])
    return _Spoken(text, "", tokens, 0)


def _longest(spoken: _Spoken, among: Sequence[PersonChoice]) -> tuple[int, list[PersonChoice]]:
    said = spoken.plain()
    lengths = {person.id: _length_said(person, said) for person in among if _may_hold(person, spoken.rank)}
    longest = max(lengths.values(), default=0)
    return longest, [person for person in among if longest and lengths.get(person.id) == longest]


def _length_said(person: PersonChoice, said: list[str]) -> int:
    name = _name_words(person)
    if not name:
        return 0
    first, last = name[0], name[-1]
    forms = {
        name,
        name[:-1],
        name[1:],
        (first,),
        (last,),
        (first, last),
        (first[:1], last),
        (first, last[:1]),
    }
    return max((len(form) for form in forms if form and tuple(said[: len(form)]) == form), default=0)


def _name_words(person: PersonChoice) -> tuple[str, ...]:
    name = words(person.name)
    while name and name[0] in _RANKS:
        name = name[1:]
    return name


def _ranks(person: PersonChoice) -> frozenset[str]:
    title = plain(person.job_title).split()
    initials = "".join(word[0] for word in title)
    return _RANKS & {*title, initials, *words(person.name)[:1]}


def _may_hold(person: PersonChoice, rank: str) -> bool:
    return rank not in _RANKS or not _ranks(person) or rank in _ranks(person)


def _is_followed_by_a_name(
    spoken: _Spoken, fitting: Sequence[PersonChoice], people: Sequence[PersonChoice]
) -> bool:
    # "Jo Blyth" must not become Jo Tamar with "Blyth" left in the action.
    if len(spoken.tokens) < 2 or all(len(_name_words(person)) == 1 for person in fitting):
        return False
    between = spoken.text[spoken.tokens[0][1] : spoken.tokens[1][1] - len(spoken.tokens[1][0])]
    if between.strip():
        return False
    following = spoken.tokens[1][0]
    is_listed = any(plain(following) in _name_words(person) for person in people)
    return is_listed or (following[0].isupper() and following[1:].islower())


def _by_title(spoken: _Spoken, among: Sequence[PersonChoice]) -> OwnerReading | None:
    said = ([spoken.rank] if spoken.rank else []) + spoken.plain()
    ends = ([spoken.rank_end] if spoken.rank else []) + [end for _, end in spoken.tokens]
    fitting: dict[int, list[PersonChoice]] = {}
    for person in among:
        title = tuple(plain(person.job_title).split())
        for form in {title, *((rank,) for rank in _ranks(person))}:
            if form and tuple(said[: len(form)]) == form:
                fitting.setdefault(len(form), []).append(person)
    if not fitting:
        return None
    length = max(fitting)
    rest = spoken.text[ends[length - 1] :]
    # Only "to" or a colon shows that no name follows the title.
    if not re.match(r"\s+to\s|\s*[:–—-]", rest):
        return None
    if len(fitting[length]) > 1:
        return OwnerReading(None, rest, _several(spoken.text[: ends[length - 1]].strip(), fitting[length]))
    return OwnerReading(fitting[length][0].id, rest, "", fitting[length][0].agency_id)


def _nobody(spoken: _Spoken, among: Sequence[PersonChoice]) -> OwnerReading:
    if not (spoken.rank and spoken.tokens):
        return OwnerReading(None, spoken.text, _wanted(among))
    unknown = spoken.text[: spoken.end(1)].strip(" :,;/–—-")
    return OwnerReading(None, spoken.text, _not_listed(unknown, among), None, (unknown,))


def _called(people: Sequence[PersonChoice]) -> str:
    names = [f"{person.name} ({person.job_title})" if person.job_title else person.name for person in people]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def _several(named: str, fitting: Sequence[PersonChoice]) -> str:
    return f"“{named}” fits more than one person: {_called(fitting)}. Choose one."


def _not_listed(named: str, among: Sequence[PersonChoice]) -> str:
    return f"“{named}” is not on the list. {_wanted(among)}"


def _wanted(among: Sequence[PersonChoice]) -> str:
    if not among:
        return "Nobody is listed for this agency yet. Choose or add the person who will do it."
    return f"Name the one person who will do it: {_called(among)}."
