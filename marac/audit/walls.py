"""Triggers that make the ledger and its checkpoints append-only, on both engines; details can only be erased."""

from sqlalchemy import Connection

_REFUSED = "the ledger is append-only"
# What each table refuses: a name, the moment, and when. SQLite fires no trigger for the row that an
# INSERT OR REPLACE removes, so an insert must also bring a number that is new.
_ROWS = (
    ("ledger_entry", "no_update", "UPDATE", "", _REFUSED),
    ("ledger_entry", "no_delete", "DELETE", "", _REFUSED),
    (
        "ledger_entry",
        "contiguous",
        "INSERT",
        "new.seq <> coalesce((SELECT max(seq) FROM ledger_entry), 0) + 1",
        "the ledger leaves no gap",
    ),
    ("ledger_checkpoint", "no_update", "UPDATE", "", _REFUSED),
    ("ledger_checkpoint", "no_delete", "DELETE", "", _REFUSED),
    (
        "ledger_checkpoint",
        "growing",
        "INSERT",
        "new.size <= coalesce((SELECT max(size) FROM ledger_checkpoint), 0)",
        "checkpoints only grow",
    ),
    ("ledger_detail", "no_update", "UPDATE", "", _REFUSED),
    (
        "ledger_detail",
        "new",
        "INSERT",
        "EXISTS (SELECT 1 FROM ledger_detail WHERE seq = new.seq)",
        _REFUSED,
    ),
)
_TABLES = ("ledger_entry", "ledger_checkpoint", "ledger_detail")


def _sqlite(table: str, name: str, moment: str, when: str, message: str) -> str:
    condition = f"WHEN {when} " if when else ""
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_{name} BEFORE {moment} ON {table} {condition}"
        f"BEGIN SELECT raise(ABORT, '{message}'); END"
    )


def _postgresql(table: str, name: str, moment: str, when: str, message: str) -> tuple[str, str]:
    """A function and its trigger: PostgreSQL lets no subquery into a trigger's own condition."""
    refuse = f"RAISE EXCEPTION '{message}';"
    body = f"IF {when} THEN {refuse} END IF; RETURN new;" if when else refuse
    return (
        f"CREATE OR REPLACE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} END $$",
        f"CREATE OR REPLACE TRIGGER {table}_{name} BEFORE {moment} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_{name}()",
    )


def raise_walls(connection: Connection) -> None:
    """Put the triggers in place; a second call changes nothing."""
    if connection.dialect.name == "sqlite":
        for row in _ROWS:
            connection.exec_driver_sql(_sqlite(*row))
        return
    for row in _ROWS:
        for statement in _postgresql(*row):
            connection.exec_driver_sql(statement)
    for table in _TABLES:
        connection.exec_driver_sql(
            f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_no_update()"
        )


def lower_walls(connection: Connection) -> None:
    """Take the triggers away, to take the schema down."""
    if connection.dialect.name == "sqlite":
        for table, name, *_ in _ROWS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_{name}")
        return
    for table in _TABLES:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
    for table, name, *_ in _ROWS:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}")
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {table}_{name}")
