"""A browser on the sample application, for what only a browser can show."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.test_ui.sample import Sample


class QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *arguments: object) -> None:
        """Say nothing: the tests read answers, not the server's lines."""


@pytest.fixture
def sample() -> Sample:
    return Sample()


@pytest.fixture
def address(sample: Sample) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, sample.app, threaded=True, request_handler=QuietHandler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page of its own, whose breaches of the content policy and script errors fail the test."""
    context = browser.new_context(base_url=address)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
    yield opened
    context.close()
    assert faults == []
