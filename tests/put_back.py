"""PostgreSQL databases that tests use again: their rows are put back as a template has them.

To copy a whole database takes a third of a second, to put back what a test wrote a small part of that. Where more
than rows was changed (a trigger dropped, a right granted, a table emptied at one stroke) nothing is put back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString, cast

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

# Whatever is made, altered or granted anew has another number, or another writer in `xmin`; a copy has the same.
_FRAME = """
    SELECT md5(string_agg(piece, ',' ORDER BY piece)) FROM (
        SELECT concat('relation ', oid, ' ', xmin) AS piece FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat('column ', attrelid, ' ', attnum, ' ', a.xmin) FROM pg_attribute a
            JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat('trigger ', oid, ' ', xmin) FROM pg_trigger
        UNION ALL SELECT concat('policy ', oid, ' ', xmin) FROM pg_policy
        UNION ALL SELECT concat('default ', oid, ' ', xmin) FROM pg_attrdef
        UNION ALL SELECT concat('constraint ', oid, ' ', xmin) FROM pg_constraint
        UNION ALL SELECT concat('function ', oid, ' ', xmin) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT concat('schema ', oid, ' ', xmin) FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
        UNION ALL SELECT concat('setting ', setrole, ' ', setconfig) FROM pg_db_role_setting s
            JOIN pg_database d ON d.oid = setdatabase WHERE datname = current_database()
    ) pieces
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_ROWS = "SELECT '{0}', concat(count(*), ' ', sum(hashtextextended(t::text, 0)::numeric)) FROM {0} t"


@contextmanager
def _cursor(url: str) -> Iterator[Any]:
    """A cursor of somebody whom no wall keeps out; what it did is committed at the end."""
    engine = create_engine(url, poolclass=NullPool)
    connection = engine.raw_connection()
    try:
        with connection.cursor() as cursor:
            yield cursor
        connection.commit()
    finally:
        connection.close()


def _sql(text: str) -> LiteralString:
    return cast(LiteralString, text)


@dataclass(frozen=True)
class Kept:
    """What a template holds: a mark of its frame, and of each table a mark of its rows and the rows themselves."""

    frame: str
    marks: dict[str, str]
    rows: dict[str, bytes]

    def put_back(self, url: str) -> bool:
        """Make a database hold these rows again; False, and nothing changes, where more than rows was changed."""
        with _cursor(url) as cursor:
            cursor.execute("SET lock_timeout = '3s'")
            if _frame(cursor) != self.frame:
                return False
            now = _marks(cursor, self.marks)
            changed = [table for table, mark in self.marks.items() if now[table] != mark]
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in changed:
                cursor.execute(_sql(f"DELETE FROM {table}"))
                with cursor.copy(_sql(f"COPY {table} FROM STDIN")) as copy:
                    copy.write(self.rows[table])
        return True


def keep(url: str) -> Kept:
    """Read all that a database holds."""
    with _cursor(url) as cursor:
        tables = [row[0] for row in cursor.execute(_TABLES).fetchall()]
        rows = {}
        for table in tables:
            with cursor.copy(_sql(f"COPY {table} TO STDOUT")) as copy:
                rows[table] = b"".join(bytes(part) for part in copy)
        return Kept(_frame(cursor), _marks(cursor, tables), rows)


def _frame(cursor: Any) -> str:
    return str(cursor.execute(_FRAME).fetchone()[0])


def _marks(cursor: Any, tables: Any) -> dict[str, str]:
    return dict(cursor.execute(_sql(" UNION ALL ".join(_ROWS.format(table) for table in tables))).fetchall())
