"""For whom something is read: for the viewer, or (never more than the viewer sees) for another agency.

What is left out is left out by the statement itself, so that nothing else is opened and the ledger says
exactly what went into a copy.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Integer, and_, bindparam, or_

_ALL: dict[str, Any] = {"to_viewer": 1, "to_cases": [], "to_agency": 0, "to_mask": 0}
_is_for_viewer: Any = bindparam("to_viewer", type_=Integer) == 1


@dataclass(frozen=True)
class Audience:
    """The binds by which `within` and `case_within` narrow a statement."""

    binds: dict[str, Any] = field(default_factory=lambda: dict(_ALL))

    def may_read(self, class_bit: int, agency_id: int | None) -> bool:
        """Whether the audience may have something of this class and agency, on a case that it may see."""
        is_theirs = agency_id is not None and agency_id == self.binds["to_agency"]
        return bool(self.binds["to_viewer"]) or is_theirs or bool(class_bit & self.binds["to_mask"])

    def may_see(self, case_id: int) -> bool:
        """Whether the audience may see a case."""
        return bool(self.binds["to_viewer"]) or case_id in self.binds["to_cases"]


# Whoever asks: the see-rule alone decides.
VIEWER = Audience()


def audience_of(case_ids: list[int], agency_id: int, mask: int) -> Audience:
    """Somebody of an agency, cleared for the classes in `mask`, who may see the cases named."""
    return Audience({"to_viewer": 0, "to_cases": case_ids, "to_agency": agency_id, "to_mask": mask})


def case_within(case_id: Any) -> Any:
    """Narrow a statement to the cases of the audience."""
    return or_(_is_for_viewer, case_id.in_(bindparam("to_cases", expanding=True)))


def within(source: Any) -> Any:
    """Narrow a statement over sealed texts or other items to what the audience may have."""
    is_cleared = and_(
        source.is_shared.is_(True), source.class_bit.op("&")(bindparam("to_mask", type_=Integer)) != 0
    )
    is_theirs = source.agency_id == bindparam("to_agency")
    return or_(_is_for_viewer, and_(case_within(source.case_id), or_(is_theirs, is_cleared)))
