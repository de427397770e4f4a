"""What is typed to amend the opening of minutes: a line for everybody who came, and some to add."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marac.documents.opening_amending import LONGEST_REASON, Came, OpeningWords, revision_of
from marac.ui.forms import BaseForm, LongText, Pick, ShortText, WholeNumber
from marac.ui.typed_text import Required

LINES_TO_ADD = 2
MOST_CONFLICTS = 200


class OpeningForm(BaseForm):
    """The lines that every opening has; `opening_form` adds those of the people."""

    chair = ShortText("Who chaired")
    conflicts = WholeNumber(
        "How many declared a conflict of interest",
        most=MOST_CONFLICTS,
        description="Leave this empty if nobody was asked.",
    )
    people = 0
    guests = 0

    @property
    def came(self) -> Iterator[tuple[Any, Any, Any]]:
        """The fields of each line of the attendance: agency, name, how."""
        for number in range(self.people):
            yield self[f"agency_{number}"], self[f"name_{number}"], self[f"status_{number}"]

    @property
    def observers(self) -> Iterator[tuple[Any, Any]]:
        """The fields of each observer: name, organisation."""
        for number in range(self.guests):
            yield self[f"observer_{number}"], self[f"organisation_{number}"]

    @property
    def words(self) -> OpeningWords:
        """The opening as typed, without the lines that are left empty."""
        typed = [[field.data or "" for field in line] for line in self.came]
        seen = [tuple(field.data or "" for field in line) for line in self.observers]
        return OpeningWords(
            self.chair.data or "",
            self.conflicts.data,
            [Came(*line) for line in typed if line[2] or line[0] or line[1]],
            [(name, place) for name, place in seen if name or place],
        )

    @property
    def why(self) -> str:
        """Why approved minutes are amended."""
        return (self.reason.data or "") if "reason" in self else ""


def opening_form(
    opening: Mapping[str, Any], states: Sequence[Any], *, needs_reason: bool, **settings: Any
) -> OpeningForm:
    """The form with a line for each person of an opening and some empty ones."""
    blank = {"agency": "", "name": "", "status": ""}
    came = [*opening["attendance"], *[blank] * LINES_TO_ADD]
    guests = [*opening["observers"], {"name": "", "organisation": ""}]
    shaped = type("ShapedOpeningForm", (OpeningForm,), {"people": len(came), "guests": len(guests)})
    known: dict[str, Any] = {
        "chair": opening["chair"],
        "conflicts": opening["conflicts"],
        "version": revision_of(opening),
    }
    for number, each in enumerate(came):
        known |= _add_person(shaped, number, each, states)
    for number, each in enumerate(guests):
        known |= _add_guest(shaped, number, each)
    if needs_reason:
        shaped.reason = _reason()  # type: ignore[attr-defined]
        known["reason"] = opening.get("why", "")
    return shaped(**known, **settings)  # type: ignore[no-any-return]


def _add_person(shaped: type, number: int, came: Mapping[str, str], states: Sequence[Any]) -> dict[str, str]:
    choices = [("", "Leave out"), *((state.code, state.label) for state in states)]
    setattr(shaped, f"agency_{number}", ShortText(f"Agency, line {number + 1}"))
    setattr(shaped, f"name_{number}", ShortText(f"Name, line {number + 1}"))
    setattr(shaped, f"status_{number}", Pick(f"How they came, line {number + 1}", choices=choices))
    return {f"{part}_{number}": came[part] for part in ("agency", "name", "status")}


def _add_guest(shaped: type, number: int, guest: Mapping[str, str]) -> dict[str, str]:
    setattr(shaped, f"observer_{number}", ShortText(f"Observer {number + 1}"))
    setattr(shaped, f"organisation_{number}", ShortText(f"Where observer {number + 1} is from"))
    return {f"observer_{number}": guest["name"], f"organisation_{number}": guest["organisation"]}


def _reason() -> LongText:
    return LongText(
        "Why the approved minutes are amended",
        [Required("Say why the approved minutes are amended.")],
        max_length=LONGEST_REASON,
        description="Everybody who reads the minutes reads this as well. Name nobody whom a case is about.",
    )
