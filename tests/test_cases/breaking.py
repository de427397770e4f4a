"""Scenes of break-glass: a case that its reader cannot see, and the form that opens it."""

from typing import Any

from tests.factories import MadeCase, make_case
from tests.test_cases.scenes import SECRET
from tests.test_whole.holdings import raw_connection
from tests.world import MARAC, PASSWORD, World

FORM = f"/conferences/{MARAC}/break-glass"
NONE = "There is no case with this reference that you could open."
WORDS = "OPENING-WORDS-CANARY: she rang from the station."


def unseen_case(world: World, conference: str = MARAC, **more: Any) -> MadeCase:
    """An accepted case that no agency is invited to."""
    return make_case(world, conference, **{**SECRET, **more})


def ask(world: World, who: str, reference: str, *, browser: Any = None, at: str = FORM, **typed: Any) -> Any:
    """Post the form of break-glass."""
    fields = {"reference": reference, "cause": "somebody_may_be_in_danger_now", "words": WORDS, **typed}
    fields.setdefault("password", PASSWORD)
    return (browser or world.client(who)).send(at, **fields)


def opened(world: World, who: str, case: MadeCase, **typed: Any) -> Any:
    """Open a case and return the browser that did."""
    browser = world.client(who)
    assert ask(world, who, case.reference, browser=browser, **typed).status_code == 303
    return browser


def opening_id(world: World) -> int:
    """The number of the latest opening."""
    with world.store.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT id FROM break_glass ORDER BY opens_at DESC LIMIT 1")
        return int(found.scalar_one())


def review(world: World, who: str, **typed: Any) -> Any:
    """Post a review of the latest opening."""
    fields = {"outcome": "justified", "words": "The duty sergeant rang me.", **typed}
    return world.client(who).send(f"/openings/{opening_id(world)}/reviewed", **fields)


def entries(world: World, event: str) -> list[Any]:
    """The entries of one kind on the ledger."""
    return [each for each in world.ledger() if each.event == event]


def beside(world: World, statement: str) -> None:
    """Change a protected table as an operation would have left it, past the doorman."""
    with raw_connection(world.url) as connection:
        connection.exec_driver_sql(statement)
        connection.commit()
