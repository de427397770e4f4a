"""The world of the whole story for a command: made once in a folder of its own, and removed at the end."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import Databases
from tests.test_whole.conftest import Template, tell
from tests.world import people_this_world


@contextmanager
def staged() -> Iterator[Template]:
    """The finished story, in a database that nobody has open."""
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        url = databases.empty()
        template = tell(databases, (url, people_this_world(url)))
        yield template
        for each in (template.url, url):
            databases.drop(each)
        databases.close()
