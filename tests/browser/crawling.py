"""Which pages a person reaches by following links from their first page."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import BrowserContext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from tests.browser.site import Site

LINK = re.compile(r"<a\b[^>]*\bhref=\"([^\"]+)\"")
# So many of each kind are looked at; more are only followed, for what they lead to.
INSTANCES, FOLLOWED = 2, 16


@dataclass
class Reached:
    """Addresses of pages with their endpoint, and the endpoints that answered with a file."""

    pages: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    refused: list[tuple[str, int]] = field(default_factory=list)

    def endpoints(self) -> set[str]:
        """Everything that was reached, pages and files."""
        return {endpoint for _address, endpoint in self.pages} | set(self.files)

    def written(self) -> str:
        """As JSON, for the other workers."""
        return json.dumps(asdict(self))


class Addresses:
    """The site's own list of endpoints, to tell which one an address belongs to."""

    def __init__(self, site: Site) -> None:
        routes = json.loads(site.command("routes", "--json").stdout)
        self.pages = {route["endpoint"] for route in routes if "GET" in route["methods"]}
        self.map = Map([Rule(route["rule"], endpoint=route["endpoint"], methods=["GET"])
                        for route in routes if "GET" in route["methods"]])  # fmt: skip

    def endpoint(self, address: str) -> str | None:
        """The endpoint of a path, or None for one that takes no GET."""
        try:
            return str(self.map.bind("localhost").match(urlsplit(address).path)[0])
        except HTTPException:
            return None


def _links(html: str, base: str) -> list[str]:
    found = (urldefrag(urljoin(base, unescape(link)))[0] for link in LINK.findall(html))
    origin = "://".join(urlsplit(base)[:2])
    return [link.removeprefix(origin) for link in found if link.startswith(origin)]


def pages_within_reach(context: BrowserContext, site: Site, addresses: Addresses) -> Reached:
    """Follow links breadth first, to a few addresses of each endpoint."""
    reached, taken = Reached(), Counter[str]()
    waiting, known = deque(["/"]), {"/"}
    while waiting:
        address = waiting.popleft()
        endpoint = addresses.endpoint(address)
        if endpoint is None or endpoint == "static" or taken[endpoint] >= FOLLOWED:
            continue
        taken[endpoint] += 1
        answer = context.request.get(address)
        if answer.status != 200:
            reached.refused.append((address, answer.status))
        elif "text/html" not in answer.headers["content-type"]:
            reached.files.append(endpoint)
        else:
            if taken[endpoint] <= INSTANCES:
                reached.pages.append((address, endpoint))
            fresh = [link for link in _links(answer.text(), site.address + address) if link not in known]
            known.update(fresh)
            waiting.extend(fresh)
    return reached
