"""A denial beats every role at once, everywhere alike, until it is lifted; named people only."""

import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from sqlalchemy import bindparam, select

from marac.access.acts import Act
from marac.access.scope import see
from marac.cases.operations import exclude, lift_exclusion, name_viewers
from marac.errors import Mistake, NotFound
from marac.records import Exclusion
from marac.records.base import columns
from tests.factories import MadeCase
from tests.test_cases.scenes import keep_from, listed_case, text_of
from tests.world import World

PAGES = (
    "/cases/{case}",
    "/cases/{case}/people",
    "/cases/{case}/exclusions",
    "/cases/{case}/seen",
    "/cases/{case}/contact/{victim}",
)
_X = columns(Exclusion)
_OF_CASE = select(_X.id).where(_X.case_id == bindparam("case_id"), see(Exclusion))


@pytest.fixture
def case(world: World) -> MadeCase:
    return listed_case(world)


def addresses(case: MadeCase) -> list[str]:
    return [page.format(case=case.id, victim=case.victim_id) for page in PAGES]


def test_every_page_is_that_of_a_case_that_does_not_exist(world: World, case: MadeCase) -> None:
    client = world.client("carol")
    assert [client.get(each).status_code for each in addresses(case)] == [200] * len(PAGES)
    keep_from(world, case, "carol", by="chidi")
    missing = client.get("/cases/1")
    for address in addresses(case):
        answer = client.get(address)
        assert (answer.status_code, answer.data) == (404, missing.data), address


@pytest.mark.parametrize(("who", "agency"), [("polly", ""), ("", "northtown-police")])
def test_a_person_or_a_whole_agency_is_kept_out(world: World, case: MadeCase, who: str, agency: str) -> None:
    keep_from(world, case, who, agency)
    assert world.client("polly").get(f"/cases/{case.id}").status_code == 404
    expected = 404 if agency else 200
    assert world.client("petra").get(f"/cases/{case.id}").status_code == expected
    assert world.client("chidi").get(f"/cases/{case.id}").status_code == expected


def post(world: World, case: MadeCase, who: str, **typed: str) -> int:
    return int(world.client(who).send(f"/cases/{case.id}/exclusions", **typed).status_code)


def test_decided_on_the_page_and_lifted_there(world: World, case: MadeCase) -> None:
    polly = world.client("polly")
    assert post(world, case, "carol", whom=f"user-{world.person('polly')}", reason="Her brother.") == 303
    assert polly.get(f"/cases/{case.id}").status_code == 404
    page = text_of(world.client("chidi").get(f"/cases/{case.id}/exclusions"))
    assert "Her brother." in page
    with world.looking("carol", Act.EXCLUSION_DECIDE) as session:
        number = session.row(_OF_CASE, {"case_id": case.id})[0]
    client = world.client("chidi")
    assert client.send(f"/exclusions/{number}/lifted").status_code == 422
    answer = client.send(f"/exclusions/{number}/lifted", **{f"lift-{number}-reason": "Not a relative."})
    assert answer.status_code == 303
    assert polly.get(f"/cases/{case.id}").status_code == 200


def test_an_exclusion_lifted_lets_them_back(world: World, case: MadeCase) -> None:
    keep_from(world, case, "polly")
    with world.acting("chidi", Act.EXCLUSION_DECIDE) as session:
        number = session.row(_OF_CASE, {"case_id": case.id})[0]
        lift_exclusion(session, number, "Another person of that name.")
    assert world.client("polly").get(f"/cases/{case.id}").status_code == 200
    page = text_of(world.client("carol").get(f"/cases/{case.id}/exclusions"))
    assert "Another person of that name." in page
    with pytest.raises(Mistake, match="already"), world.acting("chidi", Act.EXCLUSION_DECIDE) as session:
        lift_exclusion(session, number, "Again.")


