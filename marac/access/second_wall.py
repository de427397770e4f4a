"""The second wall: PostgreSQL's own row-level security, which holds even if a statement reached the database
without the see-rule.

The application connects as a role that owns nothing. What it may read is decided anew by policies, written here by
hand and not made from `access.scope`: a mistake in one of the two is not in the other, and a test compares what both
let through. Who asks is told at the beginning of each transaction by settings that end with it (`tell`). Without
them no row of a case is there.

The policies look up `membership`, `seat`, `stand_in`, `meeting_deputy`, `named_viewer` and `break_glass`, which
hold numbers and dates alone and have none themselves. What they must know of tables that they protect (who is kept
from a case) comes from functions of the owner. The owner is bound as well, unless it says that it keeps the house
(`database_roles.keeping`): to upgrade the schema, to seal texts anew, to explain who may see what.

It holds against a statement that lacks the rule, not against a program that lies about who asks: whoever runs code of
their own as the application can also tell the wall what they like. SQLite has no such wall: there the see-rule and
the doorman stand alone.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table
from sqlmodel import SQLModel

from marac.access.scope import scope_of
from marac.records import Text

# The tables over which seats and ties are derived for all alike (`scope.upkeep`), and in which a record that was
# loaded may be changed so that whoever changed it sees it no more; none holds a text.
KEPT_UP = frozenset(
    {
        "case_file", "invitation", "agenda_item", "meeting", "action", "referral", "exclusion", "party",
        "person_decision",
    }
)  # fmt: skip

# What PostgreSQL's planner is to think of one call, in its units: dear enough never to ask about rows that no page
# needs in order to save itself a look into an index.
_COST = 2000
# Whoever was told of, as the functions below know them; absent, each is nothing and equals nothing.
_TOLD = {
    "viewer_id": "bigint",
    "viewer_agency_id": "bigint",
    "viewer_today": "date",
    "viewer_roles": "integer",
}
_MEMBER = (
    "m.user_id = viewer_id AND m.role_bit & viewer_roles <> 0 "
    "AND m.from_on <= viewer_today AND m.until_on >= viewer_today"
)
_SEATED = (
    "EXISTS (SELECT 1 FROM public.seat s WHERE s.case_id = c.id AND s.agency_id = viewer_agency_id "
    "AND s.opens_on <= viewer_today AND s.closes_on >= viewer_today)"
)
_STANDING_IN = (
    "EXISTS (SELECT 1 FROM public.stand_in i WHERE i.case_id = c.id AND i.user_id = viewer_id "
    "AND i.opens_on <= viewer_today AND i.closes_on >= viewer_today)"
)
_DEPUTISING = (
    "EXISTS (SELECT 1 FROM public.meeting_deputy d WHERE d.meeting_id = of_meeting AND d.user_id = viewer_id "
    "AND d.opens_on <= viewer_today AND d.closes_on >= viewer_today)"
)
_NAMED = "EXISTS (SELECT 1 FROM public.named_viewer n WHERE n.case_id = c.id AND n.user_id = viewer_id)"
_OPENED = """
    c.id = nullif(current_setting('marac.viewer_case_id', true), '')::bigint
    AND EXISTS (SELECT 1 FROM public.break_glass b WHERE b.user_id = viewer_id AND b.case_id = c.id
        AND b.opens_at <= current_setting('marac.viewer_now')::timestamptz
        AND b.closes_at > current_setting('marac.viewer_now')::timestamptz)
    AND c.status IN ('open', 'closed')
    AND NOT EXISTS (SELECT 1 FROM public.referral r WHERE r.case_id = c.id AND r.restriction_state = 'undecided')
"""
_DENIED = (
    "EXISTS (SELECT 1 FROM public.exclusion x WHERE x.case_id = c.id AND x.lifted_at IS NULL "
    "AND (x.user_id = viewer_id OR x.agency_id = viewer_agency_id))"
)
_OF_CASE = f"""
    SELECT 1 FROM public.case_file c JOIN public.membership m ON m.conference_id = c.conference_id
    WHERE c.id = of_case AND {_MEMBER}
    AND ((m.is_office OR {_SEATED} AND (NOT m.is_per_meeting OR {_STANDING_IN}))
        AND (NOT c.is_sealed OR {_NAMED}) OR {_OPENED})
    AND NOT {_DENIED}
