"""Every address that the application has, with every number of the world that fits: new pages are covered
the day they are registered, and an argument that nothing here knows is a failure."""

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from sqlalchemy import Connection, inspect
from werkzeug.routing import Rule

from marac.access.acts import Act
from marac.documents.making import DOCUMENTS
from marac.referrals.typed_page import STEPS
from tests.test_whole.holdings import raw_connection
from tests.world import MAPPA, MARAC, MASIP, World

TABLES = {"case_id": "case_file", "item_id": "agenda_item", "section_id": "minutes_section", "user_id": "user_account",
          "decision_id": "person_decision", "opening_id": "break_glass",
          "proposal_id": "audience_proposal"}  # fmt: skip
WORDS = {"slug": (MARAC, MAPPA, MASIP), "document": tuple(DOCUMENTS), "key": ("health", "office")}
# Large tables are walked by one row of each sort that matters.
SORTS = {
    "contribution": (("case_id", "agency_id", "is_shared"), ("case_id", "section_class", "is_shared")),
    "minutes_section": (("minutes_id", "case_id", "agency_id", "class_bit"),),
    "user_account": (("agency_id",),),
}
MOST_AGENCIES = ("northtown-police", "eastvale-health", "westford-housing")
QUERIES = {
    "referrals.index": ("?show=accepted", "?show=set_aside"),
    "actions.index": ("?show=ended",),
    "actions.overdue": ("?state=soon", "?state=unacknowledged", "?state=transfer"),
    "actions.overdue_sheet": ("?state=soon",),
    "cases.index": ("?status=open", "?show=all", "?show=closed"),
    "audit.index": ("?event=AccessRefused", "?event=DocumentMade"),
    "audit.case": ("?section=party.contact",),
    "oversight.mine": ("?kind=searches",),
    "oversight.person": ("?kind=copies",),
}
COPIED_TO = ("polly", "hana", "cleo", "horatio", "mira")


@dataclass(frozen=True)
class Address:
    """One address of one endpoint with one method; `cases` are the cases that its numbers belong to.

    `posted` is what a form sends there, `copy_for` the person for whom that makes a copy.
    """

    endpoint: str
    method: str
    path: str
    act: Act | None
    arguments: tuple[tuple[str, Any], ...]
    cases: frozenset[int]
    posted: tuple[tuple[str, str], ...] = ()
    copy_for: str = ""


@dataclass(frozen=True)
class Row:
    """A number with the case it belongs to and, if it belongs to one, its agency."""

    id: int
    case_id: int | None
    agency_id: int | None = None
    conference_id: int | None = None


def table_of(argument: str) -> str:
    return TABLES.get(argument, argument.removesuffix("_id"))


class Numbers:
    """The numbers of a world, by the argument that they fill."""

    def __init__(self, url: str) -> None:
        with raw_connection(url) as connection:
            self.tables = set(inspect(connection).get_table_names())
            self.rows = {table: self._read(connection, table) for table in sorted(self.tables)}

    def _read(self, connection: Connection, table: str) -> list[Row]:
        names = {column["name"] for column in inspect(connection).get_columns(table)}
        if "id" not in names:
            return []
        case = "id" if table == "case_file" else "case_id" if "case_id" in names else "NULL"
        more = [name if name in names else "NULL" for name in ("agency_id", "conference_id")]
        kept = [
            f"SELECT min(id) FROM {table} GROUP BY {', '.join(sort)}" for sort in SORTS.get(table, (("id",),))
        ]
        wanted = f"id, {case}, {', '.join(more)}"
        sql = f"SELECT {wanted} FROM {table} WHERE id IN ({' UNION '.join(kept)}) ORDER BY id"
        return [Row(*row) for row in connection.exec_driver_sql(sql).all()]

    def of(self, argument: str) -> list[Row]:
        table = table_of(argument)
        assert table in self.tables, f"no table is known for <int:{argument}>: add it to TABLES"
        return self.rows[table]


def _choices(numbers: Numbers, rule: Rule, argument: str, agencies: frozenset[int]) -> list[Any]:
    if type(rule._converters[argument]).__name__ != "IntegerConverter":
        if rule.endpoint == "static":
            return ["css/main.css"]
        if rule.endpoint.startswith("referrals.") and argument == "name":
            return list(STEPS)
        assert argument in WORDS, f"no words are known for <{argument}>: add them to WORDS"
        return list(WORDS[argument])
    found = numbers.of(argument)
    return [row for row in found if row.id in agencies] if argument == "agency_id" else found


def _fits(values: tuple[Any, ...]) -> bool:
    """Numbers of one address belong to one case; what does not is tried by the tests of foreign numbers."""
    cases = {value.case_id for value in values if isinstance(value, Row) and value.case_id is not None}
    return len(cases) <= 1


def addresses(world: World, methods: tuple[str, ...] = ("GET",)) -> list[Address]:
    """Every endpoint with each of these methods, at every number of the world."""
    numbers = Numbers(world.url)
    agencies = frozenset(world.agency(slug) for slug in MOST_AGENCIES)
    found = []
    with world.app.test_request_context():
        adapter = world.app.create_url_adapter(None) or world.app.url_map.bind("localhost")
        for rule in sorted(world.app.url_map.iter_rules(), key=lambda rule: rule.rule):
            act = getattr(world.app.view_functions[rule.endpoint], "act", None)
            named = sorted(rule.arguments)
            choices = [_choices(numbers, rule, each, agencies) for each in named]
            filled = [values for values in product(*choices) if _fits(values)]
            for method in sorted((rule.methods or set()) & set(methods)):
                for values in filled:
                    plain = {
                        name: value.id if isinstance(value, Row) else value
                        for name, value in zip(named, values, strict=True)
                    }
                    cases = frozenset(v.case_id for v in values if isinstance(v, Row) and v.case_id)
                    path = adapter.build(rule.endpoint, plain, method=method)
                    for query in ("", *(QUERIES.get(rule.endpoint, ()) if method == "GET" else ())):
                        found.append(
                            Address(rule.endpoint, method, path + query, act, tuple(plain.items()), cases)
                        )
    return found


def showing(world: World) -> list[Address]:
    """Every GET address, and the posts that show something: Word copies, copies for others, the search."""
    copies = ("documents.make", *(f"oversight.{name}_copy" for name in ("case", "own", "person", "mine")))
    posts = {**{name: [()] for name in copies}, "cases.found": [(("terms", "zqx"),)]}
    found = addresses(world)
    for address in addresses(world, ("POST",)):
        found += [replace(address, posted=posted) for posted in posts.get(address.endpoint, ())]
        if address.endpoint == "documents.make_copy":
            found += [
                replace(
                    address,
                    posted=(
                        ("recipient", str(world.person(name))),
                        ("document", document),
                        ("family_name", "Testperson"),
                    ),
                    copy_for=name,
                )
                for name in COPIED_TO
                for document in ("minutes", "plan")
            ]
    return found
