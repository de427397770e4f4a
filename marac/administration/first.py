"""The first start of a real site: the database and one administrator."""

import re
from collections.abc import Callable

from sqlalchemy import select

from marac.access.crypt import Keys
from marac.access.database_roles import NotKeeper
from marac.access.seal import use_keys
from marac.administration.operations import add_agency, open_account
from marac.audit.commands import checkpoint_quietly
from marac.audit.commit import working
from marac.config import Settings
from marac.db import Database
from marac.errors import Mistake
from marac.records import User
from marac.records.base import columns
from marac.schema import build_site
from marac.site_roles import NoRole

_ANYBODY = select(columns(User).id).limit(1)
_LIVES_ALREADY = (
    "This site has accounts already: its administrators open more. "
    "`marac upgrade` brings its database up to date."
)


def _short_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "agency"


def bring_up_to_date(settings: Settings, say: Callable[[str], None]) -> None:
    """Upgrade the schema of a site that is there, and on PostgreSQL its second wall. Raises SystemExit."""
    try:
        build_site(settings)
    except (NoRole, NotKeeper) as reason:
        raise SystemExit(str(reason)) from None
    say("The database is up to date.")


def found_site(
    settings: Settings, name: str, email: str, agency: str, password: str, say: Callable[[str], None]
) -> None:
    """Build the schema and open the administrator's account, in one transaction.

    Raises SystemExit with the reason when the password is too short, the site has accounts already, or the
    database has no role for the application.
    """
    bring_up_to_date(settings, say)
    use_keys(Keys(settings.sealing_keys))
    store = Database(settings.database_url)
    try:
        with working(store) as session:
            if session.row(_ANYBODY) is not None:
                raise Mistake("", _LIVES_ALREADY)
            home = add_agency(session, _short_name(agency), agency, "coordination")
            open_account(
                session, home.id, name, email, password, job_title="Administrator", is_administrator=True
            )
    except Mistake as mistake:
        raise SystemExit(mistake.message) from None
    finally:
        store.dispose()
    checkpoint_quietly(settings, say)
    say("The database is ready. Start with `marac serve` and sign in to add agencies and conferences.")
