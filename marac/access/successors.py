"""Who takes over when nobody is left: a case that is sealed until its form's restriction is decided names those who
review referrals. If all of them have gone, the next reviewer is named, or nobody would ever decide.
"""

from sqlalchemy import bindparam, insert, select

from marac import clock
from marac.access.acts import Act
from marac.access.policy import roles_granting
from marac.access.scope import upkeep
from marac.db import Session
from marac.records import Case, Membership, NamedViewer, Referral, User
from marac.records.base import columns

_C, _R, _N, _M, _U = (columns(record) for record in (Case, Referral, NamedViewer, Membership, User))
_REVIEWERS = roles_granting(Act.REFERRAL_REVIEW)
_UNDECIDED = (
    select(_C.id.label("case_id"))
    .join_from(Case, Referral, _R.case_id == _C.id)
    .where(
        _C.conference_id == bindparam("conference_id"),
        _C.is_sealed.is_(True),
        _R.restriction_state == "undecided",
        upkeep(Case, Referral),
    )
)
_REVIEWED = (
    select(_N.case_id)
    .join_from(NamedViewer, Membership, _M.user_id == _N.user_id)
    .join(User, _U.id == _N.user_id)
    .where(
        _M.conference_id == bindparam("conference_id"),
        _M.role_bit.op("&")(_REVIEWERS) != 0,
        _M.until_on >= bindparam("today", type_=_M.until_on.type),
        _U.is_active.is_(True),
    )
)


def name_successor(session: Session, user_id: int, conference_id: int) -> tuple[int, ...]:
    """Name a new reviewer on every undecided case of a conference that no reviewer can see any more.

    Call it after the membership was granted. Returns the cases, to be told on the ledger. A denial still wins:
    whoever is kept from such a case is named and sees nothing of it.
    """
    membership = session.get(Membership, (user_id, conference_id))
    if membership is None or not membership.role_bit & _REVIEWERS:
        return ()
    bound = {"conference_id": conference_id, "today": clock.today()}
    undecided, reviewed = (
        {row.case_id for row in session.rows(each, bound)} for each in (_UNDECIDED, _REVIEWED)
    )
    cases = tuple(sorted(undecided - reviewed))
    if cases:
        rows = [{"case_id": case_id, "user_id": user_id} for case_id in cases]
        session.execute(insert(NamedViewer.__table__), rows)  # type: ignore[attr-defined]
    return cases
