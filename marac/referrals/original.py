"""The file of a referral as it came."""

from dataclasses import dataclass

from marac.access.loading import get
from marac.access.seal import open_bytes
from marac.audit import events
from marac.conferences import get_common
from marac.db import Session
from marac.errors import NotFound
from marac.records import Case, Referral, Text


@dataclass(frozen=True)
class OriginalFile:
    """The bytes and a name for the file that names nobody."""

    content: bytes
    name: str


def original_file(session: Session, referral_id: int) -> OriginalFile:
    """The Word file that a referral came as. Raises NotFound for one that was typed in."""
    referral = get(session, Referral, referral_id)
    case = get(session, Case, referral.case_id)
    shown = session.record(
        events.FileShown(case_id=case.id, conference_id=case.conference_id, referral_id=referral.id)
    )
    content = open_bytes(session, shown, referral.id, Text.REFERRAL_FILE)
    if content is None:
        raise NotFound
    return OriginalFile(content, f"{get_common().marking} {case.reference} referral.docx")
