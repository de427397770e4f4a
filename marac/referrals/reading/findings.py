"""What has been read so far: where each value was found, how sure it is, and what a person must look at."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from marac.referrals.reading.dates import find_dates
from marac.referrals.reading.model import Mark, Warning_
from marac.referrals.reading.plain_names import name_of, start_sentence
from marac.referrals.reading.script import Entry
from marac.referrals.reading.ticks import Answer
from marac.referrals.reading.wording import is_blank, is_elsewhere, is_none

ANSWER_MESSAGES = {
    "both_ticked": "both Yes and No are ticked, so neither was taken. Ask the referrer which is right.",
    "none_ticked": "neither Yes nor No is ticked. Ask the referrer.",
    "unclear": "the answer is not a plain Yes or No. Read it on the form and choose.",
}


@dataclass(slots=True)
class Findings:
    """Gathers marks, places and warnings while fields are filled. `latest` bounds two-digit birth years."""

    latest: date | None = None
    is_known_layout: bool = True
    found_at: dict[str, tuple[str, ...]] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    warnings: dict[Warning_, None] = field(default_factory=dict)

    def note(self, path: str, ids: Iterable[str], mark: Mark) -> None:
        """Record where a leaf was read and how sure it is. On an unknown layout nothing is quite sure."""
        self.found_at[path] = tuple(dict.fromkeys(ids))
        self.marks[path] = "unsure" if mark == "read" and not self.is_known_layout else mark

    def warn(self, about: str, kind: str, message: str) -> None:
        """Add a warning, once."""
        self.warnings[Warning_(about, kind, message)] = None

    def text(self, path: str, entry: Entry | None, none_is_blank: bool = True) -> str | None:
        """A free-text field: None for blank or "not known", and for "none" unless that is an answer here."""
        written = entry.text if entry else ""
        is_empty = is_none(written) if none_is_blank else is_blank(written)
        self._note_entry(path, entry, not is_empty)
        return None if is_empty else written

    def person_name(self, path: str, entry: Entry | None, is_expected: bool = True) -> str | None:
        """A name, with warnings for a missing one and for hidden characters in it."""
        name = self.text(path, entry)
        if name is not None and is_elsewhere(name):
            self.warn_elsewhere(path, name)
            return None
        if name is None and is_expected:
            self.warn(path, "not_given", f"{start_sentence(name_of(path))} is not given. Ask the referrer.")
        if name is not None and entry is not None and entry.has_hidden:
            self.warn_hidden(path)
        return name

    def warn_elsewhere(self, path: str, written: str) -> None:
        """Say that a box only points to another, which is for a person to follow."""
        self.note(path, self.found_at.get(path, ()), "unsure")
        self.warn(
            path,
            "elsewhere",
            f"{start_sentence(name_of(path))} says only “{shorten(written)}”. Find it on the form and fill it in.",
        )

    def warn_hidden(self, path: str) -> None:
        """Say that a name held characters that cannot be seen."""
        self.note(path, self.found_at.get(path, ()), "unsure")
        self.warn(
            path,
            "hidden_characters",
            f"{start_sentence(name_of(path))} contains hidden characters, which were left out. "
            "Check the spelling with the referrer.",
        )

    def day(self, path: str, entry: Entry | None, is_expected: bool = False) -> str | None:
        """A date field as ISO text; an impossible or missing one gives None and a warning."""
        written = entry.text if entry else ""
        ids = entry.ids if entry else []
        if is_none(written):
            self.note(path, ids, "missing")
            if is_expected:
                self.warn(
                    path, "not_given", f"{start_sentence(name_of(path))} is not given. Ask the referrer."
                )
            return None
        return self.found_day(path, written, ids)

    def found_day(self, path: str, written: str, ids: Iterable[str]) -> str | None:
        """The first date in a text that is known to hold something, as ISO text."""
        dates = find_dates(written, _year_after(self.latest))
        value = dates[0].value if dates else None
        if value is None:
            kind = "impossible_date" if dates else "unclear_date"
            problem = "is not a real date" if dates else "is not a full date"
            self.note(path, ids, "unsure")
            self.warn(
                path,
                kind,
                f"{start_sentence(name_of(path))} {problem}: “{shorten(written)}”. Ask the referrer.",
            )
            return None
        self.note(path, ids, "unsure" if len(dates) > 1 else "read")
        return value.isoformat()

    def truth(
        self, path: str, entry: Entry | None, answer: Answer, warns_if_blank: bool = False
    ) -> bool | None:
        """A yes-or-no field from an answer already read."""
        mark: Mark = "read" if answer.value is not None else "missing"
        silent = answer.problem is None or (answer.problem == "none_ticked" and not warns_if_blank)
        if answer.problem and answer.problem != "none_ticked":
            mark = "unsure"
        if entry is not None and not entry.is_exact and mark == "read":
            mark = "unsure"
        self.note(path, entry.ids if entry else (), mark)
        if entry is not None and answer.problem and not silent:
            self.warn(
                path, answer.problem, f"{start_sentence(name_of(path))}: {ANSWER_MESSAGES[answer.problem]}"
            )
        return answer.value

    def _note_entry(self, path: str, entry: Entry | None, has_value: bool) -> None:
        mark: Mark = "read" if has_value else "missing"
        if has_value and entry is not None and not entry.is_exact:
            mark = "unsure"
        self.note(path, entry.ids if entry else (), mark)


def _year_after(latest: date | None) -> date | None:
    """Two digits for a year of an event may run a little past the form's own date; a birth may not."""
    return latest + timedelta(days=366) if latest is not None else None


def shorten(text: str) -> str:
    """A text short enough to quote in a message."""
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:77] + "…"
