"""The commands about who can see what."""

import sys

import click

from marac.cli_base import print_json, say, settings_or_stop


@click.group()
def access() -> None:
    """Who can see what, and why."""


@access.command("explain")
@click.option("--user", required=True, help="E-mail address or number of the account.")
@click.option("--case", required=True, help="Reference or number of the case.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def access_explain(user: str, case: str, as_json: bool) -> None:
    """Say why somebody can see a case, or cannot. The asking is on the ledger.

    Ends with 0 if they can see it, 1 if they cannot, 2 for an unknown name.
    """
    from marac.administration.explaining import Unknown, as_values, explain_access, say_explained
    from marac.audit.commands import TROUBLE, why

    try:
        found = explain_access(settings_or_stop(), user, case)
    except Unknown as unknown:
        raise click.UsageError(str(unknown)) from None
    except TROUBLE as error:
        raise click.UsageError(why(error)) from None
    if as_json:
        print_json(as_values(found))
    else:
        say_explained(found, say)
    sys.exit(0 if found.sees else 1)
