"""Amending and approving minutes. What is approved stays: a new version says what differs, and why."""

import json
from typing import Any

from sqlalchemy import bindparam, insert, select

from marac import clock
from marac.access.loading import claim, get, hold
from marac.access.scope import see
from marac.access.seal import Texts, open_of, seal
from marac.audit import events
from marac.contributions.wording import BY_BUTTON, Saving
from marac.db import Entry, Session
from marac.documents.audience import VIEWER
from marac.documents.drafting import add_version, drafted, latest_minutes
from marac.documents.minutes_queries import newest_sections, section_texts
from marac.documents.opening_amending import carried_on, is_opening_amended
from marac.documents.reading import REFERENCED
from marac.errors import Mistake, StaleForm
from marac.records import Meeting, Minutes, MinutesSection, Text
from marac.records.base import columns, new_id

_COPIED = (
    "case_id", "agenda_item_id", "heading", "position", "agency_id", "is_shared", "class_bit", "source",
)  # fmt: skip
LONGEST_PARAGRAPH = 20_000
LONGEST_REASON = 1_000

_N, _Q = columns(Minutes), columns(MinutesSection)
_CHANGED = select(_Q.is_amended, _Q.has_reason).where(
    _Q.minutes_id == bindparam("minutes_id"), _Q.is_amended.is_(True), see(MinutesSection)
)
_ADDED = select(_Q.id).where(
    _Q.minutes_id == bindparam("minutes_id"),
    _Q.source.not_in(
        select(_Q.source)
        .join_from(MinutesSection, Minutes, _N.id == _Q.minutes_id)
        .where(
            _N.meeting_id == bindparam("meeting_id"),
            _N.number < bindparam("number"),
            see(MinutesSection, Minutes),
        )
    ),
    see(MinutesSection),
)
_IN_FORCE = select(Minutes).where(
    _N.meeting_id == bindparam("meeting_id"), _N.status == "approved", see(Minutes)
)


def amend_section(
    session: Session,
    section_id: int,
    version: int | None,
    text: str,
    reason: str = "",
    *,
    saving: Saving = BY_BUTTON,
) -> MinutesSection:
    """Change the words of a paragraph of the meeting's own record, in a draft (MINUTES_WRITE).

    From the second version on the reason is compulsory; a form that saves itself may still lack it. Raises
    NotFound, StaleForm, and Mistake for words of another agency, an approved version, or what is missing.
    """
    before = get(session, MinutesSection, section_id)
    minutes = get(session, Minutes, before.minutes_id)
    words, why = text.strip(), reason.strip()
    _check_place(before, minutes)
    _check_words(before, minutes, words, why, saving)
    section = _claimed(session, before, version, saving)
    entry = session.record(
        events.MinutesAmended(
            record_id=section.id,
            case_id=section.case_id,
            conference_id=minutes.conference_id,
            meeting_id=minutes.meeting_id,
            fields=("text", "reason") if why else ("text",),
            version=section.version,
        )
    )
    _keep(session, entry, section, words, why)
    # Whoever approves the whole must have read this too.
    minutes.version += 1
    session.flush()
    return section


def _check_place(section: MinutesSection, minutes: Minutes) -> None:
    if minutes.status != "draft":
        raise Mistake("", "These minutes are approved. Start an amendment, then change its paragraphs.")
    if section.agency_id is not None or section.source.split(":")[0] in REFERENCED:
        raise Mistake("", "These words are not the office’s own, so they stand as they were given.")


def _check_words(section: MinutesSection, minutes: Minutes, words: str, why: str, saving: Saving) -> None:
    if not words:
        raise Mistake("text", "Write what the minutes should say.")
    if len(words) > LONGEST_PARAGRAPH:
        raise Mistake("text", f"This is {len(words) - LONGEST_PARAGRAPH:,} characters too long. Shorten it.")
    if len(why) > LONGEST_REASON:
        raise Mistake("reason", f"Keep the reason to {LONGEST_REASON:,} characters.")
    if minutes.number > 1 and not (why or section.has_reason or saving.is_by_itself):
        raise Mistake("reason", "Say why the approved minutes are amended.")


def _claimed(session: Session, before: MinutesSection, version: int | None, saving: Saving) -> MinutesSection:
    # Its own saving by itself may be under way at this moment.
    before = hold(session, MinutesSection, before.id)
    goes_on = bool(saving.form_key) and before.saved_key == saving.form_key
    if goes_on and saving.client_seq is not None and saving.client_seq < before.saved_seq:
        raise StaleForm
    section = claim(session, MinutesSection, before.id, before.version if goes_on else version)
    section.saved_key = saving.form_key
    section.saved_seq = saving.client_seq or (before.saved_seq if goes_on else 0)
    return section


