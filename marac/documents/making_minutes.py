"""From minutes as one reader may see them to the values that the Word file is written from."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from marac import clock
from marac.conferences import Kind
from marac.documents.kind_words import (
    case_headings,
    meeting_heading,
    meeting_headings,
    words_of,
    writer_key,
)
from marac.documents.model import (
    Action,
    AgencyInformation,
    Block,
    CaseMinutes,
    Column,
    Confidentiality,
    Entry,
    Labelled,
    Minutes,
    Paragraphs,
    Risk,
    Section,
    Table,
)
from marac.documents.opening_blocks import attendance_of, opening_sections
from marac.documents.phrases import moment_words
from marac.documents.reading import CaseRead, MinutesRead, Said, under_headings

# Parts that the writer places by itself; every other part is a section under its heading.
_TYPED = ("contribution", "return", "summary", "risk", "action", "decision", "rationale", "dissent")
_TABLED = ("earlier",)


def minutes_model(read: MinutesRead, withheld: Mapping[int, int] | None = None) -> Minutes:
    """The minutes for one reader. `withheld` counts, by case, what the copy leaves out; None says nothing."""
    kind, opening = read.kind, read.opening
    return Minutes(
        meeting=meeting_heading(
            kind,
            read.conference,
            read.reference,
            read.starts_at,
            opening["chair"],
            is_emergency=opening["is_emergency"],
        ),
        headings=meeting_headings(kind),
        case_headings=case_headings(kind),
        attendance=attendance_of(kind, opening),
        confidentiality=_confidentiality(opening),
        outstanding=tuple(_action(line) for line in read.outstanding),
        cases=tuple(_case(kind, case, withheld) for case in read.cases),
        sections=opening_sections(kind, read),
        words=words_of(kind),
    )


def _confidentiality(opening: Mapping[str, Any]) -> Confidentiality | None:
    said = opening["confidentiality"]
    if said is None:
        return None
    return Confidentiality(said["text"], said["by"], moment_words(datetime.fromisoformat(said["at"])))


def _case(kind: Kind, case: CaseRead, withheld: Mapping[int, int] | None) -> CaseMinutes:
    has_plan = any(heading.key == "plan" for heading in kind.minutes_headings)
    return CaseMinutes(
        reference=case.reference,
        information=_information(case),
        summary=words_in(case.part("summary")),
        risks=_risks(case, with_actions=not has_plan),
        decision=words_in(case.part("decision", "rationale")),
        dissent=words_in(case.part("dissent")),
        sections=(*_sections(kind, case), *_actions(kind, case, has_plan=has_plan)),
        withheld=None if withheld is None else withheld.get(case.case_id, 0),
    )


def words_in(lines: Iterable[Said]) -> str:
    """Paragraphs one below the other, each with the reason of its amendment."""
    return "\n".join(words_of_line(line) for line in lines)


def words_of_line(line: Said) -> str:
    """One paragraph with the reason of its amendment, if it has one."""
    return f"{line.text}\nAmended: {line.why}" if line.why else line.text


def _information(case: CaseRead) -> tuple[AgencyInformation, ...]:
    by_agency: dict[str, list[Said]] = {}
    for line in case.part("contribution", "return"):
        by_agency.setdefault(line.agency, []).append(line)
    return tuple(_of_agency(agency, lines) for agency, lines in by_agency.items())


def _of_agency(agency: str, lines: list[Said]) -> AgencyInformation:
    told = (line for line in lines if line.part == "contribution")
    entries = tuple(Entry(line.text, line.nature, line.source, _day(line)) for line in told)
    return AgencyInformation(agency, entries, words_in(line for line in lines if line.part == "return"))


def _day(line: Said) -> str:
    return clock.day_in_words(line.dated_on) if line.dated_on else ""


def _risks(case: CaseRead, *, with_actions: bool) -> tuple[Risk, ...]:
    actions = case.part("action") if with_actions else ()
    return tuple(
        Risk(
            words_of_line(risk),
            tuple(_action(line) for line in actions if line.frame["risk"] == risk.number),
            risk.frame["reason"],
        )
        for risk in case.part("risk")
    )


def _action(line: Said) -> Action:
    frame = line.frame
    return Action(
        action=words_of_line(line),
        agency=frame["agency"],
        owner=frame["owner"],
        due=frame["due"],
        status=frame["status"],
        case=frame.get("case", ""),
        subject=frame["subject"],
        pillar=frame["pillar"],
        outcome=frame.get("outcome", ""),
    )


def _sections(kind: Kind, case: CaseRead) -> tuple[Section, ...]:
    others = [line for line in case.lines if line.part not in _TYPED]
    return tuple(
        Section(writer_key(key), tuple(_blocks(lines))) for key, _, lines in under_headings(kind, others)
    )


def _blocks(lines: list[Said]) -> Iterable[Block]:
    plain = [_attributed(line) for line in lines if line.part not in _TABLED]
    tabled = [line for line in lines if line.part in _TABLED]
    if plain:
        yield Paragraphs(tuple(plain))
    if tabled:
        yield action_block("Earlier plan", tabled)


def _attributed(line: Said) -> str:
    said_by = ", ".join(part for part in (line.agency, line.source, _day(line)) if part)
    return f"{words_of_line(line)}\n({said_by})" if line.part == "views" else words_of_line(line)


def action_block(caption: str, lines: Iterable[Said]) -> Table:
    """Actions as a table: what, who, by when, what became of it."""
    columns = (Column("Action", 29), Column("Owner", 18), Column("Due", 14), Column("Status", 16))
    return Table(caption, columns, tuple(_row(_action(line)) for line in lines))


def _row(action: Action) -> tuple[str, ...]:
    known = f"{action.case}: {action.action}" if action.case else action.action
    return known, f"{action.owner}\n{action.agency}", action.due, f"{action.status}\n{action.outcome}"


def _actions(kind: Kind, case: CaseRead, *, has_plan: bool) -> tuple[Section, ...]:
    """The plan by pillar and then who does what; or only what answers no risk, for the rest stands there."""
    actions = case.part("action")
    if has_plan and actions:
        return (_plan(kind, actions), Section("actions", (action_block("Actions", actions),)))
    risks = {risk.number for risk in case.part("risk")}
    loose = [line for line in actions if line.frame["risk"] not in risks]
    return (Section("actions", (action_block("Actions", loose),)),) if loose else ()


def _plan(kind: Kind, actions: Iterable[Said]) -> Section:
    by_pillar = {choice.label: "" for choice in kind.action_field("pillar").choices}
    for line in actions:
        pillar = line.frame["pillar"]
        by_pillar[pillar] = "\n".join(filter(None, (by_pillar.get(pillar, ""), line.text)))
    pairs = ((pillar, words or "No action.") for pillar, words in by_pillar.items())
    return Section("plan", (Labelled(tuple(pairs)),))
