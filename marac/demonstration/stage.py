"""The stage of the demonstration: who acts, when, and what has been made so far.

Everything is done by the same operations as in the application, by the account that would do it, at the
moment at which it would have happened; so the ledger of the demonstration is a true ledger.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from marac import clock
from marac.access.acts import Act
from marac.access.viewer import Viewer
from marac.accounts.loading import viewer_of
from marac.audit.checkpoints import Checkpoints
from marac.audit.commit import working
from marac.audit.ledger import take_notice
from marac.conferences import get_kind
from marac.conferences.working_days import is_working_day
from marac.config import Settings
from marac.db import Database, Session

Deed = Callable[[], object]


@dataclass
class Stage:
    """What the play has to hand."""

    store: Database
    settings: Settings
    begins: datetime
    checkpoints: Checkpoints | None = None
    agencies: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    conferences: dict[str, int] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    deeds: list[tuple[datetime, int, Deed]] = field(default_factory=list)

    def on(self, days: float, hour: int = 10, minute: int = 0) -> datetime:
        """The moment `days` from the day of the start, at an hour of London's clock."""
        day = (clock.to_london(self.begins) + timedelta(days=days)).replace(
            hour=hour, minute=minute, second=0, microsecond=0
        )
        return day.astimezone(self.begins.tzinfo)

    def working(self, days: int) -> int:
        """As many days, or the few more away from the start that it takes to come to a working day."""
        further = -1 if days < 0 else 1
        while not is_working_day(get_kind("marac"), clock.london_day(self.on(days))):
            days += further
        return days

    def plan(self, moment: datetime, deed: Deed) -> None:
        """Have a deed done at a moment; deeds of the future are left out."""
        self.deeds.append((moment, len(self.deeds), deed))

    def play(self) -> None:
        """Do every planned deed in the order of time; a deed may plan further ones."""
        while self.deeds:
            self.deeds.sort(key=lambda planned: planned[:2])
            moment, _number, deed = self.deeds.pop(0)
            if moment < self.begins:
                with clock.at(moment):
                    deed()

    def viewer(self, name: str) -> Viewer:
        """The account as it stands at this moment."""
        with self.store.engine.connect() as connection:
            found = viewer_of(connection, self.people[name])
        if found is None:
            raise RuntimeError(f"{name} has no account in the demonstration")
        return found

    @contextmanager
    def acting(self, name: str, act: Act) -> Iterator[Session]:
        """A change made by somebody of the demonstration; at a milestone the ledger is signed, as in life."""
        with working(self.store, self.viewer(name), act) as session:
            yield session
        notice = take_notice()
        if self.checkpoints is not None and notice is not None and notice.is_milestone:
            self.checkpoints.make()

    def agency_of(self, name: str) -> int:
        """The agency that somebody works for."""
        return self.agencies[self.homes[name]]


def working_day_before(moment: datetime, days: int) -> date:
    """The day so many days before a moment, or the last working day before that."""
    day = clock.london_day(moment) - timedelta(days=days)
    while not is_working_day(get_kind("marac"), day):
        day -= timedelta(days=1)
    return day


def story(name: str) -> dict[str, Any]:
    """What is told in one of the story files."""
    import tomllib
    from importlib.resources import files

    told: dict[str, Any] = tomllib.loads(files("marac.demonstration").joinpath(name).read_text("utf-8"))
    return told
