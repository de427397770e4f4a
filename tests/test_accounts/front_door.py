"""Signing in through the form, as a browser does."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.world import PASSWORD, World

WRONG = "several other words make this one"
# A Saturday noon in London, winter time, to travel from.
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def form_token(page: str) -> str:
    """The CSRF token that a page holds."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]


def knock(client: Any, email: str, password: str = PASSWORD, **typed: Any) -> Any:
    """Fill in the sign-in form and send it."""
    token = form_token(client.get("/sign-in").text)
    return client.post("/sign-in", data={"csrf_token": token, "email": email, "password": password, **typed})


def come_in(world: World, name: str = "polly") -> Any:
    """A browser that signed in by the form."""
    client = world.client()
    assert knock(client, f"{name}@people.example").status_code == 303
    return client


def send(client: Any, path: str, **typed: Any) -> Any:
    """Post a small form with the session's own token."""
    page = client.get("/hidden" if client.get("/").status_code == 302 else "/account").text
    return client.post(path, data={"csrf_token": form_token(page), **typed})


def later(seconds: float) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def told(world: World) -> list[str]:
    """The events of the ledger that are not mere looks, oldest first."""
    return [event for event, *_ in world.ledger() if not event.endswith("Shown")]