def test_whoever_shuts_themselves_out_is_led_away_and_warned(world: World, case: MadeCase) -> None:
    keep_from(world, case, "chidi")
    client = world.client("carol")
    typed = {"whom": f"user-{world.person('carol')}", "reason": "My neighbour."}
    answer = client.send(f"/cases/{case.id}/exclusions", **typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Nobody of the office can see this case now" in text_of(client.get("/"))
    assert client.get(f"/cases/{case.id}/exclusions").status_code == 404


@pytest.mark.parametrize("whom", ["", "user-1", "agency-1", "user-", "polly", "user-9999999999999999999999"])
def test_only_people_and_agencies_of_the_conference_can_be_named(
    world: World, case: MadeCase, whom: str
) -> None:
    assert post(world, case, "carol", whom=whom, reason="A reason.") == 422
    assert post(world, case, "carol", whom=f"user-{world.person('polly')}", reason=" ") == 422


@pytest.mark.parametrize("who", ["polly", "pravin", "mani", "audley", "adam", "mabel", "tess"])
def test_only_the_office_of_the_conference_decides(world: World, case: MadeCase, who: str) -> None:
    assert post(world, case, who, whom=f"user-{world.person('polly')}", reason="A reason.") in (403, 404)
    with pytest.raises(NotFound), world.acting(who, Act.EXCLUSION_DECIDE) as session:
        exclude(session, case.id, user_id=world.person("polly"), reason="A reason.")


def test_the_reason_is_on_no_ledger(world: World, case: MadeCase) -> None:
    keep_from(world, case, "polly")
    event, case_id, body = world.ledger()[-1]
    assert (event, case_id) == ("CaseExcluded", case.id)
    assert json.loads(body)["about"]["user_id"] == world.person("polly")
    assert not any("cousin" in row[2] for row in world.ledger())


def test_a_sealed_case_is_for_the_named_alone_and_naming_widens_nothing(world: World, case: MadeCase) -> None:
    named = [world.person(each) for each in ("carol", "polly", "mani")]
    with world.acting("carol", Act.CASE_MANAGE) as session:
        name_viewers(session, case.id, 1, True, named)
    people = ("carol", "polly", "chidi", "pravin")
    seen = {who: world.client(who).get(f"/cases/{case.id}").status_code for who in people}
    assert seen == {"carol": 200, "polly": 200, "chidi": 404, "pravin": 404}
    assert world.client("mani").get(f"/cases/{case.id}").status_code == 403
    with world.acting("carol", Act.CASE_MANAGE) as session:
        name_viewers(session, case.id, 2, False, [])
    assert world.client("chidi").get(f"/cases/{case.id}").status_code == 200


def test_a_case_is_sealed_on_its_page(world: World, case: MadeCase) -> None:
    client = world.client("carol")
    typed = {"named-version": "1", "named-is_sealed": "y", "named-people": str(world.person("carol"))}
    assert client.send(f"/cases/{case.id}/named", **typed).status_code == 303
    assert world.client("polly").get(f"/cases/{case.id}").status_code == 404
    assert client.send(f"/cases/{case.id}/named", **typed).status_code == 409
    typed["named-version"] = "2"
    typed["named-people"] = str(world.person("polly"))
    assert client.send(f"/cases/{case.id}/named", **typed).status_code == 422


def test_whoever_seals_a_case_must_be_named(world: World, case: MadeCase) -> None:
    with pytest.raises(Mistake, match="Name yourself"), world.acting("carol", Act.CASE_MANAGE) as session:
        name_viewers(session, case.id, 1, True, [world.person("polly")])


def numbers_of(world: World, case: MadeCase) -> list[int]:
    with world.looking("carol", Act.EXCLUSION_DECIDE) as session:
        return [row.id for row in session.rows(_OF_CASE, {"case_id": case.id})]


def at_once(*posts: Callable[[], Any]) -> list[int]:
    """Send posts from as many browsers at the same time; returns what each was answered."""
    barrier = threading.Barrier(len(posts))

    def send(post: Callable[[], Any]) -> int:
        barrier.wait()
        return int(post().status_code)

    with ThreadPoolExecutor(len(posts)) as pool:
        return sorted(pool.map(send, posts))


def events_named(world: World, name: str) -> int:
    return [row[0] for row in world.ledger()].count(name)


@pytest.mark.parametrize("round_number", range(4))
def test_two_people_deciding_the_same_at_once_decide_it_once(
    world: World, case: MadeCase, round_number: int
) -> None:
    typed = {"whom": f"user-{world.person('polly')}", "reason": "Her brother."}
    clients = [world.client("carol"), world.client("chidi"), world.client("carol")]
    address = f"/cases/{case.id}/exclusions"
    answers = at_once(*(partial(client.send, address, **typed) for client in clients))
    assert answers == [303, 422, 422]
    assert len(numbers_of(world, case)) == events_named(world, "CaseExcluded") == 1
    number = numbers_of(world, case)[0]
    reason = {f"lift-{number}-reason": "Not a relative."}
    lifts = (partial(client.send, f"/exclusions/{number}/lifted", **reason) for client in clients)
    assert at_once(*lifts) == [303, 422, 422]
    assert events_named(world, "ExclusionLifted") == 1


def test_a_double_press_on_lifting_leads_twice_to_the_same_place(world: World, case: MadeCase) -> None:
    keep_from(world, case, "polly")
    number = numbers_of(world, case)[0]
    client, key = world.client("chidi"), f"lift-{number}-form_key"
    typed = {key: "pressed-twice", f"lift-{number}-reason": "Not a relative."}
    typed["csrf_token"] = client.csrf_token()
    posts = [client.post(f"/exclusions/{number}/lifted", data=typed) for _ in range(2)]
    assert [each.status_code for each in posts] == [303, 303]
    assert posts[0].headers["Location"] == posts[1].headers["Location"]
    assert events_named(world, "ExclusionLifted") == 1


def test_lifting_what_somebody_else_has_lifted_is_said_and_nothing_is_changed(
    world: World, case: MadeCase
) -> None:
    keep_from(world, case, "polly")
    number = numbers_of(world, case)[0]
    for who, status in (("carol", 303), ("chidi", 422)):
        typed = {f"lift-{number}-reason": f"So says {who}."}
        answer = world.client(who).send(f"/exclusions/{number}/lifted", **typed)
        assert answer.status_code == status
    assert "lifted already, by somebody else" in answer.text
    assert "So says carol." in text_of(world.client("carol").get(f"/cases/{case.id}/exclusions"))


def test_a_mistake_in_one_form_leaves_the_list_of_named_people_as_it_is(world: World, case: MadeCase) -> None:
    client, carol = world.client("carol"), str(world.person("carol"))
    client.send(
        f"/cases/{case.id}/named", **{"named-version": "1", "named-is_sealed": "y", "named-people": carol}
    )
    page = client.send(f"/cases/{case.id}/exclusions", whom="", reason="Her brother.")
    assert page.status_code == 422 and "Her brother." in page.text
    ticked = re.findall(r'<input[^>]*name="named-\w+"[^>]*checked[^>]*>', page.text)
    assert len(ticked) == 2 and any(f'value="{carol}"' in each for each in ticked)
    assert 'name="named-version" value="2"' in page.text
