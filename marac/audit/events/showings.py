"""What was shown, to whom it was refused, and who read or checked the ledger."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from marac.audit.events.event import Event


@dataclass(frozen=True, kw_only=True)
class CaseShown(Event):
    """A page about one case was shown; the entry lists the sections and whose they were."""

    showing: ClassVar[bool] = True
    page: str
    meeting_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListShown(Event):
    """A list was shown; the entry names every case in it."""

    showing: ClassVar[bool] = True
    page: str
    meeting_id: int | None = None
    rows: int | None = None


@dataclass(frozen=True, kw_only=True)
class ContactRevealed(Event):
    """A safe address or contact was revealed. A draft is an agency's own, which it has not shared yet."""

    showing: ClassVar[bool] = True
    party_id: int | None = None
    contribution_id: int | None = None
    is_draft: bool | None = None


@dataclass(frozen=True, kw_only=True)
class FileShown(Event):
    """The file of a referral, as it was received, was downloaded."""

    showing: ClassVar[bool] = True
    referral_id: int


@dataclass(frozen=True, kw_only=True)
class DocumentMade(Event):
    """A Word copy was made for one recipient; `copy` is its number. An answer about the ledger is of no meeting."""

    showing: ClassVar[bool] = True
    document: str
    copy: str
    meeting_id: int | None = None
    recipient_agency_id: int
    recipient_id: int
    withheld: int = 0


@dataclass(frozen=True, kw_only=True)
class SearchMade(Event):
    """Somebody searched; the terms are kept as a keyed hash, the answers as case ids."""

    showing: ClassVar[bool] = True
    terms_hash: str
    found: int


@dataclass(frozen=True, kw_only=True)
class AccessExplained(Event):
    """The operator asked whether somebody can see a case, and why."""

    showing: ClassVar[bool] = True
    user_id: int
    sees: bool


@dataclass(frozen=True, kw_only=True)
class TextAltered(Event):
    """A sealed text would not open: it, or the row around it, was changed outside the application."""

    showing: ClassVar[bool] = True
    record_id: int
    section: str


class Question(StrEnum):
    """What can be asked of the record of who has seen what."""

    CASE = "case"
    OWN = "own"
    PERSON = "person"
    PEOPLE = "people"
    MYSELF = "myself"
    CONFERENCE = "conference"
    WEEK = "week"
    LAST_CHECK = "last-check"
    SELF_TEST = "selftest"


@dataclass(frozen=True, kw_only=True)
class LedgerRead(Event):
    """The record of who has seen what was itself read: what was asked, and how the answer was narrowed.

    The days are London days, the last one included; `user_id` is the person asked about.
    """

    showing: ClassVar[bool] = True
    page: Question
    rows: int = 0
    user_id: int | None = None
    of_agency_id: int | None = None
    section: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class RevealAcknowledged(Event):
    """Somebody who was told that a safe address or contact had been revealed said that they had seen it.

    `entry` is the number of the reveal's own entry.
    """

    entry: int


@dataclass(frozen=True, kw_only=True)
class LedgerChecked(Event):
    """The whole chain was walked: how many entries were found right, and whether that is all of them.

    `is_witnessed`: it was compared with signed checkpoints, and all that there should be were at hand.
    """

    entries: int
    is_whole: bool
    is_witnessed: bool


@dataclass(frozen=True, kw_only=True)
class LedgerExported(Event):
    """The whole ledger, up to and with this entry, was written to a file."""

    showing: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class CheckpointMade(Event):
    """The ledger up to so many entries was signed with a key that the database does not hold."""

    entries: int


@dataclass(frozen=True, kw_only=True)
class ClockWentBack(Event):
    """The server's clock stood so many seconds before the time of the last entry, whose number is `entry`."""

    entry: int
    seconds: int


@dataclass(frozen=True, kw_only=True)
class DetailErased(Event):
    """The personal detail of an earlier entry was erased with its salt; what was hashed of it stays."""

    entry: int
    basis: str


@dataclass(frozen=True, kw_only=True)
class AccessRefused(Event):
    """A page or an act was refused. `asked` is the endpoint; the object's number is kept if one was named."""

    asked: str
    reason: str
    object_id: int | None = None
