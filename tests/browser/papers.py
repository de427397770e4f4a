"""Referral forms to upload: those of the open cases with other bytes, so that none is a duplicate."""

from __future__ import annotations

import io
import zipfile

from playwright.sync_api import FilePayload

from marac.demonstration.referring import form_files

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def form_again(number: str, name: str) -> FilePayload:
    """A form of the open cases as another file: the same words, other bytes."""
    content = io.BytesIO(form_files()[number].read_bytes())
    with zipfile.ZipFile(content, "a") as package:
        package.comment = name.encode()
    return {"name": name, "mimeType": WORD, "buffer": content.getvalue()}


def broken_form(name: str) -> FilePayload:
    """A file that ends in the middle."""
    whole = next(iter(form_files().values())).read_bytes()
    return {"name": name, "mimeType": WORD, "buffer": whole[: len(whole) // 2]}
