"""A demonstration of one's own, served by gunicorn in a process group of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import IS_POSTGRESQL, Databases, owned

COMMAND = str(Path(sys.executable).with_name("marac"))
SECONDS_TO_START = 60
KEYS = ("sealing.key", "secret.key")


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Hold a lock that other processes wait for; it is given up even if the holder dies."""
    connection = sqlite3.connect(folder / "turn.db", timeout=300, isolation_level=None)
    try:
        connection.execute("begin exclusive")
        yield
    finally:
        connection.close()


def _environment(instance: Path, url: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MARAC_")}
    keeper = {"MARAC_OWNER_URL": owned(url)} if IS_POSTGRESQL else {}
    return plain | keeper | {"MARAC_INSTANCE": str(instance), "MARAC_DATABASE_URL": url}


def template(folder: Path, databases: Databases) -> tuple[Path, str]:
    """The demonstration that every site is copied from, built once: its folder and its database."""
    instance, note = folder / "instance", folder / "template.url"
    with one_at_a_time(folder):
        if not note.exists():
            instance.mkdir()
            url = databases.empty() if IS_POSTGRESQL else f"sqlite:///{instance / 'marac.db'}"
            command = [COMMAND, "demo", "--no-serve"]
            subprocess.run(command, env=_environment(instance, url), check=True, capture_output=True)
            note.write_text(url)
    return instance, note.read_text()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """A served demonstration: `address`, and stopping and starting as a machine might."""

    def __init__(self, instance: Path, url: str) -> None:
        self.instance, self.url = instance, url
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, and wait until it answers."""
        with (self.instance / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [COMMAND, "serve", "--port", str(self.port)],
                env=_environment(self.instance, self.url),
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        give_up_at = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if time.monotonic() > give_up_at or self.process.poll() is not None:
                raise RuntimeError((self.instance / "serve.log").read_text())
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        """End the server and its workers, by their own process group."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of our commands on this site."""
        return subprocess.run(
            [COMMAND, *arguments], env=_environment(self.instance, self.url), capture_output=True, text=True
        )


@contextmanager
def copied_site(source: tuple[Path, str], folder: Path, databases: Databases) -> Iterator[Site]:
    """A running copy of the template, removed at the end."""
    instance, url = source
    folder.mkdir(parents=True, exist_ok=True)
    for name in KEYS:
        shutil.copy(instance / name, folder / name)
    with databases.borrowed(url) as copied:
        site = Site(folder, copied)
        site.start()
        try:
            yield site
        finally:
            site.stop()
