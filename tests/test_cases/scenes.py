"""Cases as their pages meet them: listed, seen by some and not by others."""

from typing import Any

from marac.access.acts import Act
from marac.cases.operations import exclude
from tests.factories import MadeCase, make_case, make_published_list
from tests.world import MARAC, World

SECRET = {"victim": "Vera Fiktiv", "perpetrator": "Percy Madeup"}


def listed_case(world: World, conference: str = MARAC, **more: Any) -> MadeCase:
    """A case on a published list, with a child."""
    case = make_case(world, conference, **{**SECRET, "children": 1, **more})
    make_published_list(world, conference, cases=[case])
    return case


def keep_from(world: World, case: MadeCase, who: str = "", agency: str = "", by: str = "carol") -> None:
    """Keep a person or an agency from a case."""
    with world.acting(by, Act.EXCLUSION_DECIDE) as session:
        exclude(
            session,
            case.id,
            user_id=world.person(who) if who else None,
            agency_id=world.agency(agency) if agency else None,
            reason="A cousin works there.",
        )


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.text)
