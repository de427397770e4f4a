"""Read Word referral forms. Pure: bytes in, values out; no web, no database, no network."""

from marac.referrals.reading.archive import Limits
from marac.referrals.reading.errors import UnreadableForm
from marac.referrals.reading.model import Layout, Mark, ReadForm, Warning_, Words
from marac.referrals.reading.reader import read_form

__all__ = ["Layout", "Limits", "Mark", "ReadForm", "UnreadableForm", "Warning_", "Words", "read_form"]
