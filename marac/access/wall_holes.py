"""What keeps the second wall from holding: of the role that serves, its rights and the roles that it can become; of
the wall itself, whether all of it stands. Looked up at each start and after each upgrade.

A role is judged by every role that it is in, directly or through others, whether it inherits their rights or would
have to `SET ROLE` first. Both the role that a connection has now and the one that it signed in as are judged: from
the one there is a way back to the other (`RESET ROLE`).

That a database lets anybody make temporary tables is no hole, though an upgrade takes the right away: the policies
name each table with its schema, so nothing of that kind stands before it.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, text

from marac.access.database_roles import rights
from marac.access.second_wall import FUNCTIONS, OUR_FUNCTIONS, POLICIES, protected_tables

_BECOMES = """
    WITH mine AS (SELECT o.* FROM pg_roles o WHERE pg_has_role(CAST(:role AS name), o.oid, 'MEMBER'))
"""
_STANDING = text(f"""
    {_BECOMES}
    SELECT bool_or(m.rolsuper OR m.rolbypassrls),
        bool_or(EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
                AND c.relkind = 'r' AND c.relowner = m.oid)
            OR EXISTS (SELECT 1 FROM pg_proc p WHERE {OUR_FUNCTIONS} AND p.proowner = m.oid)),
        bool_or(has_schema_privilege(m.oid, 'public', 'CREATE')
            OR has_database_privilege(m.oid, current_database(), 'CREATE')),
        bool_or(m.rolcreaterole),
        bool_or(m.rolreplication),
        bool_or(m.rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program',
            'pg_read_all_data', 'pg_write_all_data'))
    FROM mine m
""")
_HOLES = (
    "passes every policy",
    "owns the tables or functions that it should only use",
    "may create in the database",
    "may make roles, and give itself theirs",
    "may copy the whole database as it is stored",
    "may read or write past the rights of single tables, or the server's files",
)
# A right to single columns is one as well; emptying a table at one stroke passes every policy.
_TOO_MUCH = text(f"""
    {_BECOMES}, asked AS (SELECT * FROM unnest(CAST(:tables AS text[]), CAST(:wanted AS text[])) t(name, wanted))
    SELECT DISTINCT a.name FROM asked a, mine m, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
        'TRIGGER']) r WHERE NOT r = ANY (string_to_array(a.wanted, ' '))
    AND (has_table_privilege(m.oid, 'public.' || a.name, r)
        OR r IN ('INSERT', 'UPDATE') AND has_any_column_privilege(m.oid, 'public.' || a.name, r))
""")
_TOO_LITTLE = text("""
    SELECT count(*) FROM unnest(CAST(:tables AS text[]), CAST(:wanted AS text[])) t(name, wanted),
        string_to_table(wanted, ' ') r
    WHERE NOT has_table_privilege(CAST(:role AS name), 'public.' || name, r)
""")
_ASKED = text(f"""
    SELECT count(*) FROM pg_proc p WHERE {OUR_FUNCTIONS} AND p.prosecdef
    AND p.proowner = (SELECT relowner FROM pg_class WHERE oid = to_regclass('public.sealed_text'))
    AND has_function_privilege(CAST(:role AS name), p.oid, 'EXECUTE')
""")
_WALLED = """
    SELECT c.relname, array_agg(p.polname::text) FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relrowsecurity AND c.relforcerowsecurity GROUP BY 1
"""
_LEDGER = frozenset({"ledger_entry", "ledger_checkpoint", "ledger_detail"})


def holes_in_wall(engine: Engine) -> list[str]:
    """What keeps the second wall from holding for whoever the application connects as, in sentences."""
    if engine.dialect.name != "postgresql":
        return []
    with engine.connect() as connection:
        now, at_first = connection.exec_driver_sql("SELECT current_user, session_user").one()
        found = [hole for role in (now, at_first) for hole in holes_of(connection, role)]
    return list(dict.fromkeys(found))


def holes_of(connection: Connection, role: str) -> list[str]:
    """The same for a role of this database."""
    holes = [f"The database role {role} {words}." for words in _words(connection, role)]
    if not _stands(connection):
        holes.append("Not every table has its policies, and no others: run `marac upgrade`.")
    return holes


def _words(connection: Connection, role: str) -> Iterator[str]:
    found = connection.execute(_STANDING, {"role": role}).one()
    yield from (words for words, is_so in zip(_HOLES, found, strict=True) if is_so)
    there = rights()
    asked = {"role": role, "tables": list(there), "wanted": [" ".join(each) for each in there.values()]}
    if found[0]:
        return  # may do everything anyhow
    beyond = set(connection.execute(_TOO_MUCH, asked).scalars())
    if beyond & _LEDGER:
        yield "may change the ledger's past"
    if beyond - _LEDGER:
        yield "may do more to tables than it should"
    if connection.execute(_TOO_LITTLE, asked).scalar_one():
        yield "may not use every table"
    if connection.execute(_ASKED, {"role": role}).scalar_one() != len(FUNCTIONS):
        yield "may not ask what the policies ask"


def _stands(connection: Connection) -> bool:
    """Whether each table has the policies that it should have. One more would let more through."""
    found = {table: set(names) for table, names in connection.exec_driver_sql(_WALLED).all()}
    return all(found.get(table.name) == set(POLICIES) for table in protected_tables())
