"""The commands, each a thin call into a slice."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from marac.cli_access import access
from marac.cli_base import print_json as _print_json
from marac.cli_base import say as _say
from marac.cli_base import settings_or_stop as _settings
from marac.cli_keys import keys


@click.group(help="Multi-agency conference coordination: MARAC, MAPPA and MASIP.")
def main() -> None:
    """The `marac` command."""


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    """What keeps a command from its work is said in a sentence, and it ends with 1."""
    from marac.audit.commands import TROUBLE, why

    try:
        yield
    except TROUBLE as error:
        raise click.ClickException(why(error)) from None


main.add_command(keys)
main.add_command(access)


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
        with _in_words():
            serve(settings, port, _say)


@main.command()
@click.option("--port", default=8000, show_default=True, help="Port on 127.0.0.1.")
def serve(port: int) -> None:
    """Serve an existing site on 127.0.0.1."""
    from marac.serving import serve as run

    with _in_words():
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


@main.command()
def upgrade() -> None:
    """Bring the database of a site up to date, after a new version was installed."""
    from marac.administration.first import bring_up_to_date

    bring_up_to_date(_settings(), _say)


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


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Mistyped(click.UsageError):
    exit_code = 64


class _Verify(click.Command):
    """A mistake in the command ends with 64: 2 would say that the ledger was altered."""

    def make_context(self, *words: Any, **more: Any) -> click.Context:
        try:
            return super().make_context(*words, **more)
        except click.UsageError as error:
            raise _Mistyped(error.message, error.ctx) from None


def _progress(count: int) -> None:
    click.echo(f"\r{count:,} entries walked…", nl=False, err=True)


def _say_after_progress(words: str) -> None:
    click.echo("\r\x1b[K", nl=False, err=True)
    click.echo(words)


@ledger.command("verify", cls=_Verify)
@click.option("--checkpoint", "checkpoints", multiple=True, type=_FILE, help="A checkpoint that was kept.")
@click.option("--receipt", "receipts", multiple=True, type=_FILE, help="A document that ends with a receipt.")
@click.option("--pubkey", "public_keys", multiple=True, help="Trust this key (or the file that holds it).")
def ledger_verify(
    checkpoints: tuple[Path, ...], receipts: tuple[Path, ...], public_keys: tuple[str, ...]
) -> None:
    """Verify the ledger against every checkpoint and receipt at hand.

    Ends with 0 whole, 2 altered, 3 missing, 4 truncated, 5 bad signature, 6 fork, 7 nothing to verify against.
    """
    from marac.audit.commands import verify_ledger

    is_watched = sys.stderr.isatty()
    with _in_words():
        code = verify_ledger(
            _settings(),
            _say_after_progress if is_watched else _say,
            checkpoints=checkpoints,
            receipts=receipts,
            public_keys=public_keys,
            report=_progress if is_watched else None,
        )
    sys.exit(code)


@ledger.command("checkpoint")
@click.option(
    "--new-folder", is_flag=True, help="Begin another folder: those in the one before are lost for good."
)
def ledger_checkpoint(new_folder: bool) -> None:
    """Sign the ledger as it stands."""
    from marac.audit.commands import make_checkpoint

    with _in_words():
        make_checkpoint(_settings(), _say, in_new_folder=new_folder)


@ledger.command("export")
@click.argument("file", type=click.Path(path_type=Path))
def ledger_export(file: Path) -> None:
    """Write the ledger to a new file that can be verified without the application."""
    from marac.audit.commands import export_ledger

    with _in_words():
        export_ledger(_settings(), file, _say)


@ledger.command("selftest")
@click.option("--scratch", help="An empty database to use, where none can be created.")
def ledger_selftest(scratch: str | None) -> None:
    """Tamper with a copy in every way we know; ends with 0 only if each was caught."""
    from marac.audit.commands import tamper_with_copy

    with _in_words():
        code = tamper_with_copy(_settings(), _say, scratch=scratch)
    sys.exit(code)


@ledger.command("key")
@click.option("--new", is_flag=True, help="Print a fresh private key for MARAC_CHECKPOINT_KEY instead.")
def ledger_key(new: bool) -> None:
    """Print the public key that checkpoints are verified with; hand it to every agency."""
    from marac.audit.commands import say_key

    say_key(None if new else _settings(), _say)


@ledger.command("erase-detail")
@click.argument("entry", type=click.IntRange(min=1))
@click.option("--basis", required=True, help="The ground, as a short code: erasure-request.")
def ledger_erase_detail(entry: int, basis: str) -> None:
    """Erase the personal detail kept beside an entry; the chain stays whole and an entry says so."""
    from marac.audit.commands import erase_detail
    from marac.errors import Mistake

    try:
        with _in_words():
            erase_detail(_settings(), entry, basis)
    except Mistake as mistake:
        raise click.ClickException(mistake.message) from None


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def routes(as_json: bool) -> None:
    """Every endpoint and method, with the act it needs or the reason it is public."""
    from marac import create_app
    from marac.access.gate import routes as listed

    with _in_words():
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
