"""What the restriction page shows: the form's words, and everybody whom they may mean."""

from dataclasses import dataclass
from typing import Any

from marac.access.loading import get
from marac.access.seal import open_texts
from marac.access.viewer import Seat
from marac.audit import events
from marac.db import Session
from marac.errors import NotFound
from marac.records import Case, Referral, Text
from marac.referrals.restrictions import KeptFrom, whom_to_keep_from
from marac.referrals.reviewed import RESTRICTING, open_kept_form
from marac.referrals.standing import seat_for


@dataclass(frozen=True)
class RestrictionPage:
    """The words to decide on. `reason` is that of the decision, once made."""

    referral: Referral
    reference: str
    seat: Seat
    words: tuple[str, ...]
    messages: tuple[str, ...]
    possible: KeptFrom
    reason: str

    @property
    def people(self) -> list[tuple[int, str]]:
        """Whom to choose from, each with their agency and role."""
        return [(row.id, f"{row.name}, {row.agency} ({row.role})") for row in self.possible.people]

    @property
    def agencies(self) -> list[tuple[int, Any]]:
        """The agencies to choose from."""
        return [(row.id, row.name) for row in self.possible.agencies]


def restriction_page(session: Session, referral_id: int) -> RestrictionPage:
    """The restriction page of a referral. Raises NotFound, also where nothing is to be decided."""
    referral = get(session, Referral, referral_id, afresh=True)
    if referral.restriction_state == "none" or referral.status == "draft":
        raise NotFound
    case = get(session, Case, referral.case_id)
    shown = session.record(
        events.CaseShown(case_id=case.id, conference_id=case.conference_id, page="restriction")
    )
    texts = open_texts(session, shown, Text.REFERRAL_FORM, Text.EXCLUSION_REASON)
    form = open_kept_form(texts[referral.id, Text.REFERRAL_FORM])
    return RestrictionPage(
        referral=referral,
        reference=case.reference,
        seat=seat_for(session, case.conference_id),
        words=tuple(form.fields.get("information_restrictions") or ()),
        messages=tuple(message for _, kind, message in form.warnings if kind in RESTRICTING),
        possible=whom_to_keep_from(session, case.conference_id),
        reason=texts.get((referral.id, Text.EXCLUSION_REASON), ""),
    )
