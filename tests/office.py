"""Reads documents the way a recipient would: opened by LibreOffice, page by page."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

SECONDS_ALLOWED = 240


def require_tool(name: str) -> str:
    """Return the path of a program; without it the test is skipped, or fails where MARAC_REQUIRE_TOOLS=1."""
    path = shutil.which(name)
    if path is None:
        reason = f"{name} is not installed, so nothing was read back"
        if os.environ.get("MARAC_REQUIRE_TOOLS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def pdf_with_libreoffice(document: bytes, suffix: str = "docx") -> bytes:
    """Return the document as LibreOffice prints it; every call has a user profile of its own."""
    soffice = require_tool("soffice")
    with tempfile.TemporaryDirectory(prefix="marac-office-") as name:
        folder = Path(name)
        source = folder / f"document.{suffix}"
        source.write_bytes(document)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        convert = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", name, str(source)]
        ran = subprocess.run(convert, capture_output=True, text=True, timeout=SECONDS_ALLOWED, check=False)
        printed = source.with_suffix(".pdf")
        assert printed.exists(), f"LibreOffice could not read the document: {ran.stdout}{ran.stderr}"
        return printed.read_bytes()


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page, laid out as it is seen."""
    pdftotext = require_tool("pdftotext")
    ran = subprocess.run(
        [pdftotext, "-layout", "-", "-"], input=pdf, capture_output=True, timeout=SECONDS_ALLOWED, check=True
    )
    return ran.stdout.decode("utf-8").split("\f")[:-1]


def read_with_libreoffice(document: bytes, suffix: str = "docx") -> list[str]:
    """Return the text of each page of the document as LibreOffice lays it out."""
    require_tool("pdftotext")
    return page_texts(pdf_with_libreoffice(document, suffix))
