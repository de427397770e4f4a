"""The marks of one copy: for whom, when, its number, and how far the ledger had come."""

import secrets
from dataclasses import dataclass

from marac import clock
from marac.audit.growing import receipt
from marac.conferences import Kind
from marac.db import Session
from marac.documents.model import Copy
from marac.documents.phrases import moment_words

# Letters and figures that cannot be taken for one another when read out.
_UNMISTAKABLE = "ACDEFGHJKLMNPQRTUVWXY34679"
DRAFT_MARK = "DRAFT, NOT APPROVED"


@dataclass(frozen=True)
class Recipient:
    """The one person for whom a copy is made."""

    user_id: int
    name: str
    agency_id: int
    agency: str


def viewer_as_recipient(session: Session) -> Recipient:
    """Whoever asks, as the recipient of a copy."""
    asking = session.viewer
    return Recipient(asking.id, asking.name, asking.agency_id, asking.agency_name)


def new_copy_number() -> str:
    """A random number that is short enough to be read out: K7QX-4A9C."""
    letters = [secrets.choice(_UNMISTAKABLE) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def new_copy(
    session: Session, kind: Kind, recipient: Recipient, number: str, reference: str, *, is_draft: bool = False
) -> Copy:
    """The marks for a copy made now. The receipt is the ledger as it stood before the copy's own entry."""
    now = clock.now()
    size, root = receipt(session)
    return Copy(
        recipient_name=recipient.name,
        recipient_agency=recipient.agency,
        made_at=now,
        made_at_london=moment_words(now),
        copy_number=number,
        ledger_position=f"{size:,}",
        reference=reference,
        receipt=f"{size:,} entries, root {root}",
        marking=f"{kind.marking}. {DRAFT_MARK}" if is_draft else kind.marking,
    )
