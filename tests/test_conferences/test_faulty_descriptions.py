"""Each test spoils a real description in one place; loading must stop and name that place."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from marac.conferences.kinds import COMMON_FILE, build_common, build_kind
from marac.conferences.problems import ConferenceDataError
from marac.conferences.reading import read_toml

Spoil = Callable[[dict[str, Any]], object]

MAPPA = read_toml("mappa.toml")
COMMON = read_toml(COMMON_FILE)

FAULTS: list[tuple[Spoil, str]] = [
    (lambda mappa: mappa.pop("criteria"), r"mappa\.toml \(mappa\): 'criteria' is missing"),
    (lambda mappa: mappa.update(colour="red"), "unknown setting 'colour'"),
    (
        lambda mappa: mappa["decisions"][1].update(closes_case="yes"),
        r"2 \(move_to_level_1\), closes_case: must be true",
    ),
    (lambda mappa: mappa["decisions"][1].update(label=" "), "label: must be a text that is not empty"),
    (lambda mappa: mappa["decisions"][1].update(defers=True), "cannot both close the case and defer it"),
    (lambda mappa: mappa["decisions"][1].update(code="Level 1"), "write 'Level 1' in small letters"),
    (lambda mappa: mappa["decisions"].append(mappa["decisions"][0]), "'manage_at_level_2' is given twice"),
    (lambda mappa: mappa["decisions"][1]["sets"][0].update(answer="9"), "'level' has no choice '9'"),
    (lambda mappa: mappa.update(decisions={}), "decisions: must be a list"),
    (lambda mappa: mappa.update(decisions=[]), "decisions: there must be at least one"),
    (lambda mappa: mappa.update(decisions=["closed"]), "decisions 1: must be a table"),
    (lambda mappa: mappa.update(centred_on="victim"), "centred_on: must be one of pair"),
    (lambda mappa: mappa["case_fields"][0].pop("choices"), "category: choices go with type choice"),
    (lambda mappa: mappa["case_rules"][0].update(question="tier"), "there is no question 'tier'"),
    (lambda mappa: mappa["case_rules"][0].update(answers=["7"]), "'category' has no choice '7'"),
    (lambda mappa: mappa["case_rules"][0].update(refused_answers=[]), "requires and refuses nothing"),
    (lambda mappa: mappa["rules"][0].update(effective_from="2026-04-03"), "effective_from: must be a date"),
    (lambda mappa: mappa["rules"][0].update(value=-1), "value: must be a whole number"),
    (lambda mappa: mappa["rules"][0].update(value=[]), "value: the list must not be empty"),
    (
        lambda mappa: mappa["rules"][0].pop("source"),
        r"rules \d+ \(review_weeks_level_2\): 'source' is missing",
    ),
    (
        lambda mappa: mappa["rules"].append(mappa["rules"][0]),
        "'review_weeks_level_2 from 2000-01-01' is given twice",
    ),
    (lambda mappa: mappa["case_steps"][2]["agency_kinds"].append("navy"), "no kind of agency 'navy'"),
    (
        lambda mappa: mappa["case_steps"][2]["agency_kinds"].append("police"),
        "speaker 'police' is given twice",
    ),
    (lambda mappa: mappa["case_steps"][4].update(takes_the_rest=False), "exactly one must take the rest"),
    (lambda mappa: mappa["case_steps"].pop(0), "exactly one must be the referrer's"),
    (lambda mappa: mappa["agenda_sections"][5].update(holds_cases=False), "exactly one must hold the cases"),
    (
        lambda mappa: mappa["minutes_headings"][0].update(section_class="secret"),
        "no class of sections 'secret'",
    ),
    (lambda mappa: mappa["audiences"].update(secret=[]), "audiences: there is no class of sections 'secret'"),
    (lambda mappa: mappa["audiences"]["safe_contact"][0].update(role="anyone"), "there is no role 'anyone'"),
    (lambda mappa: mappa["audiences"]["safe_contact"][0].update(but_not=["*"]), r"no kind of agency '\*'"),
    (lambda mappa: mappa["words"].update(boss={"one": "boss", "many": "bosses"}), "'boss' is not a word"),
    (lambda mappa: mappa["decisions"][0].update(label="See the {boss}"), r"there is no word \{boss\}"),
]

COMMON_FAULTS: list[tuple[Spoil, str]] = [
    (
        lambda common: common["agency_kinds"][0]["short_names"].append("HMP"),
        "short name 'hmp' is given twice",
    ),
    (lambda common: common["agency_kinds"][0]["slugs"].append("cps"), "slug 'cps' is given twice"),
    (
        lambda common: common["agency_kinds"][0]["name_phrases"].append("housing"),
        "name phrase 'housing' is given twice",
    ),
    (
        lambda common: common["contribution_classes"][1].update(sensitivity="standard"),
        "sensitivity 'standard' is given twice",
    ),
    (
        lambda common: common["roles"][0].update(sits="yes"),
        r"roles 1 \(coordinator\), sits: must be true or false",
    ),
    (lambda common: common.update(marking=""), "marking: must be a text"),
]


@pytest.mark.parametrize(("spoil", "message"), FAULTS, ids=[message for _, message in FAULTS])
def test_a_fault_in_a_kind_stops_loading_and_is_named(spoil: Spoil, message: str):
    mappa = deepcopy(MAPPA)
    spoil(mappa)
    with pytest.raises(ConferenceDataError, match=message) as refusal:
        build_kind("mappa.toml", mappa, COMMON)
    assert str(refusal.value).startswith("mappa.toml")


@pytest.mark.parametrize(("spoil", "message"), COMMON_FAULTS, ids=[message for _, message in COMMON_FAULTS])
def test_a_fault_in_the_shared_settings_stops_loading_and_is_named(spoil: Spoil, message: str):
    common = deepcopy(COMMON)
    spoil(common)
    with pytest.raises(ConferenceDataError, match=message):
        build_common(common)


@pytest.mark.parametrize(
    ("bits", "message"),
    [((0, 0), "bit '0' is given twice"), ((0, True), "bit: must be a whole number")],
)
def test_two_classes_never_share_a_bit(bits: tuple[int, int], message: str):
    common = deepcopy(COMMON)
    for section_class, bit in zip(common["for_each_kind"]["section_classes"], bits, strict=False):
        section_class["bit"] = bit
    with pytest.raises(ConferenceDataError, match=message):
        build_kind("mappa.toml", MAPPA, common)


def test_the_rules_of_a_name_agree_on_their_unit():
    common = deepcopy(COMMON)
    second = {
        **common["rules"][0],
        "unit": "days",
        "effective_from": common["rules"][0]["effective_from"].replace(year=2026),
    }
    common["rules"].append(second)
    with pytest.raises(ConferenceDataError, match="in months, not in days"):
        build_common(common)


def test_all_faults_are_named_at_once():
    mappa = deepcopy(MAPPA)
    mappa["decisions"][1]["defers"] = True
    mappa["case_steps"][4]["takes_the_rest"] = False
    with pytest.raises(ConferenceDataError, match=r"cannot both close.*; .*takes? the rest"):
        build_kind("mappa.toml", mappa, COMMON)
