"""THE rules: which role grants which act. Denied unless written here."""

from collections.abc import Callable
from typing import Any, TypeVar

from marac.access.acts import Act

View = TypeVar("View", bound=Callable[..., Any])

POLICY_VERSION = 3

ROLE_BITS = {
    "coordinator": 1,
    "chair": 2,
    "representative": 4,
    "deputy": 8,
    "manager": 16,
    "auditor": 32,
    "importer": 64,
    "observer": 128,
}
# The office of a conference sees its cases before the list is published.
OFFICE_ROLES = frozenset({"coordinator", "chair", "importer"})
# What a case opened by break-glass may be looked at for: its own page, and nothing that changes or reveals.
OPENED_ACTS = frozenset({Act.CASE_VIEW})

_PARTNER = {
    Act.CONFERENCE_VIEW,
    Act.REFERRAL_WRITE,
    Act.CASE_VIEW,
    Act.CASE_OPEN,
    Act.CONTACT_REVEAL,
    Act.RESEARCH_CONTRIBUTE,
    Act.MEETING_VIEW,
    Act.MINUTES_READ,
    Act.DOCUMENT_MAKE,
    Act.ACTION_VIEW,
    Act.ACTION_UPDATE,
    Act.ACTION_DIRECT,
    Act.AUDIT_OWN,
}
_OFFICE = {
    Act.CONFERENCE_VIEW,
    Act.CASE_VIEW,
    Act.CASE_OPEN,
    Act.OPENING_REVIEW,
    Act.CASE_MANAGE,
    Act.EXCLUSION_DECIDE,
    Act.LIST_MANAGE,
    Act.RESEARCH_CHASE,
    Act.MEETING_VIEW,
    Act.MEETING_RUN,
    Act.MINUTES_READ,
    Act.MINUTES_WRITE,
    Act.DOCUMENT_MAKE,
    Act.ACTION_VIEW,
    Act.ACTION_RECORD,
    Act.ACTION_OVERSEE,
    Act.ACTION_SETTLE,
    Act.AUDIT_CASE,
}
ROLE_ACTS: dict[str, frozenset[Act]] = {
    "coordinator": frozenset(
        _OFFICE
        | {
            Act.REFERRAL_WRITE,
            Act.REFERRAL_RECEIVE,
            Act.REFERRAL_REVIEW,
            Act.PERSON_DECIDE,
            Act.CONTACT_REVEAL,
            # The office knows who comes to a meeting, and can end a naming that should not have been.
            Act.DEPUTY_WITHDRAW,
            Act.DEPUTY_ALLOW,
        }
    ),
    # Who reads what is settled by whoever answers for the conference's agreement, not by who keeps its papers.
    "chair": frozenset(_OFFICE | {Act.MINUTES_APPROVE, Act.AUDIENCE_DECIDE}),
    # Whoever speaks for an agency says who does so in their place; a deputy does not pass it on.
    "representative": frozenset(_PARTNER | {Act.DEPUTY_NAME, Act.DEPUTY_WITHDRAW, Act.AUDIENCE_AGREE}),
    "deputy": frozenset(_PARTNER),
    "manager": frozenset(
        {
            Act.CONFERENCE_VIEW,
            Act.MEETING_VIEW,
            Act.ACTION_VIEW,
            Act.ACTION_UPDATE,
            Act.ACTION_DIRECT,
            Act.ACTION_OVERSEE,
            Act.AUDIT_OWN,
        }
    ),
    "auditor": frozenset({Act.AUDIT_LEDGER}),
    "importer": frozenset({Act.REFERRAL_RECEIVE, Act.RESEARCH_LOAD}),
    "observer": frozenset(),
}
# A deputy who is named for single meetings holds the role of a deputy under a bit of its own: they neither refer
# nor open a case by break-glass, and what their agency shared elsewhere is not theirs to follow.
PER_MEETING_BIT = 256
PER_MEETING_ACTS = ROLE_ACTS["deputy"] - {Act.REFERRAL_WRITE, Act.CASE_OPEN, Act.AUDIT_OWN}
EVERYONE = frozenset({Act.ACCOUNT_USE})
ADMINISTRATOR = frozenset({Act.ACCOUNT_ADMINISTER})


def roles_granting(act: Act) -> int:
    """The roles that grant an act, as a mask of ROLE_BITS and PER_MEETING_BIT."""
    standing = sum(ROLE_BITS[role] for role, acts in ROLE_ACTS.items() if act in acts)
    return standing + (PER_MEETING_BIT if act in PER_MEETING_ACTS else 0)


def acts_of(role: str, is_per_meeting: bool) -> frozenset[Act]:
    """What a membership grants. `is_per_meeting`: of a deputy who is named for single meetings."""
    return PER_MEETING_ACTS if is_per_meeting else ROLE_ACTS[role]


def allows(act: Act) -> Callable[[View], View]:
    """Stamp a view with the one act it needs; the gate reads the stamp, so decorator order cannot matter."""

    def stamp(view: View) -> View:
        view.act = act  # type: ignore[attr-defined]
        return view

    return stamp


def public(reason: str) -> Callable[[View], View]:
    """Stamp a view as open to anybody, with the reason why."""

    def stamp(view: View) -> View:
        view.public_reason = reason  # type: ignore[attr-defined]
        return view

    return stamp
