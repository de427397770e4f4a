"""Changes to the people of a case."""

from typing import Any

from sqlalchemy import bindparam, select

from marac.access.scope import see
from marac.access.seal import seal, unseal_all
from marac.db import Entry, Session
from marac.people.decisions import decide_persons
from marac.people.forgetting import check_no_decision, forget_undone
from marac.people.parties import Fields, PartyWords, people_of
from marac.people.undoing import undo_decision
from marac.records import Case, Party, Person, Text
from marac.records.base import columns

__all__ = ["decide_persons", "undo_decision", "write_parties"]

_P = columns(Party)
_PARTIES = select(Party).where(_P.case_id == bindparam("case_id"), see(Party)).order_by(_P.role, _P.position)


def write_parties(
    session: Session,
    entry: Entry,
    case: Case,
    fields: Fields,
    agency_id: int | None,
    *,
    summary_bit: int,
    contact_bit: int,
) -> list[Party]:
    """Write the people of a referral: victim, perpetrators, children, with name and contact sealed.

    Called again when the referral is corrected: whoever keeps role and place keeps the record, and so the
    decisions on who it is. `agency_id` is the referring agency; `contact_bit` covers the contact of victims
    and children, `summary_bit` everything else. Raises Mistake when somebody would be removed from among
    people one of whom is tied by a decision that stands: those after them would move up into decisions that
    are not theirs.
    """
    known = {(party.role, party.position): party for (party,) in session.rows(_PARTIES, {"case_id": case.id})}
    given = {(words.role, words.position): words for words in people_of(fields)}
    gone = known.keys() - given.keys()
    roles = {role for role, _ in gone}
    check_no_decision(session, [party.id for (role, _), party in known.items() if role in roles])
    for place in gone:
        forget_undone(session, case.conference_id, known[place].id)
        _remove(session, entry, known[place])
    parties = []
    for place, words in given.items():
        party = known.get(place) or _new_party(session, case, words)
        party.phone_token, party.address_token = words.phone_token, words.address_token
        parties.append(party)
    session.flush()
    for party, words in zip(parties, given.values(), strict=True):
        bit = summary_bit if words.role == "perpetrator" else contact_bit
        _seal(session, entry, party.id, Text.PARTY_IDENTITY, words.identity, summary_bit, agency_id)
        _seal(session, entry, party.id, Text.PARTY_CONTACT, words.contact, bit, agency_id)
    return parties


def _seal(
    session: Session,
    entry: Entry,
    owner_id: int,
    field: Text,
    words: dict[str, Any],
    class_bit: int,
    agency_id: int | None,
) -> None:
    seal(session, entry, owner_id, field, words, class_bit=class_bit, agency_id=agency_id)


def _new_party(session: Session, case: Case, words: PartyWords) -> Party:
    person = Person(conference_id=case.conference_id)
    session.add(person)
    session.flush()
    party = Party(
        case_id=case.id,
        conference_id=case.conference_id,
        person_id=person.id,
        role=words.role,
        position=words.position,
    )
    session.add(party)
    return party


def _remove(session: Session, entry: Entry, party: Party) -> None:
    unseal_all(session, entry, party.id)
    session.delete(party)
    session.flush()
