"""What the commands have in common: settings, words, JSON."""

import json
from typing import Any

import click

from marac.audit.ledger import use_clock_tolerance
from marac.config import Settings, load_settings


def settings_or_stop() -> Settings:
    """The site's settings; what is wrong with them is said in a sentence."""
    try:
        settings = load_settings()
    except (RuntimeError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    use_clock_tolerance(settings.clock_tolerance)
    return settings


def say(words: str) -> None:
    click.echo(words)


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
