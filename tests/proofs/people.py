"""People whose account, screen or role is not as it should be, beside those of the small world.

Each would be let in as what their role says, if the one thing that is wrong with them did not count.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from marac import clock
from marac.access.acts import Act
from marac.administration import operations as administration
from marac.audit.commit import working
from marac.meetings.deputising import name_deputy
from tests.test_whole.holdings import raw_connection
from tests.test_whole.story import Told
from tests.world import CONFERENCES, PASSWORD, World

YEARS = timedelta(days=3650)
EVERYWHERE = tuple(slug for _, slug, _ in CONFERENCES)


@dataclass(frozen=True)
class Odd:
    """Somebody odd: agency, role in every conference, and what is done to them once they are signed in."""

    name: str
    agency: str
    role: str
    spoil: str = ""
    from_days: int = -400
    until_days: int = 400


# name, agency, role; then the statement that spoils it, about {user}
ODD = (
    Odd("olive", "northtown-police", "observer"),
    Odd("susan", "northtown-partnership", "coordinator",
        "UPDATE user_account SET is_active = {false} WHERE id = {user}"),
    Odd("gone", "closed-agency", "coordinator",
        "UPDATE agency SET is_active = {false} WHERE slug = 'closed-agency'"),
    Odd("hetty", "northtown-partnership", "coordinator",
        "UPDATE login_session SET is_locked = {true} WHERE user_id = {user}"),
    Odd("penny", "northtown-partnership", "coordinator",
        "UPDATE user_account SET must_change_password = {true} WHERE id = {user}"),
    Odd("helga", "northtown-partnership", "coordinator", "held"),
    Odd("fay", "northtown-partnership", "coordinator", from_days=1),
    Odd("eddie", "northtown-partnership", "coordinator", until_days=-1),
    Odd("slept", "northtown-partnership", "coordinator",
        "UPDATE login_session SET ends_at = '2020-01-01 00:00:00' WHERE user_id = {user}"),
    Odd("dora", "northtown-police", ""),
    Odd("left", "northtown-partnership", "coordinator",
        "UPDATE login_session SET ended_at = '2020-01-01 00:00:00' WHERE user_id = {user}"),
)  # fmt: skip


def bring_in(told: Told, world: World) -> Callable[[], None]:
    """Add the odd people; the function returned spoils them, once they have signed in.

    One stands in at the coming meeting, from which the office withdrew another; one has opened a case of its list
    by break-glass without a review.
    """
    with working(world.store) as session:
        world.ids["agencies"].setdefault(
            "closed-agency", administration.add_agency(session, "closed-agency", "Closed", "coordination").id
        )
        for odd in ODD:
            agency_id = world.agency(odd.agency)
            email, name = f"{odd.name}@people.example", f"{odd.name.title()} Testperson"
            user = administration.open_account(session, agency_id, name, email, PASSWORD, cost=1)
            world.ids["people"][odd.name] = user.id
            for slug in EVERYWHERE if odd.role else ():
                since, until = (clock.today() + timedelta(days=n) for n in (odd.from_days, odd.until_days))
                administration.grant_membership(
                    session, user.id, world.conference(slug), odd.role, since, until
                )
    with world.acting("polly", Act.DEPUTY_NAME) as session:
        name_deputy(session, told.meetings["coming"], world.person("dora"))
    return lambda: _spoil(world, told.cases["coming"], told.meetings["coming"])


def _spoil(world: World, case_id: int, meeting_id: int) -> None:
    words = {"true": "1", "false": "0"} if world.store.is_sqlite else {"true": "true", "false": "false"}
    with raw_connection(world.url) as connection:
        for odd in ODD:
            user = world.person(odd.name)
            if odd.spoil == "held":
                connection.exec_driver_sql(_held(world, user, case_id, date(2026, 1, 5)))
            elif odd.spoil:
                connection.exec_driver_sql(odd.spoil.format(user=user, **words))
        connection.exec_driver_sql(
            "INSERT INTO audience_proposal (id, conference_id, section_class, number, readers, before, ground, "
            "agreed_on, proposed_by_id, proposed_at, answer, refusal) VALUES "
            f"(1, {world.conference()}, 'police_intelligence', 0, 'police/representative', "
            f"'police/representative', 'review', '2026-01-05', {world.person('chidi')}, "
            "'2026-01-05 09:00:00', '', '')"
        )
        connection.exec_driver_sql(
            "INSERT INTO deputy_bar (meeting_id, user_id, withdrawn_by_id, withdrawn_at) VALUES "
            f"({meeting_id}, {world.person('sunny')}, {world.person('carol')}, '2026-01-05 09:00:00')"
        )
        connection.commit()


def _held(world: World, user: int, case_id: int, by: date) -> str:
    return (
        "INSERT INTO break_glass (id, user_id, case_id, conference_id, agency_id, cause, opens_at, closes_at, "
        f"review_by) VALUES (1, {user}, {case_id}, {world.conference()}, "
        f"{world.agency('northtown-partnership')}, 'x', '{by} 09:00:00', '{by} 10:00:00', '{by}')"
    )
