"""Amending the opening of the minutes: who chaired, who came, and how many declared a conflict."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marac.access.loading import claim, get
from marac.audit import events
from marac.conferences import get_common
from marac.db import Session
from marac.documents.opening_people import known_people
from marac.documents.opening_reasons import AMENDMENTS
from marac.errors import Mistake, StaleForm
from marac.records import Minutes


@dataclass(frozen=True)
class Came:
    """One line of the attendance: `status` is a code of the kinds' common description."""

    agency: str
    name: str
    status: str


@dataclass(frozen=True)
class OpeningWords:
    """The opening as somebody wants it to read. `observers` are pairs of name and organisation."""

    chair: str
    conflicts: int | None
    came: Sequence[Came]
    observers: Sequence[tuple[str, str]] = ()


def amend_opening(
    session: Session, minutes_id: int, revision: int | None, words: OpeningWords, reason: str = ""
) -> Minutes:
    """Change the opening of a draft (MINUTES_WRITE); `revision` is that of the opening the form showed.

    From the second version on the reason, a code of AMENDMENTS, is compulsory. Raises NotFound, StaleForm
    when the opening was changed meanwhile, and Mistake for an approved version, for somebody who has no
    account and was not recorded at the meeting, or for what is missing.
    """
    before = get(session, Minutes, minutes_id, afresh=True)
    kept, why = json.loads(before.opening), reason
    _check(before, kept, words, why)
    _check_people(session, before, kept, words)
    if revision != revision_of(kept):
        raise StaleForm
    minutes = claim(session, Minutes, minutes_id, before.version)
    changed = {**kept, **_fields(words), "revision": revision_of(kept) + 1}
    minutes.opening = json.dumps(changed | {"why": why or kept.get("why", "")}, ensure_ascii=False)
    session.record(
        events.MinutesAmended(
            record_id=minutes.id,
            conference_id=minutes.conference_id,
            meeting_id=minutes.meeting_id,
            fields=("opening", "reason") if why else ("opening",),
            version=minutes.version,
        )
    )
    session.flush()
    return minutes


def revision_of(opening: Mapping[str, Any]) -> int:
    """How often the opening of this version was changed, counted from one."""
    return int(opening.get("revision", 1))


def carried_on(opening: str) -> str:
    """The opening as a new version begins with it: unamended, whatever was amended before."""
    kept = {name: value for name, value in json.loads(opening).items() if name not in ("why", "revision")}
    return json.dumps(kept, ensure_ascii=False)


def is_opening_amended(minutes: Minutes) -> bool:
    """Whether a version has an opening of its own."""
    return revision_of(json.loads(minutes.opening)) > 1


def _check(minutes: Minutes, kept: Mapping[str, Any], words: OpeningWords, why: str) -> None:
    if minutes.status != "draft":
        raise Mistake("", "These minutes are approved. Start an amendment, then change its opening.")
    if any(not (each.agency and each.status) for each in words.came):
        raise Mistake("", "Say for everybody who came which agency they are from, and how they came.")
    if any(not (name and organisation) for name, organisation in words.observers):
        raise Mistake("", "Say for every observer who they are and where they are from.")
    if why and why not in AMENDMENTS:
        raise Mistake("reason", "Choose one of the reasons shown.")
    if minutes.number > 1 and not (why or kept.get("why")):
        raise Mistake("reason", "Say why the approved minutes are amended.")


def _check_people(session: Session, minutes: Minutes, kept: Mapping[str, Any], words: OpeningWords) -> None:
    known = known_people(session, minutes.meeting_id, kept)
    came = {(each.agency, each.name) for each in words.came}
    is_known = came <= set(known.came) and set(words.observers) <= set(known.observers)
    if not is_known or words.chair not in ("", *known.chairs):
        raise Mistake("", "Name only people with an account, or whom the meeting recorded.")


def _fields(words: OpeningWords) -> dict[str, Any]:
    return {
        "chair": words.chair,
        "conflicts": words.conflicts,
        "attendance": [_came(each) for each in words.came],
        "observers": [{"name": name, "organisation": place} for name, place in words.observers],
    }


def _came(came: Came) -> dict[str, str]:
    state = get_common().attendance_state(came.status)
    return {
        "agency": came.agency,
        "name": came.name,
        "status": state.code,
        "status_words": state.label,
        "is_present": "yes" if state.is_present else "",
    }
