"""The agencies, accounts and conferences of the demonstration."""

from datetime import date, timedelta

from marac import clock
from marac.administration import operations
from marac.audit.commit import working
from marac.db import Session
from marac.demonstration.people import (
    ACCOUNTS,
    AGENCIES,
    CONFERENCES,
    IMPORTER,
    OFFICE,
    PASSWORD,
    TAKING_PART,
    Account,
)
from marac.demonstration.stage import Stage

FIRST_DAY = date(2024, 1, 1)
YEARS_AHEAD = timedelta(days=3 * 365)


def found(stage: Stage) -> None:
    """Add everybody, in one transaction."""
    with working(stage.store) as session:
        for slug, name, kind in (*AGENCIES, OFFICE):
            stage.agencies[slug] = operations.add_agency(session, slug, name, kind).id
        for kind, slug, name, area in CONFERENCES:
            conference = operations.found_conference(session, kind, slug, name, area)
            stage.conferences[slug] = conference.id
            for agency in TAKING_PART[slug]:
                operations.admit_agency(session, conference.id, stage.agencies[agency])
        for account in (*ACCOUNTS, IMPORTER):
            _open(session, stage, account)


def _open(session: Session, stage: Stage, account: Account) -> None:
    user = operations.open_account(
        session,
        stage.agencies[account.agency],
        account.name,
        account.email,
        "" if account is IMPORTER else PASSWORD,
        job_title=account.job_title,
        is_administrator=account.is_administrator,
        cost=stage.settings.argon2_cost,
    )
    stage.people[account.key], stage.homes[account.key] = user.id, account.agency
    for slug, role in account.roles:
        operations.grant_membership(
            session,
            user.id,
            stage.conferences[slug],
            role,
            FIRST_DAY,
            clock.today() + YEARS_AHEAD,
            deputy_for_id=stage.people.get(account.deputy_for),
        )
