"""How a question to the record of who has seen what is narrowed: by agency, by kind of text, by days."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice

from marac import clock
from marac.audit.asking import Narrowed, check_days, known_section
from marac.audit.lines import NEWEST
from marac.audit.wording import SECTIONS
from marac.errors import Mistake
from marac.records.base import LARGEST_ID
from marac.ui.forms import BaseForm, DayField, Pick, PostedMeta

USUAL_DAYS = 28
Answer = TypeVar("Answer")
_FIGURES = 18


def _number(text: object) -> int:
    """A number in an address; 0 for anything that is none."""
    written = str(text or "")
    is_number = written.isascii() and written.isdigit() and len(written) <= _FIGURES
    return min(int(written), LARGEST_ID) if is_number else 0


class AskForm(BaseForm):
    """The boxes around a question. They only narrow what is shown, so they may stand in the address."""

    class Meta(PostedMeta):
        csrf = False

    form_key = None
    since = DayField("From")
    until = DayField("To, this day included")
    agency = Pick("Agency", choices=[], coerce=_number, validate_choice=False)
    section = Pick("What was shown", choices=[], validate_choice=False)


@dataclass(frozen=True)
class Asking:
    """A question as it was asked: the boxes, what they come to, and the address without its pages."""

    form: AskForm
    asked: Narrowed
    query: Mapping[str, str]
    before: int
    page: int

    def offer(self, agencies: Iterable[tuple[int, str]]) -> None:
        """Put the agencies and the kinds of text that can be chosen into the boxes."""
        self.form.agency.choices = [
            SelectChoice(0, "Every agency"),
            *(SelectChoice(number, name) for number, name in agencies),
        ]
        words = sorted(SECTIONS.items(), key=lambda each: each[1])
        self.form.section.choices = [
            SelectChoice("", "Anything"),
            *(SelectChoice(str(name), label[:1].upper() + label[1:]) for name, label in words),
        ]


def read_question(sent: MultiDict[str, Any], *, is_for_days: bool = False) -> Asking:
    """The question in an address or a form. Days that cannot be asked about are marked and left out.

    With `is_for_days` the answer is about the last four weeks unless days are given.
    """
    form = AskForm(formdata=sent)
    form.validate()
    plain = Narrowed(agency_id=form.agency.data or 0, section=known_section(form.section.data or ""))
    try:
        asked = _with_days(form, plain, is_for_days=is_for_days)
    except Mistake as mistake:
        form.mark(mistake)
        asked = _usual(plain) if is_for_days else plain
    return Asking(form, asked, _query(form), _number(sent.get("before")) or NEWEST, _number(sent.get("page")))


def answered(
    sent: MultiDict[str, Any], ask: Callable[[Asking], Answer], *, is_for_days: bool = False
) -> tuple[Asking, Answer]:
    """The question with its answer. Where it asks for more than one answer holds, this is said beside the days, and
    the answer is that of the usual ones."""
    asking = read_question(sent, is_for_days=is_for_days)
    try:
        return asking, ask(asking)
    except Mistake as mistake:
        asking.form.mark(mistake)
        asking = replace(asking, asked=_usual(asking.asked))
        return asking, ask(asking)


def _usual(plain: Narrowed) -> Narrowed:
    today = clock.today()
    return Narrowed(plain.agency_id, plain.section, today - timedelta(days=USUAL_DAYS - 1), today)


def _with_days(form: AskForm, plain: Narrowed, *, is_for_days: bool) -> Narrowed:
    since, until = form.since.data, form.until.data
    if is_for_days and (form.since.errors or form.until.errors or not (since or until)):
        return _usual(plain)
    if is_for_days:
        until = until or clock.today()
        since = since or until - timedelta(days=USUAL_DAYS - 1)
    asked = Narrowed(plain.agency_id, plain.section, since, until)
    check_days(asked, is_bounded=is_for_days)
    return asked


def _query(form: AskForm) -> dict[str, str]:
    """The boxes as they go on to the next page."""
    typed = {
        f"{field.name}-{part}": value
        for field in (form.since, form.until)
        for part, value in field.typed._asdict().items()
        if value
    }
    chosen = {"agency": str(form.agency.data or ""), "section": known_section(form.section.data or "")}
    return {**typed, **{name: value for name, value in chosen.items() if value}}
