"""Setting up a site: agencies, accounts, conferences and who belongs to them. Grants sight of no case."""

import re
from datetime import date
from typing import Any

from sqlalchemy import select, update

from marac import clock
from marac.access.policy import OFFICE_ROLES, ROLE_ACTS, ROLE_BITS
from marac.access.successors import name_successor
from marac.accounts.passwords import hash_password
from marac.audit import events
from marac.conferences import get_common, get_kind
from marac.conferences.audiences import held_audiences
from marac.conferences.references import choose_prefix
from marac.db import Session
from marac.errors import Mistake, NotFound, Refused
from marac.meetings.deputy_leaving import follow_role, withdraw_leaver
from marac.records import Agency, Conference, ConferenceAgency, LoginSession, Membership, User
from marac.records.base import columns

_U, _M, _L = columns(User), columns(Membership), columns(LoginSession)
_SHORT_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def check_short_name(slug: str) -> None:
    """Raises Mistake unless a short name can stand in an address."""
    if not _SHORT_NAME.match(slug):
        raise Mistake("slug", "Use small letters, figures and hyphens, such as northtown-marac.")


def add_agency(session: Session, slug: str, name: str, kind: str) -> Agency:
    """Add an agency. Raises Mistake when its short name is taken or ill-formed, or its kind unknown."""
    check_short_name(slug)
    get_common().agency_kind(kind)
    if session.scalar(select(columns(Agency).id).where(columns(Agency).slug == slug)) is not None:
        raise Mistake("slug", "There is already an agency with this short name.")
    agency = Agency(slug=slug, name=name, kind=kind)
    session.add(agency)
    session.flush()
    return agency


def open_account(
    session: Session,
    agency_id: int,
    name: str,
    email: str,
    password: str,
    *,
    job_title: str = "",
    is_administrator: bool = False,
    cost: int = 3,
) -> User:
    """Open an account. Raises Mistake when the address is taken or the password too short.

    An empty password opens an account that nobody can sign in to (imports from the command line). One that
    an administrator chose must be changed by its owner before anything else is opened.
    """
    address = email.strip().casefold()
    if session.scalar(select(_U.id).where(_U.email == address)) is not None:
        raise Mistake("email", "There is already an account with this e-mail address.")
    user = User(
        agency_id=agency_id,
        name=name,
        email=address,
        job_title=job_title,
        is_administrator=is_administrator,
        password_hash=hash_password(password, cost) if password else "",
        **_password_setting(session),
    )
    session.add(user)
    session.record(events.AccountChanged(user_id=user.id, change="opened", detail=f"{name}, {address}"))
    session.flush()
    return user


def set_password(session: Session, user_id: int, password: str, cost: int = 3) -> None:
    """Set a new password for somebody else and end the account's sessions.

    Its owner is told by whom and when, and must choose another at once: nobody acts as somebody else unseen.
    Raises Refused for one's own account, and Mistake when the password is too short.
    """
    if session.has_viewer and session.viewer.id == user_id:
        raise Refused("One's own password is changed on the page of one's own account.")
    changed = {"password_hash": hash_password(password, cost), **_password_setting(session)}
    session.execute(update(User).where(_U.id == user_id).values(**changed))
    end_sessions(session, user_id)
    session.record(events.AccountChanged(user_id=user_id, change="password", fields=("password", "sessions")))


def _password_setting(session: Session) -> dict[str, Any]:
    """Who sets a password for its owner, and when; nobody does when a site is set up by command."""
    if not session.has_viewer:
        return {}
    return {
        "must_change_password": True,
        "password_set_by_id": session.viewer.id,
        "password_set_at": clock.now(),
    }


