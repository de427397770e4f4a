"""What an entry tells of one case, as against of the others in the same list.

The texts that SQL cuts out of an entry are compared letter by letter and never read as JSON by the database: an
entry that somebody altered must not keep a reader from the rest.
"""

import json
from collections.abc import Container, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from marac.audit.wording import ALTERED, code_in
from marac.records import Text, ledger_entry
from marac.records.base import LARGEST_ID

Sections = dict[str, list[int]]

_body = ledger_entry.c.body
# An agency's work on what it has not shared yet: others are not to know even that it goes on.
PRIVATE_EVENTS = ("ContributionWritten", "ContributionRemoved")
PRIVATE_PAGES = ("research", "contribution", "autosave", "research_preview")
OWN_TEXTS = frozenset(
    {Text.CONTRIBUTION_TEXT, Text.CONTRIBUTION_SOURCE, Text.CONTRIBUTION_WITHHELD, Text.RETURN_RECORDS}
)
# The entries that may hold many cases and so name them in their body alone.
LISTS = ("ListShown", "SearchMade", "DocumentMade", "CaseShown", "LedgerRead")
# An entry of one case that says which cases its texts were of: a repeat's page shows texts of the case before it.
CASES_MARK = '"cases":['
# Lists that are made only where there is a case to put in them: without one that may be told they are not told.
NEVER_EMPTY = ("history", "break-glass", "reveals", "case-neighbours", "meeting-waiting")


class place_in(FunctionElement[int]):  # noqa: N801
    """Where a text begins in another, from 1; 0 where it does not occur. Letters count as they are."""

    name = "place_in"
    type = Integer()
    inherit_cache = True


@compiles(place_in, "sqlite")
def _sqlite(element: Any, compiler: Any, **settings: Any) -> str:
    return f"instr({compiler.process(element.clauses, **settings)})"


@compiles(place_in)
def _others(element: Any, compiler: Any, **settings: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **settings)})"


def holds(part: Any) -> ColumnElement[bool]:
    """Whether an entry's body holds a text as it stands."""
    return place_in(_body, part) > 0


def _between(begin: str, end: str) -> ColumnElement[str]:
    start, stop = place_in(_body, begin), place_in(_body, end)
    return case((and_(start > 0, stop > start), func.substr(_body, start, stop - start)), else_="")


# In the canonical spelling the keys stand in the order of the alphabet.
SHOWN_TEXT = _between('"shown":', ',"v":')
PARTS_TEXT = _between('"parts":', ',"policy":')
CASES_TEXT = _between('"cases":', ',"client":')
RECIPIENT_TEXT = case(
    (ledger_entry.c.event == "DocumentMade", _between('"recipient_agency_id":', ',"withheld":')), else_=""
)


def read_texts(*texts: str) -> dict[str, Any]:
    """The parts of a body that were cut out of it; empty where they were altered until they say nothing."""
    try:
        found = json.loads("{" + ",".join(text for text in texts if text and isinstance(text, str)) + "}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def cases_in(body: Mapping[str, Any]) -> list[int]:
    """The cases of a list, in the order of the entry."""
    found = body.get("cases")
    return [each for each in found if number_in(each)] if isinstance(found, list) else []


def number_in(written: Any) -> int:
    """The number of a record; 0 for what cannot be one, which somebody else must have put there."""
    return written if isinstance(written, int) and 0 < written <= LARGEST_ID else 0


def case_mark(written: Any) -> str:
    """The last figures of a case's number; empty where the entry is about none."""
    if written is None:
        return ""
    return f"…{number % 1_000_000:06d}" if (number := number_in(written)) else ALTERED


def sections_in(body: Mapping[str, Any]) -> Sections:
    """The kinds of text that an entry showed, each with whose it was, of all its cases together."""
    shown = body.get("shown")
    if not isinstance(shown, dict):
        return {}
    return {
        code_in(field): [each for each in whose if isinstance(each, int)]
        for field, whose in shown.items()
        if isinstance(whose, list)
    }


def sections_by_case(
    body: Mapping[str, Any], about_id: int | None, wanted: Container[int]
) -> dict[int, Sections]:
    """What an entry showed of each of its cases that are wanted; a case of which nothing was shown is there too.

    `about_id` is the case of the entry itself. Where the entry says of which cases its texts were, none of them is
    its own but those that were.
    """
    if "cases" not in body:
        return {about_id: sections_in(body)} if about_id and about_id in wanted else {}
    cases = cases_in(body)
    named = [*cases, about_id] if about_id else cases
    found: dict[int, Sections] = {case_id: {} for case_id in named if case_id in wanted}
    parts = body.get("parts")
    for field, whose in sections_in(body).items():
        of_field = parts.get(field) if isinstance(parts, dict) else None
        for agency_id in whose:
            places = of_field.get(str(agency_id)) if isinstance(of_field, dict) else None
            for case_id in _at(cases, places) if isinstance(places, list) else cases:
                if case_id in found:
                    found[case_id].setdefault(field, []).append(agency_id)
    return found


def _at(cases: list[int], places: list[Any]) -> list[int]:
    return [cases[each] for each in places if isinstance(each, int) and 0 <= each < len(cases)]


def handed_to(event: str, maker: tuple[Any, Any], about: Mapping[str, Any]) -> tuple[int, int] | None:
    """The person and the agency that a copy was made for, if its `maker` (person, agency) made it for another."""
    recipient = about.get("recipient_id"), about.get("recipient_agency_id")
    if event != "DocumentMade" or recipient == maker or not all(map(number_in, recipient)):
        return None
    return recipient  # type: ignore[return-value]


def together(sections: Iterable[Sections]) -> Sections:
    """The kinds of text shown of several cases, each with whose it was of any of them."""
    found: dict[str, set[int]] = {}
    for shown in sections:
        for field, whose in shown.items():
            found.setdefault(field, set()).update(whose)
    return {field: sorted(whose) for field, whose in found.items()}
