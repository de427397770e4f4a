"""Who is kept from a case is kept from every case tied to it: the one place where denials are made and moved.

A denial decided on a case is its own. Every tied case gets one that rests on the tie, which is lifted when
the tie is undone, unless the office has decided it for that case in its own right.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.scope import see
from marac.access.seal import seal
from marac.access.seats import reseat
from marac.access.ties import add_denial, hold_people, lift_denials, standing_denials
from marac.audit import events
from marac.conferences import Kind, get_kind
from marac.db import Session
from marac.people.tied import TiedCases, tied_cases
from marac.records import Case, Exclusion, Text
from marac.records.base import columns

# Denials that came by a tie: those accepted with the case, and those that still rest on who is who.
AT_ACCEPTANCE, SAME_PERSON = "earlier", "same_person"

Whom = tuple[int | None, int | None]

_X = columns(Exclusion)
_STANDING = select(Exclusion).where(
    _X.case_id == bindparam("case_id"), _X.lifted_at.is_(None), see(Exclusion)
)


def keep_from_case(
    session: Session,
    case: Case,
    origin: str,
    reason: str,
    *,
    user_id: int | None = None,
    agency_id: int | None = None,
    meeting_id: int | None = None,
) -> Exclusion | None:
    """Keep one user or one agency from a case that the viewer may see, and from every case tied to it.

    `reason` is sealed for the office. A denial that only rested on a tie becomes the office's own. Returns
    None, and changes nothing, when they are kept from the case in its own right already.
    """
    hold_people(session, case.conference_id)
    standing = [row[0] for row in session.rows(_STANDING, {"case_id": case.id})]
    found = [each for each in standing if (each.user_id, each.agency_id) == (user_id, agency_id)]
    if any(each.origin != SAME_PERSON for each in found):
        return None
    kind = _kind_of(session, case.conference_id)
    tied = tied_cases(session, kind, case.id) - {case.id}
    denial = found[0] if found else Exclusion(case_id=case.id, user_id=user_id, agency_id=agency_id)
    denial.origin, denial.meeting_id = origin, meeting_id
    denial.decided_by_id, denial.decided_at = session.viewer.id, clock.now()
    entry = session.record(_excluded(denial, case.conference_id))
    # Sealed before the denial is kept: it may be the viewer's own, who sees nothing of the case after it.
    office = kind.section_class("office").mask
    seal(session, entry, denial.id, Text.EXCLUSION_REASON, reason, class_bit=office)
    session.add(denial)
    session.flush()
    seat_anew(session, kind, [case.id])
    _spread(session, kind, case.conference_id, tied, {(user_id, agency_id)})
    return denial


def _excluded(denial: Exclusion, conference_id: int) -> events.CaseExcluded:
    return events.CaseExcluded(
        case_id=denial.case_id,
        conference_id=conference_id,
        record_id=denial.id,
        user_id=denial.user_id,
        agency_id=denial.agency_id,
        origin=denial.origin,
    )


def _spread(
    session: Session, kind: Kind, conference_id: int, case_ids: Collection[int], denied: Iterable[Whom]
) -> None:
    """Keep everybody in `denied` from these cases as well, where they are not kept from them already."""
    there = {(each.case_id, each.whom) for each in standing_denials(session, case_ids)}
    wanted = {(case_id, whom) for case_id in case_ids for whom in denied} - there
    for case_id, (user_id, agency_id) in sorted(wanted, key=str):
        denial = Exclusion(
            case_id=case_id,
            user_id=user_id,
            agency_id=agency_id,
            origin=SAME_PERSON,
            decided_by_id=session.viewer.id,
            decided_at=clock.now(),
        )
        session.record(_excluded(denial, conference_id))
        add_denial(session, denial)
    seat_anew(session, kind, {case_id for case_id, _ in wanted})


def seat_anew(session: Session, kind: Kind, case_ids: Iterable[int]) -> None:
    """Derive the seats of these cases, and of those before them, anew: an agency that is kept from one has none,
    and no more has the deputy of a person who is."""
    days = kind.rule("access_window_days", clock.today()).number
    for case_id in sorted(case_ids):
        reseat(session, case_id, days)


def carry_denials(
    session: Session, conference_id: int, before: Sequence[TiedCases], after: Sequence[TiedCases]
) -> None:
    """Where groups of tied cases have become one, keep whoever was kept from either from the other."""
    kind = _kind_of(session, conference_id)
    for group in after:
        parts = [part for part in before if part & group]
        denied = standing_denials(session, group) if len(parts) > 1 else []
        for part in parts:
            whom = {each.whom for each in denied if each.case_id in part}
            _spread(session, kind, conference_id, group - part, whom)


def give_back_denials(
    session: Session, conference_id: int, before: Sequence[TiedCases], after: Sequence[TiedCases]
) -> int:
    """Where a group of tied cases has fallen apart, lift what rested on it alone; returns how many denials.

    Those decided for a case in its own right, or taken over when it was accepted, stay until a person lifts
    them, and so does what rests on them.
    """
    lifted = []
    for group in before:
        denied = standing_denials(session, group)
        for part in (each & group for each in after if each & group not in (frozenset(), group)):
            lost = {each.whom for each in denied if each.origin != SAME_PERSON} - {
                each.whom for each in denied if each.origin != SAME_PERSON and each.case_id in part
            }
            resting = [each for each in denied if each.origin == SAME_PERSON and each.case_id in part]
            lifted += [each for each in resting if each.whom in lost]
    lift_denials(session, [each.id for each in lifted], clock.now())
    for each in lifted:
        session.record(
            events.ExclusionLifted(case_id=each.case_id, conference_id=conference_id, record_id=each.id)
        )
    kind = _kind_of(session, conference_id)
    seat_anew(session, kind, {each.case_id for each in lifted})
    return len(lifted)


def accept_denials(session: Session, case_id: int) -> None:
    """Have whoever is kept from a case as it is accepted stay so, whatever is later said of who is who."""
    for (denial,) in session.rows(_STANDING, {"case_id": case_id}):
        if denial.origin == SAME_PERSON:
            denial.origin = AT_ACCEPTANCE
    session.flush()


def _kind_of(session: Session, conference_id: int) -> Kind:
    return get_kind(session.viewer.seat_in(conference_id).kind)
