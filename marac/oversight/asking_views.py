"""The questions to the record: what one person saw, and the Word copy of every answer."""

from typing import Any

from flask import Response, render_template, request

from marac import clock
from marac.access.acts import Act
from marac.access.gate import desk, seat_or_404
from marac.access.policy import allows
from marac.audit.asking import part_of
from marac.audit.forms import Asking, answered, read_question
from marac.audit.looked import KINDS, LookedAnswer, members, what_i_saw, what_somebody_saw
from marac.documents.copy_views import leaving
from marac.oversight import papers
from marac.oversight.blueprint import blueprint
from marac.ui.navigation import enter_conference

_KIND_WORDS = (
    ("Everything", ""),
    ("Searches", "searches"),
    ("Copies", "copies"),
    ("Reveals", "reveals"),
    ("Refusals", "refusals"),
)


@blueprint.post("/cases/<int:case_id>/seen/copy")
@allows(Act.AUDIT_CASE)
def case_copy(case_id: int) -> Response:
    return leaving(papers.case_paper(desk(), case_id, read_question(request.form).asked))


@blueprint.post("/record/ours/copy")
@allows(Act.AUDIT_OWN)
def own_copy() -> Response:
    return leaving(papers.own_paper(desk(), read_question(request.form, is_for_days=True).asked))


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
    asked = read_question(request.form, is_for_days=True).asked
    return leaving(papers.person_paper(desk(), seat_or_404(slug), user_id, asked))


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
    return leaving(papers.own_looks_paper(desk(), read_question(request.form, is_for_days=True).asked))
