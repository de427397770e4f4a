"""What is typed when somebody decides who is who."""

import re

from marac.ui.forms import BaseForm, LongText, OneOf, ShortText
from marac.ui.typed_text import Required

CHOICES = [("same", "Same person"), ("different", "Not the same"), ("unsure", "Not sure")]
_WAY_BACK = re.compile(r"/(?:cases|referrals)/[0-9]{1,19}(?:/people)?")
_NUMBER = re.compile(r"[0-9]{1,16}")


class DecisionForm(BaseForm):
    """One decision on two parties. `party` and `other` are numbers, `back` the page to return to."""

    party = ShortText("One record")
    other = ShortText("The other record")
    decision = OneOf("Are they the same person?", [Required("Choose an answer.")], choices=CHOICES)
    reason = LongText("Why, if it helps others to follow", max_length=2_000)
    back = ShortText("Back to")


def party_number(typed: str | None) -> int:
    """The number of a party; 0, which nobody has, for anything else."""
    return int(typed) if typed and _NUMBER.fullmatch(typed) else 0


def way_back(typed: str | None, otherwise: str) -> str:
    """The page of ours to return to: a case, its people, or a referral."""
    return typed if typed and _WAY_BACK.fullmatch(typed) else otherwise
