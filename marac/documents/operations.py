"""Everything that is done with minutes, in one place for the other slices."""

from marac.documents.amending import amend_section, approve_minutes, drop_amendment, start_amendment
from marac.documents.drafting import draft_minutes
from marac.documents.opening_amending import amend_opening

__all__ = [
    "amend_opening",
    "amend_section",
    "approve_minutes",
    "draft_minutes",
    "drop_amendment",
    "start_amendment",
]
