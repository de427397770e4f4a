"""Risks, as the chair sums them up: each gets an action or a reason why there is none."""

from sqlalchemy import bindparam, func, select

from marac.access.loading import claim, get
from marac.access.scope import see
from marac.access.seal import seal
from marac.audit import events
from marac.db import Session
from marac.errors import Mistake
from marac.meetings.listing_rules import kind_of
from marac.meetings.sitting import started_case
from marac.records import AgendaItem, Meeting, Risk, Text
from marac.records.base import columns

LONGEST_RISK = 1_000

_K = columns(Risk)
_LAST = select(func.max(_K.position)).where(_K.agenda_item_id == bindparam("item_id"), see(Risk))


def name_risk(session: Session, item_id: int, text: str) -> Risk:
    """Name a risk of a case that the meeting has turned to. Raises NotFound, and Mistake for its words."""
    listed, meeting = started_case(session, item_id)
    words = _said(text)
    (last,) = session.row(_LAST, {"item_id": item_id})
    risk = Risk(case_id=listed.case_id, agenda_item_id=item_id, position=(last or 0) + 1)
    session.add(risk)
    session.flush()
    _write(session, meeting, risk, Text.RISK_TEXT, words)
    return risk


def change_risk(session: Session, risk_id: int, version: int | None, text: str) -> Risk:
    """Put a risk into other words. Raises NotFound, StaleForm, and Mistake for its words."""
    meeting = _of(session, risk_id)[1]
    words = _said(text)
    risk = claim(session, Risk, risk_id, version)
    _write(session, meeting, risk, Text.RISK_TEXT, words)
    return risk


def leave_risk(session: Session, risk_id: int, version: int | None, reason: str) -> Risk:
    """Say why no action answers a risk. Raises NotFound, StaleForm, and Mistake without a reason."""
    meeting = _of(session, risk_id)[1]
    if not reason.strip():
        raise Mistake("reason", "Say why there is no action for this risk.")
    risk = claim(session, Risk, risk_id, version)
    risk.has_reason = True
    _write(session, meeting, risk, Text.RISK_UNPLANNED, reason.strip())
    session.flush()
    return risk


def _of(session: Session, risk_id: int) -> tuple[AgendaItem, Meeting]:
    return started_case(session, get(session, Risk, risk_id).agenda_item_id)


def _said(text: str) -> str:
    words = text.strip()
    if not words:
        raise Mistake("risk", "Say what the risk is: who may be harmed, how, and when.")
    if len(words) > LONGEST_RISK:
        raise Mistake("risk", f"This is {len(words) - LONGEST_RISK:,} characters too long. Shorten it.")
    return words


def _write(session: Session, meeting: Meeting, risk: Risk, field: Text, words: str) -> None:
    entry = session.record(
        events.RiskNamed(
            record_id=risk.id,
            case_id=risk.case_id,
            conference_id=meeting.conference_id,
            fields=("text" if field is Text.RISK_TEXT else "reason",),
        )
    )
    mask = kind_of(session, meeting.conference_id).section_class("summary").mask
    seal(session, entry, risk.id, field, words, class_bit=mask)
