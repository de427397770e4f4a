"""What is typed about meetings and their lists."""

import re
from datetime import UTC, datetime, time

from marac.actions.deadlines import happens
from marac.clock import LONDON, london_day, to_london
from marac.errors import Mistake
from marac.meetings.cancelling import CANCELLATIONS
from marac.meetings.listing import LONGEST_CASE
from marac.meetings.plan import LONGEST_MINUTES, MEETING_KINDS, SHORTEST_MINUTES
from marac.records import Meeting
from marac.ui.forms import BaseForm, DayField, OneOf, Pick, ShortText, WholeNumber
from marac.ui.typed_text import Required

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]?([0-5][0-9])")


class PlanForm(BaseForm):
    """When a meeting is, how long, under whom, and by when research is due."""

    kind = OneOf("Kind of meeting", choices=list(MEETING_KINDS.items()), default="scheduled")
    starts_on = DayField("Day of the meeting", [Required("Enter the day of the meeting")])
    starts_at = ShortText(
        "Time it begins",
        [Required("Enter the time at which the meeting begins")],
        max_length=20,
        description="On the London clock, for example 09:30.",
    )
    minutes_available = WholeNumber(
        "Minutes for cases",
        [Required("Enter how many minutes the meeting has for cases")],
        least=SHORTEST_MINUTES,
        most=LONGEST_MINUTES,
        default=180,
    )
    chair_id = Pick("Chair", coerce=int, default=0)
    research_by = DayField(
        "Research due by",
        description="Leave this blank to use the conference's rule, counted back from the meeting.",
    )

    def offer_chairs(self, chairs: list[tuple[int, str]]) -> None:
        """Fill in who can be chosen to take the chair."""
        self.chair_id.choices = [(0, "Not decided yet"), *chairs]

    def instant(self) -> datetime:
        """The beginning as an instant. Raises Mistake for a time that no London clock shows that day."""
        found = _TIME.fullmatch((self.starts_at.data or "").strip())
        if found is None:
            raise Mistake("starts_at", "Write the time like 09:30 or 14:00.")
        on, at = self.starts_on.data, time(int(found[1]), int(found[2]))
        if on is None:
            raise Mistake("starts_on", "Enter the day of the meeting")
        if not happens(on, at):
            raise Mistake("starts_at", "The clocks go forward and leave this time out. Choose another.")
        return datetime.combine(on, at, LONDON).astimezone(UTC)


def plan_form_of(meeting: Meeting) -> PlanForm:
    """The form that changes a meeting's plan, filled in as it stands."""
    return PlanForm(
        version=meeting.version,
        kind=meeting.kind,
        starts_on=london_day(meeting.starts_at),
        starts_at=f"{to_london(meeting.starts_at):%H:%M}",
        minutes_available=meeting.minutes_available,
        chair_id=meeting.chair_id or 0,
        research_by=meeting.research_by,
    )


class CancelForm(BaseForm):
    """Why a meeting is cancelled."""

    reason = OneOf(
        "Why it is cancelled",
        [Required("Choose why the meeting is cancelled.")],
        choices=list(CANCELLATIONS.items()),
    )


class DeputyForm(BaseForm):
    """Who stands in for whoever asks at one meeting."""

    user_id = Pick("Your deputy", [Required("Choose a colleague.")], coerce=int, default=0)

    def offer(self, colleagues: list[tuple[int, str]]) -> None:
        """Fill in who can be chosen."""
        self.user_id.choices = [(0, "Choose"), *colleagues]


class PublishForm(BaseForm):
    """By when research is due, asked when the list is published."""

    research_by = DayField("Research due by", [Required("Enter the day by which research is due")])


class ListCaseForm(BaseForm):
    """Which case goes on the list."""

    case_id = WholeNumber("Case", [Required("Choose a case to list")], least=1, most=2**53)


class MoveForm(BaseForm):
    """Up, down, or to a place."""

    move = ShortText("Move", max_length=4)
    position = WholeNumber("To place", least=1, most=999)


class MinutesForm(BaseForm):
    """Minutes for one case."""

    minutes = WholeNumber("Minutes", [Required("Enter its minutes")], least=1, most=LONGEST_CASE)


class InviteForm(BaseForm):
    """An agency to invite, and why."""

    agency_id = Pick("Agency", [Required("Choose an agency")], coerce=int)
    reason = Pick("Why it is invited", [Required("Choose why it is invited")])


class WithdrawForm(BaseForm):
    """An agency whose invitation is withdrawn, and why."""

    agency_id = WholeNumber("Agency", [Required("Choose an agency")], least=1, most=2**53)
    reason = Pick("Why it is withdrawn", [Required("Choose why it is withdrawn")])
