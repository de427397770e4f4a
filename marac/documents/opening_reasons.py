"""Why the opening of approved minutes is amended."""

from collections.abc import Mapping
from typing import Any

# Codes, not words of one's own: the opening belongs to no case, so nothing in it is sealed, and everybody who
# reads the minutes reads it.
AMENDMENTS = {
    "attendance": "Who came, or how, was recorded wrongly",
    "chair": "Who chaired was recorded wrongly",
    "observers": "The observers were recorded wrongly",
    "conflicts": "The number of conflicts of interest was recorded wrongly",
    "several": "Several parts of it were recorded wrongly",
}


def why_amended(opening: Mapping[str, Any]) -> str:
    """Why an opening was amended, in words; empty if it was not, or before approval."""
    return AMENDMENTS.get(opening.get("why", ""), "")
