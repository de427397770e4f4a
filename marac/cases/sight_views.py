"""The page that says why one can see a case, and who else can."""

from flask import render_template

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.cases.blueprint import blueprint
from marac.cases.case_views import enter
from marac.cases.sight import sight_of


@blueprint.get("/cases/<int:case_id>/sight")
@allows(Act.CASE_VIEW)
def sight(case_id: int) -> str:
    """Why the viewer can see this case, and who else can."""
    page = sight_of(desk(), case_id)
    enter(page.heading)
    return render_template("cases/sight.html", page=page, case=page.heading, kind=page.heading.kind)
