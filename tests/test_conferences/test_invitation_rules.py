"""Rules that suggest whom to invite: each names facts, answers and kinds of agency that exist."""

from copy import deepcopy
from typing import Any

import pytest

from marac.conferences import all_kinds
from marac.conferences.kinds import COMMON_FILE, build_kind
from marac.conferences.problems import ConferenceDataError
from marac.conferences.reading import read_toml


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"agency_kinds": ["navy"]}, "no kind of agency 'navy'"),
        ({"fact": "weather"}, "no fact or question 'weather'"),
        ({"answers": ["never"]}, "'tier' has no answer 'never'"),
        ({"code": "former_partner"}, "'former_partner' is given twice"),
        ({"source": " "}, "source: must be a text"),
    ],
)
def test_a_rule_that_can_never_hold_stops_the_loading(changed: dict[str, Any], words: str) -> None:
    masip = deepcopy(read_toml("masip.toml"))
    masip["invitation_rules"][0].update(changed)
    with pytest.raises(ConferenceDataError, match=words):
        build_kind("masip.toml", masip, deepcopy(read_toml(COMMON_FILE)))


def test_every_kind_knows_what_a_child_in_a_case_suggests() -> None:
    for kind in all_kinds():
        rule = next(rule for rule in kind.invitation_rules if rule.fact == "child")
        assert "childrens_services" in rule.agency_kinds
        assert rule.source
