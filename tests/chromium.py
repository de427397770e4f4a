"""Chromium for the tests: found on the PATH, or the tests that need it are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from marac.ui.assets import AssetsUnavailable, install_assets

NAMES = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

# Machines that test are busy: waiting longer costs nothing where nothing is wrong.
PATIENCE = 20_000


def cannot_run(reason: str) -> NoReturn:
    """Skip the test, or fail it where MARAC_REQUIRE_TOOLS=1 says that every tool must be there."""
    if os.environ.get("MARAC_REQUIRE_TOOLS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def started_browser() -> Iterator[Browser]:
    """A headless Chromium, with the screen files and axe-core in their place."""
    named = os.environ.get("CHROMIUM")
    program = named or next((found for name in NAMES if (found := shutil.which(name))), None)
    if not program:
        cannot_run("Chromium is not installed")
    try:
        install_assets(print, for_tests=True)
    except AssetsUnavailable as error:
        cannot_run(str(error))
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        started = playwright.chromium.launch(executable_path=program, args=list(SWITCHES))
        yield started
        started.close()
