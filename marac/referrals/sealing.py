"""A case that only some may see before its referral is settled: the writers of a draft, the reviewers of a
form that keeps information from somebody."""

from collections.abc import Collection

from sqlalchemy import bindparam, delete, insert, select

from marac import clock
from marac.access.acts import Act
from marac.access.policy import acts_of
from marac.access.scope import see
from marac.access.seats import reseat
from marac.db import Session
from marac.errors import Mistake
from marac.records import Case, Membership, NamedViewer, Referral, User
from marac.records.base import columns
from marac.referrals.standing import kind_for

# Whoever receives must know a file again that came before, though it waits for a decision.
_REVIEWING = frozenset({Act.REFERRAL_REVIEW, Act.REFERRAL_RECEIVE})

_N, _M, _U, _R = (columns(record) for record in (NamedViewer, Membership, User, Referral))
_MEMBERS = (
    select(_M.user_id, _M.role, _M.is_per_meeting, _U.agency_id)
    .join_from(Membership, User, _U.id == _M.user_id)
    .where(
        _M.conference_id == bindparam("conference_id"),
        _U.is_active.is_(True),
        _M.until_on >= bindparam("on", type_=_M.until_on.type),
    )
)
_NAMED = select(_N.user_id).where(_N.case_id == bindparam("case_id"))
_FORGET = delete(NamedViewer).where(_N.case_id == bindparam("case_id"))
_UNDECIDED = select(_R.id).where(
    _R.case_id == bindparam("case_id"), _R.restriction_state == "undecided", see(Referral)
)


def members_who_may(session: Session, conference_id: int, acts: Collection[Act]) -> dict[int, int]:
    """The agency of every member of a conference, now or later, whose role grants one of these acts."""
    rows = session.rows(_MEMBERS, {"conference_id": conference_id, "on": clock.today()})
    granted = ((row, acts_of(row.role, row.is_per_meeting)) for row in rows)
    return {row.user_id: row.agency_id for row, theirs in granted if theirs.intersection(acts)}


def seal_to(session: Session, case: Case, user_ids: Collection[int]) -> None:
    """Let these alone see a case."""
    forget_named(session, case)
    named = [{"case_id": case.id, "user_id": user_id} for user_id in sorted(user_ids)]
    session.execute(insert(NamedViewer.__table__), named)  # type: ignore[attr-defined]
    case.is_sealed = True
    session.flush()


def forget_named(session: Session, case: Case) -> None:
    """Take everybody off the list of those who alone may see a case."""
    session.execute(_FORGET, {"case_id": case.id}, execution_options={"synchronize_session": False})


def seal_until_decided(session: Session, case: Case, referral: Referral) -> None:
    """Let only those who review referrals see a case whose form keeps it from somebody not yet decided on.

    Of those whom somebody has named on it already, none but reviewers stay.
    """
    if referral.restriction_state != "undecided":
        return
    reviewers = set(members_who_may(session, case.conference_id, _REVIEWING))
    seal_to(session, case, reviewers & _named(session, case) if case.is_sealed else reviewers)


def unseal_decided(session: Session, case: Case) -> None:
    """Open a case to its conference again, unless a person had sealed it to fewer than its reviewers."""
    reviewers = set(members_who_may(session, case.conference_id, _REVIEWING))
    if not case.is_sealed or not _named(session, case).issuperset(reviewers):
        return
    forget_named(session, case)
    case.is_sealed = False
    session.flush()
    kind = kind_for(session, case.conference_id)
    reseat(session, case.id, kind.rule("access_window_days", clock.today()).number)


def names_to_keep(session: Session, case: Case, is_sealed: bool, named: set[int]) -> set[int]:
    """Whom to name on a case for which somebody chose these: until its restriction is decided, importers too.

    Raises Mistake for names that would open the case before that.
    """
    if not session.rows(_UNDECIDED, {"case_id": case.id}):
        return named
    first = "Decide first who must not receive information on this case."
    if not is_sealed:
        raise Mistake("is_sealed", f"{first} Until then only those who review it see it.")
    reviewers = set(members_who_may(session, case.conference_id, {Act.REFERRAL_REVIEW}))
    if not named <= reviewers:
        raise Mistake("people", f"{first} Until then name nobody who does not review referrals.")
    return named | set(members_who_may(session, case.conference_id, _REVIEWING)) - reviewers


def _named(session: Session, case: Case) -> set[int]:
    return {row.user_id for row in session.rows(_NAMED, {"case_id": case.id})}