def _keep(session: Session, entry: Entry, section: MinutesSection, words: str, why: str) -> None:
    kept = open_of(session, entry, section.id, Text.MINUTES_SECTION)[Text.MINUTES_SECTION]
    changed = {**json.loads(kept), "text": words}
    seal(session, entry, section.id, Text.MINUTES_SECTION, changed, class_bit=section.class_bit)
    section.is_amended = True
    if why:
        seal(session, entry, section.id, Text.MINUTES_REASON, why, class_bit=section.class_bit)
        section.has_reason = True


def approve_minutes(session: Session, minutes_id: int, version: int | None) -> Minutes:
    """Approve a draft as the minutes of its meeting (MINUTES_APPROVE); the version before is superseded.

    Raises NotFound; StaleForm when a paragraph has changed since it was read; Mistake when it is no draft,
    amends nothing, or does not say why.
    """
    draft = get(session, Minutes, minutes_id)
    if draft.status != "draft":
        raise Mistake("", "This version is approved already.")
    if draft.number > 1:
        _check_amendment(session, draft)
    minutes = claim(session, Minutes, minutes_id, version)
    bound = {**session.see, "meeting_id": minutes.meeting_id}
    for before in session.execute(_IN_FORCE, bound).scalars():
        before.status = "superseded"
    minutes.status, minutes.approved_at, minutes.approved_by_id = "approved", clock.now(), session.viewer.id
    session.record(
        events.MinutesApproved(
            record_id=minutes.id,
            conference_id=minutes.conference_id,
            meeting_id=minutes.meeting_id,
            number=minutes.number,
        )
    )
    session.flush()
    return minutes


def _check_amendment(session: Session, draft: Minutes) -> None:
    changed = session.rows(_CHANGED, {"minutes_id": draft.id})
    if any(not row.has_reason for row in changed):
        raise Mistake("", "A paragraph was amended without a reason. Say why beside it, then approve.")
    bound = {"minutes_id": draft.id, "meeting_id": draft.meeting_id, "number": draft.number}
    if not changed and not is_opening_amended(draft) and not session.rows(_ADDED, bound):
        raise Mistake("", "Nothing is amended in this version. Change a paragraph, or drop the version.")


def start_amendment(session: Session, meeting_id: int) -> Minutes:
    """A new version of approved minutes, as they stand, to be amended (MINUTES_APPROVE).

    The reason is given with each paragraph that changes. Cases that the viewer may not see stay as the
    version before has them. Raises NotFound, and Mistake when nothing is approved or a draft is open.
    """
    meeting = get(session, Meeting, meeting_id)
    latest = latest_minutes(session, meeting_id)
    if latest is None:
        raise Mistake("", "This meeting has no minutes yet. They are drafted when it closes.")
    if latest.status == "draft":
        raise Mistake("", f"Version {latest.number} is a draft already. Change its paragraphs.")
    minutes = add_version(session, meeting, carried_on(latest.opening))
    rows = newest_sections(session, meeting_id, latest.number, VIEWER)
    shown = session.record(
        events.ListShown(page="minutes-amend", conference_id=meeting.conference_id, meeting_id=meeting_id),
        is_list=True,
    )
    _copy(session, minutes, rows, section_texts(session, shown, [row.id for row in rows]))
    return minutes


def _copy(session: Session, minutes: Minutes, rows: list[Any], texts: Texts) -> None:
    copies = [(new_id(), row) for row in rows]
    if copies:
        values = [_copied(minutes.id, section_id, row) for section_id, row in copies]
        session.execute(insert(MinutesSection.__table__), values)  # type: ignore[attr-defined]
    drafted(session, minutes, None, len(copies))
    for case_id in dict.fromkeys(row.case_id for row in rows):
        own = [(section_id, row) for section_id, row in copies if row.case_id == case_id]
        entry = drafted(session, minutes, case_id, len(own))
        for section_id, row in own:
            words = texts.get((row.id, Text.MINUTES_SECTION))
            if words is not None:
                place = {"class_bit": row.class_bit, "agency_id": row.agency_id, "is_shared": row.is_shared}
                seal(session, entry, section_id, Text.MINUTES_SECTION, words, **place)


def _copied(minutes_id: int, section_id: int, row: Any) -> dict[str, Any]:
    return {"id": section_id, "minutes_id": minutes_id} | {name: getattr(row, name) for name in _COPIED}


def drop_amendment(session: Session, minutes_id: int, version: int | None) -> Minutes:
    """Give up a later version that is still a draft; the approved one stays (MINUTES_APPROVE).

    Its number is not used again. Raises NotFound, StaleForm, and Mistake for a first draft or no draft.
    """
    draft = get(session, Minutes, minutes_id)
    if draft.status != "draft" or draft.number == 1:
        raise Mistake("", "Only an amendment that is not approved yet can be dropped.")
    minutes = claim(session, Minutes, minutes_id, version)
    minutes.status = "dropped"
    session.record(
        events.MinutesAmended(
            record_id=minutes.id,
            conference_id=minutes.conference_id,
            meeting_id=minutes.meeting_id,
            fields=("dropped",),
        )
    )
    session.flush()
    return minutes
