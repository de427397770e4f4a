"""The perpetrators: one for each group of entries, or for each name where one box holds several."""

from typing import Any

from marac.referrals.reading.findings import Findings, shorten
from marac.referrals.reading.names import (
    NUMBERED,
    PERSON_BREAK,
    may_be_two,
    part_aliases,
    split_aliases,
    split_people,
)
from marac.referrals.reading.people import read_birth_field
from marac.referrals.reading.script import Entry, Script
from marac.referrals.reading.wording import holds_address, is_elsewhere, is_no_fixed_abode, is_none

ATTRIBUTES = ("name", "aliases", "date_of_birth", "address", "relationship_to_victim")


def read_perpetrators(script: Script, findings: Findings) -> list[dict[str, Any]]:
    """Every perpetrator on the form. A later block left wholly blank is no person."""
    people: list[dict[str, Entry | None]] = []
    for group in range(script.group + 1):
        entries = {attribute: script.entry(attribute, "perpetrator", group) for attribute in ATTRIBUTES}
        if group == 0 or any(entry is not None and not is_none(entry.text) for entry in entries.values()):
            people.extend(_separate(entries))
    return [_read_one(index, entries, findings) for index, entries in enumerate(people)]


def _separate(entries: dict[str, Entry | None]) -> list[dict[str, Entry | None]]:
    """Two full names in one box are two people; a box beside them that parts alike counts for each."""
    name = entries["name"]
    names = split_people(name.text) if name is not None else []
    if len(names) < 2:
        return [entries]
    people: list[dict[str, Entry | None]] = [{} for _ in names]
    for attribute, entry in entries.items():
        beside = PERSON_BREAK.split(NUMBERED.sub("", entry.text)) if entry is not None else []
        parts = names if attribute == "name" else beside
        for index, person in enumerate(people):
            text = parts[index] if len(parts) == len(names) else (entry.text if entry and index == 0 else "")
            person[attribute] = _part(entry, text) if entry is not None else None
    return people


def _part(entry: Entry, text: str) -> Entry:
    return Entry(entry.attribute, entry.subject, entry.group, [text], entry.ids, False, entry.has_hidden)


def _read_one(index: int, entries: dict[str, Entry | None], findings: Findings) -> dict[str, Any]:
    path = f"perpetrators[{index}]"
    name, aliases = _read_names(path, entries["name"], entries["aliases"], findings)
    birth = read_birth_field(f"{path}.date_of_birth", entries["date_of_birth"], findings)
    for leaf in ("birth_year", "age_stated"):
        _share(f"{path}.{leaf}", f"{path}.date_of_birth", findings)
    address, has_no_abode = _read_address(path, entries["address"], findings)
    return {
        "name": name,
        "aliases": aliases,
        "date_of_birth": birth.value.isoformat() if birth.value else None,
        "birth_year": birth.year,
        "age_stated": birth.age,
        "address": address,
        "no_fixed_abode": has_no_abode,
        "relationship_to_victim": findings.text(
            f"{path}.relationship_to_victim", entries["relationship_to_victim"]
        ),
    }


def _read_names(
    path: str, name_entry: Entry | None, alias_entry: Entry | None, findings: Findings
) -> tuple[str | None, list[str]]:
    name = findings.person_name(f"{path}.name", name_entry)
    written = findings.text(f"{path}.aliases", alias_entry)
    aliases = split_aliases(written or "")
    named = part_aliases(name) if name else None
    if name and named and named.aliases:
        name, aliases = named.name, [*named.aliases, *aliases]
        ids = [*(name_entry.ids if name_entry else ()), *(alias_entry.ids if alias_entry else ())]
        findings.note(f"{path}.aliases", ids, "read")
    if name and may_be_two(name):
        findings.warn(
            f"{path}.name",
            "several_names",
            f"This may name two people, and was taken as one: “{shorten(name)}”. Ask the referrer.",
        )
    return name, list(dict.fromkeys(aliases))


def _read_address(path: str, entry: Entry | None, findings: Findings) -> tuple[str | None, bool]:
    address = findings.text(f"{path}.address", entry)
    if address is not None and is_elsewhere(address):
        findings.warn_elsewhere(f"{path}.address", address)
    has_no_abode = address is not None and is_no_fixed_abode(address)
    if address is not None and has_no_abode and not holds_address(address):
        address = None
    _share(f"{path}.no_fixed_abode", f"{path}.address", findings)
    return address, has_no_abode


def _share(path: str, source: str, findings: Findings) -> None:
    """A value worked out from another field stands where that one stands."""
    findings.note(path, findings.found_at[source], findings.marks[source])
