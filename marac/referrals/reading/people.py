"""The referrer and the victim."""

import re
from typing import Any

from marac.referrals.reading.contact import read_email, read_phone
from marac.referrals.reading.dates import Birth, read_birth
from marac.referrals.reading.findings import Findings, shorten
from marac.referrals.reading.plain_names import name_of, start_sentence
from marac.referrals.reading.script import Entry, Script
from marac.referrals.reading.ticks import Answer, has_boxes, read_answer, read_choices
from marac.referrals.reading.vocabulary import WORDINGS, meaning, plain, without_label
from marac.referrals.reading.wording import (
    holds_address,
    is_blank,
    is_elsewhere,
    is_none,
    is_withheld_address,
)

NAME_END = re.compile(r"\s*(?:[,;\n]|\s[-–—/|]\s)\s*")
NOTES_LABEL = re.compile(
    r"^(?:notes?|instructions?|details?|but|if (?:no|yes)[^:]*|please read[^:]*)\s*[:\-–]\s*", re.IGNORECASE
)

NOT_NEEDED = re.compile(
    r"\b(?:no|not|without|n['’]t)\s+(?:(?:an|any)\s+)?(?:interpreter|needed?|required?|necessary)\b|^\W*(?:declined|speaks?\s+(?:good\s+)?english)\b",
    re.IGNORECASE,
)

BIRTH_MESSAGES = {
    "impossible": "is not a real date",
    "age_only": "is not a full date; only an age or a year is given",
    "unclear": "could not be read as a date",
    "in_future": "is after the date of referral",
}


def read_referrer(script: Script, findings: Findings) -> dict[str, Any]:
    """Name, role, phone and e-mail of whoever filled the form in."""
    both = script.entry("name_and_role")
    name, role = script.entry("name", "referrer"), script.entry("role")
    if both is not None and both.text:
        written_name, written_role = split_name_and_role(both.text)
        name = _part(both, written_name)
        role = role if role is not None and role.text else _part(both, written_role)
    contact = script.entry("contact")
    return {
        "name": findings.person_name("referrer.name", name),
        "role": findings.text("referrer.role", role),
        "phone": read_number("referrer.phone", script.entry("phone", "referrer") or contact, findings)[0],
        "email": _read_email(script.entry("email", "referrer") or contact, findings),
    }


def split_name_and_role(text: str) -> tuple[str, str]:
    """Part "Name, Role", "Name - Role" or "Name (Role)"; the role may hold brackets of its own."""
    bracket = text.find("(")
    match = NAME_END.search(text)
    if bracket > 0 and text.endswith(")") and (match is None or bracket < match.start()):
        return text[:bracket].strip(), text[bracket + 1 : -1].strip()
    return (text[: match.start()].strip(), text[match.end() :].strip()) if match else (text, "")


def _part(entry: Entry, text: str) -> Entry:
    return Entry(
        entry.attribute, entry.subject, entry.group, [text], entry.ids, entry.is_exact, entry.has_hidden
    )


def _read_email(entry: Entry | None, findings: Findings) -> str | None:
    email = read_email(entry.text) if entry else None
    findings.note("referrer.email", entry.ids if entry else (), "read" if email else "missing")
    return email


def read_number(path: str, entry: Entry | None, findings: Findings) -> tuple[str | None, str]:
    """A phone number in national digits, and whatever else was written beside it."""
    written = entry.text if entry else ""
    ids = entry.ids if entry else []
    if is_none(written):
        findings.note(path, ids, "missing")
        return None, ""
    phone = read_phone(written)
    if phone.digits is None and "@" not in written:
        findings.note(path, ids, "unsure")
        findings.warn(
            path,
            "unclear_phone",
            f"{start_sentence(name_of(path))} is not a full number: “{shorten(written)}”.",
        )
        return None, ""
    if phone.count > 1:
        findings.warn(
            path,
            "several_phones",
            f"More than one number is given; the first was taken: “{shorten(written)}”.",
        )
    findings.note(path, ids, "missing" if phone.digits is None else "unsure" if phone.count > 1 else "read")
    return phone.digits, phone.rest


def read_victim(script: Script, findings: Findings) -> dict[str, Any]:
    """Everything about the victim."""
    phone, beside_phone = read_number("victim.phone", script.entry("phone", "victim"), findings)
    name = findings.person_name("victim.name", script.entry("name", "victim"))
    birth = read_birth_field("victim.date_of_birth", script.entry("date_of_birth", "victim"), findings)
    address, is_withheld = _read_address(script.entry("address", "victim"), findings)
    safe, notes = _read_safe_contact(script, findings, beside_phone)
    return {
        "name": name,
        "date_of_birth": birth.value.isoformat() if birth.value else None,
        "address": address,
        "address_withheld": is_withheld,
        "phone": phone,
        "safe_to_call": safe,
        "contact_notes": notes,
        "gender": _read_gender(script.entry("gender"), findings),
        "ethnicity": findings.text("victim.ethnicity", _ticked(script.entry("ethnicity"))),
        "disabled": _plain_truth("victim.disabled", script.entry("disabled"), findings),
        "lgbt": _plain_truth("victim.lgbt", script.entry("lgbt"), findings),
        "interpreter": _read_interpreter(script.entry("interpreter"), findings),
    }


