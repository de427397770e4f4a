"""What the ledger can say: a closed set of typed events.

Fields hold identifiers, codes, counts and dates, never names or narrative: a text that is not a short code is
an error. `showing` events are kept even when the request's changes are undone, for what was shown was shown.
"""

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, get_origin

_CODE = re.compile(r"[A-Za-z0-9_.:,+/-]{0,120}\Z")
_PERSONAL = "detail"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Common to all: the case or the conference it concerns, if any."""

    showing: ClassVar[bool] = False
    case_id: int | None = None
    conference_id: int | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name != _PERSONAL:
                self._check(field.name, value, field.type)

    def _check(self, name: str, value: Any, wanted: Any) -> None:
        texts = value if isinstance(value, tuple) else (value,)
        if any(isinstance(text, str) and not _CODE.match(text) for text in texts):
            raise ValueError(f"{type(self).__name__}.{name} must be a code, not text")
        if not isinstance(value, get_origin(wanted) if get_origin(wanted) is tuple else wanted):
            raise TypeError(f"{type(self).__name__}.{name} is of another type")

    def about(self) -> dict[str, Any]:
        """The event's own fields, for the ledger's body."""
        kept = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in ("case_id", "conference_id", _PERSONAL) or value in (None, "", ()):
                continue
            kept[field.name] = value.isoformat() if isinstance(value, date) else value
        return kept


# --- who came and went


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """Somebody signed in."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SignInFailed(Event):
    """A sign-in failed; the address typed is kept only as a keyed hash."""

    address_hash: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    """A session ended: by choice, everywhere, idle, absolute."""

    manner: str


@dataclass(frozen=True, kw_only=True)
class SessionHidden(Event):
    """A page was hidden, or shown again after the password was typed."""

    is_hidden: bool


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event):
    """An account was opened, changed or closed by an administrator."""

    user_id: int
    change: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MembershipChanged(Event):
    """A role in a conference was granted, changed or ended."""

    user_id: int
    role: str
    from_on: date
    until_on: date


@dataclass(frozen=True, kw_only=True)
class ConferenceFounded(Event):
    """A conference, its agencies and its rules were set up."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class AgencyAdmitted(Event):
    """An agency was made a member of a conference."""

    agency_id: int
    is_standing: bool


# --- what was shown


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
    """A safe address or contact was revealed."""

    showing: ClassVar[bool] = True
    party_id: int | None = None
    contribution_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class FileShown(Event):
    """The file of a referral, as it was received, was downloaded."""

    showing: ClassVar[bool] = True
    referral_id: int


@dataclass(frozen=True, kw_only=True)
class DocumentMade(Event):
    """A Word copy was made for one recipient; `copy` is its number."""

    showing: ClassVar[bool] = True
    document: str
    copy: str
    meeting_id: int
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
class LedgerRead(Event):
    """The record of who has seen what was itself read."""

    showing: ClassVar[bool] = True
    page: str
    rows: int = 0


@dataclass(frozen=True, kw_only=True)
class LedgerChecked(Event):
    """The whole chain was walked: how many entries were found right, and whether that is all of them."""

    entries: int
    is_whole: bool


@dataclass(frozen=True, kw_only=True)
class AccessRefused(Event):
    """A page or an act was refused. `asked` is the endpoint; the object's number is kept if one was named."""

    asked: str
    reason: str
    object_id: int | None = None


# --- what was changed


@dataclass(frozen=True, kw_only=True)
class Change(Event):
    """A change to one record, with the names of the fields changed and the version it made."""

    record_id: int
    fields: tuple[str, ...] = ()
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReferralReceived(Change):
    """A referral arrived: by Word form, typed in, or from the command line."""

    route: str
    layout: str = ""


@dataclass(frozen=True, kw_only=True)
class ReferralCorrected(Change):
    """What was read from a referral was corrected, or a typed one was written on."""


@dataclass(frozen=True, kw_only=True)
class DraftDiscarded(Change):
    """An agency threw away a referral that it had begun to type in."""


@dataclass(frozen=True, kw_only=True)
class ReferralSent(Change):
    """A typed referral was sent to the coordinator."""


@dataclass(frozen=True, kw_only=True)
class ReferralAccepted(Change):
    """A referral was accepted, as a new case or as a further referral of an earlier one."""

    is_repeat: bool | None = None
    joined_case_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReferralSetAside(Change):
    """A referral was set aside by a person, with a reason."""


@dataclass(frozen=True, kw_only=True)
class RestrictionDecided(Change):
    """The coordinator decided what a form's words "must not receive" mean: how many were excluded."""

    excluded: int


@dataclass(frozen=True, kw_only=True)
class PersonsDecided(Change):
    """Somebody said that two parties are the same person, are not, or that it is unsure."""

    decision: str
    other_party_id: int
    other_case_id: int


@dataclass(frozen=True, kw_only=True)
class CaseTiedToEarlier(Change):
    """An accepted case names the one before it, since somebody decided who is who: a repeat, by the rule."""

    earlier_case_id: int
    decision_id: int
    is_repeat: bool


@dataclass(frozen=True, kw_only=True)
class PersonsDecisionUndone(Change):
    """Such a decision was undone."""