"""
# What each policy asks: what it is called with, and what must be there for the answer to be yes.
FUNCTIONS = {
    "marac_sees": ("of_case bigint", _OF_CASE),
    "marac_sees_item": (
        "of_case bigint, of_agency bigint, is_shared boolean, of_class integer",
        f"{_OF_CASE} AND (of_agency = viewer_agency_id OR is_shared AND m.clearance & of_class <> 0)",
    ),
    "marac_keeps": ("of_case bigint", f"{_OF_CASE} AND m.is_office"),
    "marac_sees_meeting": (
        "of_conference bigint, of_meeting bigint",
        f"SELECT 1 FROM public.membership m WHERE m.conference_id = of_conference AND {_MEMBER} "
        f"AND (NOT m.is_per_meeting OR {_DEPUTISING})",
    ),
    "marac_belongs": (
        "of_case bigint",
        "SELECT 1 FROM public.case_file c JOIN public.membership m ON m.conference_id = c.conference_id "
        f"WHERE c.id = of_case AND {_MEMBER}",
    ),
    "marac_member": (
        "of_conference bigint",
        f"SELECT 1 FROM public.membership m WHERE m.conference_id = of_conference AND {_MEMBER}",
    ),
}


# What each protected table has, by name.
POLICIES = ("seen", "added", "changed", "removed", "kept")


def _takes(takes: str) -> str:
    return f"{takes}, is_kept_up boolean"


def _seen(table: Table) -> str:
    """Whether whoever was told of may see a row of this table."""
    scope, name = scope_of(table), table.name
    kept_up = str(name in KEPT_UP).lower()
    if scope == "conference":
        return f"marac_sees_meeting(conference_id, {'id' if name == 'meeting' else 'meeting_id'}, {kept_up}) <> 0"
    if scope == "item":
        return f"marac_sees_item(case_id, agency_id, is_shared, class_bit, {kept_up}) <> 0"
    return f"marac_sees({'id' if name == 'case_file' else 'case_id'}, {kept_up}) <> 0"


def _added(table: Table) -> str:
    """Whether they may add it: to a conference of theirs, and to a case of one."""
    kept_up = str(table.name in KEPT_UP).lower()
    place, case = f"marac_member(conference_id, {kept_up}) <> 0", f"marac_belongs(case_id, {kept_up}) <> 0"
    if table.name == "case_file" or scope_of(table) == "conference":
        return place
    return f"{case} AND {place}" if "conference_id" in table.c else case


_OWN = "agency_id = (SELECT nullif(current_setting('marac.viewer_agency_id', true), '')::bigint)"
_OFFICE = "marac_keeps(case_id, false) <> 0"
# Texts that an agency sent with a referral, which the office corrects.
_REFERRED = ", ".join(
    f"'{field}'" for field in (Text.REFERRAL_FORM, Text.CASE_SUMMARY, Text.PARTY_IDENTITY, Text.PARTY_CONTACT)
)
# What an agency contributed is its own: whoever sees it does not therefore change it, remove it or take it over.
# The office moves a return from one list to another, and writes the minutes.
_OWNED = {
    "contribution": _OWN,
    "research_return": f"({_OWN} OR {_OFFICE})",
    "minutes_section": _OFFICE,
    "sealed_text": f"(agency_id IS NULL OR {_OWN} OR field IN ({_REFERRED}) AND {_OFFICE})",
}


def _changed(table: Table) -> str:
    """Whether they may change or remove it, as it was and as it would be."""
    owned = _OWNED.get(table.name)
    return f"{_seen(table)} AND {owned}" if owned else _seen(table)


def protected_tables() -> list[Table]:
    """Every table whose rows belong to a case or a conference."""
    return [table for table in SQLModel.metadata.sorted_tables if scope_of(table)]


def _policies(table: Table) -> Iterator[str]:
    name, seen, added, changed = table.name, _seen(table), _added(table), _changed(table)
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY seen ON {name} FOR SELECT USING ({seen})"
    yield f"CREATE POLICY added ON {name} FOR INSERT WITH CHECK ({added})"
    yield f"CREATE POLICY changed ON {name} FOR UPDATE USING ({changed})"
    yield f"CREATE POLICY removed ON {name} FOR DELETE USING ({changed})"
    yield (
        f"CREATE POLICY kept ON {name} TO CURRENT_USER "
        "USING ((SELECT current_setting('marac.keeping', true) = 'on'))"
    )


def _functions() -> Iterator[str]:
    """Each keeps the house for as long as its one query takes; asked while the house is kept, it says no, or it
    would go round in a circle.

    They say 1 or 0, and policies ask whether that is not 0: the planner takes a yes or no for a third of all rows,
    however many policies a statement meets, and "not 0" for nearly all of them, which is nearer to the truth.
    """
    told = "; ".join(
        f"{name} {kind} := nullif(current_setting('marac.{name}', true), '')::{kind}"
        for name, kind in _TOLD.items()
    )
    for name, (takes, query) in FUNCTIONS.items():
        yield (
            f"CREATE OR REPLACE FUNCTION {name}({_takes(takes)}) RETURNS integer "
            f"LANGUAGE plpgsql STABLE SECURITY DEFINER COST {_COST} SET search_path = pg_catalog, pg_temp AS $$ "
            f"DECLARE {told}; answer boolean; before text; BEGIN "
            "IF viewer_id IS NULL OR current_setting('marac.keeping', true) = 'on' THEN RETURN 0; END IF; "
            "IF current_setting('marac.upkeep', true) = 'on' THEN RETURN is_kept_up::integer; END IF; "
            "before := set_config('marac.keeping', 'on', true); "
            f"answer := EXISTS ({query}); "
            "before := set_config('marac.keeping', '', true); RETURN answer::integer; END $$"
        )
        yield f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC"


def raise_second_wall(connection: Connection) -> None:
    """Put the policies in place anew, as the owner of the tables. Not on SQLite.

    Functions stay where they are, and so does who may ask them, unless they now take or give something else.
    """
    if connection.dialect.name != "postgresql":
        return
    _drop_policies(connection)
    for name, (takes, _) in FUNCTIONS.items():
        found = connection.exec_driver_sql(_TAKES, {"name": name}).scalars().all()
        if any(each != f"{_takes(takes)} gives integer" for each in found):
            connection.exec_driver_sql(f"DROP FUNCTION {name}")
    for statement in (*_functions(), *(each for table in protected_tables() for each in _policies(table))):
        connection.exec_driver_sql(statement)


OUR_FUNCTIONS = "p.pronamespace = 'public'::regnamespace AND p.proname IN ({})".format(
    ", ".join(f"'{name}'" for name in FUNCTIONS)
)
_TAKES = """
    SELECT pg_get_function_identity_arguments(oid) || ' gives ' || pg_get_function_result(oid) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proname = %(name)s
