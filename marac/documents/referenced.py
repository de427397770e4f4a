"""What the minutes stand for and do not copy: each agency's information, the victim's views, disclosure.

Their owners' words are read where they are, by whoever may; they no longer change once the meeting is closed.
Safe contact details are left out: they are revealed one at a time on the page of the case.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, select

from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS, Texts, open_list
from marac.conferences import Kind
from marac.contributions.wording import VIEWS, class_label, kind_label
from marac.db import Entry, Session
from marac.documents.audience import Audience, within
from marac.documents.reading import Said
from marac.records import Agency, AgendaItem, Contribution, ResearchReturn, SealedText, Text
from marac.records.base import columns

_O, _G, _K, _R, _S = (
    columns(record) for record in (Agency, AgendaItem, Contribution, ResearchReturn, SealedText)
)
_of_meeting: Any = _G.meeting_id == bindparam("meeting_id")

_SHARED = (
    select(
        _K.id, _K.case_id.label("about_id"), _K.agency_id.label("whose_id"), _K.kind, _K.dated_on,
        _K.section_class, _K.class_bit, _G.id.label("item_id"), _O.name, _O.kind.label("agency_kind"),
        *SEALED_COLUMNS,
    )
    .join_from(Contribution, ResearchReturn, _R.id == _K.return_id)
    .join(AgendaItem, _G.id == _R.agenda_item_id)
    .join(Agency, _O.id == _K.agency_id)
    .join(SealedText, _S.owner_id == _K.id)
    .where(
        _of_meeting,
        _K.is_shared.is_(True),
        _K.section_class != "safe_contact",
        _S.field.in_((Text.CONTRIBUTION_TEXT, Text.CONTRIBUTION_SOURCE)),
        within(_S),
        see(Contribution, ResearchReturn, AgendaItem, SealedText),
    )
    .order_by(_O.name, _K.position, _K.id)
)  # fmt: skip
_RETURNS = (
    select(
        _R.id, _R.status, _R.agency_id.label("whose_id"), _G.id.label("item_id"),
        _G.case_id.label("about_id"), _S.class_bit, _O.name, _O.kind.label("agency_kind"), *SEALED_COLUMNS,
    )
    .join_from(ResearchReturn, AgendaItem, _G.id == _R.agenda_item_id)
    .join(Agency, _O.id == _R.agency_id)
    .join(SealedText, _S.owner_id == _R.id)
    .where(
        _of_meeting,
        _R.status != "draft",
        _S.field == Text.RETURN_RECORDS,
        _S.is_shared.is_(True),
        within(_S),
        see(ResearchReturn, AgendaItem, SealedText),
    )
    .order_by(_O.name)
)  # fmt: skip
_CONSIDERED = (
    select(
        _G.id, _G.case_id.label("about_id"), _G.disclosure, _S.class_bit, *SEALED_COLUMNS,
    )
    .join_from(AgendaItem, SealedText, _S.owner_id == _G.id)
    .where(_of_meeting, _S.field == Text.MEETING_DISCLOSURE, within(_S), see(AgendaItem, SealedText))
)  # fmt: skip

References = dict[tuple[str, int], list[Said]]


def referenced_lines(
    session: Session, shown: Entry, kind: Kind, meeting_id: int, audience: Audience
) -> References:
    """The paragraphs by the reference that stands for them: ("contributions", listing), ("views", listing)…

    Agencies stand in the running order of the kind. The list receipt `shown` names what was read.
    """
    bound = {"meeting_id": meeting_id, **audience.binds}
    found: References = {}
    returns, records = open_list(session, shown, _RETURNS, bound)
    shared, texts = open_list(session, shown, _SHARED, bound)
    told = [*_answers(returns, records), *_items(kind, shared, texts)]
    told.sort(key=lambda each: kind.contribution_order(each[0]))
    for _, line in told:
        name = "views" if line.part == "views" else "contributions"
        found.setdefault((name, line.item_id or 0), []).append(line)
    rows, reasons = open_list(session, shown, _CONSIDERED, bound)
    for row in rows:
        found["disclosure", row.id] = [_considered(kind, row, reasons)]
    return found


def _answers(rows: list[Any], records: Texts) -> Iterator[tuple[str, Said]]:
    for row in rows:
        checked = records.get((row.id, Text.RETURN_RECORDS), "")
        nothing = "Nothing known. " if row.status == "nothing_known" else ""
        yield row.agency_kind, _line(row, "return", f"{nothing}Records checked: {checked}")


def _items(kind: Kind, rows: list[Any], texts: Texts) -> Iterator[tuple[str, Said]]:
    for row in {row.id: row for row in rows}.values():
        yield (
            row.agency_kind,
            _line(
                row,
                "views" if row.kind == VIEWS else "contribution",
                texts.get((row.id, Text.CONTRIBUTION_TEXT), ""),
                nature=_nature(kind, row),
                source=texts.get((row.id, Text.CONTRIBUTION_SOURCE), ""),
                dated_on=row.dated_on,
            ),
        )


def _nature(kind: Kind, row: Any) -> str:
    """Fact or opinion, and the class of what is not for everybody, so that it is handled as such."""
    told = "" if row.kind == VIEWS else kind_label(kind, row.kind)
    narrow = "" if row.section_class == "standard" else class_label(kind, row.section_class)
    return ". ".join(part for part in (told, narrow) if part)


def _line(row: Any, part: str, text: str, **more: Any) -> Said:
    return Said(
        case_id=row.about_id,
        item_id=row.item_id,
        heading="",
        part=part,
        number=row.id,
        text=text,
        class_bit=row.class_bit,
        agency_id=row.whose_id,
        agency=row.name,
        **more,
    )


def _considered(kind: Kind, row: Any, reasons: Texts) -> Said:
    consideration = kind.considerations[0]
    outcomes = {choice.code: choice.label for choice in consideration.outcomes}
    outcome = outcomes.get(row.disclosure, row.disclosure)
    reason = reasons.get((row.id, Text.MEETING_DISCLOSURE), "")
    text = "\n".join(part for part in (f"{consideration.label}: {outcome}", reason) if part)
    return Said(row.about_id, row.id, "", "disclosure", row.id, text, row.class_bit)
