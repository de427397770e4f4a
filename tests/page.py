"""A client that checks every page it fetches: valid HTML, and the basics of accessibility and safety."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

METHODS = frozenset({"get", "post", "put", "patch", "delete", "open"})
LABELLED = frozenset({"input", "select", "textarea"})
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for")


class PageFault(AssertionError):
    """The page is not fit to be shown; the message says why, and where."""


class CheckedClient:
    """Wraps Flask's client: `get`, `post` and the others check each HTML answer before it is handed on."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def __getattr__(self, name: str) -> Any:
        target = getattr(self.client, name)
        if name not in METHODS:
            return target

        def fetch(*arguments: Any, **settings: Any) -> TestResponse:
            response: TestResponse = target(*arguments, **settings)
            check_response(response)
            return response

        return fetch


def check_response(response: TestResponse) -> None:
    """Raise PageFault if `response` is HTML and anything is wrong with it; redirects are not looked at."""
    if response.mimetype != "text/html" or response.status_code // 100 == 3 or not response.data:
        return
    try:
        check_html(response.text)
    except PageFault as fault:
        where = f"{response.request.method} {response.request.path} ({response.status_code})"
        raise PageFault(f"{where}: {fault}") from None


def check_html(html: str) -> None:
    """Raise PageFault if `html`, a whole page or a block of one, has a fault."""
    is_whole = html.lstrip().lower().startswith(("<!doctype", "<html"))
    root = _parsed(html, is_whole)
    faults = [*_page_faults(root)] if is_whole else []
    faults += [*_id_faults(root, is_whole), *_inline_faults(root), *_form_faults(root), *_name_faults(root)]
    if faults:
        raise PageFault("; ".join(faults))


def _parsed(html: str, is_whole: bool) -> Element:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(html) if is_whole else parser.parseFragment(html)
    for (line, _), code, details in parser.errors:
        text = html.splitlines()[line - 1].strip() if html else ""
        raise PageFault(f"not valid HTML, {code} {details or ''} at line {line}: {text[:160]}")
    return root


def _page_faults(root: Element) -> Iterator[str]:
    headings = len(root.findall(".//h1"))
    if headings != 1:
        yield f"{headings} main headings (h1) instead of one"
    if not _words(root.find("head/title")):
        yield "no title"
    if not root.get("lang"):
        yield "no language"
    if len(root.findall(".//main")) != 1:
        yield "not exactly one main part"


def _id_faults(root: Element, is_whole: bool) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.iter() if element.get("id") is not None)
    yield from (f"id {name!r} is used {times} times" for name, times in ids.items() if times > 1)
    if not is_whole:
        return
    for element in root.iter():
        for name in REFERENCES:
            yield from (
                f"{name} names {one!r}: none" for one in element.get(name, "").split() if one not in ids
            )
        target = element.get("href", "")
        if target.startswith("#") and target[1:] not in ids:
            yield f"a link leads to {target}, which is not in the page"


def _inline_faults(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"an inline {element.tag}"
        for name in element.attrib:
            if name == "style" or name.startswith(("on", "hx-on")):
                yield f"attribute {name} on {element.tag}"
        if element.get("href", "").lower().startswith("javascript:"):
            yield "a javascript: link"


def _form_faults(root: Element) -> Iterator[str]:
    for form in root.iter("form"):
        method = form.get("method", "").lower()
        if method not in {"get", "post"} or not form.get("action"):
            yield f"a form without method or action ({form.get('action')})"
        tokens = [box for box in form.iter("input") if box.get("name", "").endswith("csrf_token")]
        if method == "post" and not any(box.get("value") for box in tokens):
            yield f"a form that posts without its token ({form.get('action')})"


def _name_faults(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in root.iter("label") if _words(label)}
    for element in root.iter():
        if element.tag in LABELLED and element.get("type") not in {"hidden", "submit", "button"}:
            if element.get("id") not in labelled and not _says(element):
                yield f"field {element.get('name')!r} without a label"
        elif element.tag in {"a", "button"} and not _words(element) and not _says(element):
            yield f"{element.tag} without words ({element.get('href') or element.get('name')})"
        elif element.tag == "img" and element.get("alt") is None:
            yield f"a picture without a text ({element.get('src')})"
        elif element.tag == "table" and not _words(element.find("caption")) and not _says(element):
            yield "a table without a caption"


def _says(element: Element) -> bool:
    return bool(element.get("aria-label") or element.get("aria-labelledby"))


def _words(element: Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""
