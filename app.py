"""The WSGI entry point: `gunicorn app:app`."""

from marac import create_app

app = create_app()
