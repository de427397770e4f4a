"""One line of quick entry: `police DC Tamar visit school and agree collection list by Fri 17:00`.

Reads agency, owner, action and due date, for a person to correct before anything is saved. What is
not certain becomes a problem with the choices named; it is never filled with a likely guess.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from marac.actions.due import Due, RefusedDue
from marac.actions.line_due import split_due
from marac.actions.line_owner import OwnerReading, PersonChoice, read_owner
from marac.people.names import plain

__all__ = ["AgencyChoice", "PersonChoice", "ReadLine", "read_line"]


@dataclass(frozen=True)
class AgencyChoice:
    """An agency of the meeting, and the short names by which people call it."""

    id: int
    name: str
    short_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadLine:
    """What a line says. `problems` is keyed agency, owner, due, text, in words for the person.

    `unread` holds words that look like a name or a date and fit nothing; they stay in `text`.
    """

    agency_id: int | None
    owner_id: int | None
    text: str
    due: Due | RefusedDue | None
    problems: dict[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


_EVERYONE = re.compile(r"(?:all(?: agencies| partners| professionals)?|every(?:one|body)|each agency)\b")
_ONE_OWNER = "An action belongs to one agency and one person. Write one line for each agency that will act."
_AGENCY_FIRST = "Choose the agency first, then the one person who will do it."
_MOST_NAMED = 12


def read_line(
    text: str,
    agencies: Sequence[AgencyChoice],
    people: Sequence[PersonChoice],
    now_utc: datetime,
    next_meeting_on: date | None = None,
) -> ReadLine:
    """Read one line of quick entry. `agencies` and `people` are those who may be given the action.

    `now_utc` and `next_meeting_on` serve the due date as in `read_due`. Nothing typed is lost: what
    is not understood as agency, owner or due date is left in the action's text.
    """
    rest, due, due_problem, unread_due = split_due(" ".join(text.split()), now_utc, next_meeting_on)
    agency_id, rest, agency_problem = _agency(rest, agencies)
    is_everyone = agency_problem == _ONE_OWNER
    owner = OwnerReading(None, rest, "") if is_everyone else read_owner(rest, agency_id, people)
    if agency_id is None and owner.agency_id is not None:
        agency_id, agency_problem = owner.agency_id, ""
    owner_problem = owner.problem
    if agency_problem:
        owner_problem = _ONE_OWNER if is_everyone else _AGENCY_FIRST
    action = _tidy(owner.rest)
    problems = {
        "agency": agency_problem,
        "owner": owner_problem,
        "due": due_problem,
        "text": "" if plain(action) else "Say what will be done, for example visit the school.",
    }
    kept = {part: problem for part, problem in problems.items() if problem}
    return ReadLine(agency_id, owner.owner_id, action, due, kept, (*owner.unread, *unread_due))


def _agency(text: str, agencies: Sequence[AgencyChoice]) -> tuple[int | None, str, str]:
    if found := _EVERYONE.match(text.lower()):
        return None, text[found.end() :], _ONE_OWNER
    named: dict[int, set[int]] = {}
    for agency in agencies:
        for name in (agency.name, *agency.short_names):
            length = _length_of(name, text)
            if length:
                named.setdefault(length, set()).add(agency.id)
    if not named:
        return None, text, _agency_wanted(agencies)
    longest = max(named)
    rest = text[longest:]
    if len(named[longest]) == 1:
        return named[longest].pop(), rest, ""
    fitting = ", ".join(agency.name for agency in agencies if agency.id in named[longest])
    return None, rest, f"“{text[:longest].strip()}” fits more than one agency: {fitting}. Choose one."


def _agency_wanted(agencies: Sequence[AgencyChoice]) -> str:
    names = ", ".join(agency.name for agency in agencies[:_MOST_NAMED])
    more = f" and {len(agencies) - _MOST_NAMED} more" if len(agencies) > _MOST_NAMED else ""
    return (
        f"Begin with the agency that will act: {names}{more}."
        if names
        else "Add an agency to this meeting first."
    )


def _length_of(name: str, text: str) -> int:
    """How many characters at the start of `text` spell `name`, whatever the case or accents; 0 for none."""
    wanted = plain(name)
    for found in re.finditer(r"[\s:,;/–—-]|$", text):
        spelled = plain(text[: found.start()])
        if spelled == wanted and wanted:
            return found.start()
        if len(spelled) > len(wanted):
            return 0
    return 0


def _tidy(text: str) -> str:
    return re.sub(r"^(?:[\s:,;/–—>-]+|to\s+|will\s+)+", "", text).strip(" ,;")
