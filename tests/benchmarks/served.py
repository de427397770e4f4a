"""What gunicorn serves for the benchmark: the application, and beside it the smallest Flask page there is."""

from collections.abc import Iterable
from typing import Any

from flask import Flask

from marac import create_app

application = create_app()
smallest = Flask("smallest", static_folder=None)


@smallest.get("/hello")
def hello() -> str:
    return "hello"


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """`/hello` is the small page; everything else is the application's."""
    chosen = smallest if environ["PATH_INFO"] == "/hello" else application
    return chosen(environ, start_response)
