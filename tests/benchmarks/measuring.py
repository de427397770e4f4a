"""Serving a database with gunicorn on the loopback, and asking in turns for the smallest page and for another.

What is printed are ratios of one interleaved run. Beside the ratio of what was served stands that of the worker's
processor time, which neighbours and a slow disk disturb less.
"""

import contextlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import event

from tests.world import SEALING_KEY, World

ROUNDS, REQUESTS = 5, 300
SECRET = "a secret for tests"


def cookie(world: World, name: str) -> str:
    """Sign somebody in; what their browser sends from then on."""
    client = world.client(name).client
    client.get("/account")
    found = client.get_cookie("marac_session")
    assert found is not None
    return f"marac_session={found.value}"


def statements(world: World, name: str, path: str) -> str:
    """How many statements one page takes, in words."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        sent.append(sql.split(maxsplit=1)[0].upper())

    browser = world.client(name)
    event.listen(world.store.engine, "before_cursor_execute", note)
    length = len(browser.get(path).data)
    event.remove(world.store.engine, "before_cursor_execute", note)
    return f"{sent.count('SELECT')} selects, {sent.count('INSERT')} write, {length:,} bytes"


@contextlib.contextmanager
def served(url: str) -> Iterator[tuple[int, int]]:
    """A worker of gunicorn on the database at `url`: its port and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = tempfile.TemporaryDirectory()
    settings = {
        "MARAC_INSTANCE": kept.name,
        "MARAC_DATABASE_URL": url,
        "MARAC_SECRET_KEY": SECRET,
        "MARAC_SEALING_KEYS": f"1:{SEALING_KEY}",
        "MARAC_HOSTS": "127.0.0.1",
        "MARAC_IDLE_SECONDS": "86400",
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--worker-class",
        "gthread",
        "--workers",
        "1",
        "--threads",
        "4",
    ]
    command += ["--keep-alive", "60", "--bind", f"127.0.0.1:{port}", "tests.benchmarks.served:app"]
    server = subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL)
    try:
        yield port, _worker_of(server.pid, port)
    finally:
        server.terminate()
        server.wait(timeout=20)
        kept.cleanup()


def _worker_of(pid: int, port: int) -> int:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
            if b"hello" in _ask(line, _request("/hello", "")):
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
                return int(children[0])
        time.sleep(0.1)
    raise RuntimeError("gunicorn did not start")


def peak(pid: int) -> int:
    """The most memory that a process ever held, in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) // 1024


def _request(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode()


def _ask(line: socket.socket, request: bytes) -> bytes:
    line.sendall(request)
    answer = line.recv(65536)
    while b"\r\n\r\n" not in answer:
        answer += line.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    parts, had = [body], len(body)
    while had < length:
        parts.append(line.recv(65536))
        had += len(parts[-1])
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise RuntimeError(head.decode())
    return b"".join(parts)


def _run(port: int, request: bytes, connections: int, requests: int) -> list[float]:
    """The seconds of every request, asked on so many connections at once."""
    took: list[float] = []

    def ask_on_one() -> None:
        with socket.create_connection(("127.0.0.1", port), 60) as line:
            for _ in range(requests // connections):
                start = time.perf_counter()
                _ask(line, request)
                took.append(time.perf_counter() - start)

    threads = [threading.Thread(target=ask_on_one) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


class Round(NamedTuple):
    """Seconds for each request, on the clock and of the worker's processor, and the time of every one."""

    seconds: float
    worked: float
    took: list[float]


def _round(port: int, pid: int, request: bytes, connections: int, requests: int) -> Round:
    start, before = time.perf_counter(), _processor(pid)
    took = _run(port, request, connections, requests)
    seconds = time.perf_counter() - start
    return Round(seconds / len(took), (_processor(pid) - before) / len(took), took)


def _processor(pid: int) -> float:
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((each / "schedstat").read_text().split()[0]) for each in threads) / 1e9


def measure(port: int, pid: int, pages: dict[str, tuple[str, str]], rarely: Container[str] = ()) -> None:
    """Print hello ÷ page of each page (words -> cookie and address), on one connection and on four."""
    hello = _request("/hello", "")
    for words, (cookie, path) in pages.items():
        page = _request(path, cookie)
        count = 20 if words in rarely else REQUESTS
        for connections in (1, 4):
            _run(port, page, connections, 8)
            served, worked, took = [], [], []
            for _ in range(ROUNDS):
                small = _round(port, pid, hello, connections, REQUESTS)
                large = _round(port, pid, page, connections, count)
                served.append(large.seconds / small.seconds)
                worked.append(large.worked / small.worked)
                took += large.took
            twentieth = sorted(took)[int(len(took) * 0.95)] * 1000
            told = ", ".join(f"{ratio:.1f}" for ratio in served)
            print(
                f"{words}, {connections} connections: hello ÷ page {statistics.median(served):.1f} ({told}); "
                f"processor {statistics.median(worked):.1f}; 95 of 100 within {twentieth:.1f} ms",
                flush=True,
            )
