"""The ledger says of every page what it showed: no more, and no less."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from marac.records import Text
from tests.test_whole.conftest import Template, Walk
from tests.test_whole.walking import Look

Section = tuple[str, int, int]
# Pages of one text, which may be one that has no canary.
OF_ONE_TEXT = frozenset({"documents.section", "contributions.item"})
# What the identities say of age, of a birth or of having no home is told as reasons to invite an agency.
TOLD_AS_REASONS = {("meetings.invitations", str(Text.PARTY_IDENTITY))}


def cases_of(entry: dict[str, Any]) -> set[int]:
    """Every case that an entry names."""
    return {*entry.get("cases", ()), *([entry["case"]] if entry.get("case") else ())}


def sections_of(entry: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Every kind of text that an entry says was shown, and whose it was (0: the meeting's)."""
    for kind, owners in entry.get("shown", {}).items():
        yield from ((kind, owner) for owner in owners)


def listed(look: Look) -> set[Section]:
    return {
        (kind, case, owner)
        for entry in look.entries
        for kind, owner in sections_of(entry)
        for case in cases_of(entry)
    }


@dataclass
class Agreement:
    """How much of what is on one side is on the other, and what is not."""

    agreed: int = 0
    missing: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        total = self.agreed + self.missing.total()
        return f"{self.agreed} of {total} ({100 * self.agreed / max(total, 1):.2f} %)"


def seen_and_recorded(walk: Walk, template: Template) -> Agreement:
    """Of all words that anybody saw, those whose section an entry lists."""
    found = Agreement()
    for look in walk.looks:
        on_record = listed(look)
        for word in look.words:
            if template.stored[word] & on_record:
                found.agreed += 1
            else:
                found.missing[f"{look.where}: {template.told.sower.planted[word].field}"] += 1
    return found


def recorded_and_seen(walk: Walk, template: Template) -> Agreement:
    """Of all sections that entries list, those of which a word was seen."""
    holding, found = defaultdict(set), Agreement()
    for word, sections in template.stored.items():
        for section in sections:
            holding[section].add(word)
    for look in walk.looks:
        for entry in look.entries:
            for kind, owner in sections_of(entry):
                if (look.address.endpoint, kind) in TOLD_AS_REASONS:
                    continue
                words = set().union(*(holding[kind, case, owner] for case in cases_of(entry)))
                is_bare = any((kind, case, owner) in template.bare for case in cases_of(entry))
                if words & look.words:
                    found.agreed += 1
                elif not (is_bare and look.address.endpoint in OF_ONE_TEXT):
                    found.missing[f"{look.where.split(': ', 1)[1]}: {kind}"] += 1
    return found


def test_whatever_is_seen_is_on_the_ledger(walk: Walk, template: Template) -> None:
    found = seen_and_recorded(walk, template)
    print(f"\n{found} words seen are accounted for, in {len(walk.looks)} looks")
    assert not found.missing, "\n".join(f"{number} {what}" for what, number in found.missing.most_common(40))


def test_whatever_is_on_the_ledger_was_seen(walk: Walk, template: Template) -> None:
    found = recorded_and_seen(walk, template)
    print(f"\n{found} sections listed were seen")
    assert not found.missing, "\n".join(f"{number} {what}" for what, number in found.missing.most_common(60))


def test_a_case_that_is_named_is_on_the_ledger(walk: Walk, template: Template) -> None:
    """A reference alone says that a case is there."""
    told = template.told
    case_of = {reference: told.cases[case] for case, reference in told.references.items()}
    missing = Counter[str]()
    for look in walk.looks:
        on_record = set().union(*(cases_of(entry) for entry in look.entries))
        named = {case_of[each] for each in look.references if each in case_of}
        if named - on_record:
            missing[look.where.split(": ", 1)[1]] += 1
    assert not missing, "\n".join(f"{number} {what}" for what, number in missing.most_common(40))
