"""Everything that can be done with referrals, in one place for the other slices."""

from marac.referrals.accepting import accept_referral, set_aside_referral
from marac.referrals.correcting import correct_referral
from marac.referrals.receiving import AlreadyReceived, form_number_of, receive_form
from marac.referrals.restrictions import decide_restriction
from marac.referrals.typed import discard_draft, save_draft, send_draft, start_draft

__all__ = [
    "AlreadyReceived",
    "accept_referral",
    "correct_referral",
    "decide_restriction",
    "discard_draft",
    "form_number_of",
    "receive_form",
    "save_draft",
    "send_draft",
    "set_aside_referral",
    "start_draft",
]
