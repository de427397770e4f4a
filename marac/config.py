"""Typed settings from the environment, with defaults that are safe for the embedded database."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from marac.access.crypt import new_key
from marac.access.key_file import numbered_keys
from marac.audit.ledger import CLOCK_TOLERANCE_SECONDS
from marac.audit.notes import new_signing_key

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
MEGABYTE = 1024 * 1024


class NotReady(RuntimeError):
    """Why the application does not start, in a sentence."""


@dataclass(frozen=True)
class SiteRule:
    """A rule of the whole site: its value until the environment says otherwise, its unit and its source."""

    value: int
    unit: str
    source: str


# What comes after the last checkpoint could be rewritten without a contradiction: neither may grow large.
CHECKPOINT_ENTRIES = SiteRule(
    500, "entries", "the house: no standard names one. A few minutes of a busy meeting"
)
CHECKPOINT_MINUTES = SiteRule(
    30, "minutes", "the house: no standard names one. Short beside a working day, long beside a page"
)
CLOCK_TOLERANCE = SiteRule(
    CLOCK_TOLERANCE_SECONDS, "seconds", "the house: more than servers that ask for the time differ by"
)

IDLE_SECONDS = SiteRule(
    15 * 60, "seconds", "the house: a screen left alone locks itself within a quarter of an hour"
)
ABSOLUTE_SECONDS = SiteRule(12 * 60 * 60, "seconds", "the house: the longest shift, then one signs in again")
TRUSTED_PROXIES = SiteRule(0, "proxies", "the house: an address that anybody may claim is believed of nobody")
# Longer than the quarter of an hour in which they are counted; the ledger keeps what must be known of them.
FAILURE_HOURS = SiteRule(1, "hours", "the house: no longer than it takes to count them")


@dataclass(frozen=True)
class Settings:
    """Everything the application needs from outside. Times in seconds, sizes in bytes.

    `owner_url` is the same PostgreSQL database as whoever owns its tables: for building, upgrading and sealing
    anew, never for serving.
    """

    database_url: str
    secret_key: str
    sealing_keys: dict[int, str]
    is_secure: bool = False
    idle_seconds: int = IDLE_SECONDS.value
    absolute_seconds: int = ABSOLUTE_SECONDS.value
    trusted_proxies: int = TRUSTED_PROXIES.value
    largest_request: int = 80 * MEGABYTE
    argon2_cost: int = 3
    is_demonstration: bool = False
    allowed_hosts: tuple[str, ...] = field(default=())
    checkpoint_key: str = ""
    checkpoint_old_keys: tuple[str, ...] = ()
    checkpoint_folder: Path = INSTANCE / "checkpoints"
    checkpoint_entries: int = CHECKPOINT_ENTRIES.value
    checkpoint_minutes: int = CHECKPOINT_MINUTES.value
    clock_tolerance: int = CLOCK_TOLERANCE.value
    failure_hours: int = FAILURE_HOURS.value
    sealing_file: Path | None = None
    owner_url: str = ""

    @property
    def keeper_url(self) -> str:
        """The address of the database for a command that keeps it in order. SQLite knows no owner."""
        has_owner = self.owner_url and not self.database_url.startswith("sqlite")
        return self.owner_url if has_owner else self.database_url

    def sealing_keys_now(self) -> dict[int, str]:
        """The sealing keys as their file has them at this moment. Raises OSError or ValueError."""
        return numbered_keys(self.sealing_file.read_text()) if self.sealing_file else self.sealing_keys


def _kept_secret(path: Path, make: Callable[[], str]) -> str:
    """A secret kept in a file beside the embedded database, readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(make())
    return path.read_text().strip()


def _sealing_keys(instance: Path) -> tuple[dict[int, str], Path | None]:
    """MARAC_SEALING_KEYS is `1:key,2:key`; without it they are kept in a file of the instance folder."""
    written = os.environ.get("MARAC_SEALING_KEYS", "").strip()
    if written:
        return numbered_keys(written), None
    path = instance / "sealing.key"
    return numbered_keys(_kept_secret(path, new_key)), path


