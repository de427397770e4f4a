"""A few pages that only tests have, good ones and bad ones, and ways to break a database for real."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Response, after_this_request, redirect, request, send_file
from sqlalchemy import NullPool, create_engine

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.loading import claim, get
from marac.access.policy import allows
from marac.access.seal import open_texts
from marac.audit import events, ledger
from marac.errors import Mistake, NotFound
from marac.records import Case, Text
from tests.databases import IS_POSTGRESQL, rogue
from tests.test_access.ground import Ground
from tests.world import World

BARE = b"Not available just now"


def read(case_id: int) -> str:
    """Open the texts of a case as a page would."""
    shown = desk().record(events.CaseShown(case_id=case_id, page="case"))
    return " ".join(open_texts(desk(), shown, Text.CONTRIBUTION_TEXT).values())


def change(case_id: int) -> Case:
    """Change a case as an operation would, from the version that was posted."""
    case = claim(desk(), Case, case_id, int(request.form.get("version", "1")))
    case.status = request.form.get("status", "closed")
    desk().record(events.CaseChanged(case_id=case_id, record_id=case_id, fields=("status",)))
    return case


def show(case_id: int) -> str:
    return read(case_id)


def silent(case_id: int) -> str:
    return get(desk(), Case, case_id).reference


def stream(case_id: int) -> Response:
    words = read(case_id).split()
    return Response(word for word in words)


def file(case_id: int) -> Response:
    return send_file(io.BytesIO(read(case_id).encode()), mimetype="text/plain")


def boom(case_id: int) -> str:
    raise RuntimeError(read(case_id))


def handled(case_id: int) -> str:
    raise LookupError(read(case_id))


def late(case_id: int) -> str:
    @after_this_request
    def fill(response: Response) -> Response:
        response.set_data(read(case_id))
        return response

    return "early"


def late_silent(case_id: int) -> str:
    @after_this_request
    def fill(response: Response) -> Response:
        response.set_data(get(desk(), Case, case_id).reference)
        return response

    return "early"


def moved(case_id: int) -> Any:
    return redirect("/?x=" + get(desk(), Case, case_id).reference)


def moved_with_page(case_id: int) -> Any:
    return get(desk(), Case, case_id).reference, 302, {"Location": "/"}


def own_missing(case_id: int) -> Any:
    return read(case_id), 404


def own_failure(case_id: int) -> Any:
    return read(case_id), 500


def late_missing(case_id: int) -> Any:
    @after_this_request
    def fill(response: Response) -> Response:
        response.set_data(read(case_id))
        return response

    raise NotFound


def writes_on_get(case_id: int) -> str:
    read(case_id)
    get(desk(), Case, case_id).status = "closed"
    return "changed"


def flushes_on_get(case_id: int) -> str:
    writes_on_get(case_id)
    desk().flush()
    return "changed"


def alter(case_id: int) -> Any:
    change(case_id)
    return redirect("/account", code=303)


def alter_afresh(case_id: int) -> Any:
    case = get(desk(), Case, case_id)
    claim(desk(), Case, case_id, case.version)
    desk().record(events.CaseChanged(case_id=case_id, record_id=case_id, fields=("status",)))
    return redirect("/account", code=303)


def alter_silently(case_id: int) -> Any:
    claim(desk(), Case, case_id, int(request.form.get("version", "1")))
    return redirect("/account", code=303)


def alter_unsaid(case_id: int) -> Any:
    """A change whose page accounts for what it shows alone."""
    get(desk(), Case, case_id).status = "closed"
    return read(case_id)


def alter_and_undo(case_id: int) -> Any:
    change(case_id)
    ledger.undo(desk())
    return redirect("/account", code=303)


def alter_and_show(case_id: int) -> Any:
    change(case_id)
    return read(case_id)


def alter_and_fail(case_id: int) -> Any:
    change(case_id)
    raise RuntimeError(read(case_id))


def alter_and_show_again(case_id: int) -> Any:
    change(case_id)
    return read(case_id), 422


def alter_under_its_own_receipt(case_id: int) -> Any:
    case = change(case_id)
    texts = open_texts(desk(), desk().pending[-1], Text.CONTRIBUTION_TEXT)
    return f"{case.reference} {' '.join(texts.values())}", 422


def show_again_silently(case_id: int) -> Any:
    change(case_id)
    return get(desk(), Case, case_id).reference, 422


def mistaken(case_id: int) -> Any:
    change(case_id)
    raise Mistake("status", read(case_id))


GET = (
    show,
    silent,
    stream,
    file,
    boom,
    handled,
    late,
    late_silent,
    moved,
    moved_with_page,
    own_missing,
    own_failure,
    late_missing,
    writes_on_get,
    flushes_on_get,
)
POST = (
    alter,
    alter_afresh,
    alter_silently,
    alter_unsaid,
    alter_and_undo,
    alter_and_show,
    alter_and_fail,
    alter_and_show_again,
    alter_under_its_own_receipt,
    show_again_silently,
    mistaken,
)


def set_stage(world: World) -> None:
    """Add the pages to an application that has not yet been asked anything."""
    world.own_app()
    for views, method in ((GET, "GET"), (POST, "POST")):
        for view in views:
            rule = f"/stage/{view.__name__}/<int:case_id>"
            world.app.add_url_rule(
                rule, f"stage.{view.__name__}", allows(Act.CASE_VIEW)(view), methods=[method]
            )
    world.app.register_error_handler(LookupError, lambda error: (f"leaked {error}", 200))


@dataclass
class Stage:
    """The pages, with the ground they are about."""

    ground: Ground

    @property
    def world(self) -> World:
        return self.ground.world

    def count(self) -> int:
        return len(self.world.ledger())

    def since(self, count: int) -> list[str]:
        """The events that were added to the ledger after the first `count`."""
        return [event for event, _, _ in self.world.ledger()[count:]]

    def status_of(self, case_id: int) -> str:
        with self.ground.session("carol") as session:
            return get(session, Case, case_id).status


# --- breaking a database for real


def break_with(world: World, *statements: str) -> None:
    """Run statements on the database, past every guard."""
    engine = create_engine(rogue(world.url), poolclass=NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def break_append(world: World) -> None:
    """Every insert into the ledger fails."""
    if IS_POSTGRESQL:
        break_with(
            world,
            "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'disk full'; END $$",
            "CREATE TRIGGER broken BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION broken()",
        )
    else:
        break_with(
            world,
            "CREATE TRIGGER broken BEFORE INSERT ON ledger_entry BEGIN SELECT raise(ABORT, 'disk full'); END",
        )


def break_commit(world: World) -> None:
    """The insert passes; the commit does not."""
    if IS_POSTGRESQL:
        break_with(
            world,
            "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'disk full'; END $$",
            "CREATE CONSTRAINT TRIGGER broken AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION broken()",
        )
    else:
        break_with(
            world,
            "CREATE TABLE broken (id INTEGER REFERENCES agency(id) DEFERRABLE INITIALLY DEFERRED)",
            "CREATE TRIGGER broken AFTER INSERT ON ledger_entry BEGIN INSERT INTO broken VALUES (-1); END",
        )


def break_table(world: World) -> None:
    """The ledger is not there."""
    break_with(world, "ALTER TABLE ledger_entry RENAME TO mislaid")


@contextmanager
def held(world: World, lock: int) -> Iterator[None]:
    """Somebody else holds what a writer must wait for: SQLite's write lock, or the chain's lock."""
    engine = create_engine(rogue(world.url), poolclass=NullPool)
    with engine.connect() as connection:
        if IS_POSTGRESQL:
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({lock})")
        else:
            connection.connection.driver_connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.rollback()
            connection.invalidate()
