"""Changes to the people of a case."""

from typing import Any

from sqlalchemy import bindparam, or_, select

from marac.access.scope import see
from marac.access.seal import seal, unseal_all
from marac.db import Entry, Session
from marac.errors import Mistake
from marac.people.decisions import decide_persons
from marac.people.parties import Fields, PartyWords, people_of
from marac.people.undoing import undo_decision
from marac.records import Case, Party, Person, PersonDecision, Text
from marac.records.base import columns

__all__ = ["decide_persons", "undo_decision", "write_parties"]

_P, _D = columns(Party), columns(PersonDecision)
_PARTIES = select(Party).where(_P.case_id == bindparam("case_id"), see(Party)).order_by(_P.role, _P.position)
_parties: Any = bindparam("parties", expanding=True)
_DECISIONS = select(_D.id).where(
    or_(_D.party_id.in_(_parties), _D.other_party_id.in_(_parties)), see(PersonDecision)
)


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
    people one of whom has been compared with others: those after them would move up into decisions that are
    not theirs.
    """
    known = {(party.role, party.position): party for (party,) in session.rows(_PARTIES, {"case_id": case.id})}
    given = {(words.role, words.position): words for words in people_of(fields)}
    gone = known.keys() - given.keys()
    _check_removed(
        session, [party for (role, _), party in known.items() if role in {each for each, _ in gone}]
    )
    for place in gone:
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


def _check_removed(session: Session, parties: list[Party]) -> None:
    if parties and session.rows(_DECISIONS, {"parties": [party.id for party in parties]}):
        raise Mistake(
            "",
            "Somebody here has been compared with a person of another case, so nobody beside them can be "
            "taken out. Correct the names instead.",
        )


def _remove(session: Session, entry: Entry, party: Party) -> None:
    unseal_all(session, entry, party.id)
    session.delete(party)
    session.flush()
