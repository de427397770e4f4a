"""Who may ever see what, said a second time: plain Python over the story, without the code that decides it.

Written from the promises: the agency of the information, the audience of its class, the invitation, the
window, the list of names, the denial. It knows nothing of statements, seats, clearances or acts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from marac.records import Text
from tests.test_whole.canaries import Place, Planted
from tests.test_whole.story import BRIDGE, CHILDREN, CPS, HEALTH, HOUSING, IDVA, POLICE, PROBATION
from tests.world import AGENCIES, MAPPA, MARAC, MASIP, PEOPLE

KIND_OF = {slug: kind for slug, _name, kind in AGENCIES}
OFFICE, SPEAKING = ("coordinator", "chair"), ("representative", "deputy")
STANDING = frozenset({POLICE, PROBATION, HEALTH, IDVA, CHILDREN, CPS, HOUSING})
CLINICAL = frozenset({"health", "primary_care", "acute_care", "mental_health"})
AUTHORITY = frozenset({"police", "probation", "prison"})


@dataclass(frozen=True)
class Persona:
    """Somebody with an agency and a role in each of some conferences."""

    name: str
    agency: str
    roles: dict[str, str]

    @property
    def kind(self) -> str:
        return KIND_OF[self.agency]


@dataclass(frozen=True)
class Facts:
    """Who is invited to a case now, who is kept from it, and the names on its list if it is sealed."""

    conference: str
    invited: frozenset[str] = frozenset()
    kept_out: frozenset[str] = frozenset()
    named: frozenset[str] | None = None


PERSONAS = {name: Persona(name, agency, roles) for name, agency, roles in PEOPLE}
CASES = {
    "earlier": Facts(MARAC, STANDING | {BRIDGE}),
    "window": Facts(MARAC),
    "main": Facts(MARAC, STANDING | {BRIDGE}),
    "kept": Facts(MARAC, STANDING, kept_out=frozenset({"horatio", "chidi", CHILDREN})),
    "coming": Facts(MARAC, STANDING - {CPS}),
    "sealed": Facts(MARAC, STANDING, named=frozenset({"carol", "chidi", "polly"})),
    "unpublished": Facts(MARAC),
    "running": Facts(MARAC, STANDING),
    "draft": Facts(MARAC, frozenset({HOUSING}), named=frozenset({"horatio"})),
    "sent": Facts(MARAC),
    "aside": Facts(MARAC),
    "word": Facts(MARAC),
    "offender": Facts(MAPPA, STANDING),
    "stalker": Facts(MASIP, STANDING),
}

Audience = Callable[[str, str, str], bool]
# agency's kind, role, conference -> whether the class is for them
AUDIENCES: dict[str, Audience] = {
    "office": lambda kind, role, where: role in OFFICE,
    "summary": lambda kind, role, where: role in (*OFFICE, *SPEAKING, "manager"),
    "standard": lambda kind, role, where: role in (*OFFICE, *SPEAKING) and kind != "cps",
    "safe_contact": lambda kind, role, where: (
        role == "coordinator"
        or (kind == "police" and role == "representative")
        or (kind == "idva" and role in SPEAKING)
    ),
    "health": lambda kind, role, where: (
        role == "chair" or (kind in CLINICAL and role in (*OFFICE, *SPEAKING))
    ),
    "advocacy": lambda kind, role, where: kind == "idva" and role in (*OFFICE, *SPEAKING),
    "police_intelligence": lambda kind, role, where: kind == "police" and role in (*OFFICE, *SPEAKING),
    "third_party_disclosure": lambda kind, role, where: (
        where == MAPPA and kind in AUTHORITY and role in (*OFFICE, *SPEAKING)
    ),
    "evidence": lambda kind, role, where: role in (*OFFICE, *SPEAKING),
}

# Who follows an agency's actions reads of a case only the action: its risk, its words, what became of it.
FOLLOWED = frozenset({Text.ACTION_TEXT, Text.ACTION_NOTE, Text.RISK_TEXT})
REFERRAL_PAPERS = frozenset(
    {Text.REFERRAL_FORM, Text.REFERRAL_WORDS, Text.REFERRAL_FILE, Text.REFERRAL_REASON}
)
RESEARCH = frozenset({Text.CONTRIBUTION_TEXT, Text.CONTRIBUTION_SOURCE, Text.CONTRIBUTION_WITHHELD})
DENIALS = frozenset({Text.EXCLUSION_REASON, Text.EXCLUSION_LIFTED})
OPENINGS = frozenset({Text.OPENING_REASON, Text.OPENING_REVIEW})
DRAFT_MINUTES = "amended draft"


def sees_case(persona: Persona, case: str) -> bool:
    """Whether somebody may know that a case is there."""
    facts = CASES[case]
    role = persona.roles.get(facts.conference)
    if role is None or {persona.name, persona.agency} & facts.kept_out:
        return False
    if facts.named is not None and persona.name not in facts.named:
        return False
    return role in OFFICE or (role in (*SPEAKING, "manager") and persona.agency in facts.invited)


def may_read(persona: Persona, place: Place) -> bool:
    """Whether somebody may read a text, on whatever page."""
    if not sees_case(persona, place.case):
        return False
    where = CASES[place.case].conference
    role = persona.roles[where]
    if role == "manager" and place.field not in FOLLOWED:
        return False
    if place.agency == persona.agency:
        return True
    return place.is_shared and AUDIENCES[place.section_class](persona.kind, role, where)


def is_place_for(endpoint: str, persona: Persona, place: Place) -> bool:
    """Whether a page is one on which such a text is shown at all."""
    slice_name = endpoint.split(".")[0]
    is_own = place.agency == persona.agency
    if place.field in REFERRAL_PAPERS:
        return slice_name == "referrals"
    if place.field == Text.PARTY_CONTACT:
        return place.section_class == "summary" or endpoint == "cases.contact"
    if place.field in RESEARCH and place.section_class == "safe_contact":
        return endpoint == "contributions.contact" or (is_own and slice_name == "contributions")
    if place.field in RESEARCH and not place.is_shared:
        return is_own and slice_name == "contributions"
    if place.field in DENIALS:
        return endpoint == "cases.show_exclusions"
    if place.field in OPENINGS:
        return endpoint in ("cases.show_opening", "cases.review_opening")
    return place.field != Text.PERSON_REASON or slice_name in ("people", "referrals")


def may_appear(persona: Persona | None, endpoint: str, planted: Planted) -> bool:
    """Whether a canary may be in the body of what somebody gets from a page."""
    if persona is None:
        return False
    is_office = persona.roles.get(CASES[planted.case].conference) in OFFICE
    if planted.about == DRAFT_MINUTES and not (is_office and endpoint.startswith("documents.")):
        return False
    return any(
        may_read(persona, place) and is_place_for(endpoint, persona, place) for place in planted.places
    )
