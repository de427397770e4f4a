"""Changes to referrals, to who is who, and to cases."""

from dataclasses import dataclass

from marac.audit.events.event import Change


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
