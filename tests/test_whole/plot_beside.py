"""What happens beside the Marac: the story's one offender at MAPPA level 2, and its one stalking case."""

from marac import clock
from tests.test_whole.sittings import (
    answer,
    answer_traits,
    approve,
    close,
    consider,
    decide,
    hear,
    list_cases,
    open_meeting,
    publish,
    write,
)
from tests.test_whole.story import HEALTH, IDVA, POLICE, Told, days_ago, refer
from tests.world import MAPPA, MASIP


def level_two(told: Told) -> None:
    """An offender at MAPPA level 2: heard once, to be heard again."""
    with clock.at(days_ago(20)):
        refer(told, "offender", MAPPA, POLICE, "polly", children=0)
        list_cases(told, "level2", MAPPA, 10, "offender")
        publish(told, "level2", MAPPA)
        for agency, who in ((POLICE, "polly"), (HEALTH, "mira")):
            for its_class in ("standard", "health", "police_intelligence"):
                write(told, "level2", "offender", agency, its_class, state="shared", who=who)
            answer(told, "level2", "offender", agency, who=who)
    with clock.at(days_ago(9)):
        open_meeting(told, "level2", MAPPA)
        hear(told, "level2", "offender", (POLICE, HEALTH))
        answers = {
            "category": "2",
            "level": "2",
            "level_rationale": "Replaced by what the meeting decides.",
            "level_decided_on": clock.today(),
            "lead_agency": "Eastvale Probation",
        }
        answer_traits(told, "level2", "offender", answers)
        consider(told, "level2", "offender", "not_disclosed", "third_party_disclosure")
        decide(told, "level2", "offender", "manage_at_level_2")
        close(told, "level2", MAPPA)
        list_cases(told, "level2-next", MAPPA, 20, "offender")
        publish(told, "level2-next", MAPPA)


def panel(told: Told) -> None:
    """A stalker and their victim before the panel."""
    with clock.at(days_ago(20)):
        refer(told, "stalker", MASIP, IDVA, "isaac", children=0)
        list_cases(told, "panel", MASIP, 10, "stalker")
        publish(told, "panel", MASIP)
        write(told, "panel", "stalker", IDVA, "advocacy", state="shared", who="isaac")
        write(told, "panel", "stalker", IDVA, "standard", state="shared", who="isaac")
        answer(told, "panel", "stalker", IDVA, who="isaac")
    with clock.at(days_ago(9)):
        open_meeting(told, "panel", MASIP)
        hear(told, "panel", "stalker", (IDVA,))
        answer_traits(told, "panel", "stalker", {"tier": "panel_case"})
        consider(told, "panel", "stalker", "not_sought", "evidence")
        decide(told, "panel", "stalker", "panel_continues")
        close(told, "panel", MASIP)
        approve(told, "panel", MASIP)
