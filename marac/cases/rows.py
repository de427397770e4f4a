"""The statements of a case's page, built once."""

from sqlalchemy import Boolean, bindparam, or_, select

from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS
from marac.records import (
    Agency,
    AgendaItem,
    Case,
    Invitation,
    Meeting,
    Party,
    Referral,
    Risk,
    SealedText,
    Text,
)
from marac.records.base import columns

C, R, G, M, N, A, P, K, S = (
    columns(record)
    for record in (Case, Referral, AgendaItem, Meeting, Invitation, Agency, Party, Risk, SealedText)
)
# Before its list is published, only the office knows that a case is on it.
ON_A_LIST = or_(M.published_at.is_not(None), bindparam("is_office", type_=Boolean))

REFERRALS = (
    select(
        R.id,
        R.referred_on,
        R.incident_on,
        R.status,
        R.criteria,
        R.is_repeat,
        A.name.label("agency"),
    )
    .join_from(Referral, Case, C.id == R.case_id)
    .outerjoin(Agency, A.id == R.agency_id)
    .where(R.case_id == bindparam("case_id"), see(Case, Referral))
    .order_by(R.received_at.desc())
)
LISTINGS = (
    select(
        G.id,
        G.status,
        G.decision,
        G.disclosure,
        G.is_repeat,
        M.id.label("meeting_id"),
        M.reference,
        M.starts_at,
        M.status.label("meeting_status"),
    )
    .join_from(AgendaItem, Meeting, M.id == G.meeting_id)
    .where(G.case_id == bindparam("case_id"), ON_A_LIST, see(AgendaItem, Meeting))
    .order_by(M.starts_at.desc())
)
INVITED = (
    select(N.agenda_item_id, A.name)
    .join_from(Invitation, AgendaItem, G.id == N.agenda_item_id)
    .join(Meeting, M.id == G.meeting_id)
    .join(Agency, A.id == N.agency_id)
    .where(N.case_id == bindparam("case_id"), ON_A_LIST, see(Invitation, AgendaItem, Meeting))
    .order_by(A.name)
)
RISKS = (
    select(K.id, K.agenda_item_id, K.position)
    .where(K.case_id == bindparam("case_id"), see(Risk))
    .order_by(K.named_at, K.position)
)
# The victim's and the children's contact is shown one at a time, by a page of its own.
OPEN_CONTACTS = (
    select(P.id, *SEALED_COLUMNS)
    .join_from(Party, SealedText, S.owner_id == P.id)
    .where(
        P.case_id == bindparam("case_id"),
        P.role == "perpetrator",
        S.field == Text.PARTY_CONTACT,
        see(Party, SealedText),
    )
)
