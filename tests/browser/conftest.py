"""A browser, a served demonstration, and people who sign in to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.person import Person, sign_in
from tests.browser.site import Site, copied_site, template
from tests.databases import IS_POSTGRESQL, Databases

SignIn = Callable[..., Person]


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of one run see."""
    base = tmp_path_factory.getbasetemp()
    root = base.parent if base.name.startswith("popen-") else base
    folder = root / "demonstration"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def demonstration(
    browser: Browser, shared_folder: Path, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str]]:
    """The template; built only where there is a browser to look at it.

    On PostgreSQL every worker has its own, so that whoever made it can remove it.
    """
    folder = tmp_path_factory.mktemp("template") if IS_POSTGRESQL else shared_folder
    instance, url = template(folder, databases)
    yield instance, url
    if IS_POSTGRESQL:
        databases.drop(url)


@pytest.fixture(scope="session")
def shared_site(
    demonstration: tuple[Path, str], databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A site for the tests that only look."""
    with copied_site(demonstration, tmp_path_factory.mktemp("site"), databases) as site:
        yield site


@pytest.fixture
def site(demonstration: tuple[Path, str], databases: Databases, tmp_path: Path) -> Iterator[Site]:
    """A site of the test's own."""
    with copied_site(demonstration, tmp_path / "site", databases) as served:
        yield served


@pytest.fixture
def windows(browser: Browser) -> Iterator[list[Person]]:
    """Everybody who came in; at the end none may have met an error, nor may a browser have kept anything."""
    opened: list[Person] = []
    yield opened
    faults = {person.key: person.faults for person in opened if person.faults}
    for person in opened:
        person.context.close()
    assert faults == {}


@pytest.fixture
def come_in(browser: Browser, site: Site, windows: list[Person]) -> SignIn:
    """`come_in("polly")` signs Polly in on the test's own site; `with_script=False` without JavaScript."""

    def come(key: str, *, with_script: bool = True) -> Person:
        person = sign_in(browser, site.address, key, with_script=with_script)
        windows.append(person)
        return person

    return come


@pytest.fixture
def look_in(browser: Browser, shared_site: Site, windows: list[Person]) -> SignIn:
    """The same on the site that is only looked at."""

    def come(key: str, *, with_script: bool = True) -> Person:
        person = sign_in(browser, shared_site.address, key, with_script=with_script)
        windows.append(person)
        return person

    return come
