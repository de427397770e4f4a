"""Which of the known layouts a form has, told from its shape alone."""

from marac.referrals.reading.model import Layout
from marac.referrals.reading.script import Script

FEWEST_PAIRS = 12


def layout_of(script: Script) -> Layout:
    """A: columns under section bars; B: boxes, criteria first, referrer last; C: labelled lines."""
    order = list(dict.fromkeys(script.sections))
    if script.table_pairs >= FEWEST_PAIRS and script.table_pairs > script.line_pairs:
        if order[:2] == ["referrer", "victim"] and {"diversity", "safety"} <= set(order):
            return "A"
        if order[:2] == ["criteria", "perpetrator"] and order[-1] == "referrer":
            return "B"
    if script.line_pairs >= FEWEST_PAIRS and order[:2] == ["victim", "perpetrator"] and "criteria" in order:
        return "C"
    return "unknown"
