"""What tests of deputies for single meetings need: colleagues without a role, namings and withdrawals."""

import json
from typing import Any

from marac.administration import operations as administration
from marac.audit.commit import working
from tests.world import PASSWORD, World


def colleague(world: World, name: str = "pete", agency: str = "northtown-police", **more: Any) -> int:
    """Open an account of an agency for somebody without a role; the world knows them by name."""
    with working(world.store) as session:
        user = administration.open_account(
            session,
            world.agency(agency),
            f"{name.title()} Testperson",
            f"{name}@people.example",
            PASSWORD,
            job_title="Practitioner",
            cost=1,
            **more,
        )
        world.ids["people"][name] = user.id
    return int(world.person(name))


def name_on_page(world: World, meeting_id: int, who: str = "pete", by: str = "polly", **more: Any) -> Any:
    """Somebody names a deputy on the page of a meeting."""
    typed = {"user_id": world.person(who), **more}
    return world.client(by).send(f"/meetings/{meeting_id}/deputy", **typed)


def withdraw_on_page(world: World, meeting_id: int, who: str = "pete", by: str = "polly") -> Any:
    """Somebody withdraws a deputy on the page of a meeting."""
    return world.client(by).send(f"/meetings/{meeting_id}/deputy/{world.person(who)}/withdraw")


def allow_on_page(world: World, meeting_id: int, who: str = "pete", by: str = "carol") -> Any:
    """Somebody lets a withdrawn deputy be named again on the page of a meeting."""
    return world.client(by).send(f"/meetings/{meeting_id}/deputy/{world.person(who)}/allow")


def withdrawals(world: World) -> list[dict[str, Any]]:
    """What the ledger says of every withdrawal."""
    return [json.loads(body)["about"] for event, _, body in world.ledger() if event == "DeputyWithdrawn"]


def may_see(world: World, who: str, case_id: int) -> bool:
    """Whether somebody's request for the page of a case is answered with it."""
    status = world.client(who).get(f"/cases/{case_id}").status_code
    assert status in (200, 403, 404)
    return bool(status == 200)