@dataclass(frozen=True, kw_only=True)
class PersonsDecisionRemoved(Change):
    """An undone decision went with somebody who was taken out of a case."""


@dataclass(frozen=True, kw_only=True)
class CaseExcluded(Change):
    """A person or an agency was excluded from a case."""

    user_id: int | None = None
    agency_id: int | None = None
    origin: str


@dataclass(frozen=True, kw_only=True)
class ExclusionLifted(Change):
    """An exclusion was lifted."""


@dataclass(frozen=True, kw_only=True)
class CaseChanged(Change):
    """A case's own fields were changed, or it was closed or reopened."""


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(Change):
    """A meeting was planned, or its time changed."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(Change):
    """A meeting was cancelled before it was opened; its cases wait for another one."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseListed(Change):
    """A case was put on a meeting's list."""

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class CaseUnlisted(Change):
    """A case was taken off a list before it was heard."""

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class CaseMoved(Change):
    """A case's place or time on the list was changed."""

    meeting_id: int
    position: int


@dataclass(frozen=True, kw_only=True)
class AgencyInvited(Change):
    """An agency was invited to one listing."""

    agency_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class AgencyUninvited(Change):
    """An agency's invitation to one listing was withdrawn."""

    agency_id: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ListPublished(Change):
    """A meeting's list was published: the invited agencies may see their cases from now on."""

    cases: int


@dataclass(frozen=True, kw_only=True)
class ContributionWritten(Change):
    """An item was written or changed."""


@dataclass(frozen=True, kw_only=True)
class ContributionShared(Change):
    """An item was shared with the meeting, or taken back before anyone else had seen it."""

    is_shared: bool


@dataclass(frozen=True, kw_only=True)
class ContributionRemoved(Change):
    """A draft item was removed by its own agency."""


@dataclass(frozen=True, kw_only=True)
class ReturnMade(Change):
    """An agency returned its research, or said that nothing is known."""

    status: str


@dataclass(frozen=True, kw_only=True)
class MeetingOpened(Change):
    """The chair opened a meeting."""


@dataclass(frozen=True, kw_only=True)
class AttendanceRecorded(Change):
    """Attendance of an agency or an observer was recorded."""

    agency_id: int | None = None
    status: str


@dataclass(frozen=True, kw_only=True)
class ConfidentialityRecorded(Change):
    """The confidentiality statement was read and recorded."""


@dataclass(frozen=True, kw_only=True)
class ConflictsAsked(Change):
    """Conflicts of interest were asked for."""

    declared: int


@dataclass(frozen=True, kw_only=True)
class CaseStarted(Change):
    """The meeting turned to a case."""


@dataclass(frozen=True, kw_only=True)
class RiskNamed(Change):
    """A risk was named, changed, or left without action for a reason."""


@dataclass(frozen=True, kw_only=True)
class CaseSummarised(Change):
    """The chair's summary, rationale or dissent was written."""


@dataclass(frozen=True, kw_only=True)
class CaseDecided(Change):
    """The meeting decided on a case, or deferred it."""

    decision: str


@dataclass(frozen=True, kw_only=True)
class MeetingClosed(Change):
    """A meeting was closed."""

    cases: int


@dataclass(frozen=True, kw_only=True)
class MinutesDrafted(Change):
    """Minutes were drafted from the record of a meeting."""

    meeting_id: int
    sections: int


@dataclass(frozen=True, kw_only=True)
class MinutesAmended(Change):
    """A section of the minutes was amended."""

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MinutesApproved(Change):
    """The chair approved a version of the minutes."""

    meeting_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class ActionRecorded(Change):
    """An action was recorded for one owner."""

    agency_id: int
    owner_id: int


@dataclass(frozen=True, kw_only=True)
class ActionAcknowledged(Change):
    """An action was acknowledged by its agency."""


@dataclass(frozen=True, kw_only=True)
class ActionProgressed(Change):
    """Progress was noted on an action."""


@dataclass(frozen=True, kw_only=True)
class ActionCompleted(Change):
    """An action was completed, with evidence."""


@dataclass(frozen=True, kw_only=True)
class ActionNotCompleted(Change):
    """An action ended without being done, for a stated reason."""

    status: str


@dataclass(frozen=True, kw_only=True)
class ActionReassigned(Change):
    """An action was given to another owner in the same agency."""

    owner_id: int


@dataclass(frozen=True, kw_only=True)
class ActionTransferAsked(Change):
    """An agency asked the coordinator to transfer an action."""

    agency_id: int


@dataclass(frozen=True, kw_only=True)
class ActionTransferred(Change):
    """An action was transferred to another agency, or the request was declined."""

    agency_id: int
    is_granted: bool


@dataclass(frozen=True, kw_only=True)
class ActionReopened(Change):
    """The chair or the coordinator reopened an action."""


@dataclass(frozen=True, kw_only=True)
class ActionSettled(Change):
    """The chair or the coordinator closed an action otherwise, or changed its deadline."""

    status: str


@dataclass(frozen=True, kw_only=True)
class ActionReviewed(Change):
    """A meeting recorded the outcome of an outstanding action."""

    meeting_id: int
    outcome: str
