"""Receiving a Word form that has been read: a case, its referral, its people and its words."""

import hashlib
import json
import re
from pathlib import PurePath
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.scope import see
from marac.access.seal import keys, seal
from marac.audit import events
from marac.conferences import Kind
from marac.db import Entry, Session
from marac.errors import Mistake
from marac.records import Case, Referral, Text
from marac.records.base import columns
from marac.referrals.other_conference import named_elsewhere, warning_of
from marac.referrals.reading import ReadForm
from marac.referrals.references import open_case
from marac.referrals.reviewed import RESTRICTING, KeptForm, keep_read_form
from marac.referrals.sealing import seal_until_decided
from marac.referrals.standing import class_bit, conference_names, guess_agency, hold_conference, kind_for
from marac.referrals.writing import copy_columns, write_case, write_form

_R, _C = columns(Referral), columns(Case)
_SAME_FILE = (
    select(_R.id, _R.case_id, _C.reference)
    .join_from(Referral, Case, _C.id == _R.case_id)
    .where(
        _R.conference_id == bindparam("conference_id"),
        _R.fingerprint == bindparam("fingerprint"),
        see(Case, Referral),
    )
    .limit(1)
)
_FORM_NUMBER = re.compile(r"([0-9]{1,8}(?:-[rv][0-9]{1,3})?)(?![0-9A-Za-z])")


class AlreadyReceived(Mistake):
    """The very same file has come to this conference before."""

    def __init__(self, referral_id: int, case_id: int, reference: str) -> None:
        super().__init__("files", f"This form has already been received, as {reference}.")
        self.referral_id = referral_id
        self.case_id = case_id
        self.reference = reference


def form_number_of(file_name: str) -> str:
    """The number that opens a file's name, such as 002 or 002-r2; empty when there is none.

    Nothing else of the name is kept, for people write names into file names.
    """
    found = _FORM_NUMBER.match(PurePath(file_name.replace("\\", "/")).name)
    return found[1] if found else ""


def fingerprint_of(content: bytes) -> str:
    """A keyed hash of a file, by which the same file is known again."""
    return keys().token("referral file", hashlib.sha256(content).hexdigest()).hex()


def receive_form(
    session: Session,
    conference_id: int,
    content: bytes,
    read: ReadForm,
    *,
    route: str = "word",
    batch_id: int = 0,
    form_number: str = "",
) -> Referral:
    """Receive a form into a conference, for the coordinator to review (REFERRAL_RECEIVE).

    `content` is the file as it came, `read` what `read_form` made of it; `route` is word or command. A form
    below the threshold is received like any other; only reviewers see one that restricts until it is decided.
    Raises NotFound for a conference that is not the viewer's, and AlreadyReceived when the same file is there.
    """
    kind = kind_for(session, conference_id)
    hold_conference(session, conference_id)
    fingerprint = fingerprint_of(content)
    _refuse_known(session, conference_id, fingerprint)
    form = _kept(session, conference_id, read)
    case = open_case(session, conference_id, status="received")
    referral = Referral(
        case_id=case.id,
        conference_id=conference_id,
        agency_id=guess_agency(session, conference_id, form.fields.get("referring_agency")),
        route=route,
        layout=read.layout,
        fingerprint=fingerprint,
        form_number=form_number,
        restriction_state="undecided" if is_restricting(form) else "none",
        batch_id=batch_id,
        received_by_id=session.viewer.id,
        received_at=clock.now(),
    )
    copy_columns(kind, referral, form)
    session.add(referral)
    session.flush()
    seal_until_decided(session, case, referral)
    entry = _record(session, referral, read.layout)
    _seal_form(session, entry, kind, referral, content, read)
    write_form(session, entry, kind, referral, form)
    write_case(session, entry, kind, case, referral, form.fields)
    return referral


def _kept(session: Session, conference_id: int, read: ReadForm) -> KeptForm:
    """The form with what only this conference can know of it: whether it was meant for another one."""
    form, names = keep_read_form(read), conference_names(session, conference_id)
    elsewhere = named_elsewhere(read, names)
    return form.changed(warnings=(*form.warnings, warning_of(elsewhere, names[0]))) if elsewhere else form


def is_restricting(form: KeptForm) -> bool:
    """Whether the form says, or may say, that somebody must not receive information."""
    return bool(form.fields.get("information_restrictions")) or any(
        kind in RESTRICTING for _, kind, _ in form.warnings
    )


def _refuse_known(session: Session, conference_id: int, fingerprint: str) -> None:
    bound = {"conference_id": conference_id, "fingerprint": fingerprint}
    found = session.row(_SAME_FILE, bound)
    if found is not None:
        raise AlreadyReceived(found.id, found.case_id, found.reference)


def _record(session: Session, referral: Referral, layout: str) -> Entry:
    return session.record(
        events.ReferralReceived(
            case_id=referral.case_id,
            conference_id=referral.conference_id,
            record_id=referral.id,
            route=referral.route,
            layout=layout,
            version=1,
        )
    )


def _seal_form(
    session: Session, entry: Entry, kind: Kind, referral: Referral, content: bytes, read: ReadForm
) -> None:
    place: dict[str, Any] = {"class_bit": class_bit(kind, "office"), "agency_id": referral.agency_id}
    words = [
        {"id": each.id, "heading": each.heading, "label": each.label, "text": each.text, "kind": each.kind}
        for each in read.words
    ]
    seal(session, entry, referral.id, Text.REFERRAL_FILE, content, **place)
    seal(session, entry, referral.id, Text.REFERRAL_WORDS, json.dumps(words, ensure_ascii=False), **place)
