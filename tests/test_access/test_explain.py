"""The operator asks why somebody can see a case: the answer is what a request of theirs would get."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from marac import clock
from marac.access.acts import Act
from marac.cli import main
from marac.records import Exclusion
from tests.databases import owned, rogue
from tests.factories import MadeCase, make_case, make_published_list
from tests.test_administration.deciding import decided, default
from tests.test_cases.breaking import opened, unseen_case
from tests.test_meetings.deputies import colleague, name_on_page
from tests.world import PEOPLE, SEALING_KEY, World

Explain = Callable[..., Result]
NAMES = [name for name, _agency, _roles in PEOPLE]


@pytest.fixture
def ask(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Explain:
    monkeypatch.setenv("MARAC_INSTANCE", str(tmp_path))
    monkeypatch.setenv("MARAC_SEALING_KEYS", f"1:{SEALING_KEY}")
    monkeypatch.setenv("MARAC_DATABASE_URL", world.store.url.render_as_string(hide_password=False))
    monkeypatch.setenv("MARAC_OWNER_URL", owned(world.store.url))

    def run(name: str, case: str, *more: str) -> Result:
        user = str(world.person(name)) if name in NAMES else name
        return CliRunner().invoke(main, ["access", "explain", "--user", user, "--case", case, *more])

    return run


def change(world: World, statement: str, **bound: object) -> None:
    engine = create_engine(rogue(world.store.url))
    with engine.begin() as connection:
        assert connection.execute(text(statement), bound).rowcount
    engine.dispose()


def keep_out(world: World, case: MadeCase, name: str) -> None:
    with world.acting("carol", Act.EXCLUSION_DECIDE) as session:
        about = {"case_id": case.id, "user_id": world.person(name)}
        session.add(Exclusion(decided_by_id=world.person("carol"), **about))


def end_role(world: World, name: str) -> None:
    until = clock.today() - timedelta(days=1)
    statement = "UPDATE membership SET until_on = :until WHERE user_id = :user"
    change(
        world, statement, until=until.isoformat() if "sqlite" in world.url else until, user=world.person(name)
    )


def test_it_answers_for_everybody_as_their_own_request_is_answered(world: World, ask: Explain) -> None:
    made = make_published_list(world)
    case = made.cases[0]
    keep_out(world, case, "petra")
    end_role(world, "hana")
    unlisted = make_case(world)
    wrong = []
    for each in (case, unlisted):
        for name in NAMES:
            answer = world.client(name).get(f"/cases/{each.id}").status_code
            if (ask(name, each.reference).exit_code == 0) != (answer == 200):
                wrong.append((name, each.reference))
    assert wrong == []


def test_it_names_the_condition_that_fails(world: World, ask: Explain) -> None:
    case = make_published_list(world).cases[0]
    keep_out(world, case, "petra")
    change(
        world, "UPDATE user_account SET is_active = NOT is_active WHERE id = :id", id=world.person("chidi")
    )

    def told(name: str) -> dict[str, object]:
        found: dict[str, object] = json.loads(ask(name, str(case.id), "--json").output)
        return found

    polly, petra, sunny, chidi = (told(name) for name in ("polly", "petra", "sunny", "chidi"))
    assert polly["sees"] and polly["acts"]["case:view"] and not polly["acts"]["case:manage"]  # type: ignore[index]
    assert polly["classes"]["police_intelligence"] and not polly["classes"]["advocacy"]  # type: ignore[index]
    assert petra["conditions"]["is_excluded"] and not petra["sees"]  # type: ignore[index]
    assert sunny["conditions"]["seat"] is None and not sunny["sees"]  # type: ignore[index]
    assert not chidi["conditions"]["account_is_active"] and not any(chidi["acts"].values())  # type: ignore[index,attr-defined]
    assert "NO   An exclusion stands." in ask("petra", case.reference).output


def test_a_sealed_case_is_for_the_named(world: World, ask: Explain) -> None:
    case = make_published_list(world).cases[0]
    change(world, "UPDATE case_file SET is_sealed = NOT is_sealed WHERE id = :id", id=case.id)
    change(
        world,
        "INSERT INTO named_viewer (case_id, user_id) VALUES (:case, :user)",
        case=case.id,
        user=world.person("polly"),
    )
    assert ask("polly", case.reference).exit_code == 0
    assert ask("petra", case.reference).exit_code == 1 and ask("carol", case.reference).exit_code == 1


def test_a_case_opened_by_break_glass_is_seen_and_it_says_why(world: World, ask: Explain) -> None:
    case = unseen_case(world)
    assert ask("polly", case.reference).exit_code == 1
    opened(world, "polly", case)
    seen = ask("polly", case.reference)
    assert seen.exit_code == 0 and "opened it by break-glass" in seen.output


def test_the_asking_is_on_the_ledger_and_unknown_names_end_with_two(world: World, ask: Explain) -> None:
    case = make_published_list(world).cases[0]
    before = len(world.ledger())
    for name, wanted in (
        ("nobody@nowhere.example", case.reference),
        ("polly", "NM-NONE"),
        ("9" * 40, "9" * 40),
    ):
        assert ask(name, wanted).exit_code == 2
    assert len(world.ledger()) == before
    assert ask("polly", case.reference).exit_code == 0
    entry = world.ledger()[-1]
    assert (entry.event, entry.case_id) == ("AccessExplained", case.id)
    assert f'"user_id":{world.person("polly")}' in entry.body


def test_a_deputy_for_one_meeting_sees_its_list_and_it_says_why(world: World, ask: Explain) -> None:
    here, there = make_published_list(world), make_published_list(world, days_ahead=14)
    colleague(world)
    name_on_page(world, here.meeting_id)
    seen, unseen = (ask("pete@people.example", made.cases[0].reference) for made in (here, there))
    assert seen.exit_code == 0 and "They stand in at a meeting on whose list it is" in seen.output
    assert unseen.exit_code == 1 and "NO   They are a deputy for single meetings" in unseen.output


def test_it_tells_the_classes_that_the_conference_decided_on(world: World, ask: Explain) -> None:
    case = make_published_list(world).cases[0]
    reads = json.loads(ask("pravin", case.reference, "--json").output)["classes"]
    assert not reads["health"]
    decided(world, "health", default(world, "health") | {("probation", "representative")})
    reads = json.loads(ask("pravin", case.reference, "--json").output)["classes"]
    assert reads["health"]
