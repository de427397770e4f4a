"""Serving on the loopback address: gunicorn with threads, waitress where there is no gunicorn."""

import multiprocessing
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask

from marac.config import Settings

HOST = "127.0.0.1"
THREADS = 8


def serve(settings: Settings, port: int, say: Callable[[str], None]) -> None:
    """Serve until interrupted, saying the address first."""
    from marac import create_app
    from marac.audit.commands import checkpoint_quietly

    checkpoint_quietly(settings, say)
    say(f"Serving on http://{HOST}:{port} - stop with Ctrl-C.")
    if sys.platform == "win32":
        from waitress import serve as run

        run(create_app(settings), host=HOST, port=port, threads=THREADS)
        return
    _gunicorn(lambda: create_app(settings), port)


def _gunicorn(make: Callable[[], Flask], port: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        """gunicorn with our settings in place of a configuration file."""

        def load_config(self) -> None:
            chosen: dict[str, Any] = {
                "bind": f"{HOST}:{port}",
                "workers": min(2, multiprocessing.cpu_count()),
                "worker_class": "gthread",
                "threads": THREADS,
                "loglevel": "warning",
                "limit_request_line": 4094,
            }
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return make()

    Server().run()