def read_birth_field(path: str, entry: Entry | None, findings: Findings) -> Birth:
    """A date of birth, with a warning for anything short of a sound date."""
    written = entry.text if entry else ""
    ids = entry.ids if entry else []
    if is_none(written):
        findings.note(path, ids, "missing")
        kind, words = (
            ("not_known", "is not known")
            if written and not path.startswith("children")
            else ("not_given", "is not given")
        )
        findings.warn(path, kind, f"{start_sentence(name_of(path))} {words}. Ask the referrer.")
        return Birth()
    birth = read_birth(written, findings.latest)
    findings.note(path, ids, "unsure" if birth.problem or birth.is_doubtful else "read")
    if birth.problem:
        findings.warn(
            path,
            birth.problem,
            f"{start_sentence(name_of(path))} {BIRTH_MESSAGES[birth.problem]}: “{shorten(written)}”. "
            "Ask the referrer.",
        )
    elif birth.is_doubtful:
        findings.warn(
            path,
            "doubtful",
            f"{start_sentence(name_of(path))} is given with some doubt: “{shorten(written)}”.",
        )
    return birth


def _read_address(entry: Entry | None, findings: Findings) -> tuple[str | None, bool]:
    path = "victim.address"
    address = findings.text(path, entry)
    if address is not None and is_elsewhere(address):
        findings.warn_elsewhere(path, address)
    is_instruction = address is not None and is_withheld_address(address)
    if is_instruction:
        findings.warn(
            path,
            "withheld_address",
            "The victim’s address is a safe address or one not to be recorded. "
            "Keep it out of every list and message.",
        )
    is_withheld = address is not None and is_instruction and not holds_address(address)
    findings.note("victim.address_withheld", findings.found_at[path], findings.marks[path])
    return (None if is_withheld else address), is_withheld


def _read_safe_contact(
    script: Script, findings: Findings, beside_phone: str
) -> tuple[bool | None, str | None]:
    entry = script.entry("safe_to_call")
    answer = _safe_answer(entry.text if entry else "")
    safe = findings.truth("victim.safe_to_call", entry, answer, has_boxes(entry.text) if entry else False)
    notes_entry = script.entry("contact_notes")
    notes = findings.text("victim.contact_notes", notes_entry)
    beside = [
        without_label(NOTES_LABEL.sub("", words), "contact_notes")
        for words in (answer.rest, beside_phone)
        if len(words) > 3
    ]
    if notes is None and beside and not is_none(beside[0]):
        notes = "; ".join(beside)
        phone_ids = findings.found_at["victim.phone"]
        findings.note("victim.contact_notes", [*(entry.ids if entry else ()), *phone_ids], "read")
    if safe is False or notes is not None:
        findings.warn(
            "victim.contact_notes",
            "unsafe_contact",
            "Contact with the victim is unsafe or has conditions. "
            f"Read this before any call or message: “{shorten(notes or 'not safe to call')}”.",
        )
    return safe, notes


def _safe_answer(written: str) -> Answer:
    """Yes or no, or an answer in words ("Not safe", "Do not ring"); what follows it is kept."""
    answer = read_answer(written)
    if answer.problem != "unclear":
        return answer
    for said, value in (("no", False), ("yes", True)):
        for opening in WORDINGS["safe"][said]:
            match = re.match(rf"\W*{opening}\b", written.replace("’", "").replace("'", ""), re.IGNORECASE)
            if match:
                return Answer(value, "" if meaning("safe", written) else written)
    return answer


def _ticked(entry: Entry | None) -> Entry | None:
    """A list of boxes as the words of the one that is ticked."""
    words = [choice.words for choice in read_choices(entry.text) if choice.is_ticked] if entry else []
    boxed = entry is not None and has_boxes(entry.text)
    return _part(entry, words[0] if len(words) == 1 else "") if entry is not None and boxed else entry


def _read_gender(entry: Entry | None, findings: Findings) -> str | None:
    written = entry.text if entry else ""
    ids = entry.ids if entry else []
    ticked = [choice.words for choice in read_choices(written) if choice.is_ticked]
    if has_boxes(written):
        written = ticked[0] if len(ticked) == 1 else ""
    if len(ticked) > 1:
        findings.note("victim.gender", ids, "unsure")
        findings.warn("victim.gender", "both_ticked", "More than one gender is ticked, so none was taken.")
        return None
    if is_blank(written):
        findings.note("victim.gender", ids, "missing")
        return None
    if len({meaning("genders", word) for word in re.findall(r"\w+", written)} & {"female", "male"}) > 1:
        findings.note("victim.gender", ids, "unsure")
        findings.warn(
            "victim.gender", "both_ticked", "More than one gender is left standing, so none was taken."
        )
        return None
    findings.note("victim.gender", ids, "read")
    other = re.sub(r"^other\b[\s:(\-–]*|\)$", "", written, flags=re.IGNORECASE).strip()
    return meaning("genders", written) or (plain(other) if other else "other")


def _plain_truth(path: str, entry: Entry | None, findings: Findings) -> bool | None:
    written = entry.text if entry else ""
    answer = read_answer("no" if plain(written) in _NONE_WORDS else written)
    said = meaning(path.rpartition(".")[2], written) if answer.problem == "unclear" else None
    answer = Answer(said == "yes") if said else answer
    return findings.truth(path, entry, answer, has_boxes(written))


_NONE_WORDS = {plain(word) for word in WORDINGS["blank"]["none"]}


def _read_interpreter(entry: Entry | None, findings: Findings) -> str | None:
    written = entry.text if entry else ""
    path = "victim.interpreter"
    if not has_boxes(written):
        answer = read_answer(written)
        is_no = answer.value is False or NOT_NEEDED.search(written) is not None
        findings.note(
            path, entry.ids if entry else (), "read" if written and not is_blank(written) else "missing"
        )
        is_needed = not is_no and not is_none(written) and not plain(written).startswith("english")
        return re.sub(r"^yes\b", "Yes", written, flags=re.IGNORECASE) if is_needed else None
    answer = read_answer(written)
    findings.truth(path, entry, answer, True)
    if answer.value is not True:
        return None
    return f"Yes - {answer.rest}" if answer.rest else "Yes"
