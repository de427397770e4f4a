"""The commands, each a thin call into a slice."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from marac.config import Settings, load_settings


def _settings() -> Settings:
    try:
        return load_settings()
    except (RuntimeError, ValueError) as error:
        raise click.ClickException(str(error)) from None


def _say(words: str) -> None:
    click.echo(words)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


@click.group(help="Multi-agency conference coordination: MARAC, MAPPA and MASIP.")
def main() -> None:
    """The `marac` command."""


@main.command()
@click.option("--port", default=8000, show_default=True, help="Port on 127.0.0.1.")
@click.option("--no-serve", is_flag=True, help="Only prepare; do not serve.")
def demo(port: int, no_serve: bool) -> None:
    """Install the screen files, load the demonstration and serve it."""
    from marac.demonstration.start import prepare_demonstration
    from marac.serving import serve
    from marac.ui.assets import AssetsUnavailable, install_assets

    settings = _settings()
    try:
        install_assets(_say)
    except AssetsUnavailable as error:
        raise click.ClickException(str(error)) from None
    prepare_demonstration(settings, _say)
    if not no_serve:
        serve(settings, port, _say)


@main.command()
@click.option("--port", default=8000, show_default=True, help="Port on 127.0.0.1.")
def serve(port: int) -> None:
    """Serve an existing site on 127.0.0.1."""
    from marac.serving import serve as run

    run(_settings(), port, _say)


@main.command()
@click.option("--name", prompt="Administrator's name")
@click.option("--email", prompt="Administrator's e-mail address")
@click.option("--agency", prompt="Administrator's agency")
@click.password_option(help="At least 15 characters; asked for when not given.")
def init(name: str, email: str, agency: str, password: str) -> None:
    """Create the database and the first administrator of a real site."""
    from marac.administration.first import found_site
    from marac.ui.assets import AssetsUnavailable, install_assets

    try:
        install_assets(_say)
    except AssetsUnavailable as error:
        raise click.ClickException(str(error)) from None
    found_site(_settings(), name, email, agency, password, _say)


@main.command("import-referrals")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--conference", "slug", required=True, help="Short name of the conference.")
@click.option("--dry-run", is_flag=True, help="Read and report; keep nothing.")
@click.option("--json", "report_file", type=click.Path(path_type=Path), help="Write what was read to a file.")
def import_referrals(paths: tuple[Path, ...], slug: str, dry_run: bool, report_file: Path | None) -> None:
    """Read Word referral forms (files or folders) for the coordinator to review."""
    from marac.referrals.importing import import_forms

    outcome = import_forms(_settings(), paths, slug, dry_run=dry_run, report_file=report_file, say=_say)
    sys.exit(0 if outcome.is_clean else 1)


@main.command("import-research")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--conference", "slug", required=True, help="Short name of the conference.")
def import_research(folder: Path, slug: str) -> None:
    """Load agencies' research returns from a folder of JSON files."""
    from marac.contributions.importing import import_research as run

    outcome = run(_settings(), folder, slug, say=_say)
    sys.exit(0 if outcome.is_clean else 1)


@main.group()
def ledger() -> None:
    """The record of who has seen what."""


@ledger.command("verify")
def ledger_verify() -> None:
    """Walk the ledger; exit 0 only if it is whole."""
    from marac.audit.commands import verify_ledger

    sys.exit(verify_ledger(_settings(), _say))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def routes(as_json: bool) -> None:
    """Every endpoint and method, with the act it needs or the reason it is public."""
    from marac import create_app
    from marac.access.gate import routes as listed

    found = listed(create_app(_settings()))
    if as_json:
        _print_json(found)
        return
    for route in found:
        guard = route["act"] or f"public: {route['public']}"
        click.echo(f"{','.join(route['methods']):10} {route['rule']:60} {guard}")


@main.command("demo-accounts")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def demo_accounts(as_json: bool) -> None:
    """Who can sign in to the demonstration."""
    from marac.demonstration.start import demonstration_accounts

    accounts = demonstration_accounts(_settings())
    if as_json:
        _print_json(accounts)
        return
    for account in accounts:
        click.echo(f"{account['email']:45} {account['password']:32} {account['name']}, {account['roles']}")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def conferences(as_json: bool) -> None:
    """The conferences of this site."""
    from marac.administration.queries import conferences_of_site

    found = conferences_of_site(_settings())
    if as_json:
        _print_json(found)
        return
    for each in found:
        click.echo(f"{each['slug']:24} {each['kind']:8} {each['name']}")
