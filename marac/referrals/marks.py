"""How each field of a referral stands, in the words of the review page, and which empty ones are missed."""

import re
from dataclasses import dataclass
from typing import Any

from marac.conferences import Kind
from marac.referrals.reviewed import Fields, KeptForm, leaf_of, leaves

_PLACE = re.compile(r"\[[0-9]+\]")


@dataclass(frozen=True)
class Leaf:
    """One field as the page shows it.

    `mark`: read, unsure, corrected, typed; of an empty field missing (somebody must look at it), blank (it
    may be empty), inapplicable (another answer makes it needless), stated (the form says what `says` holds)
    or settled (a person has said that it is not known).
    """

    path: str
    mark: str
    word_ids: tuple[str, ...] = ()
    says: str = ""


class Marks:
    """The marks of one form. Reads the leaves once: a page asks for a hundred of them."""

    def __init__(self, kind: Kind, form: KeptForm) -> None:
        self.kind, self.form = kind, form
        self.now: Fields = dict(leaves(form.fields))
        self.read: Fields = dict(leaves(form.as_read))

    def leaf(self, path: str) -> Leaf:
        """How a field came to its value, and where on the form it stands."""
        mark = self._mark(path)
        says = self.form.says.get(path, "") if mark == "stated" else ""
        return Leaf(path, mark, tuple(self.form.found_at.get(path, ())), says)

    def _mark(self, path: str) -> str:
        value, is_from_form = self.now.get(path), bool(self.form.marks)
        is_changed = is_from_form and path in self.now and self.read.get(path) != value
        if not _is_empty(value):
            return "corrected" if is_changed else self._read_mark(path) if is_from_form else "typed"
        if path in self.form.settled:
            return "settled"
        if not is_changed and self.form.marks.get(path) in ("unsure", "read"):
            return self.form.marks[path]  # "No interpreter" is an answer, though nothing is left to write
        return self._mark_of_empty(path, is_changed)

    def _read_mark(self, path: str) -> str:
        # A value that stands cannot be missing, whatever the box beside it was.
        return "unsure" if self.form.marks.get(path) == "unsure" else "read"

    def _mark_of_empty(self, path: str, is_changed: bool) -> str:
        if not applies(self.form.fields, path):
            return "inapplicable"
        if path in self.form.says and not is_changed:
            return "stated"
        if is_expected(self.kind, self.form.fields, path):
            return "missing"
        return "corrected" if is_changed else "blank"


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [])


def applies(fields: Fields, path: str) -> bool:
    """Whether a field means anything beside the other answers."""
    owner, _, name = path.rpartition(".")

    def at(leaf: str) -> Any:
        return leaf_of(fields, f"{owner}.{leaf}" if owner else leaf)

    match name:
        case "other_marac_name" | "other_marac_date":
            return at("previously_referred_other_marac") is not False
        case "consent_reason":
            return at("consent_given") is not True
        case "due_date":
            return at("unborn") is True
        case "previous_referral_date":
            return at("repeat") is not False
        case "visible_high_risk_ticks":
            return at("visible_high_risk") is not False
        case "birth_year" | "age_stated":
            return not at("date_of_birth")
        case "date_of_birth" | "school":
            return at("unborn") is not True
        case "address":
            return at("no_fixed_abode") is not True and at("address_withheld") is not True
    return True


# Empty, these are missed, unless the form says that the answer is not known; whose victim is not named, not.
_EXPECTED = frozenset(
    ("referral_date", "incident_date", "reason_for_referral", "perpetrators.name", "perpetrators.date_of_birth",
     "perpetrators.address", "children.name", "children.date_of_birth", "children.due_date")
)  # fmt: skip
_EXPECTED_OF_VICTIM = frozenset(
    ("victim.name", "victim.date_of_birth", "victim.address", "victim.phone", "victim.safe_to_call",
     "victim.contact_notes", "victim_afraid_of", "safe_to_talk_to", "not_safe_to_talk_to", "victim_aware",
     "consent_given", "consent_reason")
)  # fmt: skip


def is_expected(kind: Kind, fields: Fields, path: str) -> bool:
    """Whether an empty field that applies is missed: identity, safe contact, fear, consent, the dates.

    How to make contact safely is missed unless it is safe to call; why there is no consent, where there is none.
    """
    general = _PLACE.sub("", path)
    if general in _EXPECTED_OF_VICTIM:
        has_victim = kind.centred_on != "perpetrator" or bool(leaf_of(fields, "victim.name"))
        return has_victim and _is_needed(fields, general, path)
    if general == "other_marac_name":
        return leaf_of(fields, "previously_referred_other_marac") is True
    return general in _EXPECTED and _is_needed(fields, general, path)


def _is_needed(fields: Fields, general: str, path: str) -> bool:
    owner = path.rpartition(".")[0]
    if general == "victim.contact_notes":
        return leaf_of(fields, "victim.safe_to_call") is not True
    if general == "consent_reason":
        return leaf_of(fields, "consent_given") is False
    if general == "children.name":
        return leaf_of(fields, f"{owner}.unborn") is not True
    if general == "perpetrators.date_of_birth":
        return not (leaf_of(fields, f"{owner}.birth_year") or leaf_of(fields, f"{owner}.age_stated"))
    return True
