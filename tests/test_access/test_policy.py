"""Which role may do what, as a table: to weaken one entry is to fail a test."""

import pytest

from marac.access.acts import MEANINGS, Act
from marac.access.policy import (
    ADMINISTRATOR,
    EVERYONE,
    OFFICE_ROLES,
    PER_MEETING_ACTS,
    PER_MEETING_BIT,
    ROLE_ACTS,
    ROLE_BITS,
    roles_granting,
)
from tests.world import MAPPA, MARAC, World

# One letter for each role that is granted the act.
LETTERS = {
    "c": "coordinator",
    "h": "chair",
    "r": "representative",
    "d": "deputy",
    "m": "manager",
    "a": "auditor",
    "i": "importer",
    "o": "observer",
}
GRANTS = {
    Act.ACCOUNT_USE: "",
    Act.ACCOUNT_ADMINISTER: "",
    Act.CONFERENCE_VIEW: "chrdm",
    Act.AUDIENCE_DECIDE: "h",
    Act.AUDIENCE_AGREE: "r",
    Act.REFERRAL_WRITE: "crd",
    Act.REFERRAL_RECEIVE: "ci",
    Act.REFERRAL_REVIEW: "c",
    Act.PERSON_DECIDE: "c",
    Act.CASE_VIEW: "chrd",
    Act.CASE_OPEN: "chrd",
    Act.OPENING_REVIEW: "ch",
    Act.CASE_MANAGE: "ch",
    Act.CONTACT_REVEAL: "crd",
    Act.EXCLUSION_DECIDE: "ch",
    Act.LIST_MANAGE: "ch",
    Act.RESEARCH_CONTRIBUTE: "rd",
    Act.RESEARCH_CHASE: "ch",
    Act.RESEARCH_LOAD: "i",
    Act.MEETING_VIEW: "chrdm",
    Act.MEETING_RUN: "ch",
    Act.DEPUTY_NAME: "r",
    Act.DEPUTY_WITHDRAW: "cr",
    Act.DEPUTY_ALLOW: "c",
    Act.MINUTES_READ: "chrd",
    Act.MINUTES_WRITE: "ch",
    Act.MINUTES_APPROVE: "h",
    Act.DOCUMENT_MAKE: "chrd",
    Act.ACTION_VIEW: "chrdm",
    Act.ACTION_RECORD: "ch",
    Act.ACTION_UPDATE: "rdm",
    Act.ACTION_DIRECT: "rdm",
    Act.ACTION_OVERSEE: "chm",
    Act.ACTION_SETTLE: "ch",
    Act.AUDIT_CASE: "ch",
    Act.AUDIT_OWN: "rdm",
    Act.AUDIT_LEDGER: "a",
}


@pytest.mark.parametrize("act", Act)
def test_an_act_is_granted_to_exactly_these_roles(act: Act) -> None:
    granted = {role for role, acts in ROLE_ACTS.items() if act in acts}
    assert granted == {LETTERS[letter] for letter in GRANTS[act]}


@pytest.mark.parametrize("act", Act)
def test_every_act_says_what_it_means(act: Act) -> None:
    assert len(MEANINGS[act]) > 10


def test_nothing_is_granted_to_everyone_but_looking_after_ones_own_account() -> None:
    assert {Act.ACCOUNT_USE} == EVERYONE
    assert {Act.ACCOUNT_ADMINISTER} == ADMINISTRATOR


def test_every_role_has_a_bit_of_its_own() -> None:
    assert set(ROLE_BITS) == set(ROLE_ACTS) == set(LETTERS.values())
    assert sorted(ROLE_BITS.values()) == [1 << number for number in range(len(ROLE_BITS))]
    for act in Act:
        standing = sum(ROLE_BITS[LETTERS[letter]] for letter in GRANTS[act])
        assert roles_granting(act) in (standing, standing + PER_MEETING_BIT)


def test_a_deputy_for_single_meetings_does_what_a_deputy_does_at_a_meeting_and_no_more() -> None:
    kept_from_them = {Act.REFERRAL_WRITE, Act.CASE_OPEN, Act.AUDIT_OWN}
    assert PER_MEETING_BIT not in ROLE_BITS.values()
    assert ROLE_ACTS["deputy"] - PER_MEETING_ACTS == kept_from_them
    for act in Act:
        assert bool(roles_granting(act) & PER_MEETING_BIT) == (act in PER_MEETING_ACTS)


def test_only_the_office_sees_cases_before_the_list_is_published() -> None:
    assert {"coordinator", "chair", "importer"} == OFFICE_ROLES


def test_an_administrator_may_do_nothing_with_cases(world: World) -> None:
    adam = world.viewer("adam")
    assert {act for act in Act if adam.may(act)} == {Act.ACCOUNT_USE, Act.ACCOUNT_ADMINISTER}


def test_a_role_in_one_conference_is_none_in_another(world: World) -> None:
    carol = world.viewer("carol")
    assert carol.may_in(Act.CASE_MANAGE, world.conference(MARAC))
    assert not carol.may_in(Act.CASE_MANAGE, world.conference(MAPPA))
    assert not carol.may_in(Act.CASE_MANAGE, None)
