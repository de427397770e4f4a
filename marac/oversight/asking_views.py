"""The questions to the record: what one person saw, and the Word copy of every answer."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from marac import clock
from marac.access.acts import Act
from marac.access.gate import desk, seat_or_404
from marac.access.loading import get
from marac.access.policy import allows
from marac.audit.asking import Narrowed, part_of
from marac.audit.forms import Asking, answered, read_question
from marac.audit.looked import KINDS, LookedAnswer, what_i_saw, what_somebody_saw
from marac.audit.members import members
from marac.documents.copy_views import leaving
from marac.documents.making import Made
from marac.errors import Mistake
from marac.oversight import papers
from marac.oversight.blueprint import blueprint
from marac.records import Case
from marac.ui.htmx import go_to
from marac.ui.navigation import enter_conference

_KIND_WORDS = (
    ("Everything", ""),
    ("Searches", "searches"),
    ("Copies", "copies"),
    ("Reveals", "reveals"),
    ("Refusals", "refusals"),
)


def _copy_of(
    endpoint: str, make: Callable[[Narrowed], Made], *, is_for_days: bool = True, **here: Any
) -> Response:
    """A copy of the answer. A question that cannot be answered as it was typed gets none: its page says why."""
    asking = read_question(request.form, is_for_days=is_for_days)
    if not asking.form.errors:
        try:
            return leaving(make(asking.asked))
        except Mistake as mistake:
            asking.form.mark(mistake)
    address: dict[str, Any] = {**here, **asking.query}
    return go_to(url_for(endpoint, **address))


@blueprint.post("/cases/<int:case_id>/seen/copy")
@allows(Act.AUDIT_CASE)
def case_copy(case_id: int) -> Response:
    get(desk(), Case, case_id)
    return _copy_of(
        "audit.case",
        lambda asked: papers.case_paper(desk(), case_id, asked),
        is_for_days=False,
        case_id=case_id,
    )


@blueprint.post("/record/ours/copy")
@allows(Act.AUDIT_OWN)
def own_copy() -> Response:
    return _copy_of("audit.own", lambda asked: papers.own_paper(desk(), asked))


@blueprint.get("/conferences/<slug>/record/people")
@allows(Act.AUDIT_LEDGER)
def people(slug: str) -> str:
    seat = seat_or_404(slug)
    enter_conference(seat)
    found = members(desk(), seat.conference_id)
    return render_template("oversight/people.html", members=found, slug=slug, today=clock.today())


def _kind() -> str:
    chosen = request.args.get("kind", "")
    return chosen if chosen in KINDS else ""


def _looked_page(answer: LookedAnswer, asking: Asking, endpoint: str, **here: Any) -> str:
    asking.offer(())
    return render_template(
        "oversight/person.html",
        answer=answer,
        asking=asking,
        form=asking.form,
        cases=part_of(answer.cases, asking.page),
        kinds=_KIND_WORDS,
        kind=_kind(),
        is_own=endpoint == "oversight.mine",
        endpoint=endpoint,
        copy_endpoint=f"{endpoint}_copy",
        here=here,
    )


@blueprint.get("/conferences/<slug>/record/people/<int:user_id>")
@allows(Act.AUDIT_LEDGER)
def person(slug: str, user_id: int) -> str:
    seat = seat_or_404(slug)
    enter_conference(seat)
    asking, answer = answered(
        request.args,
        lambda each: what_somebody_saw(
            desk(), seat.conference_id, user_id, each.asked, each.before, kind=_kind()
        ),
        is_for_days=True,
    )
    return _looked_page(answer, asking, "oversight.person", slug=slug, user_id=user_id)


@blueprint.post("/conferences/<slug>/record/people/<int:user_id>/copy")
@allows(Act.AUDIT_LEDGER)
def person_copy(slug: str, user_id: int) -> Response:
    seat = seat_or_404(slug)
    return _copy_of(
        "oversight.person",
        lambda asked: papers.person_paper(desk(), seat, user_id, asked),
        slug=slug,
        user_id=user_id,
    )


@blueprint.get("/account/looked")
@allows(Act.ACCOUNT_USE)
def mine() -> str:
    asking, answer = answered(
        request.args,
        lambda each: what_i_saw(desk(), each.asked, each.before, kind=_kind()),
        is_for_days=True,
    )
    return _looked_page(answer, asking, "oversight.mine")


@blueprint.post("/account/looked/copy")
@allows(Act.ACCOUNT_USE)
def mine_copy() -> Response:
    return _copy_of("oversight.mine", lambda asked: papers.own_looks_paper(desk(), asked))
