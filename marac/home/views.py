"""The first page: what do I have to do now."""

from flask import Blueprint, render_template

from marac.access.acts import Act
from marac.access.gate import desk, viewer
from marac.access.policy import allows
from marac.home.office import CHASED_SHOWN
from marac.home.steps import steps_of
from marac.home.work import everything
from marac.ui.navigation import chrome

blueprint = Blueprint("home", __name__)

blueprint.app_context_processor(lambda: {"chrome": chrome()})


@blueprint.get("/")
@allows(Act.ACCOUNT_USE)
def show() -> str:
    return render_template(
        "home/show.html",
        **everything(desk()),
        steps_of=steps_of,
        chased_shown=CHASED_SHOWN,
        viewer_id=viewer().id,
    )
