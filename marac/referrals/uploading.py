"""Many forms at once: each is read before anything is written, and one that is refused stops no other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

from marac import clock
from marac.audit import events
from marac.conferences import Kind
from marac.db import Session
from marac.records.base import new_id
from marac.referrals.points import to_look_at_on_form
from marac.referrals.reading import Limits, ReadForm, UnreadableForm, read_form
from marac.referrals.reading.wording import clean
from marac.referrals.receiving import AlreadyReceived, form_number_of, receive_form

MEGABYTE = 1024 * 1024
LONGEST_NAME_SHOWN = 120


@dataclass(frozen=True)
class GivenFile:
    """One file as it was given, read or refused. `name` is for whoever gave it, and is kept nowhere."""

    name: str
    content: bytes = b""
    read: ReadForm | None = None
    refusal: str = ""


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file. `outcome` is received, known or refused."""

    name: str
    outcome: str
    message: str = ""
    referral_id: int = 0
    reference: str = ""
    to_look_at: int = 0


def upload_limits(kind: Kind) -> Limits:
    """How large a form may be, by the conference's rules of today."""
    today = clock.today()
    return Limits(
        file_bytes=kind.rule("upload_megabytes", today).number * MEGABYTE,
        unpacked_bytes=kind.rule("upload_unpacked_megabytes", today).number * MEGABYTE,
    )


def read_given(name: str, stream: IO[bytes], limits: Limits) -> GivenFile:
    """Read one file, no further than it may be long."""
    shown = shown_name(name)
    content = stream.read(limits.file_bytes + 1)
    try:
        return GivenFile(shown, content, read_form(content, limits, clock.today()))
    except UnreadableForm as refusal:
        return GivenFile(shown, refusal=str(refusal))


def read_all(kind: Kind, files: Iterable[tuple[str, IO[bytes]]]) -> list[GivenFile]:
    """Read every file, up to as many as the conference takes in one go; the rest are named as left out."""
    limits, most = upload_limits(kind), kind.rule("upload_files", clock.today()).number
    left_out = f"Only {most} files are taken in one go. Add this one again with the next files."
    return [
        read_given(name, stream, limits) if place < most else GivenFile(shown_name(name), refusal=left_out)
        for place, (name, stream) in enumerate(files)
    ]


def shown_name(name: str) -> str:
    """A file's name for a page or a terminal: no folders, no hidden characters, not too long."""
    last = clean(name.replace("\\", "/").rpartition("/")[2]).strip() or "a file without a name"
    return last if len(last) <= LONGEST_NAME_SHOWN else f"{last[: LONGEST_NAME_SHOWN - 1]}…"


def receive_all(session: Session, conference_id: int, given: Sequence[GivenFile]) -> list[FileOutcome]:
    """Receive every file that could be read (REFERRAL_RECEIVE), in one change. Raises NotFound."""
    shown = session.record(
        events.ListShown(page="upload", conference_id=conference_id, rows=len(given)), is_list=True
    )
    batch_id = new_id()
    outcomes = []
    for each in given:
        if each.read is None:
            outcomes.append(FileOutcome(each.name, "refused", each.refusal))
            continue
        try:
            referral = receive_form(
                session,
                conference_id,
                each.content,
                each.read,
                batch_id=batch_id,
                form_number=form_number_of(each.name),
            )
        except AlreadyReceived as known:
            shown.cases.add(known.case_id)
            outcomes.append(
                FileOutcome(each.name, "known", known.message, known.referral_id, known.reference)
            )
        else:
            outcomes.append(
                FileOutcome(
                    each.name,
                    "received",
                    referral_id=referral.id,
                    to_look_at=to_look_at_on_form(referral),
                )
            )
    return outcomes
