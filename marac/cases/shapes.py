"""A case as plain values for its page."""

from dataclasses import dataclass, field
from datetime import date, datetime

from marac.actions.lines import ActionLine
from marac.cases.wording import STATUS_TAGS, STATUS_WORDS, Row
from marac.conferences import Kind
from marac.contributions.queries import CaseContributions
from marac.people.queries import LinkedCase, PartyLine


@dataclass(frozen=True)
class Heading:
    """What stands at the top of every page about a case."""

    id: int
    conference_id: int
    slug: str
    reference: str
    status: str
    version: int
    is_sealed: bool
    kind: Kind

    @property
    def status_words(self) -> str:
        """The status as pages say it."""
        return STATUS_WORDS.get(self.status, self.status)

    @property
    def status_tag(self) -> str:
        """The kind of tag that the status is shown with."""
        return STATUS_TAGS.get(self.status, "plain")


@dataclass(frozen=True)
class Referred:
    """How the case came, and whether it is a repeat, in a sentence with its dates."""

    agency: str = ""
    on: date | None = None
    criteria: tuple[str, ...] = ()
    is_repeat: bool = False
    sentence: str = ""
    rows: tuple[Row, ...] = ()
    contact: tuple[Row, ...] = ()


@dataclass(frozen=True)
class ListedAt:
    """A meeting at which the case was listed: what was decided, and whom the list invited."""

    item_id: int
    meeting_id: int
    meeting: str
    starts_at: datetime
    status: str
    decision: str
    texts: tuple[Row, ...] = ()
    invited: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlannedRisk:
    """A risk with the actions that answer it, or why none does. Without text: actions that answer no risk."""

    text: str
    reason: str = ""
    actions: tuple[ActionLine, ...] = ()


@dataclass(frozen=True)
class Linked:
    """A linked case with the sentence that says how, and its listings in words."""

    case: LinkedCase
    sentence: str
    listings: tuple[str, ...] = ()


@dataclass(frozen=True)
class CasePage:
    """Everything that the page of a case shows. `may` are the ways on that this viewer has.

    `opened_until` is set while they see it by break-glass: they read this page, and nothing leads on from it.
    """

    heading: Heading
    referred: Referred
    parties: tuple[PartyLine, ...]
    contacts: dict[int, tuple[Row, ...]]
    traits: tuple[Row, ...]
    listings: tuple[ListedAt, ...]
    said: CaseContributions
    plan: tuple[PlannedRisk, ...]
    linked: tuple[Linked, ...]
    may: frozenset[str] = field(default_factory=frozenset)
    opened_until: datetime | None = None
