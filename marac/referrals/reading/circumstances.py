"""The criteria, the checklist, consent, safety and other conferences."""

import re
from typing import Any

from marac.referrals.reading.dates import YEAR_ALONE, find_dates, without_dates
from marac.referrals.reading.findings import Findings, shorten
from marac.referrals.reading.model import Mark
from marac.referrals.reading.script import Entry, Script
from marac.referrals.reading.ticks import (
    LONGEST_ANSWER,
    Answer,
    has_boxes,
    read_answer,
    read_choices,
    tidy_rest,
)
from marac.referrals.reading.vocabulary import WORDINGS, meaning, plain, without_label
from marac.referrals.reading.wording import is_none

NUMBER = re.compile(
    r"(?<![\d/.])(?<!\d[\s\-–—])(?<!\d\s[\-–—]\s)(\d{1,3})(?![\d/.]*\d)(?!\s*[-–—]\s*\d|\s\d)"
)
NUMBER_WORDS = {plain(word): int(number) for number, words in WORDINGS["numbers"].items() for word in words}
NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})\b", re.IGNORECASE)
THRESHOLD = re.compile(
    r"\(?\b\d{1,2}\s*(?:or (?:more|above|over)\b|plus\b|\+(?!\s*\w))\)?|\bout of \d+|\bof \d+\b|(?<=\d)\s*/\s*\d+",
    re.IGNORECASE,
)
SCORED = re.compile(r"\b(?:ticks?|score|total)\b[^\w\n]*(?P<written>\w[^\n☐☒]*)", re.IGNORECASE)
MARAC_NAME_EDGE = re.compile(
    r"^(?:[\s,;:()/\-–—.]|(?:on|at|in|date|when|which|heard|referred to|if yes)\b[\s:]*)+"
    r"|(?:\s+(?:on|in)|[\s,;:(/\-–—.])+$",
    re.IGNORECASE,
)


def read_criteria(script: Script, findings: Findings) -> dict[str, Any]:
    """Which criteria are claimed, the number of ticks written, and the last referral."""
    risk, risk_rest = _read_criterion("visible_high_risk", script, findings)
    judgement, _ = _read_criterion("professional_judgement", script, findings)
    escalation, _ = _read_criterion("potential_escalation", script, findings)
    repeat, repeat_rest = _read_criterion("repeat", script, findings)
    return {
        "visible_high_risk": risk,
        "visible_high_risk_ticks": _read_ticks(script, risk_rest, findings),
        "professional_judgement": judgement,
        "potential_escalation": escalation,
        "repeat": repeat,
        "previous_referral_date": _read_previous(script, repeat_rest, findings),
    }


def read_box(text: str) -> Answer:
    """A yes-or-no answer, or a single box that is ticked or left empty."""
    answer = read_answer(text)
    choices = read_choices(text)
    if (
        len(choices) == 1
        and answer.problem == "none_ticked"
        and not re.match(r"\W*(?:yes|no)\b", choices[0].words, re.I)
    ):
        return Answer(choices[0].is_ticked, choices[0].words)
    return answer


def _read_criterion(name: str, script: Script, findings: Findings) -> tuple[bool | None, str]:
    entry = script.entry(name)
    answer = read_box(entry.text if entry else "")
    return findings.truth(f"criteria.{name}", entry, answer, warns_if_blank=True), answer.rest


def _read_ticks(script: Script, beside: str, findings: Findings) -> int | None:
    path = "criteria.visible_high_risk_ticks"
    total, box = script.entry("ticks"), script.entry("visible_high_risk")
    for text, entry in ((total.text if total else "", total), (beside, box)):
        number = _number(THRESHOLD.sub(" ", text))
        if number is not None and entry:
            findings.note(path, entry.ids, "read")
            return number
    written = total.text if total else ""
    scored = SCORED.search(beside)
    written = written or (scored["written"] if scored else "")
    findings.note(path, total.ids if total else (box.ids if box else ()), "missing")
    if not is_none(written):
        findings.warn(
            path, "unclear_number", f"The number of ticks is not a plain number: “{shorten(written)}”."
        )
    return None


def _number(text: str) -> int | None:
    match = NUMBER.search(text)
    if match:
        return int(match.group(1))
    word = NUMBER_WORD.search(text)
    return NUMBER_WORDS[plain(word.group())] if word and not re.search(r"\d", text) else None


def _read_previous(script: Script, beside: str, findings: Findings) -> str | None:
    path = "criteria.previous_referral_date"
    entry, box = script.entry("previous_referral_date"), script.entry("repeat")
    if entry is not None and not is_none(entry.text):
        return findings.day(path, entry)
    if box and (find_dates(beside) or YEAR_ALONE.search(beside)):
        return findings.found_day(path, beside, box.ids)
    findings.note(path, entry.ids if entry else (), "missing")
    return None


