"""The line that the README gives for a backup of PostgreSQL: what it writes holds what the wall protects."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.databases import IS_POSTGRESQL, owned
from tests.factories import make_case
from tests.world import World

README = Path(__file__).resolve().parents[2] / "README.md"


@pytest.mark.skipif(not IS_POSTGRESQL, reason="an embedded database is a file")
@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="pg_dump is not installed")
def test_the_owners_dump_holds_the_cases_and_the_texts(world: World, tmp_path: Path) -> None:
    made = make_case(world)
    found = re.search(r"^PGOPTIONS='(.*)' (pg_dump .*)$", README.read_text(), re.MULTILINE)
    assert found is not None
    address = make_url(owned(world.url)).set(drivername="postgresql", query={})
    target = tmp_path / "marac.sql"
    command = [
        f"--file={target}" if word.startswith("--file") else word
        for word in shlex.split(found[2])
        if not word.startswith("postgresql://")
    ]
    options = f"-c role={make_url(owned(world.url)).query['options'].split('=')[1]} {found[1]}"
    environment = {"PGOPTIONS": options, "PATH": "/usr/bin:/bin"}
    plain = address.render_as_string(hide_password=False)
    subprocess.run([*command, plain], env=environment, check=True, capture_output=True)
    dump = target.read_text()
    for table in ("case_file", "sealed_text", "party", "ledger_entry"):
        rows = dump.split(f"COPY public.{table} ")[1].split("\n\\.\n")[0].splitlines()
        assert len(rows) > 1, table
    assert str(made.id) in dump
