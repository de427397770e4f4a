"""Everything that is done while a meeting sits, in one place for the other slices."""

from marac.meetings.attendance import (
    add_attender,
    record_all_attendance,
    record_attendance,
    record_observer,
    remove_attender,
)
from marac.meetings.case_record import consider_disclosure, write_case_record
from marac.meetings.closing import close_meeting, finish_closing
from marac.meetings.conflicts import ask_conflicts, declare_conflict
from marac.meetings.decisions import decide_case
from marac.meetings.opening import open_meeting, record_confidentiality, start_case
from marac.meetings.risks import change_risk, leave_risk, name_risk
from marac.meetings.traits import write_traits

__all__ = [
    "add_attender",
    "ask_conflicts",
    "change_risk",
    "close_meeting",
    "consider_disclosure",
    "decide_case",
    "declare_conflict",
    "finish_closing",
    "leave_risk",
    "name_risk",
    "open_meeting",
    "record_all_attendance",
    "record_attendance",
    "record_confidentiality",
    "record_observer",
    "remove_attender",
    "start_case",
    "write_case_record",
    "write_traits",
]
