"""Word copies: for oneself, and by the office for somebody else, who gets no more than both may see."""

from flask import Response, make_response, render_template, request, url_for

from marac.access.acts import Act
from marac.access.gate import desk, viewer
from marac.access.loading import get
from marac.access.policy import allows
from marac.audit.form_keys import told_again
from marac.documents.blueprint import blueprint
from marac.documents.forms import CopyForm, copy_form
from marac.documents.making import Made, documents_to_make, make_document
from marac.documents.minutes_queries import may_write
from marac.documents.pages import enter, show_as
from marac.documents.recipients import LeftOut, copy_for, members_to_copy_to
from marac.errors import NotFound
from marac.records import Meeting

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def leaving(made: Made) -> Response:
    response = make_response(made.content)
    response.mimetype = WORD
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/meetings/<int:meeting_id>/documents")
@allows(Act.DOCUMENT_MAKE)
def index(meeting_id: int) -> str:
    """The documents of a meeting that the viewer can have in Word."""
    meeting = get(desk(), Meeting, meeting_id)
    enter(meeting.conference_id)
    show_as("documents", meeting.id, meeting.conference_id)
    return render_template(
        "documents/index.html",
        meeting_id=meeting.id,
        reference=meeting.reference,
        offered=documents_to_make(desk(), meeting),
        agency=viewer().agency_name,
        may_copy=may_write(desk(), meeting.conference_id),
    )


@blueprint.post("/meetings/<int:meeting_id>/documents/<document>")
@allows(Act.DOCUMENT_MAKE)
def make(meeting_id: int, document: str) -> Response:
    """A copy for whoever asks."""
    return leaving(make_document(desk(), meeting_id, document))


def _meeting_to_copy(meeting_id: int) -> Meeting:
    meeting = get(desk(), Meeting, meeting_id)
    if not may_write(desk(), meeting.conference_id):
        raise NotFound
    enter(meeting.conference_id)
    return meeting


def _for_others(meeting: Meeting) -> dict[str, str]:
    """What can be copied for somebody else: never a draft."""
    return {code: label for code, label in documents_to_make(desk(), meeting).items() if code != "draft"}


def _copies_page(meeting: Meeting, form: CopyForm, status: int = 200) -> Response:
    shown = show_as("copies", meeting.id, meeting.conference_id)
    left_out: LeftOut | None = None
    whom = None
    chosen = form.recipient.data
    if chosen and chosen in {choice.value for choice in form.recipient.choices}:
        kind = enter(meeting.conference_id)
        whom, left_out = copy_for(desk(), kind, meeting, chosen)
        shown.cases.update(left_out.case_ids)
    html = render_template(
        "documents/copies.html",
        meeting_id=meeting.id,
        reference=meeting.reference,
        form=form,
        recipient=whom.recipient if whom else None,
        left_out=left_out,
        was_made="made" in request.args,
    )
    return make_response(html, status)


@blueprint.get("/meetings/<int:meeting_id>/copies")
@allows(Act.DOCUMENT_MAKE)
def copies(meeting_id: int) -> Response:
    """Choose for whom a copy is made, and see what it leaves out."""
    meeting = _meeting_to_copy(meeting_id)
    asked = request.args.get("recipient", "")
    chosen = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    members = members_to_copy_to(desk(), meeting)
    form = copy_form(
        members,
        _for_others(meeting),
        formdata=None,
        recipient=chosen,
        document=request.args.get("document", "minutes"),
    )
    return _copies_page(meeting, form)


@blueprint.post("/meetings/<int:meeting_id>/copies")
@allows(Act.DOCUMENT_MAKE)
def make_copy(meeting_id: int) -> Response:
    """A copy for somebody else. The same form sent again makes none: it is told that the copy was made."""
    meeting = _meeting_to_copy(meeting_id)
    form = copy_form(members_to_copy_to(desk(), meeting), _for_others(meeting))
    if not form.validate():
        return _copies_page(meeting, form, 422)
    kind = enter(meeting.conference_id)
    whom, _ = copy_for(desk(), kind, meeting, form.recipient.data)
    told_again(url_for("documents.copies", meeting_id=meeting_id, made=1))
    return leaving(make_document(desk(), meeting_id, form.document.data, whom))
