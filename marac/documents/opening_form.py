"""What is chosen to amend the opening of minutes: a line for everybody who came, and some to add."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from marac.documents.opening_amending import Came, OpeningWords, revision_of
from marac.documents.opening_people import KnownPeople, Named
from marac.documents.opening_reasons import AMENDMENTS
from marac.ui.forms import BaseForm, OneOf, Pick, WholeNumber
from marac.ui.typed_text import Required

LINES_TO_ADD = 2
MOST_CONFLICTS = 200


class OpeningForm(BaseForm):
    """The lines that every opening has; `opening_form` adds those of the people and who can be chosen.

    `known_came` and `known_guests` say who stands behind each choice.
    """

    chair = Pick("Who chaired")
    conflicts = WholeNumber(
        "How many declared a conflict of interest",
        most=MOST_CONFLICTS,
        description="Leave this empty if nobody was asked.",
    )
    people = 0
    guests = 0
    known_came: Mapping[str, Named] = {}
    known_guests: Mapping[str, Named] = {}

    @property
    def came(self) -> Iterator[tuple[Any, Any]]:
        """The fields of each line of the attendance: who, how."""
        for number in range(self.people):
            yield self[f"who_{number}"], self[f"status_{number}"]

    @property
    def observers(self) -> Iterator[Any]:
        """The field of each observer."""
        for number in range(self.guests):
            yield self[f"observer_{number}"]

    @property
    def words(self) -> OpeningWords:
        """The opening as chosen, without the lines that are left empty."""
        lines = [(self.known_came.get(who.data, ("", "")), how.data or "") for who, how in self.came]
        return OpeningWords(
            self.chair.data or "",
            self.conflicts.data,
            [Came(*who, how) for who, how in lines if any(who) or how],
            [self.known_guests[each.data] for each in self.observers if each.data],
        )

    @property
    def why(self) -> str:
        """Why approved minutes are amended, as a code."""
        return (self.reason.data or "") if "reason" in self else ""


def opening_form(
    opening: Mapping[str, Any],
    known: KnownPeople,
    states: Sequence[Any],
    *,
    needs_reason: bool,
    **settings: Any,
) -> OpeningForm:
    """The form with a line for each person of an opening and some empty ones."""
    came = [(_line((each["agency"], each["name"])), each["status"]) for each in opening["attendance"]]
    guests = [_line((each["name"], each["organisation"])) for each in opening["observers"]]
    came, guests = [*came, *[("", "")] * LINES_TO_ADD], [*guests, ""]
    fields: dict[str, Any] = {
        "people": len(came),
        "guests": len(guests),
        "known_came": {_line(each): each for each in known.came},
        "known_guests": {_line(each): each for each in known.observers},
    }
    chosen = {"chair": opening["chair"], "conflicts": opening["conflicts"], "version": revision_of(opening)}
    ways = [("", "Leave out"), *((state.code, state.label) for state in states)]
    for number, (who, how) in enumerate(came):
        fields[f"who_{number}"] = _pick(f"Who, line {number + 1}", fields["known_came"], "Nobody")
        fields[f"status_{number}"] = Pick(f"How they came, line {number + 1}", choices=ways)
        chosen |= {f"who_{number}": who, f"status_{number}": how}
    for number, guest in enumerate(guests):
        fields[f"observer_{number}"] = _pick(f"Observer {number + 1}", fields["known_guests"], "Nobody")
        chosen[f"observer_{number}"] = guest
    if needs_reason:
        fields["reason"], chosen["reason"] = _reason(), opening.get("why", "")
    form: OpeningForm = type("ShapedOpeningForm", (OpeningForm,), fields)(**chosen, **settings)
    form.chair.choices = [("", "Not recorded"), *((each, each) for each in known.chairs)]
    return form


def _line(pair: Named) -> str:
    """Two names as one choice: "Northtown Police: Polly"; the agency alone if nobody is named."""
    return ": ".join(filter(None, pair))


def _pick(label: str, lines: Iterable[str], nobody: str) -> Pick:
    return Pick(label, choices=[("", nobody), *((line, line) for line in lines)])


def _reason() -> OneOf:
    return OneOf(
        "Why the approved minutes are amended",
        [Required("Say why the approved minutes are amended.")],
        choices=list(AMENDMENTS.items()),
    )
