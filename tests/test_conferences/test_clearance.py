import pytest

from marac.access.policy import ROLE_BITS
from marac.conferences.kinds import KIND_KEYS, get_common, get_kind

EVERYONE = {"summary", "standard", "evidence"}
HEALTH = EVERYONE | {"health"}

# What a representative is cleared for beyond nothing, agency by agency, at a Marac.
REPRESENTATIVES = {
    "police": EVERYONE | {"safe_contact", "police_intelligence"},
    "probation": EVERYONE,
    "victim_liaison": EVERYONE,
    "prison": EVERYONE,
    "cps": {"summary", "evidence"},
    "idva": EVERYONE | {"safe_contact", "advocacy"},
    "health": HEALTH,
    "primary_care": HEALTH,
    "acute_care": HEALTH,
    "mental_health": HEALTH,
    "substance_misuse": EVERYONE,
    "childrens_services": EVERYONE,
    "mash": EVERYONE,
    "adult_safeguarding": EVERYONE,
    "housing": EVERYONE,
    "education": EVERYONE,
    "youth_justice": EVERYONE,
    "work_and_pensions": EVERYONE,
    "immigration": EVERYONE,
    "electronic_monitoring": EVERYONE,
    "voluntary": EVERYONE,
    "coordination": EVERYONE,
    "other": EVERYONE,
}
MAPPA_REPRESENTATIVES = REPRESENTATIVES | {
    "police": REPRESENTATIVES["police"] | {"third_party_disclosure"},
    "probation": EVERYONE | {"third_party_disclosure"},
    "prison": EVERYONE | {"third_party_disclosure"},
    "victim_liaison": EVERYONE | {"safe_contact"},
}
SERVICES_OF_THE_VICTIM = {"marac": {"idva"}, "masip": {"idva"}, "mappa": {"idva", "victim_liaison"}}


OUTSIDE_THE_MEETING = {"manager": {"summary"}, "auditor": set(), "importer": set(), "observer": set()}


def expected_classes(kind_key: str, agency_kind: str, role: str) -> set[str]:
    table = MAPPA_REPRESENTATIVES if kind_key == "mappa" else REPRESENTATIVES
    cleared = table[agency_kind]
    if role == "representative":
        return cleared
    if role in OUTSIDE_THE_MEETING:
        return OUTSIDE_THE_MEETING[role]
    if agency_kind not in SERVICES_OF_THE_VICTIM[kind_key] or role == "chair":
        cleared = cleared - {"safe_contact"}
    if role == "deputy":
        return cleared
    added = {"coordinator": {"office", "safe_contact"}, "chair": {"office", "health"}}[role]
    return cleared | (added & {"office"} if agency_kind == "cps" else added)


@pytest.mark.parametrize("kind_key", KIND_KEYS)
@pytest.mark.parametrize("agency_kind", sorted(REPRESENTATIVES))
@pytest.mark.parametrize("role", list(ROLE_BITS))
def test_each_member_is_cleared_for_what_the_table_says(kind_key: str, agency_kind: str, role: str):
    kind = get_kind(kind_key)
    member = get_common().role(role)
    cleared = {entry.key for entry in kind.section_classes if entry.is_cleared(agency_kind, member)}
    assert cleared == expected_classes(kind_key, agency_kind, role)


def test_the_table_leaves_no_agency_and_no_role_out():
    assert set(REPRESENTATIVES) == {kind.key for kind in get_common().agency_kinds}
    assert {role.key for role in get_common().roles} == set(ROLE_BITS)


@pytest.mark.parametrize("kind_key", ["marac", "masip"])
def test_nobody_is_cleared_for_third_party_disclosure_outside_mappa(kind_key: str):
    assert get_kind(kind_key).section_class("third_party_disclosure").audience == ()


def test_the_bits_mean_the_same_in_every_kind_of_conference():
    bits = {tuple((entry.key, entry.bit) for entry in get_kind(key).section_classes) for key in KIND_KEYS}
    assert len(bits) == 1
