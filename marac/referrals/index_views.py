"""Pages of referrals: what waits, and the forms that come in."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import desk, seat_or_404, viewer
from marac.access.policy import allows
from marac.access.viewer import Seat
from marac.conferences import get_kind
from marac.referrals import queries
from marac.referrals.blueprint import blueprint
from marac.referrals.forms import UploadForm
from marac.referrals.uploading import read_all, receive_all
from marac.ui.forms import BaseForm
from marac.ui.htmx import page_or_block
from marac.ui.navigation import enter_conference


@blueprint.get("/conferences/<slug>/referrals")
@allows(Act.REFERRAL_WRITE)
def index(slug: str) -> Response:
    seat = seat_or_404(slug)
    return _index_page(seat, UploadForm())


def _index_page(seat: Seat, form: BaseForm, status: int = 200) -> Response:
    enter_conference(seat)
    wanted = request.args.get("show", "")
    may_review = viewer().may_in(Act.REFERRAL_REVIEW, seat.conference_id)
    listed = queries.referral_list(
        desk(),
        seat.conference_id,
        wanted if wanted in queries.STATUS_WORDS else "to_review",
        request.args.get("after", ""),
        is_reviewer=may_review,
    )
    return page_or_block(
        "referrals/index.html",
        status=status,
        seat=seat,
        kind=get_kind(seat.kind),
        form=form,
        listed=listed,
        words=queries.STATUS_WORDS,
        filters=_filters(seat, listed),
        older=_address(seat, listed.status, listed.following) if listed.following else "",
        may_receive=viewer().may_in(Act.REFERRAL_RECEIVE, seat.conference_id),
        may_review=may_review,
    )


def _filters(seat: Seat, listed: queries.ReferralList) -> list[tuple[str, int, str, bool]]:
    return [
        (words, listed.counts.get(status, 0), _address(seat, status), status == listed.status)
        for status, words in queries.STATUS_WORDS.items()
    ]


def _address(seat: Seat, status: str, after: str = "") -> str:
    return url_for(".index", slug=seat.slug, show=status, after=after or None)


@blueprint.post("/conferences/<slug>/referrals")
@allows(Act.REFERRAL_RECEIVE)
def receive(slug: str) -> Any:
    seat = seat_or_404(slug)
    form = UploadForm()
    files = [each for each in request.files.getlist("files") if each.filename]
    if not form.validate() or not files:
        form.files.errors = ["Choose at least one Word file."] if not files else form.files.errors
        return _index_page(seat, form, 422)
    given = read_all(get_kind(seat.kind), [(each.filename or "", each.stream) for each in files])
    outcomes = receive_all(desk(), seat.conference_id, given)
    enter_conference(seat)
    status = 422 if all(each.outcome == "refused" for each in outcomes) else 200
    page = render_template(
        "referrals/received.html", seat=seat, outcomes=outcomes, index=url_for(".index", slug=slug)
    )
    return page, status