"""


def lower_second_wall(connection: Connection) -> None:
    """Take the policies and what they ask away, to take the schema down. What others put there stays."""
    if connection.dialect.name != "postgresql":
        return
    _drop_policies(connection)
    listed = f"SELECT p.oid::regprocedure FROM pg_proc p WHERE {OUR_FUNCTIONS}"
    for (function,) in connection.exec_driver_sql(listed).all():
        connection.exec_driver_sql(f"DROP FUNCTION {function}")


def _drop_policies(connection: Connection) -> None:
    ours = {table.name for table in protected_tables()}
    listed = "SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public'"
    for policy, table in connection.exec_driver_sql(listed).all():
        if table in ours and policy in POLICIES:
            connection.exec_driver_sql(f"DROP POLICY {policy} ON {table}")


# The doorman lets these very words through, and no others that set anything of the wall's.
TELL = "SELECT " + ", ".join(
    f"set_config('marac.{name}', %({name})s, true)"
    for name in (
        "viewer_id", "viewer_agency_id", "viewer_today", "viewer_roles", "viewer_case_id", "viewer_now",
        "upkeep",
    )
)  # fmt: skip


def tell(connection: Connection, see: dict[str, Any], *, is_upkeep: bool) -> None:
    """Tell the wall who asks (the binds of the see-rule), until the end of this transaction."""
    told = {name: str(value) for name, value in see.items()}
    connection.exec_driver_sql(TELL, {**told, "upkeep": "on" if is_upkeep else "off"})
