"""The two roles of a PostgreSQL database: the application, which owns nothing, and the owner, who keeps the house.

What the application may do beside its policies (`second_wall`); whether that is so is looked up in `wall_holes`.
"""

from sqlalchemy import Connection
from sqlmodel import SQLModel

from marac.access.second_wall import FUNCTIONS, OUR_FUNCTIONS

_ONLY_ADDED = {
    "ledger_entry": ("SELECT", "INSERT"),
    "ledger_checkpoint": ("SELECT", "INSERT"),
    "ledger_detail": ("SELECT", "INSERT", "DELETE"),
    "alembic_version": ("SELECT",),
}
# From these alone the application removes rows: drafts that are discarded, and what is derived anew.
_EMPTIED = frozenset(
    {
        "agenda_item", "attendance", "case_file", "contribution", "invitation", "named_viewer", "party",
        "person_decision", "referral", "research_return", "seat", "sealed_text", "sign_in_failure", "stand_in",
        "meeting_deputy", "deputy_bar",
    }
)  # fmt: skip


def rights() -> dict[str, tuple[str, ...]]:
    """What the application may do to the rows of each table."""
    usual = ("SELECT", "INSERT", "UPDATE")
    return {
        table: _ONLY_ADDED.get(table) or usual + ("DELETE",) * (table in _EMPTIED)
        for table in (*SQLModel.metadata.tables, "alembic_version")
    }


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
    for table, granted in rights().items():
        run(f"GRANT {', '.join(granted)} ON {quoted(table)} TO {who}")
    for name in FUNCTIONS:
        run(f"GRANT EXECUTE ON FUNCTION {name} TO {who}")


def let_out(connection: Connection, role: str) -> None:
    """Take from a role what `let_in` gave it: another one serves in its place."""
    who = connection.dialect.identifier_preparer.quote(role)
    run = connection.exec_driver_sql
    run(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {who}")
    run(f"REVOKE ALL ON SCHEMA public FROM {who}")
    for name in FUNCTIONS:
        run(f"REVOKE ALL ON FUNCTION {name} FROM {who}")


# Whoever may ask what the policies ask was let in: nobody else has a use for it.
_LET_IN = f"""
    SELECT DISTINCT r.rolname FROM pg_proc p, aclexplode(p.proacl) a JOIN pg_roles r ON r.oid = a.grantee
    WHERE {OUR_FUNCTIONS} AND a.grantee <> p.proowner ORDER BY 1
"""


def roles_let_in(connection: Connection) -> list[str]:
    """The roles that were let in before."""
    if connection.dialect.name != "postgresql":
        return []
    return list(connection.exec_driver_sql(_LET_IN).scalars())


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


_OWNER = """
    SELECT pg_get_userbyid(relowner) FROM pg_class
    WHERE oid = to_regclass('public.sealed_text') AND relowner <> current_user::regrole
"""
_STRAYED = f"""
    SELECT p.oid::regprocedure FROM pg_proc p, pg_class c
    WHERE {OUR_FUNCTIONS} AND c.oid = to_regclass('public.sealed_text') AND p.proowner <> c.relowner
"""


def as_owner(connection: Connection) -> None:
    """Go on, until the transaction ends, as the role that owns the tables: whatever a database administrator
    makes in its place (a table, a function, a policy for whoever owns) would be theirs, and the owner kept out.
    """
    if connection.dialect.name != "postgresql":
        return
    quoted = connection.dialect.identifier_preparer.quote
    owner = connection.exec_driver_sql(_OWNER).scalar_one_or_none()
    if owner is not None:
        for (function,) in connection.exec_driver_sql(_STRAYED).all():
            connection.exec_driver_sql(f"ALTER FUNCTION {function} OWNER TO {quoted(owner)}")
        connection.exec_driver_sql(f"SET LOCAL ROLE {quoted(owner)}")
    elif connection.exec_driver_sql(_STRAYED).first() is not None:
        raise NotKeeper(
            "The functions of the second wall belong to another role than the tables. Run this once with "
            "MARAC_OWNER_URL of a database administrator: it gives them back."
        )
