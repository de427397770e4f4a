"""Our own and the fetched files that browsers may have: styles, scripts and small pictures."""

from __future__ import annotations

import hashlib
import time
from functools import lru_cache
from pathlib import Path

from flask import Response, request
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

STATIC = Path(__file__).resolve().parents[2] / "static"
FOLDERS = ("css/", "js/", "images/", "vendor/")
MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
FOR_A_YEAR = "public, max-age=31536000, immutable"


def content_hash(path: Path) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the file at `path`."""
    return _hash_of(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _hash_of(path: Path, changed_at: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def asset_url(name: str) -> str:
    """The address of the static file `name`, which changes (within a second) when its content does.

    A file that is not there yet, before the set-up has fetched it, gets an address without a mark.
    """
    # A page names a dozen: asking the disk for each was a tenth of the cost of a page.
    return _address_of(name, int(time.monotonic()))


@lru_cache(maxsize=256)
def _address_of(name: str, _second: int) -> str:
    path = STATIC / name
    return f"/static/{name}?v={content_hash(path)}" if path.is_file() else f"/static/{name}"


def static_file(name: str) -> Response:
    """The answer for the static file `name`; NotFound for anything outside the folders browsers may read."""
    joined = safe_join(str(STATIC), name)
    media_type = MEDIA_TYPES.get(Path(name).suffix)
    if joined is None or media_type is None or not name.startswith(FOLDERS):
        raise NotFound()
    path = Path(joined)
    if not path.is_file():
        raise NotFound()
    mark = content_hash(path)
    response = Response(path.read_bytes(), mimetype=media_type)
    response.set_etag(mark)
    response.headers["Cache-Control"] = FOR_A_YEAR if request.args.get("v") == mark else "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.make_conditional(request)
    return response
