"""A referral that an agency types in, saved page by page as a draft of its own until it is sent.

A draft's case is sealed and names the writers of that agency alone, so that the office sees nothing before it
is sent: the see-rule keeps it, not a filter that a page could forget.
"""

from typing import Any

from sqlalchemy import bindparam, delete

from marac import clock
from marac.access.loading import claim, get
from marac.access.seal import unseal_all
from marac.access.seats import reseat, seat_draft
from marac.audit import events
from marac.conferences import Kind
from marac.db import Entry, Session
from marac.errors import Mistake, NotFound
from marac.records import Case, Referral, Seat
from marac.records.base import columns
from marac.referrals.checking import check_fields, shaped_fields
from marac.referrals.correcting import open_form
from marac.referrals.questions import blank_fields, blank_person
from marac.referrals.receiving import is_restricting
from marac.referrals.references import open_case
from marac.referrals.reviewed import Fields, KeptForm
from marac.referrals.sealing import forget_named, members_who_may, seal_to, seal_until_decided
from marac.referrals.standing import kind_for
from marac.referrals.writing import copy_columns, write_case, write_form

_S = columns(Seat)
_FORGET_SEATS = delete(Seat).where(_S.case_id == bindparam("case_id"))


def start_draft(session: Session, conference_id: int) -> Referral:
    """Begin a referral to a conference (REFERRAL_WRITE), for the writer's agency alone. Raises NotFound."""
    kind = kind_for(session, conference_id)
    viewer = session.viewer
    case = open_case(session, conference_id, status="draft", is_sealed=True)
    referral = Referral(
        case_id=case.id,
        conference_id=conference_id,
        agency_id=viewer.agency_id,
        status="draft",
        route="typed",
        referred_on=clock.today(),
        received_by_id=viewer.id,
        received_at=clock.now(),
    )
    session.add(referral)
    session.flush()
    seat_draft(session, case.id, viewer.agency_id)
    _name_writers(session, case)
    entry = session.record(
        events.ReferralReceived(
            case_id=case.id, conference_id=conference_id, record_id=referral.id, route="typed", version=1
        )
    )
    write_form(session, entry, kind, referral, KeptForm(_first_fields(kind, viewer)))
    return referral


def _first_fields(kind: Kind, viewer: Any) -> Fields:
    fields = blank_fields(kind)
    fields["referral_date"] = clock.today().isoformat()
    fields["referring_agency"] = viewer.agency_name
    fields["referrer"]["name"] = viewer.name
    fields["perpetrators"] = [blank_person("perpetrators")]
    return fields


def _name_writers(session: Session, case: Case) -> None:
    members = members_who_may(session, case.conference_id, {session.act})
    writers = {user_id for user_id, agency in members.items() if agency == session.viewer.agency_id}
    seal_to(session, case, writers | {session.viewer.id})


def save_draft(session: Session, referral_id: int, version: int | None, fields: Fields) -> Referral:
    """Keep a draft as far as it has come (REFERRAL_WRITE); what is missing may be missing.

    Raises NotFound for a draft of another agency, and StaleForm.
    """
    referral = claim_draft(session, referral_id, version)
    kind = kind_for(session, referral.conference_id)
    entry = _record_saving(session, referral)
    form = KeptForm(shaped_fields(kind, fields))
    copy_columns(kind, referral, form)
    session.flush()
    write_form(session, entry, kind, referral, form)
    return referral


def claim_draft(session: Session, referral_id: int, version: int | None) -> Referral:
    """A draft of the viewer's own agency, for a change. Raises NotFound and StaleForm."""
    get_draft(session, referral_id)
    return claim(session, Referral, referral_id, version)


def get_draft(session: Session, referral_id: int) -> Referral:
    """A draft of the viewer's own agency. Raises NotFound for anything else."""
    referral = get(session, Referral, referral_id)
    if referral.status != "draft" or referral.agency_id != session.viewer.agency_id:
        raise NotFound
    return referral


def _record_saving(session: Session, referral: Referral) -> Entry:
    return session.record(
        events.ReferralCorrected(
            case_id=referral.case_id,
            conference_id=referral.conference_id,
            record_id=referral.id,
            version=referral.version,
        )
    )


def send_draft(session: Session, referral_id: int, version: int | None) -> Case:
    """Send a draft to the coordinator (REFERRAL_WRITE); from then on it is the office's to review.

    Where it says that somebody must not receive information, only those who review it see it until decided.
    The agency sees the case again when it is invited to it. Raises NotFound, StaleForm, and Mistake for the
    first thing that is missing or wrong.
    """
    referral = claim_draft(session, referral_id, version)
    kind = kind_for(session, referral.conference_id)
    case = get(session, Case, referral.case_id)
    entry = session.record(
        events.ReferralSent(
            case_id=case.id, conference_id=case.conference_id, record_id=referral.id, version=referral.version
        )
    )
    form = open_form(session, entry, referral)
    fields = check_fields(kind, form.fields)
    if not fields.get("reason_for_referral"):
        raise Mistake("reason_for_referral", f"Say why you make this {kind.word('referral')}.")
    copy_columns(kind, referral, form)
    referral.status, referral.received_at = "to_review", clock.now()
    referral.restriction_state = "undecided" if is_restricting(form) else "none"
    write_case(session, entry, kind, case, referral, fields)
    case.status, case.is_sealed = "received", False
    session.flush()
    forget_named(session, case)
    seal_until_decided(session, case, referral)
    reseat(session, case.id, kind.rule("access_window_days", clock.today()).number)
    return case


def discard_draft(session: Session, referral_id: int, version: int | None) -> int:
    """Throw a draft away for good (REFERRAL_WRITE). Returns its conference. Raises NotFound and StaleForm."""
    referral = claim_draft(session, referral_id, version)
    case = get(session, Case, referral.case_id)
    entry = session.record(
        events.DraftDiscarded(case_id=case.id, conference_id=case.conference_id, record_id=referral.id)
    )
    unseal_all(session, entry, referral.id)
    session.delete(referral)
    session.flush()
    forget_named(session, case)
    session.execute(_FORGET_SEATS, {"case_id": case.id}, execution_options={"synchronize_session": False})
    session.delete(case)
    session.flush()
    return case.conference_id
