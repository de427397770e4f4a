"""Parts of a written name: other names, and several people in one box."""

import re
from typing import NamedTuple

from marac.referrals.reading.wording import is_none

LONGEST_NAME = 400
# What stands between a name and another name of the same person, as police and court papers put it.
OTHER_NAME_WORDS = (
    r"a\.?\s?k\.?\s?a\.?|a/k/a|alias(?:es|\(es\))?",
    r"(?:also |otherwise |better |commonly |usually )?known (?:as|to \w+ as)",
    r"(?:also )?(?:goes|going|went) by(?: the names? of)?|(?:also )?(?:called|calls (?:him|her|them)sel(?:f|ves))",
    r"(?:also )?us(?:es|ing) the names?(?: of)?|nick-?named?|street name|moniker",
    r"formerly(?: known as)?|previous(?:ly)?(?: known as| names?)?|prev\.?|maiden name|born|n[ée]e|n[ée]",
)
ALIAS = re.compile(
    rf"[\s,;\-–—]*[(\[]?\s*(?<!\w)(?:{'|'.join(OTHER_NAME_WORDS)})(?![\w-])[\s:]*(?P<aliases>[^)\]]*)[)\]]?\s*$",
    re.IGNORECASE,
)
OPENING = re.compile(rf"^\W*(?:{'|'.join(OTHER_NAME_WORDS)})(?![\w-])[\s:]*", re.IGNORECASE)
QUOTED = re.compile(
    r"\s*[(\[]?\s*(?:“([^”]{1,40})”|\"([^\"]{1,40})\"|(?<!\w)['‘]([^'’‘]{1,40})['’](?!\w))\s*[)\]]?"
)
ALIAS_BREAK = re.compile(r"\s*(?:[,;/\n|]|\s+(?:and|or|&)\s+)\s*")
PERSON_BREAK = re.compile(r"\s*(?:[;\n]|\s/\s|\s&\s|\s\+\s|\sand\s)\s*")
NUMBERED = re.compile(r"(?:^|(?<=\s))\(?(?:\d|i{1,3}|iv)[).:]\s*", re.IGNORECASE)
TITLE = r"(?:(?:mr|mrs|ms|miss|mx|dr)\.?\s+)?"
FULL_NAME = re.compile(rf"{TITLE}[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*)+(?:\s*\(.*\))?", re.IGNORECASE)


class Named(NamedTuple):
    """A name without the person's other names, and those."""

    name: str
    aliases: list[str]


def part_aliases(written: str) -> Named:
    """Take other names off the end of a name ("aka", "formerly") and out of quotation marks in it."""
    if len(written) > LONGEST_NAME:
        return Named(written, [])
    match = ALIAS.search(written)
    if match is not None and match.start() > 0 and re.match(r"[^\d]*[^\W\d_][^\d]*$", match["aliases"]):
        return Named(written[: match.start()].strip(), split_aliases(match["aliases"]))
    quoted = [next(filter(None, found)) for found in QUOTED.findall(written)]
    bare = QUOTED.sub(" ", written)
    name = " ".join(bare.split(" ")).strip() if quoted else written
    return (
        Named(re.sub(r"\s{2,}", " ", name), quoted)
        if quoted and FULL_NAME.fullmatch(name)
        else Named(written, [])
    )


def split_aliases(text: str) -> list[str]:
    """The names in a list of other names, without quotation marks."""
    text = OPENING.sub("", text)
    parts = (part.strip().strip("\"“”‘’'").strip() for part in ALIAS_BREAK.split(text))
    return [part for part in parts if part and not is_none(part)]


def split_people(text: str) -> list[str]:
    """The full names in a box that holds several people; one part if it does not plainly hold several."""
    if len(text) > LONGEST_NAME:
        return [text]
    numbered = [part.strip(" ,;\n") for part in NUMBERED.split(text) if part.strip()]
    parts = numbered if NUMBERED.match(text) and len(numbered) > 1 else _joined(PERSON_BREAK.split(text))
    return parts if len(parts) > 1 and all(FULL_NAME.fullmatch(part) for part in parts) else [text]


def may_be_two(written: str) -> bool:
    """Two full names with only a comma between, which a surname and its forenames could also be."""
    parts = written.split(",")
    return len(parts) == 2 and all(FULL_NAME.fullmatch(part.strip()) for part in parts)


def _joined(parts: list[str]) -> list[str]:
    """Put "aka …" on a line of its own back with the name that it belongs to."""
    people: list[str] = []
    for part in parts:
        if people and ALIAS.match(part):
            people[-1] = f"{people[-1]} {part}"
        elif part:
            people.append(part)
    return people