def end_sessions(session: Session, user_id: int) -> None:
    """End every session of an account."""
    session.execute(
        update(LoginSession)
        .where(_L.user_id == user_id, _L.ended_at.is_(None))
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def close_account(session: Session, user_id: int) -> None:
    """Close an account: its next request is refused. It is never deleted, for the ledger names it.

    Whom it named for single meetings stands in no longer, nor does its owner, who is not named by reopening it.
    """
    session.execute(update(User).where(_U.id == user_id).values(is_active=False))
    end_sessions(session, user_id)
    if session.has_viewer:
        withdraw_leaver(session, user_id)
    session.record(events.AccountChanged(user_id=user_id, change="closed"))


def reopen_account(session: Session, user_id: int) -> None:
    """Open a closed account again."""
    session.execute(update(User).where(_U.id == user_id).values(is_active=True))
    session.record(events.AccountChanged(user_id=user_id, change="reopened"))


def found_conference(session: Session, kind: str, slug: str, name: str, area: str = "") -> Conference:
    """Found a conference of a described kind, whose references begin as those of no other conference do.

    Raises Mistake when its short name is taken.
    """
    check_short_name(slug)
    get_kind(kind)
    if session.scalar(select(columns(Conference).id).where(columns(Conference).slug == slug)) is not None:
        raise Mistake("slug", "There is already a conference with this short name.")
    prefix = choose_prefix(name, session.scalars(select(columns(Conference).reference_prefix)).all())
    conference = Conference(kind=kind, slug=slug, name=name, area=area, reference_prefix=prefix)
    session.add(conference)
    session.record(events.ConferenceFounded(kind=kind, conference_id=conference.id))
    session.flush()
    return conference


def admit_agency(session: Session, conference_id: int, agency_id: int, *, is_standing: bool = True) -> None:
    """Make an agency a standing or a called-in member of a conference, or change which it is."""
    admission = session.get(ConferenceAgency, (conference_id, agency_id)) or ConferenceAgency(
        conference_id=conference_id, agency_id=agency_id
    )
    admission.is_standing = is_standing
    session.add(admission)
    session.record(
        events.AgencyAdmitted(agency_id=agency_id, is_standing=is_standing, conference_id=conference_id)
    )
    session.flush()


def grant_membership(
    session: Session,
    user_id: int,
    conference_id: int,
    role: str,
    from_on: date,
    until_on: date,
    deputy_for_id: int | None = None,
) -> None:
    """Give a user a role in a conference between two dates, replacing the one they had there.

    Whom they named for single meetings stands in there no longer than they hold a role that names deputies.
    Raises Refused for one's own account: who administers a site sees no case. Raises Mistake for an unknown
    role or an end before the start; NotFound for an unknown user or conference.
    """
    if session.has_viewer and session.viewer.id == user_id:
        raise Refused("Nobody gives a role to themselves.")
    if role not in ROLE_ACTS:
        raise Mistake("role", "Choose one of the roles listed.")
    if until_on < from_on:
        raise Mistake("until_on", "The last day must not be before the first.")
    user, conference = session.get(User, user_id), session.get(Conference, conference_id)
    if user is None or conference is None:
        raise NotFound
    agency = session.get(Agency, user.agency_id)
    audiences, key = held_audiences(session, conference_id), (user_id, conference_id)
    held = session.get(Membership, key, with_for_update=True, populate_existing=True)
    membership = held or Membership(
        user_id=user_id,
        conference_id=conference_id,
        role=role,
        role_bit=0,
        from_on=from_on,
        until_on=until_on,
    )
    membership.role, membership.role_bit = role, ROLE_BITS[role]
    membership.is_office = role in OFFICE_ROLES
    membership.is_per_meeting = False
    membership.clearance = audiences.clearance(agency.kind if agency else "", role)
    membership.from_on, membership.until_on, membership.deputy_for_id = from_on, until_on, deputy_for_id
    session.add(membership)
    session.flush()
    granted: dict[str, Any] = {"user_id": user_id, "role": role, "from_on": from_on, "until_on": until_on}
    named_on = _follow(session, user_id, conference_id)
    session.record(events.MembershipChanged(**granted, conference_id=conference_id, named_on=named_on))


def _follow(session: Session, user_id: int, conference_id: int) -> tuple[int, ...]:
    """What hangs on a role that was given: deputies, and cases that nobody else may decide on, which it returns."""
    if not session.has_viewer:  # a site is being set up: there is no case and no meeting yet
        return ()
    follow_role(session, user_id, conference_id)
    return name_successor(session, user_id, conference_id)
