"""The commands about sealing keys."""

import sys

import click

from marac.cli_base import say, settings_or_stop


@click.group()
def keys() -> None:
    """The keys that confidential text is sealed with."""


@keys.command("rotate")
@click.option("--check", is_flag=True, help="Only say how many texts are under each key.")
def keys_rotate(check: bool) -> None:
    """Add a sealing key and seal every text anew under it; run again, it goes on where it was stopped.

    Ends with 0 when every text is under the newest key, else with 1.
    """
    from marac.administration.sealing_keys import KeysNotChanged, check_keys, rotate_keys
    from marac.audit.commands import TROUBLE, why

    report = _progress if sys.stderr.isatty() else None
    try:
        code = check_keys(settings_or_stop(), say) if check else rotate_keys(settings_or_stop(), say, report)
    except KeysNotChanged as reason:
        raise click.ClickException(str(reason)) from None
    except TROUBLE as error:
        raise click.ClickException(why(error)) from None
    sys.exit(code)


def _progress(count: int) -> None:
    click.echo(f"\r{count:,} texts sealed anew…\r", nl=False, err=True)


@keys.command("new")
def keys_new() -> None:
    """Print a fresh sealing key for MARAC_SEALING_KEYS."""
    from marac.access.crypt import new_key

    say(new_key())
