"""The screens' common ground: templates, forms, filters, htmx and static files."""

from __future__ import annotations

from flask import Flask

from marac.ui.environment import prepare_environment
from marac.ui.filters import register_filters
from marac.ui.htmx import htmx


def init_ui(app: Flask) -> None:
    """Give `app` the template environment, the filters and htmx. Call it before any page is made."""
    prepare_environment(app)
    register_filters(app)
    htmx.init_app(app)
