"""Prints a command of the README as it stands there, so that what is promised is what is run."""

import re
import sys
from pathlib import Path

SECTIONS = {"run": "## Run it", "test": "## Test it"}


def command(name: str) -> str:
    """The first shell block of a section of the README."""
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    section = readme.split(SECTIONS[name], 1)[1]
    found = re.search(r"```sh\n(.*?)\n```", section, re.DOTALL)
    if found is None:
        raise SystemExit(f"the README has no command in {SECTIONS[name]!r}")
    return found.group(1)


if __name__ == "__main__":
    sys.stdout.write(command(sys.argv[1]) + "\n")
