"""Writing items and returns for an agency, their texts sealed as its own. Who may is asked before."""

from dataclasses import dataclass
from datetime import datetime

from marac import clock
from marac.access.seal import open_of, seal, unseal_all
from marac.audit import events
from marac.conferences import Kind, get_kind
from marac.contributions.wording import Saving, Words, class_bit
from marac.db import Entry, Session
from marac.records import Contribution, ResearchReturn, Text
from marac.records.base import new_id

WRITTEN = ("text", "source", "kind", "dated_on", "section_class")


@dataclass(frozen=True)
class Place:
    """The return that something belongs to, and whose it is."""

    case_id: int
    conference_id: int
    kind_key: str
    agency_id: int
    return_id: int

    @property
    def kind(self) -> Kind:
        """The description of its conference."""
        return get_kind(self.kind_key)


def new_item(place: Place, words: Words, author_id: int, position: int, item_id: int = 0) -> Contribution:
    """An item that is private to its agency; nothing is written yet."""
    return Contribution(
        id=item_id or new_id(),
        case_id=place.case_id,
        agency_id=place.agency_id,
        return_id=place.return_id,
        class_bit=class_bit(place.kind, words.section_class),
        position=position,
        author_id=author_id,
        written_at=clock.now(),
    )


def keep_words(session: Session, place: Place, record: Contribution, words: Words, saving: Saving) -> None:
    """Write what an item says. It stays as shared, or as private, as it was."""
    record.kind, record.dated_on, record.section_class = words.kind, words.dated_on, words.section_class
    record.class_bit = class_bit(place.kind, words.section_class)
    record.is_finished = words.is_finished
    record.written_at = clock.now()
    mark_saved(record, saving)
    session.add(record)
    session.flush()
    entry = session.record(
        events.ContributionWritten(
            case_id=place.case_id, conference_id=place.conference_id, record_id=record.id, fields=WRITTEN
        )
    )
    _seal_words(session, entry, record, words.text, words.source)


def mark_saved(record: Contribution | ResearchReturn, saving: Saving) -> None:
    """Remember which form is saving this by itself. The button ends that: what arrives later is too late."""
    is_going_on = saving.client_seq is not None
    record.saved_key = saving.form_key if is_going_on else ""
    record.saved_seq = saving.client_seq or 0


def _seal_words(session: Session, entry: Entry, record: Contribution, text: str, source: str) -> None:
    for field, words in ((Text.CONTRIBUTION_TEXT, text), (Text.CONTRIBUTION_SOURCE, source)):
        seal(
            session,
            entry,
            record.id,
            field,
            words,
            class_bit=record.class_bit,
            agency_id=record.agency_id,
            is_shared=record.is_shared,
        )


def keep_decision(
    session: Session, place: Place, record: Contribution, *, is_shared: bool, reason: str
) -> None:
    """Share an item, or keep it from the others with a reason that only its own agency reads.

    A form of the item that is still open elsewhere no longer counts as its last: what is shared is what
    the person who shared it saw.
    """
    entry = session.record(
        events.ContributionShared(
            case_id=place.case_id,
            conference_id=place.conference_id,
            record_id=record.id,
            is_shared=is_shared,
        )
    )
    texts = open_of(session, entry, record.id, Text.CONTRIBUTION_TEXT, Text.CONTRIBUTION_SOURCE)
    unseal_all(session, entry, record.id)
    record.is_shared, record.is_decided, record.saved_key, record.saved_seq = is_shared, True, "", 0
    record.shared_at = clock.now() if is_shared else None
    session.add(record)
    session.flush()
    _seal_words(
        session,
        entry,
        record,
        texts.get(Text.CONTRIBUTION_TEXT, ""),
        texts.get(Text.CONTRIBUTION_SOURCE, ""),
    )
    if not is_shared:
        keep_reason(session, place, entry, record, reason)


def keep_reason(session: Session, place: Place, entry: Entry, record: Contribution, reason: str) -> None:
    """Seal why an item is not shared."""
    seal(
        session,
        entry,
        record.id,
        Text.CONTRIBUTION_WITHHELD,
        reason,
        class_bit=place.kind.section_class("office").mask,
        agency_id=record.agency_id,
        is_shared=False,
    )


def keep_records(
    session: Session, place: Place, made: ResearchReturn, records_checked: str, entry: Entry
) -> None:
    """Seal which records were checked: private until the return is made, then as class standard."""
    seal(
        session,
        entry,
        made.id,
        Text.RETURN_RECORDS,
        records_checked,
        class_bit=place.kind.section_class("standard").mask,
        agency_id=place.agency_id,
        is_shared=made.status != "draft",
    )


def reseal_records(session: Session, place: Place, made: ResearchReturn, entry: Entry) -> None:
    """Make the list of records as private, or as shared, as the return now is."""
    texts = open_of(session, entry, made.id, Text.RETURN_RECORDS)
    keep_records(session, place, made, texts.get(Text.RETURN_RECORDS, ""), entry)


def return_event(place: Place, status: str, *fields: str) -> events.ReturnMade:
    """The event of a return that was kept, made or taken back."""
    return events.ReturnMade(
        case_id=place.case_id,
        conference_id=place.conference_id,
        record_id=place.return_id,
        status=status,
        fields=fields,
    )


def mark_returned(made: ResearchReturn, status: str, moment: datetime) -> None:
    """Say how and when a return was made; made again, it keeps its first moment and is confirmed."""
    made.status = status
    made.confirmed_at = moment if made.returned_at else None
    made.returned_at = made.returned_at or moment
