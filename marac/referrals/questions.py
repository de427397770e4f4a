"""The questions of a referral, one for each leaf of its fields: what it is called and what may stand there.

Word forms, typed referrals and the review page all go by this list, so that a referral looks the same however
it came.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from marac.conferences import Kind

AnswerType = Literal["name", "line", "text", "day", "truth", "tick", "number", "lines", "checklist"]

LONGEST_NAME = 200
LONGEST_LINE = 500
LONGEST_TEXT = 50_000
MOST_PEOPLE = 40


@dataclass(frozen=True)
class Question:
    """One leaf. `path` is where it stands in the fields; `most` bounds a number.

    truth is yes, no or not known; tick is yes or no; lines are several texts, one to a line.
    """

    path: str
    label: str
    type: AnswerType
    hint: str = ""
    most: int = 0
    rows: int = 2

    @property
    def field_name(self) -> str:
        """The name of its field in a form."""
        return field_name(self.path)


@dataclass(frozen=True)
class Group:
    """Some questions under one heading. `people` names the list that the group is one member of."""

    key: str
    heading: str
    questions: tuple[Question, ...]
    people: str = ""
    position: int = 0


_REFERRAL = (
    Question("referral_date", "Date of {referral}", "day"),
    Question("incident_date", "Date of the latest incident", "day"),
    Question("referring_agency", "Agency, as written", "line"),
    Question("referrer.name", "Name of the {referrer}", "name"),
    Question("referrer.role", "Role", "line"),
    Question("referrer.phone", "Telephone of the {referrer}", "line"),
    Question("referrer.email", "E-mail of the {referrer}", "line"),
)
_VICTIM = (
    Question("name", "Name", "name"),
    Question("date_of_birth", "Date of birth", "day"),
    Question("address", "Address", "text"),
    Question("address_withheld", "The address is kept back on purpose", "tick"),
    Question("phone", "Telephone", "line"),
    Question("safe_to_call", "Is it safe to call?", "truth"),
    Question("contact_notes", "When and how to make contact safely", "text"),
    Question("gender", "Gender", "line"),
    Question("ethnicity", "Ethnicity", "line"),
    Question("disabled", "Disabled", "truth"),
    Question("lgbt", "LGBT+", "truth"),
    Question("interpreter", "Interpreter needed, and for which language", "line"),
)
_PERPETRATOR = (
    Question("name", "Name", "name"),
    Question("aliases", "Other names, one to a line", "lines"),
    Question("date_of_birth", "Date of birth", "day"),
    Question("birth_year", "Year of birth, if that is all that is known", "number", most=9999),
    Question("age_stated", "Age, if that is all that is known", "number", most=120),
    Question("address", "Address", "text"),
    Question("no_fixed_abode", "No fixed abode", "tick"),
    Question("relationship_to_victim", "Relationship to the {victim}", "line"),
)
_CHILD = (
    Question("name", "Name", "name"),
    Question("date_of_birth", "Date of birth", "day"),
    Question("unborn", "Not yet born", "tick"),
    Question("due_date", "Due date, if not yet born", "day"),
    Question("relationship_to_victim", "Relationship to the {victim}", "line"),
    Question("relationship_to_perpetrator", "Relationship to the {perpetrator}", "line"),
    Question("school", "School", "line"),
    Question("address", "Address", "text"),
)
_TICKS = Question("criteria.visible_high_risk_ticks", "Yes answers on the risk checklist", "number", most=99)
_PREVIOUS = Question("criteria.previous_referral_date", "Date of the last {referral}", "day")
_REASON = (Question("reason_for_referral", "Reason for {referral}", "text", rows=10),)
_SAFETY = (
    Question("victim_afraid_of", "Who or what the {victim} is afraid of", "text"),
    Question("safe_to_talk_to", "Who is safe to talk to", "text"),
    Question("not_safe_to_talk_to", "Who is not safe to talk to", "text"),
    Question("victim_aware", "Does the {victim} know of this {referral}?", "truth"),
    Question("consent_given", "Has the {victim} agreed to it?", "truth"),
    Question("consent_reason", "If not, why it is made all the same", "text"),
)
_ELSEWHERE = (
    Question("previously_referred_other_marac", "Heard by another {conference}?", "truth"),
    Question("other_marac_name", "Which one", "line"),
    Question("other_marac_date", "When", "day"),
)
_NOTES = (
    Question("information_restrictions", "Who must not receive information, one to a line", "lines", rows=3),
    Question("extra_notes", "Other notes on the form, one to a line", "lines"),
)


def field_name(path: str) -> str:
    """`perpetrators[0].name` as the name of a form's field: `perpetrators-0-name`."""
    return path.replace("[", "-").replace("]", "").replace(".", "-")


