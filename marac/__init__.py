"""marac: multi-agency conference coordination, from referral to followed-up action."""

from importlib import import_module

from flask import Flask

from marac.config import ROOT, Settings, load_settings

SLICES = (
    "accounts",
    "home",
    "referrals",
    "people",
    "cases",
    "oversight",
    "contributions",
    "meetings",
    "actions",
    "documents",
    "audit",
    "administration",
)


def create_app(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """The application. Refuses to start if any view is not covered by the policy."""
    from marac import web
    from marac.access.gate import check_policy
    from marac.audit.settle import AuditedFlask
    from marac.ui import init_ui

    settings = settings or load_settings()
    app = AuditedFlask("marac", static_folder=None, template_folder=str(ROOT / "templates"))
    app.testing = testing
    web.configure(app, settings)
    web.connect(app, settings)
    init_ui(app)
    web.guard(app)
    web.add_common_routes(app)
    for name in SLICES:
        app.register_blueprint(import_module(f"marac.{name}.views").blueprint)
    check_policy(app)
    return app
