"""Pages that account for what was shown: of a case, of an agency's information, of a whole conference."""

from flask import Blueprint, current_app, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import database, desk, seat_or_404, viewer
from marac.access.policy import allows
from marac.audit import queries
from marac.audit.checking import check_ledger, last_check
from marac.audit.standing import checkpoint_standing
from marac.audit.wording import event_in_words
from marac.config import Settings
from marac.ui.htmx import go_to
from marac.ui.navigation import enter_conference

blueprint = Blueprint("audit", __name__)

EVENTS = (
    "AccessRefused",
    "SearchMade",
    "ContactRevealed",
    "BreakGlassOpened",
    "DocumentMade",
    "SignInFailed",
    "MembershipChanged",
)


def _before() -> int:
    """Where the page starts; anything that is no number means the newest."""
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else queries.NEWEST


def _settings() -> Settings:
    found: Settings = current_app.extensions["marac.settings"]
    return found


@blueprint.get("/cases/<int:case_id>/seen")
@allows(Act.AUDIT_CASE)
def case(case_id: int) -> str:
    record = queries.who_has_seen(desk(), case_id, _before())
    seat = viewer().seat_in(record.conference_id or 0)
    if seat is not None:
        enter_conference(seat)
    return render_template("audit/case.html", record=record, case_id=case_id)


@blueprint.get("/record/ours")
@allows(Act.AUDIT_OWN)
def own() -> str:
    record = queries.who_has_read_ours(desk(), _before())
    return render_template("audit/own.html", record=record)


@blueprint.get("/conferences/<slug>/record")
@allows(Act.AUDIT_LEDGER)
def index(slug: str) -> str:
    seat = seat_or_404(slug)
    enter_conference(seat)
    chosen = request.args.get("event", "")
    chosen = chosen if chosen in EVENTS else ""
    record = queries.conference_record(desk(), seat.conference_id, _before(), event=chosen)
    kinds = [(event_in_words(name), name) for name in EVENTS]
    return render_template(
        "audit/index.html",
        record=record,
        slug=slug,
        kinds=kinds,
        chosen=chosen,
        check=last_check(desk(), seat.conference_id),
        standing=checkpoint_standing(desk(), _settings()),
    )


@blueprint.post("/conferences/<slug>/record/verified")
@allows(Act.AUDIT_LEDGER)
def check(slug: str) -> Response:
    seat = seat_or_404(slug)
    with database().engine.connect() as connection:
        found = check_ledger(desk(), connection, _settings(), seat.conference_id)
    if not found.is_whole:
        flash(f"The record is NOT whole. After {found.entries:,} entries: {found.fault}.", "error")
    elif found.agreed:
        flash(
            f"The record is whole: {found.entries:,} entries checked, none missing and none altered, "
            f"against {found.agreed:,} signed checkpoints."
        )
    else:
        flash(
            f"The record is whole in itself: {found.entries:,} entries checked, none missing and none altered. "
            "There is no signed checkpoint yet to compare it with."
        )
    return go_to(url_for("audit.index", slug=slug))
