"""Field paths in the words that a coordinator uses."""

import re

LEAVES = {
    "date_of_birth": "date of birth",
    "safe_to_call": "“safe to call” box",
    "contact_notes": "contact notes",
    "lgbt": "LGBT+ box",
    "disabled": "disability box",
    "interpreter": "interpreter box",
    "name": "name",
    "relationship_to_victim": "relationship to the victim",
    "due_date": "due date",
    "phone": "phone number",
}
WHOLE = {
    "referral_date": "the date of referral",
    "incident_date": "the date of the incident",
    "referring_agency": "the referring agency",
    "criteria.visible_high_risk": "the visible high risk box",
    "criteria.visible_high_risk_ticks": "the number of ticks",
    "criteria.professional_judgement": "the professional judgement box",
    "criteria.potential_escalation": "the potential escalation box",
    "criteria.repeat": "the repeat box",
    "criteria.previous_referral_date": "the date of the last referral",
    "victim_aware": "whether the victim knows of this referral",
    "consent_given": "the consent box",
    "previously_referred_other_marac": "the other MARAC box",
    "other_marac_date": "the date of the other MARAC",
    "reason_for_referral": "the reason for referral",
}
PERSON = re.compile(r"(?P<who>victim|referrer|perpetrators|children)(?:\[(?P<number>\d+)\])?\.(?P<leaf>\w+)")


def name_of(path: str) -> str:
    """The plain name of a field, to stand inside a sentence."""
    match = PERSON.fullmatch(path)
    if match is None:
        return WHOLE.get(path, path.rpartition(".")[2].replace("_", " "))
    leaf = LEAVES.get(match["leaf"], match["leaf"].replace("_", " "))
    return f"{_owner(match['who'], match['number'])} {leaf}"


def start_sentence(text: str) -> str:
    """The same with a capital at the start."""
    return text[:1].upper() + text[1:]


def _owner(who: str, number: str | None) -> str:
    if number is None:
        return f"the {who}’s"
    singular = "perpetrator" if who == "perpetrators" else "child"
    return f"{singular} {int(number) + 1}’s"
