"""What surrounds every page: who is asking, for which agency, and where they can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class NavigationLink(NamedTuple):
    """One link of the navigation; `is_current` marks the part of the platform the page belongs to."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class Chrome:
    """The values that `layout/page.html` reads as `chrome`.

    `hide_url` takes a POST that locks the session; `hidden_url` is the neutral page shown after it.
    `stay_url` takes a POST that only keeps the session awake. `idle_seconds` is the server's limit
    without a request, 0 for none. An empty address leaves its part of the page out.
    """

    conference: str
    agency: str
    person: str
    nav: tuple[NavigationLink, ...] = ()
    home_url: str = "/"
    sign_out_url: str = ""
    hide_url: str = ""
    hidden_url: str = "/hidden"
    stay_url: str = ""
    idle_seconds: int = 0
    single_keys: bool = True
    account_url: str = ""
