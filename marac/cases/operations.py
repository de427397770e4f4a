"""Changes to a case: closing it, opening it again, and the list of the only people who may see it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from marac import clock
from marac.access.loading import claim
from marac.access.seats import reseat
from marac.audit import events
from marac.cases.exclusions import exclude, lift_exclusion, members_of
from marac.conferences import get_kind
from marac.db import Session
from marac.errors import Mistake
from marac.records import Case, NamedViewer
from marac.records.base import columns
from marac.referrals.sealing import names_to_keep

__all__ = ["close_case", "exclude", "lift_exclusion", "name_viewers", "reopen_case"]

_N = columns(NamedViewer)
_NAMED = select(_N.user_id).where(_N.case_id == bindparam("case_id"))
_CLEAR = delete(NamedViewer).where(_N.case_id == bindparam("case_id"))


def close_case(session: Session, case_id: int, version: int | None) -> Case:
    """Close an open case (CASE_MANAGE). Its open actions stay open until they are done.

    Raises NotFound, StaleForm, and Mistake unless the case is open.
    """
    return _set_status(session, case_id, version, "open", "closed")


def reopen_case(session: Session, case_id: int, version: int | None) -> Case:
    """Open a closed case again (CASE_MANAGE). Raises NotFound, StaleForm, and Mistake unless it is closed."""
    return _set_status(session, case_id, version, "closed", "open")


def _set_status(session: Session, case_id: int, version: int | None, before: str, after: str) -> Case:
    case = claim(session, Case, case_id, version)
    if case.status != before:
        raise Mistake("", f"Only a case that is {before} can be changed to {after}.")
    case.status, case.closed_on = after, clock.today() if after == "closed" else None
    _record(session, case, "status")
    kind = get_kind(session.viewer.seat_in(case.conference_id).kind)
    reseat(session, case_id, kind.rule("access_window_days", clock.today()).number)
    return case


def name_viewers(
    session: Session, case_id: int, version: int | None, is_sealed: bool, user_ids: Collection[int]
) -> Case:
    """Let only the people named see a case, or lift that again (CASE_MANAGE).

    Naming widens nothing: everybody named must have a right to the case besides. Raises NotFound, StaleForm,
    and Mistake for somebody who is not of this conference, for a list without the person who makes it, and
    for what would open the case before it is decided who must not receive information.
    """
    case = claim(session, Case, case_id, version)
    named = set(user_ids) if is_sealed else set()
    if not {member.id for member in members_of(session, case.conference_id)}.issuperset(named):
        raise Mistake("people", "Choose people of this conference.")
    if is_sealed and session.viewer.id not in named:
        raise Mistake("people", "Name yourself as well: otherwise you could not undo this.")
    named = names_to_keep(session, case, is_sealed, named)
    session.execute(_CLEAR, {"case_id": case_id}, execution_options={"synchronize_session": False})
    if named:
        rows = [{"case_id": case_id, "user_id": user_id} for user_id in sorted(named)]
        session.execute(insert(NamedViewer.__table__), rows)  # type: ignore[attr-defined]
    case.is_sealed = is_sealed
    _record(session, case, "is_sealed", "named_viewers")
    # Who is invited to a sealed repeat sees nothing of it, and so not the case before it.
    kind = get_kind(session.viewer.seat_in(case.conference_id).kind)
    reseat(session, case_id, kind.rule("access_window_days", clock.today()).number)
    return case


def named_viewers(session: Session, case: Case) -> set[int]:
    """The people named on a sealed case that the viewer has loaded."""
    return {user_id for (user_id,) in session.rows(_NAMED, {"case_id": case.id})}


def _record(session: Session, case: Case, *fields: Any) -> None:
    session.record(
        events.CaseChanged(
            case_id=case.id,
            conference_id=case.conference_id,
            record_id=case.id,
            fields=fields,
            version=case.version,
        )
    )
    session.flush()
