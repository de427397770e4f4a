"""Triggers that make the ledger append-only and contiguous, on both engines."""

from sqlalchemy import Connection

_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS ledger_entry_no_update BEFORE UPDATE ON ledger_entry "
    "BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS ledger_entry_no_delete BEFORE DELETE ON ledger_entry "
    "BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS ledger_entry_contiguous BEFORE INSERT ON ledger_entry "
    "WHEN new.seq <> coalesce((SELECT max(seq) FROM ledger_entry), 0) + 1 "
    "BEGIN SELECT raise(ABORT, 'the ledger leaves no gap'); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$",
    "CREATE OR REPLACE FUNCTION ledger_contiguous() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF new.seq <> coalesce((SELECT max(seq) FROM ledger_entry), 0) + 1 THEN "
    "RAISE EXCEPTION 'the ledger leaves no gap'; END IF; RETURN new; END $$",
    "CREATE OR REPLACE TRIGGER ledger_entry_no_change BEFORE UPDATE OR DELETE ON ledger_entry "
    "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
    "CREATE OR REPLACE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
    "CREATE OR REPLACE TRIGGER ledger_entry_contiguous BEFORE INSERT ON ledger_entry "
    "FOR EACH ROW EXECUTE FUNCTION ledger_contiguous()",
)


def raise_walls(connection: Connection) -> None:
    """Put the triggers in place; a second call changes nothing."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)


def lower_walls(connection: Connection) -> None:
    """Take the triggers away, to take the schema down."""
    if connection.dialect.name == "sqlite":
        for name in ("no_update", "no_delete", "contiguous"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS ledger_entry_{name}")
        return
    for name in ("no_change", "no_truncate", "contiguous"):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS ledger_entry_{name} ON ledger_entry")
    connection.exec_driver_sql("DROP FUNCTION IF EXISTS ledger_refuse, ledger_contiguous")