def criteria_questions(kind: Kind) -> tuple[Question, ...]:
    """The criteria of this conference, with the numbers and dates that belong to them."""
    found = [Question(f"criteria.{each.code}", each.label, "truth", hint=each.hint) for each in kind.criteria]
    codes = {each.code for each in kind.criteria}
    more = [_TICKS] if "visible_high_risk" in codes else []
    return (*found, *more, *([_PREVIOUS] if "repeat" in codes else []))


def groups_of(kind: Kind, fields: dict[str, Any]) -> Iterator[Group]:
    """Every question on these fields, in the order of a form, with one group for each person."""
    yield _group(kind, "referral", "The {referral}", _REFERRAL)
    yield _group(kind, "victim", "{Victim}", _within("victim", _VICTIM))
    for word, people, questions in (
        ("perpetrator", "perpetrators", _PERPETRATOR),
        ("child", "children", _CHILD),
    ):
        for place in range(len(fields.get(people) or ())):
            heading = f"{{{word.capitalize()}}} {place + 1}"
            inner = _within(f"{people}[{place}]", questions)
            yield replace(_group(kind, f"{people}-{place}", heading, inner), people=people, position=place)
    yield _group(kind, "criteria", "Criteria", criteria_questions(kind))
    yield _group(kind, "reason", "Reason", _REASON)
    yield _group(kind, "safety", "Safety and consent", _SAFETY)
    yield _group(kind, "elsewhere", "Other {conference_plural}", _ELSEWHERE)
    yield _group(kind, "notes", "Restrictions and notes", _NOTES)
    rows = fields.get("risk_checklist") or {}
    if rows:
        listed = tuple(Question(f"risk_checklist.{row}", f"Row {row}", "checklist") for row in rows)
        yield _group(kind, "checklist", "Risk checklist", listed)


def questions_of(kind: Kind, fields: dict[str, Any]) -> list[Question]:
    """Every question on these fields, without their groups."""
    return [question for group in groups_of(kind, fields) for question in group.questions]


def blank_fields(kind: Kind) -> dict[str, Any]:
    """Fields with nothing in them, of the shape that a read form has."""
    lone = (*_REFERRAL, *criteria_questions(kind), *_REASON, *_SAFETY, *_ELSEWHERE, *_NOTES)
    blank: dict[str, Any] = {"victim": blank_person("victim"), "perpetrators": [], "children": []}
    for question in lone:
        owner, _, leaf = question.path.rpartition(".")
        place = blank.setdefault(owner, {}) if owner else blank
        place[leaf] = _nothing(question)
    return {**blank, "risk_checklist": None}


def blank_person(role: str) -> dict[str, Any]:
    """A victim, perpetrator or child of whom nothing is said yet."""
    questions = {"victim": _VICTIM, "perpetrators": _PERPETRATOR, "children": _CHILD}[role]
    return {question.path: _nothing(question) for question in questions}


def label_of(kind: Kind, fields: dict[str, Any], path: str) -> str:
    """What a leaf is called, with whose it is: "Victim: name"."""
    for group in groups_of(kind, fields):
        for question in group.questions:
            if question.path == path:
                return f"{group.heading}: {question.label[:1].lower()}{question.label[1:]}"
    return path


def _nothing(question: Question) -> Any:
    return {"tick": False, "lines": []}.get(question.type)


def _within(owner: str, questions: tuple[Question, ...]) -> tuple[Question, ...]:
    return tuple(replace(question, path=f"{owner}.{question.path}") for question in questions)


def _group(kind: Kind, key: str, heading: str, questions: tuple[Question, ...]) -> Group:
    words = _words(kind)
    worded = tuple(replace(each, label=each.label.format_map(words)) for each in questions)
    return Group(key, heading.format_map(words), worded)


def _words(kind: Kind) -> dict[str, str]:
    words = dict(kind.words)
    words.update({f"{key}_plural": word for key, word in kind.words_plural.items()})
    words.update({key[:1].upper() + key[1:]: word[:1].upper() + word[1:] for key, word in words.items()})
    return words
