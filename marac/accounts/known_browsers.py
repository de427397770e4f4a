"""Browsers in which somebody has signed in before, by a signed cookie that grants nothing.

It only keeps a stranger's failed sign-ins from counting against the person who sits there. It names nobody:
an account stands in it as a keyed hash.
"""

import secrets
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from marac.access.seal import keys
from marac.config import Settings

COOKIE = "known_browser"
LASTS_SECONDS = 90 * 24 * 60 * 60
_MOST_ACCOUNTS = 8


def _signer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret_key, salt="marac known browser")


def _mark(email: str) -> str:
    return keys().token("known browser", email).hex()[:24]


def _kept(settings: Settings, cookie: str) -> tuple[str, list[str]]:
    """The number of a browser and the accounts it knows; a new number for a cookie that is not ours."""
    try:
        found: Any = _signer(settings).loads(cookie, max_age=LASTS_SECONDS)
        return str(found["browser"]), [str(each) for each in found["of"]]
    except (BadData, KeyError, TypeError):
        return secrets.token_urlsafe(12), []


def browser_known_to(settings: Settings, cookie: str, email: str) -> str:
    """The number of a browser in which this account has signed in before, or the empty string."""
    browser, accounts = _kept(settings, cookie)
    return browser if _mark(email) in accounts else ""


def remembering(settings: Settings, cookie: str, email: str) -> str:
    """The cookie of a browser after somebody has signed in; of many, the latest are remembered."""
    browser, accounts = _kept(settings, cookie)
    others = [each for each in accounts if each != _mark(email)]
    value = _signer(settings).dumps({"browser": browser, "of": [_mark(email), *others][:_MOST_ACCOUNTS]})
    return value if isinstance(value, str) else value.decode()
