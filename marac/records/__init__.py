"""Schema only: one module per concept. Importing this package registers every table."""

from marac.records.action import Action, ActionEvent, Risk
from marac.records.agency import Agency
from marac.records.case import BreakGlass, Case, Exclusion, NamedViewer, Party, Seat, StandIn
from marac.records.conference import (
    AudienceDecision,
    AudienceProposal,
    Conference,
    ConferenceAgency,
    Membership,
)
from marac.records.contribution import Contribution, ResearchReturn
from marac.records.ledger import ledger_checkpoint, ledger_detail, ledger_entry
from marac.records.meeting import AgendaItem, Attendance, DeputyBar, Invitation, Meeting, MeetingDeputy
from marac.records.minutes import Minutes, MinutesSection
from marac.records.person import Person, PersonDecision
from marac.records.referral import Referral
from marac.records.reveal import RevealSeen
from marac.records.sealed import SealedText, Text
from marac.records.user import FormKey, LoginSession, SignInFailure, User

__all__ = [
    "Action",
    "ActionEvent",
    "Agency",
    "AgendaItem",
    "Attendance",
    "AudienceDecision",
    "AudienceProposal",
    "BreakGlass",
    "Case",
    "Conference",
    "ConferenceAgency",
    "Contribution",
    "DeputyBar",
    "Exclusion",
    "FormKey",
    "Invitation",
    "LoginSession",
    "Meeting",
    "MeetingDeputy",
    "Membership",
    "Minutes",
    "MinutesSection",
    "NamedViewer",
    "Party",
    "Person",
    "PersonDecision",
    "Referral",
    "ResearchReturn",
    "RevealSeen",
    "Risk",
    "SealedText",
    "Seat",
    "SignInFailure",
    "StandIn",
    "Text",
    "User",
    "ledger_checkpoint",
    "ledger_detail",
    "ledger_entry",
]
