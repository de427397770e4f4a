"""Building and upgrading the schema, by the numbered migrations, on an engine without guards."""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from marac.config import ROOT


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def build_schema(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`; a database that is there already changes nothing."""
    _run(url, lambda config: command.upgrade(config, revision))


def unbuild_schema(url: str, revision: str = "base") -> None:
    """Take the schema down again to `revision`."""
    _run(url, lambda config: command.downgrade(config, revision))


def _run(url: str, order: Callable[[Config], None]) -> None:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            config = _config(url)
            config.attributes["connection"] = connection
            order(config)
    finally:
        engine.dispose()