def read_checklist(
    script: Script, written_total: int | None, findings: Findings
) -> dict[str, str | None] | None:
    """Row number to yes, no, dont_know or None; None where the form has no checklist."""
    if not script.checklist:
        findings.note("risk_checklist", (), "missing")
        return None
    answers: dict[str, str | None] = {}
    for row in script.checklist:
        number, ticked = row.text("number"), row.text("answers").split()
        answers[number] = ticked[0] if len(ticked) == 1 else None
        mark: Mark = "read" if len(ticked) == 1 else "unsure" if ticked else "missing"
        findings.note(f"risk_checklist.{number}", row.ids("number"), mark)
        if len(ticked) > 1:
            findings.warn(
                f"risk_checklist.{number}",
                "both_ticked",
                f"Risk checklist row {number}: more than one box is ticked, so none was taken.",
            )
    _warn_of_checklist(answers, written_total, findings)
    return answers


def _warn_of_checklist(answers: dict[str, str | None], written_total: int | None, findings: Findings) -> None:
    counted = sum(answer == "yes" for answer in answers.values())
    if written_total is not None and written_total != counted:
        findings.warn(
            "risk_checklist",
            "total_differs",
            f"Risk checklist: the total written is {written_total}, but {counted} rows are ticked Yes. "
            "Ask the referrer.",
        )
    blank = [number for number, answer in answers.items() if answer is None]
    if blank:
        findings.warn(
            "risk_checklist", "rows_blank", f"Risk checklist: no clear answer in row {', '.join(blank)}."
        )


def read_consent(script: Script, findings: Findings) -> dict[str, Any]:
    """Whether the victim knows and consents, why not, and who may be spoken to."""
    aware, consent = script.entry("victim_aware"), script.entry("consent")
    aware_answer, consent_answer = _answer(aware), _consent(consent)
    given = findings.truth("consent_given", consent, consent_answer, _is_boxed(consent))
    reason = findings.text("consent_reason", script.entry("consent_reason"))
    if reason is None and given is not True and len(consent_answer.rest) > 3 and consent is not None:
        reason = without_label(consent_answer.rest, "consent_reason")
        findings.note("consent_reason", consent.ids, "read")
    return {
        "victim_aware": findings.truth("victim_aware", aware, aware_answer, _is_boxed(aware)),
        "consent_given": given,
        "consent_reason": reason,
        "victim_afraid_of": findings.text("victim_afraid_of", script.entry("afraid_of"), False),
        "safe_to_talk_to": findings.text("safe_to_talk_to", script.entry("safe_to_talk_to"), False),
        "not_safe_to_talk_to": findings.text(
            "not_safe_to_talk_to", script.entry("not_safe_to_talk_to"), False
        ),
    }


def read_other_marac(script: Script, findings: Findings) -> dict[str, Any]:
    """Whether another conference has heard of the victim, which one, and when."""
    entry = script.entry("other_marac")
    answer = _answer(entry)
    was_heard = findings.truth("previously_referred_other_marac", entry, answer, _is_boxed(entry))
    name = findings.text("other_marac_name", script.entry("other_marac_name"))
    beside = MARAC_NAME_EDGE.sub("", without_dates(answer.rest[:LONGEST_ANSWER])).strip()
    if name is None and beside and answer.problem != "unclear" and entry is not None and not is_none(beside):
        name = beside
        findings.note("other_marac_name", entry.ids, "read")
    return {
        "previously_referred_other_marac": was_heard,
        "other_marac_name": name,
        "other_marac_date": _read_marac_date(script, answer, entry, findings),
    }


def _read_marac_date(script: Script, answer: Answer, entry: Entry | None, findings: Findings) -> str | None:
    written = script.entry("other_marac_date")
    is_blank = written is None or is_none(written.text)
    if is_blank and entry is not None and find_dates(answer.rest):
        return findings.found_day("other_marac_date", answer.rest, entry.ids)
    return findings.day("other_marac_date", written)


def _answer(entry: Entry | None) -> Answer:
    answer = read_answer(entry.text if entry else "")
    return Answer(answer.value, answer.rest, answer.problem)


def _consent(entry: Entry | None) -> Answer:
    """Consent is also put as "Refused" or "Not given", which elsewhere would say nothing."""
    written = entry.text if entry else ""
    opening = re.split(r"[,;:(\-–—.\n]", written, maxsplit=1)[0]
    said = meaning("consent", written) or meaning("consent", opening)
    if said is None or has_boxes(written):
        return _answer(entry)
    return Answer(said == "yes", tidy_rest(written[len(opening) :]))


def _is_boxed(entry: Entry | None) -> bool:
    return entry is not None and has_boxes(entry.text)
