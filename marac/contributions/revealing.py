"""A shared safe address or contact, shown by itself and each time on the record."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from marac.access.scope import see
from marac.access.seal import open_of
from marac.audit import events
from marac.conferences import get_kind
from marac.contributions.lines import Line, line_of
from marac.contributions.wording import SAFE_CONTACT
from marac.db import Session
from marac.errors import NotFound
from marac.records import Agency, Case, Conference, Contribution, Text
from marac.records.base import columns

_A, _C, _K, _O = (columns(record) for record in (Agency, Case, Contribution, Conference))

_ITEM = (
    select(
        _K.id,
        _K.kind,
        _K.dated_on,
        _K.section_class,
        _K.is_shared,
        _K.case_id.label("about_id"),
        _C.conference_id,
        _C.reference,
        _O.kind.label("conference_kind"),
        _A.name.label("agency_name"),
    )
    .join_from(Contribution, Case, _C.id == _K.case_id)
    .join(Conference, _O.id == _C.conference_id)
    .join(Agency, _A.id == _K.agency_id)
    .where(
        _K.id == bindparam("contribution_id"),
        _K.section_class == SAFE_CONTACT,
        see(Case, Contribution),
    )
)


@dataclass(frozen=True)
class Revealed:
    """A safe address or contact with the case it belongs to."""

    case_id: int
    conference_id: int
    reference: str
    line: Line


def reveal_contact(session: Session, contribution_id: int) -> Revealed:
    """One item of class safe contact, shared or the viewer's own agency's (CONTACT_REVEAL), on an entry of its own.

    Raises NotFound alike for what is not there and for a viewer who is not cleared.
    """
    row: Any = session.row(_ITEM, {"contribution_id": contribution_id})
    if row is None:
        raise NotFound
    shown = session.record(
        events.ContactRevealed(
            case_id=row.about_id,
            conference_id=row.conference_id,
            contribution_id=contribution_id,
            is_draft=not row.is_shared or None,
        )
    )
    texts = open_of(session, shown, contribution_id, Text.CONTRIBUTION_TEXT, Text.CONTRIBUTION_SOURCE)
    opened = {(contribution_id, field): text for field, text in texts.items()}
    line = line_of(get_kind(row.conference_kind), row, row.agency_name, opened, holds_back=False)
    return Revealed(row.about_id, row.conference_id, row.reference, line)