def _number(name: str, rule: SiteRule, least: int = 1) -> int:
    """The value of a rule from the environment. Raises ValueError for what is no whole number of `least` or more."""
    written = os.environ.get(name, "").strip()
    if not written:
        return rule.value
    if not (written.isascii() and written.isdigit()) or int(written) < least:
        raise ValueError(f"{name} is a number of {rule.unit}, {least} or more.")
    return int(written)


REQUIRED = ("MARAC_SECRET_KEY", "MARAC_SEALING_KEYS", "MARAC_CHECKPOINT_KEY", "MARAC_HOSTS")
# 32 letters or figures of any kind of random text hold 128 bits or more.
SHORTEST_SECRET = 32


def _is_secure() -> bool:
    written = os.environ.get("MARAC_SECURE", "")
    if written not in ("", "0", "1"):
        raise ValueError("MARAC_SECURE is 1 in production and 0, or nothing, elsewhere.")
    return written == "1"


def _check_production() -> None:
    missing = [name for name in REQUIRED if not os.environ.get(name, "").strip()]
    if missing:
        raise NotReady(f"MARAC_SECURE=1 needs {', '.join(missing)} in the environment.")
    if len(os.environ["MARAC_SECRET_KEY"]) < SHORTEST_SECRET:
        raise NotReady(f"MARAC_SECRET_KEY needs {SHORTEST_SECRET} letters or figures, made at random.")


def load_settings() -> Settings:
    """Settings from MARAC_… variables.

    Raises NotReady when production lacks a secret, ValueError for a value that means nothing.
    """
    instance = Path(os.environ.get("MARAC_INSTANCE", str(INSTANCE)))
    is_secure = _is_secure()
    if is_secure:
        _check_production()
    secret = os.environ.get("MARAC_SECRET_KEY") or _kept_secret(
        instance / "secret.key", lambda: secrets.token_urlsafe(48)
    )
    sealing_keys, sealing_file = _sealing_keys(instance)
    hosts = os.environ.get("MARAC_HOSTS") or "127.0.0.1,localhost,[::1]"
    return Settings(
        database_url=os.environ.get("MARAC_DATABASE_URL") or f"sqlite:///{instance / 'marac.db'}",
        owner_url=os.environ.get("MARAC_OWNER_URL", ""),
        secret_key=secret,
        sealing_keys=sealing_keys,
        sealing_file=sealing_file,
        is_secure=is_secure,
        idle_seconds=_number("MARAC_IDLE_SECONDS", IDLE_SECONDS),
        absolute_seconds=_number("MARAC_ABSOLUTE_SECONDS", ABSOLUTE_SECONDS),
        trusted_proxies=_number("MARAC_TRUSTED_PROXIES", TRUSTED_PROXIES, least=0),
        allowed_hosts=tuple(host.strip() for host in hosts.split(",") if host.strip()),
        checkpoint_key=os.environ.get("MARAC_CHECKPOINT_KEY")
        or _kept_secret(instance / "checkpoint.key", new_signing_key),
        checkpoint_old_keys=tuple(os.environ.get("MARAC_CHECKPOINT_OLD_KEYS", "").replace(",", " ").split()),
        checkpoint_folder=Path(os.environ.get("MARAC_CHECKPOINTS") or instance / "checkpoints"),
        checkpoint_entries=_number("MARAC_CHECKPOINT_ENTRIES", CHECKPOINT_ENTRIES),
        checkpoint_minutes=_number("MARAC_CHECKPOINT_MINUTES", CHECKPOINT_MINUTES),
        clock_tolerance=_number("MARAC_CLOCK_TOLERANCE", CLOCK_TOLERANCE),
        failure_hours=_number("MARAC_SIGN_IN_FAILURE_HOURS", FAILURE_HOURS),
    )
