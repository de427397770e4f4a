"""The research queue, an agency's own page on a case, and what another agency gets of it."""

from flask import Response, make_response, render_template

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.audit import events
from marac.contributions.blueprint import blueprint
from marac.contributions.preview import preview_as, preview_item_as
from marac.contributions.queries import research_queue, return_state
from marac.contributions.rendering import enter, listing_page
from marac.contributions.revealing import reveal_contact


@blueprint.get("/research")
@allows(Act.RESEARCH_CONTRIBUTE)
def index() -> Response:
    """What is asked of the viewer's agency."""
    session = desk()
    asked = research_queue(session)
    shown = session.record(events.ListShown(page="research", rows=len(asked)), is_list=True)
    shown.cases.update(each.case_id for each in asked)
    return make_response(render_template("contributions/index.html", asked=asked))


@blueprint.get("/listings/<int:item_id>/research")
@allows(Act.RESEARCH_CONTRIBUTE)
def show(item_id: int) -> Response:
    """The agency's own page."""
    return listing_page(item_id)


@blueprint.get("/listings/<int:item_id>/research/as/<int:agency_id>")
@allows(Act.RESEARCH_CONTRIBUTE)
def preview(item_id: int, agency_id: int) -> Response:
    """The agency's own page as another agency gets it."""
    seen = preview_as(desk(), item_id, agency_id)
    enter(seen.listing.conference_id)
    return make_response(render_template("contributions/preview.html", seen=seen))


@blueprint.get("/contributions/<int:contribution_id>/as/<int:agency_id>")
@allows(Act.RESEARCH_CONTRIBUTE)
def preview_item(contribution_id: int, agency_id: int) -> Response:
    """The agency's own part of the case as another agency gets it once this item is shared."""
    seen = preview_item_as(desk(), contribution_id, agency_id)
    enter(seen.listing.conference_id)
    return make_response(render_template("contributions/preview.html", seen=seen))


@blueprint.get("/contributions/<int:contribution_id>/contact")
@allows(Act.CONTACT_REVEAL)
def contact(contribution_id: int) -> Response:
    """A shared safe address or contact, by itself."""
    revealed = reveal_contact(desk(), contribution_id)
    enter(revealed.conference_id)
    return make_response(render_template("contributions/contact.html", revealed=revealed))


@blueprint.get("/meetings/<int:meeting_id>/returns")
@allows(Act.RESEARCH_CHASE)
def returns(meeting_id: int) -> Response:
    """Who has answered for a meeting, and who is to be chased."""
    session = desk()
    state = return_state(session, meeting_id)
    enter(state.conference_id)
    shown = session.record(
        events.ListShown(
            page="returns", conference_id=state.conference_id, meeting_id=meeting_id, rows=len(state.rows)
        ),
        is_list=True,
    )
    shown.cases.update(row.case_id for row in state.rows)
    return make_response(render_template("contributions/returns.html", state=state))
