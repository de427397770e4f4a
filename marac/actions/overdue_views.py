"""Overdue and due soon: the list, its numbers, its spreadsheet."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, request, url_for

from marac.access.acts import Act
from marac.access.gate import desk, viewer
from marac.access.policy import allows
from marac.access.viewer import Seat
from marac.actions import operations
from marac.actions.blueprint import blueprint
from marac.actions.counts import overdue_counts
from marac.actions.filters import Filters, read_filters
from marac.actions.overdue import PAGE_ROWS, SHEET_ROWS, OverdueRow, Scope, overdue_page, scope_of
from marac.actions.sheet import sheet
from marac.actions.update_views import answer_row
from marac.audit.growing import receipt
from marac.ui.htmx import htmx, page_or_block
from marac.ui.navigation import enter_conference

STATE_WORDS = {
    "overdue": "Overdue",
    "soon": "Due soon",
    "unacknowledged": "Nobody acknowledged",
    "transfer": "Transfer asked for",
}
SORT_WORDS = {"due": "Due date", "owner": "Owner", "reference": "Reference"}


@blueprint.get("/overdue")
@allows(Act.ACTION_OVERSEE)
def overdue() -> Response:
    """What the viewer oversees, forty at a time; every filter is in the address."""
    filters = read_filters(request.args)
    page = overdue_page(desk(), filters)
    _enter(page.scope)
    following = _address("actions.overdue", filters.address(after=page.following)) if page.following else ""
    return page_or_block(
        "actions/overdue.html",
        "overdue_rows",
        rows=_linked(page.rows, _owner_url(filters)),
        following=following,
        is_manager=page.scope.name == "agency",
        page_rows=PAGE_ROWS,
        take_over_url=url_for("actions.take_over_row"),
        **_ways(filters, page.scope),
    )


def _enter(scope: Scope) -> None:
    if scope.name == "conference" or scope.is_narrowed:
        enter_conference(scope.seat)


def _linked(rows: list[OverdueRow], owner_url: str) -> list[tuple[Any, ...]]:
    """The rows as the template unpacks them: every address and every phrase put together once."""
    action_url, own_id = url_for("actions.show", action_id=0)[:-1], viewer().id
    return [
        (
            f"{action_url}{row.id}",
            "" if row.owner_id == own_id else f"{row.id}.{row.version}",
            row.reference,
            row.text,
            row.risk,
            f"{owner_url}{row.owner_id}",
            f"{row.owner}, {row.agency}",
            row.due,
            row.over,
            row.is_late,
            row.last_word,
            row.is_acknowledged,
            row.is_transfer_asked,
        )
        for row in rows
    ]


def _address(endpoint: str, query: Mapping[str, str]) -> str:
    address = url_for(endpoint)
    return f"{address}?{urlencode(query)}" if query else address


def _owner_url(filters: Filters) -> str:
    others = _address("actions.overdue", filters.address(owner=None))
    return f"{others}{'&' if '?' in others else '?'}owner="


def _ways(filters: Filters, scope: Scope) -> dict[str, Any]:
    """The addresses around the list: other states, sorts and conferences, the sheet and the numbers."""
    to = _Addresses(filters)
    return {
        "filters": filters,
        "title": STATE_WORDS[filters.state],
        "states": [
            (words, to(state=state, age=None), state == filters.state) for state, words in STATE_WORDS.items()
        ],
        "sorts": [(words, to(sort=sort), sort == filters.sort) for sort, words in SORT_WORDS.items()],
        "conferences": _conferences(filters, scope, to),
        "soon_url": to(state="soon", age=None),
        "all_owners": to(owner=None) if filters.owner is not None else "",
        "all_ages": to(age=None) if filters.age is not None else "",
        "first_page": to() if filters.after else "",
        "sheet_url": _address("actions.overdue_sheet", filters.address()),
        "counts_url": _address("actions.counts", filters.address()),
    }


class _Addresses:
    """Addresses of the list with some filters changed, from the first page on."""

    def __init__(self, filters: Filters) -> None:
        self.filters, self.here = filters, url_for("actions.overdue")

    def __call__(self, **changes: Any) -> str:
        query = self.filters.address(**changes)
        return f"{self.here}?{urlencode(query)}" if query else self.here


def _conferences(filters: Filters, scope: Scope, to: _Addresses) -> list[tuple[str, str, bool]]:
    seats: tuple[Seat, ...] = viewer().conferences(Act.ACTION_OVERSEE)
    if len(seats) < 2:
        return []
    everywhere = [("All of my agency", to(conference=""), not filters.conference)]
    links = [] if all(seat.is_office for seat in seats) else everywhere
    named = filters.conference or ("" if links else scope.seat.slug)
    return links + [(seat.name, to(conference=seat.slug), seat.slug == named) for seat in seats]


@blueprint.get("/overdue/ages")
@allows(Act.ACTION_OVERSEE)
def counts() -> Response:
    """How many, how late and whose: the numbers and their picture."""
    filters = read_filters(request.args)
    scope = scope_of(viewer(), filters.conference)
    _enter(scope)
    found = overdue_counts(desk(), scope)
    to = _Addresses(Filters(conference=filters.conference))

    return page_or_block(
        "actions/counts.html",
        "overdue_counts",
        counts=found,
        bands=[(words, number, to(age=place)) for place, (words, number) in enumerate(found.bands)],
        states=[
            (STATE_WORDS[state], getattr(found, state), to(state=state), state == filters.state)
            for state in STATE_WORDS
        ],
        owners=[(one, to(owner=one.owner_id)) for one in found.owners],
        list_url=to(),
        is_block=bool(htmx),
    )


@blueprint.get("/overdue/sheet")
@allows(Act.ACTION_OVERSEE)
def overdue_sheet() -> Response:
    """The list as a spreadsheet, all pages of it; on the record as the page is."""
    page = overdue_page(desk(), read_filters(request.args), most=SHEET_ROWS, page="overdue-sheet")
    size, root = receipt(desk())
    # A mark of byte order is how spreadsheet programs know the letters of names.
    answer = make_response(
        "\ufeff" + sheet(page.rows, f"{size:,} entries, root {root}", is_cut=page.following is not None)
    )
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = 'attachment; filename="OFFICIAL-SENSITIVE-actions.csv"'
    return answer


@blueprint.post("/overdue/take-over")
@allows(Act.ACTION_DIRECT)
def take_over_row() -> Response:
    """A manager takes an action over from the row."""
    return answer_row(
        lambda action_id, version: operations.reassign(desk(), action_id, version, viewer().id),
        "The action is yours now.",
        url_for("actions.overdue"),
    )
