import tomllib
from fnmatch import fnmatch
from importlib.resources import files
from pathlib import Path

import pytest

PROJECT = tomllib.loads(Path(__file__).parents[2].joinpath("pyproject.toml").read_text(encoding="utf-8"))
DESCRIPTIONS = ["common.toml", "mappa.toml", "marac.toml", "masip.toml"]


def test_every_description_is_known_to_these_tests():
    found = [path.name for path in files("marac.conferences").iterdir() if path.name.endswith(".toml")]
    assert sorted(found) == DESCRIPTIONS


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_the_descriptions_travel_with_an_installed_copy(name: str):
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    assert any(fnmatch(name, pattern) for pattern in patterns)
    assert tomllib.loads(files("marac.conferences").joinpath(name).read_text(encoding="utf-8"))
