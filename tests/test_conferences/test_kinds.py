from datetime import date

import pytest

from marac.conferences.kinds import KIND_KEYS, all_kinds, get_common, get_kind
from marac.conferences.lookup import get_entry
from marac.conferences.problems import UnknownName

every_kind = pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.key)


def test_each_kind_speaks_its_own_language():
    words = {
        kind.key: [
            kind.word("perpetrator"),
            kind.word("conference"),
            kind.plural("meeting"),
            kind.word("advocate"),
        ]
        for kind in all_kinds()
    }
    assert words == {
        "marac": ["alleged perpetrator", "Marac", "meetings", "Idva"],
        "mappa": ["offender", "MAPPA Level 2 conference", "meetings", "victim liaison officer"],
        "masip": ["alleged perpetrator", "stalking panel", "panel meetings", "stalking advocate (ISAC)"],
    }


def test_every_kind_has_a_word_for_the_same_things():
    vocabularies = {frozenset(kind.words) for kind in all_kinds()}
    assert len(vocabularies) == 1
    assert get_kind("masip").words_plural["lead_agency"] == "referring agencies"


def test_a_heading_keeps_the_capitals_within_a_word():
    assert get_kind("mappa").heading("conference") == "MAPPA Level 2 conference"
    assert get_kind("marac").heading("perpetrator") == "Alleged perpetrator"


def test_an_unknown_kind_says_which_kinds_there_are():
    with pytest.raises(UnknownName, match=r"'maraca'\. Known: marac, mappa, masip"):
        get_kind("maraca")


@pytest.mark.parametrize("look_up", ["word", "plural", "decision", "criterion", "section_class"])
def test_an_unknown_name_is_never_passed_over(look_up: str):
    with pytest.raises(UnknownName, match="'no_such_thing'"):
        getattr(get_kind("mappa"), look_up)("no_such_thing")


def test_a_description_is_read_once():
    assert all(get_kind(key) is get_kind(key) for key in KIND_KEYS)
    assert get_common() is get_common()


@every_kind
def test_a_description_cannot_be_changed(kind):
    with pytest.raises(AttributeError):
        kind.name = "other"
    with pytest.raises(TypeError):
        kind.words["victim"] = "other"


@every_kind
def test_no_text_is_shown_with_a_placeholder_left_in_it(kind):
    shown = [kind.confidentiality_statement]
    shown += [choice.label for field in kind.action_fields for choice in field.choices]
    shown += [entry.label for entry in (*kind.decisions, *kind.case_steps, *kind.agenda_sections)]
    shown += [heading.text for heading in kind.minutes_headings]
    assert not [text for text in shown if "{" in text]


@every_kind
def test_every_kind_can_defer_and_close_a_case_and_says_why(kind):
    assert [decision.code for decision in kind.decisions if decision.defers] == ["deferred"]
    closing = [decision for decision in kind.decisions if decision.closes_case]
    assert closing
    assert all(decision.needs_rationale for decision in closing)


def test_every_mappa_decision_keeps_its_rationale():
    assert all(decision.needs_rationale for decision in get_kind("mappa").decisions)


def test_a_transferred_case_stays_open_until_it_is_accepted_elsewhere():
    assert not get_kind("marac").decision("transferred").closes_case
    assert not get_kind("mappa").decision("transferred").closes_case


def test_every_mappa_action_carries_its_pillar():
    pillar = get_kind("mappa").action_field("pillar")
    assert pillar.is_required
    assert pillar.codes == (
        "supervision",
        "monitoring_and_control",
        "interventions_and_treatment",
        "victim_safety",
    )
    assert get_kind("mappa").action_field("subject").label_of("perpetrator") == "Offender"


def test_stalking_never_requires_a_relationship():
    assert not get_entry(get_kind("masip").case_fields, "prior_relationship", "case field").is_required


def test_a_level_is_kept_with_a_sealed_rationale_and_its_date():
    mappa = get_kind("mappa")
    assert get_entry(mappa.case_fields, "level_rationale", "case field").is_required
    assert get_entry(mappa.case_fields, "level_rationale", "case field").is_sealed
    assert get_entry(mappa.case_fields, "level_decided_on", "case field").is_required


@pytest.mark.parametrize(
    ("key", "agencies"),
    [
        ("marac", ["idva", "police", "childrens_services", "housing", "probation"]),
        ("mappa", ["probation", "police", "housing", "childrens_services", "victim_liaison"]),
        ("masip", ["idva", "police", "cps", "probation", "mental_health", "housing"]),
    ],
)
def test_agencies_speak_in_the_running_order_after_the_referrer(key: str, agencies: list[str]):
    kind = get_kind(key)
    places = [kind.contribution_order(agency) for agency in agencies]
    assert places == sorted(set(places))
    assert kind.contribution_order("housing", is_referrer=True) < places[0]


@every_kind
def test_the_cases_have_one_place_in_the_running_order(kind):
    assert [section.key for section in kind.agenda_sections if section.holds_cases] == ["cases"]


def test_mappa_minutes_follow_the_order_of_the_guidance():
    keys = [heading.key for heading in get_kind("mappa").minutes_headings]
    assert keys[:5] == ["details", "attendance", "confidentiality", "category_and_level", "perpetrator"]
    assert keys[-1] == "next_review"


def test_action_statuses_are_those_of_the_practice():
    assert [status.label for status in get_common().action_statuses] == [
        "Open",
        "In progress",
        "Complete",
        "Not completed: circumstances changed",
        "Not completed: agency did not act",
        "Superseded",
        "Transferred",
    ]
    needing = [status.code for status in get_common().action_statuses if status.needs_reason]
    assert needing == ["not_completed_circumstances", "not_completed_not_done"]
    assert get_entry(get_common().action_statuses, "complete", "action status").needs_evidence


def test_a_deputy_is_present_and_a_report_is_not_a_presence():
    assert get_common().attendance_state("deputy").is_present
    report = get_common().attendance_state("apologies_with_report")
    assert report.sent_information
    assert not report.is_present


def test_only_the_coordinator_and_the_chair_are_the_office():
    roles = get_common().roles
    assert [role.key for role in roles if role.is_office] == ["coordinator", "chair"]
    assert "administrator" not in {role.key for role in roles}


@pytest.mark.parametrize(
    ("sensitivity", "section_class"),
    [
        ("standard", "standard"),
        ("health", "health"),
        ("advocacy", "advocacy"),
        ("police-intelligence", "police_intelligence"),
        ("safe-address", "safe_contact"),
    ],
)
def test_research_keeps_its_sensitivity(sensitivity: str, section_class: str):
    assert get_common().class_for_sensitivity(sensitivity).section_class == section_class


@pytest.mark.parametrize("sensitivity", ["", "Standard", "secret"])
def test_a_sensitivity_not_understood_is_never_taken_for_standard(sensitivity: str):
    with pytest.raises(UnknownName):
        get_common().class_for_sensitivity(sensitivity)


def test_the_day_of_a_rule_reads_through_the_kind_and_the_site():
    on = date(2026, 4, 3)
    assert get_kind("marac").rule("minutes_per_case", on).number == 15
    assert get_kind("masip").rule("minutes_per_case", on).number == 20
    assert get_common().rule("idle_minutes", on).number == 15
