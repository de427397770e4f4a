"""Pages that account for what was shown: of a case, of an agency's information, of a whole conference."""

from flask import Blueprint, current_app, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import database, desk, seat_or_404, viewer
from marac.access.policy import allows
from marac.audit.asking import part_of
from marac.audit.checking import check_ledger, in_words, last_check
from marac.audit.forms import answered, read_question
from marac.audit.ours import who_has_read_ours
from marac.audit.queries import conference_record
from marac.audit.seen import who_has_seen
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
    "ClockWentBack",
)


def _settings() -> Settings:
    found: Settings = current_app.extensions["marac.settings"]
    return found


@blueprint.get("/cases/<int:case_id>/seen")
@allows(Act.AUDIT_CASE)
def case(case_id: int) -> str:
    asking, answer = answered(
        request.args, lambda each: who_has_seen(desk(), case_id, each.asked, each.before)
    )
    seat = viewer().seat_in(answer.conference_id)
    if seat is not None:
        enter_conference(seat)
    asking.offer(answer.choices)
    return render_template(
        "audit/case.html",
        asking=asking,
        form=asking.form,
        answer=answer,
        readers=part_of(answer.readers, asking.page),
        case_id=case_id,
    )


@blueprint.get("/record/ours")
@allows(Act.AUDIT_OWN)
def own() -> str:
    asking, answer = answered(
        request.args, lambda each: who_has_read_ours(desk(), each.asked, each.before), is_for_days=True
    )
    asking.offer(answer.choices)
    return render_template(
        "audit/own.html",
        asking=asking,
        form=asking.form,
        answer=answer,
        readings=part_of(answer.readings, asking.page),
    )


@blueprint.get("/conferences/<slug>/record")
@allows(Act.AUDIT_LEDGER)
def index(slug: str) -> str:
    seat = seat_or_404(slug)
    enter_conference(seat)
    asking, chosen = read_question(request.args), request.args.get("event", "")
    chosen = chosen if chosen in EVENTS else ""
    record = conference_record(desk(), seat.conference_id, asking.before, event=chosen)
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
    flash(in_words(found), "message" if found.is_whole and not found.lacking else "error")
    return go_to(url_for("audit.index", slug=slug))
