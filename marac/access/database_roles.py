"""The two roles of a PostgreSQL database: the application, which owns nothing, and the owner, who keeps the house.

What the application may do beside its policies (`second_wall`), and whether a role is really the one that it should be.
"""

from sqlalchemy import Connection, Engine
from sqlmodel import SQLModel

from marac.access.second_wall import FUNCTIONS, protected_tables

_ONLY_ADDED = {
    "ledger_entry": "SELECT, INSERT",
    "ledger_checkpoint": "SELECT, INSERT",
    "ledger_detail": "SELECT, INSERT, DELETE",
    "alembic_version": "SELECT",
}
# From these alone the application removes rows: drafts that are discarded, and what is derived anew.
_EMPTIED = frozenset(
    {
        "agenda_item", "attendance", "case_file", "contribution", "invitation", "named_viewer", "party",
        "person_decision", "referral", "research_return", "seat", "sealed_text", "sign_in_failure", "stand_in",
        "meeting_deputy", "deputy_bar",
    }
)  # fmt: skip


def let_in(connection: Connection, role: str) -> None:
    """Grant a role what the application needs, and nothing that changes the schema or the ledger's past.

    Not on SQLite, which knows no roles.
    """
    if connection.dialect.name != "postgresql":
        return
    quoted = connection.dialect.identifier_preparer.quote
    who, database = quoted(role), quoted(str(connection.engine.url.database))
    run = connection.exec_driver_sql
    run("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    run(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC")
    run(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {who}")
    run(f"GRANT USAGE ON SCHEMA public TO {who}")
    for table in (*SQLModel.metadata.tables, "alembic_version"):
        rights = _ONLY_ADDED.get(table) or "SELECT, INSERT, UPDATE" + ", DELETE" * (table in _EMPTIED)
        run(f"GRANT {rights} ON {quoted(table)} TO {who}")
    for name in FUNCTIONS:
        run(f"GRANT EXECUTE ON FUNCTION {name} TO {who}")


class NotKeeper(ValueError):
    """A command that keeps the house was run as somebody who would see nothing of it."""


# Of a database that is being built there is nothing yet to keep.
_KEEPS = """
    SELECT to_regclass('public.sealed_text') IS NULL OR EXISTS (
        SELECT 1 FROM pg_class c, pg_roles r
        WHERE c.oid = to_regclass('public.sealed_text') AND r.rolname = current_user
        AND (r.rolsuper OR r.rolbypassrls OR pg_has_role(current_user, c.relowner, 'USAGE')))
"""


def keeping(connection: Connection) -> None:
    """Say that this transaction keeps the house. Raises NotKeeper for whoever does not own it: they would see
    nothing, and take that for an answer."""
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql("SELECT set_config('marac.keeping', 'on', true)")
    if not connection.exec_driver_sql(_KEEPS).scalar_one():
        raise NotKeeper("Set MARAC_OWNER_URL: this is for the owner of the tables alone.")


_STANDING = """
    SELECT current_user, r.rolsuper OR r.rolbypassrls,
        EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
            AND pg_has_role(current_user, c.relowner, 'MEMBER')),
        has_schema_privilege('public', 'CREATE') OR has_database_privilege(current_database(), 'CREATE'),
        EXISTS (SELECT 1 FROM unnest(ARRAY['ledger_entry', 'ledger_checkpoint']) t
            WHERE has_table_privilege('public.' || t, 'UPDATE, DELETE, TRUNCATE, TRIGGER')),
        (SELECT count(*) FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
            AND c.relrowsecurity AND c.relforcerowsecurity)
    FROM pg_roles r WHERE r.rolname = current_user
"""


def holes_in_wall(engine: Engine) -> list[str]:
    """What keeps the second wall from holding for the role that the application connects as, in sentences."""
    if engine.dialect.name != "postgresql":
        return []
    with engine.connect() as connection:
        return holes_of(connection)


_HOLES = (
    "passes every policy",
    "owns the tables that it should only use",
    "may create in the database",
    "may change the ledger's past",
)


def holes_of(connection: Connection) -> list[str]:
    """The same for the role that a connection has at this moment."""
    role, *found, walled = connection.exec_driver_sql(_STANDING).one()
    holes = [
        f"The database role {role} {words}." for words, is_so in zip(_HOLES, found, strict=True) if is_so
    ]
    if walled < len(protected_tables()):
        holes.append("Not every table has its policies: run `marac upgrade`.")
    return holes
