"""The forms of a meeting in progress, apart from those of a case."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import HiddenField

from marac.actions.statuses import OUTCOME_WORDS
from marac.conferences import get_common
from marac.meetings.attendance import Came as CameTyped
from marac.meetings.attendance import is_overtaken, mark_of
from marac.meetings.run_shapes import AgencyLine, Came, RunCase
from marac.ui.forms import BaseForm, LongText, Pick, ShortText, YesTick
from marac.ui.typed_text import NoHiddenCharacters, Required, single_line

NOBODY_CHOSEN = ("", "Choose…")
NAME_ALONE = "Say how the agency took part: a name alone is not recorded."
STILL_RECORDED = "Choose how the agency took part, or take its people off the list further down."
OVERTAKEN = (
    "Somebody else recorded something different meanwhile. Choose what is right, then record it again."
)


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

    def validate(self, extra_validators: Any = None) -> bool:
        """Beside the fields' own checks: what was typed of an agency is never left out without a word."""
        is_valid: bool = super().validate(extra_validators)
        for line in self.lines:
            status, _who, name = self.boxes(line)
            was = bool(self[f"was-{line.id}"].data)
            if status.data or not (was or name.data):
                continue
            words = STILL_RECORDED if was else NAME_ALONE
            status.errors, is_valid = [*status.errors, words], False
        return is_valid

    def typed(self) -> list[CameTyped]:
        """The agencies of which something was said."""
        typed = []
        for line in self.lines:
            status, who, name = self.boxes(line)
            if status.data:
                user_id = None if who.data in (None, 0) else who.data
                said = "" if user_id else name.data or ""
                typed.append(
                    CameTyped(line.id, status.data, user_id, said, self[f"was-{line.id}"].data or "")
                )
        return typed

    def renew(self, came: Iterable[Came]) -> list[tuple[str, str, str]]:
        """Build the form anew upon what is recorded now, keeping what was typed.

        Returns, of each agency that both changed, its name, what is recorded and what was typed, in words; each is
        marked. What was not touched here says what it says now.
        """
        rows, typed = _by_agency(came), {each.agency_id: each for each in self.typed()}
        both = []
        for line in self.lines:
            said, now = typed.get(line.id), rows.get(line.id, [])
            if said is not None and is_overtaken(said, mark_of(now)):
                both.append((line.name, _in_words(now), _typed_in_words(line, said)))
                self[f"agency-{line.id}"].errors = [OVERTAKEN]
            elif said.is_untouched if said else not self[f"name-{line.id}"].data:
                for box, value in zip(self.boxes(line), _recorded(line, now), strict=True):
                    box.data = value
            self[f"was-{line.id}"].data = mark_of(now)
        return both


def attendance_form(lines: Sequence[AgencyLine], came: Iterable[Came], *, is_posted: bool = True) -> Any:
    """The attendance of every agency, as posted or as recorded so far: `came` gives the rows of each."""
    rows = _by_agency(came)
    fields: dict[str, Any] = {"lines": lines}
    for line in lines:
        fields.update(_boxes(line, rows.get(line.id, [])))
        # A form of before anything was recorded posts no mark; what is recorded now is not what it was built from.
        was = "" if is_posted else mark_of(rows.get(line.id, []))
        fields[f"was-{line.id}"] = HiddenField(default=was, filters=[single_line])
    form: Any = type("AttendanceForm", (_AttendanceForm,), fields)
    return form() if is_posted else form(formdata=None)


def _by_agency(came: Iterable[Came]) -> dict[int | None, list[Came]]:
    rows: dict[int | None, list[Came]] = {}
    for each in came:
        if not each.is_observer:
            rows.setdefault(each.agency_id, []).append(each)
    return rows


def _recorded(line: AgencyLine, rows: Sequence[Came]) -> tuple[str, int | None, str]:
    """What the three boxes of an agency say of its first row: how it took part, who, and a typed name."""
    if not rows:
        return "", line.members[0].id if len(line.members) == 1 else None, ""
    first = rows[0]
    name = "" if first.user_id else first.name
    return first.status, first.user_id or (0 if name else None), name


def _boxes(line: AgencyLine, rows: Sequence[Came]) -> dict[str, Any]:
    states = [("", "Not recorded"), *((state.code, state.label) for state in get_common().attendance)]
    members = {member.id: member.name for member in line.members}
    if rows and rows[0].user_id:  # they may have left since
        members.setdefault(rows[0].user_id, rows[0].name)
    people = [NOBODY_CHOSEN, *members.items(), (0, "Somebody else")]
    status, who, name = _recorded(line, rows)
    return {
        f"agency-{line.id}": Pick(f"{line.name}: attendance", choices=states, default=status),
        f"who-{line.id}": Pick(f"{line.name}: who", choices=people, coerce=_number, default=who),
        f"name-{line.id}": ShortText(f"{line.name}: name, if somebody else", default=name),
    }


def _in_words(rows: Sequence[Came]) -> str:
    return _said(rows[0].status, [row.name for row in rows]) if rows else "Not recorded"


def _typed_in_words(line: AgencyLine, typed: CameTyped) -> str:
    members = {member.id: member.name for member in line.members}
    return _said(typed.status, [members.get(typed.user_id or 0, typed.name)])


def _said(status: str, names: Iterable[str]) -> str:
    label = next((state.label for state in get_common().attendance if state.code == status), status)
    return ", ".join([label, *(name for name in names if name)])
