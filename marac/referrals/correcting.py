"""Correcting what was read from a form, before it is accepted."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from marac.access.loading import get, hold_at
from marac.access.seal import open_of
from marac.audit import events
from marac.db import Entry, Session
from marac.errors import Mistake
from marac.records import Case, Referral, Text
from marac.referrals.checking import check_fields, set_leaf
from marac.referrals.reviewed import Fields, KeptForm, changed_paths, leaves, open_kept_form
from marac.referrals.sealing import seal_until_decided
from marac.referrals.standing import conference_agencies, guess_agency, kind_for
from marac.referrals.writing import copy_columns, write_case, write_form


def correct_referral(
    session: Session,
    referral_id: int,
    version: int | None,
    fields: Fields,
    *,
    agency_id: int | None = None,
    is_from_outside: bool = False,
    settled: Sequence[str] = (),
) -> Referral:
    """Correct a referral that waits for review (REFERRAL_REVIEW): its form, its summary and its people.

    `fields` are all of them, as in `KeptForm.fields`. `agency_id` is the agency of the conference that
    refers; without one it is guessed anew from the name if that has changed, and `is_from_outside` says that
    it takes no part in this conference. `settled` are the paths whose answer is not known, after asking.
    Raises NotFound, StaleForm, and Mistake for the first thing that cannot be kept.
    """
    referral = hold_at(session, Referral, referral_id, version)
    require_review(referral)
    kind = kind_for(session, referral.conference_id)
    checked = check_fields(kind, fields)
    _check_agency(session, referral, agency_id)
    entry = _record(session, referral)
    before = open_form(session, entry, referral)
    form = before.changed(
        fields=as_written_before(before.fields, checked),
        settled=tuple(dict.fromkeys((*before.settled, *_answers_wanted(before, settled)))),
        is_from_outside=is_from_outside or (before.is_from_outside and agency_id is None),
    )
    was_agency = referral.agency_id
    _place_agency(session, referral, before, form, agency_id, is_from_outside)
    if form == before and referral.agency_id == was_agency:
        entry.event = _only_looked(referral)
        return referral
    referral.version += 1
    case = get(session, Case, referral.case_id)
    _watch_restriction(session, case, referral, before, form)
    changed = _codes(changed_paths(before.fields, form.fields))
    entry.event = replace(entry.event, fields=changed, version=referral.version)
    copy_columns(kind, referral, form)
    session.flush()
    write_form(session, entry, kind, referral, form)
    write_case(session, entry, kind, case, referral, form.fields)
    return referral


def require_review(referral: Referral) -> None:
    """Raise Mistake unless the referral still waits for review."""
    if referral.status != "to_review":
        raise Mistake("", "This referral has been dealt with. Open the case to see where it stands.")


def open_form(session: Session, entry: Entry, referral: Referral) -> KeptForm:
    """The form of a referral as it is kept now, opened under an entry of its case."""
    return open_kept_form(open_of(session, entry, referral.id, Text.REFERRAL_FORM)[Text.REFERRAL_FORM])


def _record(session: Session, referral: Referral) -> Entry:
    return session.record(
        events.ReferralCorrected(
            case_id=referral.case_id,
            conference_id=referral.conference_id,
            record_id=referral.id,
        )
    )


def _only_looked(referral: Referral) -> events.CaseShown:
    return events.CaseShown(case_id=referral.case_id, conference_id=referral.conference_id, page="referral")


def _codes(paths: Iterable[str]) -> tuple[str, ...]:
    """Paths as the ledger writes them: `children.0.name`."""
    return tuple(path.replace("[", ".").replace("]", "") for path in paths)


def _answers_wanted(before: KeptForm, settled: Sequence[str]) -> list[str]:
    asked = {warning.about for warning in before.all_warnings() if warning.is_asking}
    return [path for path in settled if path in asked]


def as_written_before(before: Fields, after: Fields) -> Fields:
    """The new fields, with the old spelling kept where only accents' bytes or white space differ.

    A browser gives back texts in another form of Unicode than some forms are written in.
    """
    old = dict(leaves(before))
    for path, value in leaves(after):
        if value != old.get(path) and _is_same_text(old.get(path), value):
            set_leaf(after, path, old[path])
    return after


def _is_same_text(before: Any, after: Any) -> bool:
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    one, other = (" ".join(unicodedata.normalize("NFC", each).split()) for each in (before, after))
    return one == other


def _check_agency(session: Session, referral: Referral, agency_id: int | None) -> None:
    agencies = {row.id for row in conference_agencies(session, referral.conference_id)}
    if agency_id is not None and agency_id not in agencies:
        raise Mistake("agency", "Choose one of the agencies of this conference.")


def _place_agency(
    session: Session,
    referral: Referral,
    before: KeptForm,
    form: KeptForm,
    agency_id: int | None,
    is_from_outside: bool,
) -> None:
    name = form.fields.get("referring_agency")
    if agency_id is not None or is_from_outside:
        referral.agency_id = None if is_from_outside else agency_id
    elif name != before.fields.get("referring_agency"):
        referral.agency_id = guess_agency(session, referral.conference_id, name)


def _watch_restriction(
    session: Session, case: Case, referral: Referral, before: KeptForm, form: KeptForm
) -> None:
    """Words that keep information from somebody must be decided on before others see it; new words, anew."""
    words = form.fields.get("information_restrictions")
    if words and words != before.fields.get("information_restrictions"):
        referral.restriction_state = "undecided"
        seal_until_decided(session, case, referral)
