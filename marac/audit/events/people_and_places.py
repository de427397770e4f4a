"""Who came and went, and who may: sign-ins, accounts, roles, conferences."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from marac.audit.events.event import Event


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
    """An account was opened, changed or closed by an administrator; whose it was is erasable detail."""

    user_id: int
    change: str
    fields: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class PasswordChosen(Event):
    """Somebody chose a new password for their own account; every other session of theirs ended."""

    user_id: int
    was_set_by_administrator: bool


@dataclass(frozen=True, kw_only=True)
class PasswordNoticeShown(Event):
    """Somebody was told that an administrator had set their password, and which one."""

    showing: ClassVar[bool] = True
    user_id: int
    set_by_id: int


@dataclass(frozen=True, kw_only=True)
class MembershipChanged(Event):
    """A role in a conference was granted, changed or ended.

    `named_on`: the sealed cases that nobody who may decide on them could see any more, and whose reviewer this is.
    """

    user_id: int
    role: str
    from_on: date
    until_on: date
    named_on: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AudienceDecided(Event):
    """A conference decided who is cleared for a class of sections, and its memberships were derived anew.

    `widened` and `narrowed`: who is cleared now and was not, and the other way round, as "agency kind/role".
    `members`: how many memberships changed by it. `proposed_by_id`: who decided it, where the actor has agreed to it.
    """

    section_class: str
    widened: tuple[str, ...] = ()
    narrowed: tuple[str, ...] = ()
    ground: str
    agreed_on: date
    members: int
    proposed_by_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AudienceProposed(Event):
    """A wider audience was decided that waits until the agency whose information it is agrees."""

    proposal_id: int
    section_class: str
    widened: tuple[str, ...]
    narrowed: tuple[str, ...] = ()
    ground: str
    agreed_on: date


@dataclass(frozen=True, kw_only=True)
class AudienceAnswered(Event):
    """What waited was agreed, refused (`refusal`: why), or overtaken by another decision."""

    proposal_id: int
    section_class: str
    answer: str
    refusal: str = ""


@dataclass(frozen=True, kw_only=True)
class ClearancesDerived(Event):
    """Memberships are cleared for other classes because the description's limits, or its default, changed."""

    members: int


@dataclass(frozen=True, kw_only=True)
class ConferenceFounded(Event):
    """A conference, its agencies and its rules were set up."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class KeysRotated(Event):
    """Confidential texts were sealed anew under the key of this number; `unopened` would not open."""

    number: int
    texts: int
    unopened: int = 0


@dataclass(frozen=True, kw_only=True)
class AgencyAdmitted(Event):
    """An agency was made a member of a conference."""

    agency_id: int
    is_standing: bool
