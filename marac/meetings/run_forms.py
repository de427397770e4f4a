"""The forms of a meeting in progress, apart from those of a case."""

from collections.abc import Iterable, Sequence
from typing import Any

from marac.actions.statuses import OUTCOME_WORDS
from marac.conferences import get_common
from marac.meetings.attendance import Came as CameTyped
from marac.meetings.run_shapes import AgencyLine, Came, RunCase
from marac.ui.forms import BaseForm, LongText, Pick, ShortText, YesTick
from marac.ui.typed_text import NoHiddenCharacters, Required

NOBODY_CHOSEN = ("", "Choose…")


def _number(text: Any) -> int | None:
    return None if text in (None, "") else int(text)


class ObserverForm(BaseForm):
    """Somebody who watches the meeting, after signing."""

    name = ShortText("Observer’s name", [Required("Type the observer’s name."), NoHiddenCharacters()])
    organisation = ShortText("Where they come from", [Required("Say where the observer comes from.")])
    has_signed = YesTick("They have signed the confidentiality statement")


class AttenderForm(BaseForm):
    """One more person of an agency that is present."""

    agency = Pick("Agency", [Required("Choose the agency.")], coerce=_number)
    name = ShortText("Name", [Required("Type the name."), NoHiddenCharacters()])

    def offer(self, agencies: Iterable[AgencyLine]) -> None:
        """Offer the agencies of the conference."""
        self.agency.choices = [NOBODY_CHOSEN, *((line.id, line.name) for line in agencies)]


class ConflictForm(BaseForm):
    """Somebody who knows a person in a case."""

    user_id = Pick("Who", [Required("Choose who has the conflict.")], coerce=_number)
    case_id = Pick("Case", [Required("Choose the case.")], coerce=_number)
    reason = LongText(
        "What the conflict is",
        [Required("Say in a few words what the conflict is. Only the office reads it.")],
        description="A few words. Only the coordinator and the chair can read them.",
        max_length=1000,
    )

    def offer(self, agencies: Iterable[AgencyLine], cases: Sequence[RunCase]) -> None:
        """Offer the members of the conference and the cases of this meeting."""
        members = sorted((each for line in agencies for each in line.members), key=lambda each: each.name)
        named = ((each.id, f"{each.name}, {each.agency}") for each in members)
        self.user_id.choices = [NOBODY_CHOSEN, *named]
        self.case_id.choices = [NOBODY_CHOSEN, *((case.case_id, case.reference) for case in cases)]


class ReviewForm(BaseForm):
    """What became of one outstanding action."""

    outcome = Pick("Outcome", [Required("Choose what became of the action.")])
    note = ShortText("What was said", max_length=1000)


def review_form(action_id: int, *, is_posted: bool = False) -> ReviewForm:
    """The form of one action; each has names of its own. It offers the outcomes that a meeting can find."""
    prefix = f"action-{action_id}-"
    form = ReviewForm(prefix=prefix) if is_posted else ReviewForm(formdata=None, prefix=prefix)
    form.outcome.choices = [NOBODY_CHOSEN, *OUTCOME_WORDS.items()]
    return form


class _AttendanceForm(BaseForm):
    """Every agency of the conference in one form; see `attendance_form`."""

    lines: Sequence[AgencyLine] = ()

    def boxes(self, line: AgencyLine) -> tuple[Any, Any, Any]:
        """The three fields of one agency: how it took part, which member, or which typed name."""
        return self[f"agency-{line.id}"], self[f"who-{line.id}"], self[f"name-{line.id}"]

    def typed(self) -> list[CameTyped]:
        """The agencies of which something was said."""
        typed = []
        for line in self.lines:
            status, who, name = self.boxes(line)
            if status.data:
                user_id = None if who.data in (None, 0) else who.data
                typed.append(CameTyped(line.id, status.data, user_id, "" if user_id else name.data or ""))
        return typed


def attendance_form(lines: Sequence[AgencyLine], came: Iterable[Came], *, is_posted: bool = True) -> Any:
    """The attendance of every agency, as posted or as recorded so far: `came` gives the first row of each."""
    first: dict[int | None, Came] = {}
    for each in came:
        first.setdefault(each.agency_id, each)
    fields: dict[str, Any] = {"lines": lines}
    for line in lines:
        fields.update(_boxes(line, first.get(line.id)))
    form: Any = type("AttendanceForm", (_AttendanceForm,), fields)
    return form() if is_posted else form(formdata=None)


def _boxes(line: AgencyLine, before: Came | None) -> dict[str, Any]:
    states = [("", "Not recorded"), *((state.code, state.label) for state in get_common().attendance)]
    members = ((member.id, member.name) for member in line.members)
    people = [NOBODY_CHOSEN, *members, (0, "Somebody else")]
    user_id = before.user_id if before else None
    typed_name = before.name if before and user_id is None else ""
    only_member = line.members[0].id if len(line.members) == 1 and before is None else None
    who = user_id or (0 if typed_name else only_member)
    return {
        f"agency-{line.id}": Pick(
            f"{line.name}: attendance", choices=states, default=before.status if before else ""
        ),
        f"who-{line.id}": Pick(f"{line.name}: who", choices=people, coerce=_number, default=who),
        f"name-{line.id}": ShortText(f"{line.name}: name, if somebody else", default=typed_name),
    }
