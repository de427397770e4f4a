"""Requests that no browser of ours makes: another method, another host, another shape, somebody else's headers."""

import io
import json
import re

import pytest
from werkzeug.test import TestResponse

from marac.access.gate import routes
from tests.test_whole import hostile
from tests.test_whole.hostile import Attack, Form, posting_endpoints

attack, forms = hostile.attack, hostile.forms
# The test client itself leaves the temporary file of a large body to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

EVIL = "evil.example"
METHODS = ("HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "CONNECT", "PROPFIND", "QUERY", "GET\tX")
REFUSED = {400, 403, 404, 405, 409, 413, 415, 422}
HUGE = str(10**23)


def _text(answer: TestResponse) -> str:
    """What a page says; a Word file says nothing here."""
    return answer.text if answer.mimetype == "text/html" else ""


def _told(faults: list[str]) -> str:
    return "\n".join(sorted(set(faults)))


def test_every_post_endpoint_has_a_form_that_is_attacked(attack: Attack, forms: list[Form]) -> None:
    assert {form.endpoint for form in forms} >= posting_endpoints(attack.world)


def test_most_forms_are_accepted_as_a_person_would_send_them(attack: Attack, forms: list[Form]) -> None:
    accepted, refused = set(), {}
    for form in forms:
        answer = attack.post(form, form.fields())
        assert answer.status_code < 500, form
        if answer.status_code < 400:
            accepted.add(form.endpoint)
            attack.restore()
        else:
            refused[form.endpoint] = answer.status_code
    never = {name: status for name, status in refused.items() if name not in accepted}
    assert len(accepted) > 70, never


@pytest.mark.one_engine
def test_no_form_is_taken_without_its_token(attack: Attack, forms: list[Form]) -> None:
    faults = []
    for form in forms:
        client, token = attack.browser(form.persona)
        for wrong in (None, "", "x" * 40, token[::-1], f"{token}x", attack.browser("isaac")[1]):
            fields = [
                (name, value)
                for name, value in form.fields().items(multi=True)
                if not name.endswith("csrf_token")
            ]
            fields += [("csrf_token", wrong)] if wrong is not None else []
            client = attack.browser(form.persona)[0]
            answer = client.post(form.path, data=_multi(fields))
            if answer.status_code not in (400, 403):
                faults.append(f"{form.endpoint}: {answer.status_code} with token {str(wrong)[:8]!r}")
                attack.restore()
    assert not faults, _told(faults)
    assert not attack.changed()


def _multi(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.one_engine
@pytest.mark.parametrize("method", METHODS)
def test_other_methods_change_nothing_and_never_break(attack: Attack, forms: list[Form], method: str) -> None:
    faults = []
    for form in forms:
        client, token = attack.browser(form.persona)
        answer = client.open(form.path, method=method, headers={"X-CSRFToken": token})
        if answer.status_code >= 500 or (
            method not in ("HEAD", "OPTIONS") and answer.status_code not in REFUSED
        ):
            faults.append(f"{method} {form.endpoint}: {answer.status_code}")
        if method == "HEAD" and answer.data:
            faults.append(f"HEAD {form.endpoint} has a body")
    assert not faults, _told(faults)
    assert not attack.changed()


def test_a_method_cannot_be_overridden(attack: Attack, forms: list[Form]) -> None:
    faults = []
    for form in forms:
        client, token = attack.browser(form.persona)
        headers = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST", "X-HTTP-Method": "POST"}
        answer = client.get(f"{form.path}?_method=POST&csrf_token={token}", headers=headers)
        if answer.status_code >= 500:
            faults.append(f"{form.endpoint}: {answer.status_code}")
    assert not faults, _told(faults)
    assert not attack.changed()


def test_a_foreign_host_gets_nothing_and_is_written_nowhere(attack: Attack, forms: list[Form]) -> None:
    faults = []
    for form in forms:
        client, token = attack.browser(form.persona)
        for host in (
            EVIL,
            f"localhost.{EVIL}",
            "localhost:80@evil.example",
            "",
            "[::1",
            "a" * 300,
            "localhost\x00",
        ):
            data = dict(form.fields().items()) | {"csrf_token": token}
            answer = client.post(form.path, data=data, headers={"Host": host})
            if answer.status_code not in (400, 403, 404) or EVIL in f"{answer.headers}{answer.text}":
                faults.append(f"{form.endpoint} for host {host[:30]!r}: {answer.status_code}")
    assert not faults, _told(faults)
    assert not attack.changed()


SHAPES = {
    "empty": (b"", "application/x-www-form-urlencoded"),
    "no type": (b"a=b", ""),
    "json object": (
        json.dumps({"version": [1], "reason": {"a": 1}, "text": "\ud800", "email": 5}).encode(),
        "application/json",
    ),
    "json list": (b"[1, 2, 3]", "application/json"),
    "json word": (b'"words"', "application/json"),
    "broken json": (b'{"a":', "application/json"),
    "xml": (
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        "text/xml",
    ),
    "plain": (b"reason=x", "text/plain"),
    "multipart without boundary": (b"--x\r\n\r\n", "multipart/form-data"),
    "multipart cut short": (
        b'--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\nwords',
        "multipart/form-data; boundary=x",
    ),
    "multipart of noise": (bytes(range(256)) * 20, "multipart/form-data; boundary=x"),
    "bad escapes": (b"reason=%zz%&%ff=%ed%a0%80&=&;;==", "application/x-www-form-urlencoded"),
    "unknown charset": (b"reason=x", "application/x-www-form-urlencoded; charset=utf-99"),
    "utf-16": ("reason=wörds".encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16"),
}


@pytest.mark.one_engine
@pytest.mark.parametrize("shape", SHAPES)
def test_a_body_of_another_shape_gets_a_plain_answer(attack: Attack, forms: list[Form], shape: str) -> None:
    body, kind = SHAPES[shape]
    faults = []
    for form in forms:
        client, token = attack.browser(form.persona)
        answer = client.post(form.path, data=body, content_type=kind, headers={"X-CSRFToken": token})
        if answer.status_code >= 500:
            faults.append(f"{form.endpoint}: {answer.status_code}")
        if answer.status_code < 400:
            attack.restore()
    assert not faults, _told(faults)
    assert not attack.changed()


@pytest.mark.one_engine
def test_a_file_where_words_are_asked_for_gets_a_plain_answer(attack: Attack, forms: list[Form]) -> None:
    faults = []
    for form in forms:
        client, token = attack.browser(form.persona)
        fields = {box.name: (io.BytesIO(b"words"), "a\r\nX-Evil: b.txt") for box in form.boxes}
        answer = client.post(form.path, data=fields, headers={"X-CSRFToken": token})
        if answer.status_code >= 500 or "X-Evil" in answer.headers:
            faults.append(f"{form.endpoint}: {answer.status_code}")
        if answer.status_code < 400:
            attack.restore()
    assert not faults, _told(faults)
    assert not attack.changed()


def test_what_is_too_large_is_refused_in_plain_words(attack: Attack, forms: list[Form]) -> None:
    body = b"reason=" + b"x" * (50 * 1024 * 1024)
    many = "&".join(f"part{number}=x" for number in range(1001)).encode()
    faults = []
    for form in forms:
        client, token = attack.browser(form.persona)
        kind = "application/x-www-form-urlencoded"
        headers = {"X-CSRFToken": token}
        answer = client.post(form.path, data=body, content_type=kind, headers=headers)
        if answer.status_code != 413 or "large" not in answer.text:
            faults.append(f"{form.endpoint}: 50 MB answered {answer.status_code}")
    for form in forms[:4]:
        client, token = attack.browser(form.persona)
        parts = {f"part{number}": (io.BytesIO(b"x"), "a.txt") for number in range(1001)}
        of_parts = client.post(form.path, data=parts, headers={"X-CSRFToken": token})
        of_fields = client.post(form.path, data=many, content_type=kind, headers={"X-CSRFToken": token})
        if of_parts.status_code != 413 or of_fields.status_code >= 500:
            faults.append(f"{form.endpoint}: parts {of_parts.status_code}, fields {of_fields.status_code}")
        attack.restore()
    assert not faults, _told(faults)
    assert not attack.changed()


def test_numbers_without_bounds_in_addresses_are_no_such_page(attack: Attack) -> None:
    faults = []
    for route in routes(attack.world.app):
        if "<int:" not in route["rule"]:
            continue
        for number in (
            HUGE,
            "-1",
            "0",
            "9223372036854775808",
            "9223372036854775807",
            "1.5",
            "1e9",
            "٣",
            "%00",
            "'",
        ):
            path = re.sub(r"<int:\w+>", number, route["rule"]).replace("<slug>", "northtown-marac")
            path = re.sub(r"<(?:path:)?\w+>", "victim", path)
            for name in ("carol", "adam"):
                client, token = attack.browser(name)
                for method in route["methods"]:
                    answer = client.open(
                        path, method=method, data={"csrf_token": token} if method == "POST" else None
                    )
                    if answer.status_code not in (403, 404, 405, 422):
                        faults.append(f"{method} {path} for {name}: {answer.status_code}")
    assert not faults, _told(faults)
    assert not attack.changed()


@pytest.mark.parametrize(
    "word",
    ["%00", "%ff%fe", "..%2f..%2fetc", "a" * 3000, "%e2%80%ae", "__class__", "{{7*7}}", "%0d%0aX-Evil:1"],
)
def test_odd_words_in_addresses_and_queries_are_no_such_page(attack: Attack, word: str) -> None:
    faults = []
    names = (
        "show",
        "after",
        "before",
        "status",
        "state",
        "sort",
        "owner",
        "age",
        "conference",
        "event",
        "recipient",
        "document",
        "from",
        "risk",
        "do",
        "kind",
        "next",
        "part",
        "page",
    )
    query = "&".join(f"{name}={word}" for name in names)
    for route in routes(attack.world.app):
        path = re.sub(r"<(?!int:)(?:\w+:)?\w+>", word, route["rule"])
        path = re.sub(r"<int:\w+>", "7", path)
        plain = re.sub(r"<slug>", "northtown-marac", route["rule"])
        plain = re.sub(r"<int:\w+>", "7", re.sub(r"<(?:path:)?name>|<document>", "victim", plain))
        client, _token = attack.browser("carol")
        for address in {path, f"{plain}?{query}"}:
            answer = client.get(address)
            if answer.status_code >= 500 or "X-Evil" in answer.headers:
                faults.append(f"GET {address[:80]}: {answer.status_code}")
    assert not faults, _told(faults)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "target",
    [
        "/\\evil.example",
        "//evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "/%0d%0aX-Evil: 1",
        "javascript:alert(1)",
        "/\r\nX-Evil: 1",
        "///evil.example",
        "http:evil.example",
        "/[",
        "/" + "a" * 4000,
        "/@evil.example",
        "\x00/evil",
    ],
)
def test_signing_in_leads_nowhere_else(attack: Attack, forms: list[Form], target: str) -> None:
    form = next(each for each in forms if each.endpoint == "accounts.sign_in_post")
    answer = attack.post(form, {**form.fields().to_dict(), "next": target})
    attack.restore()
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/") and not answer.headers["Location"].startswith(
        ("//", "/\\")
    )
    assert EVIL not in answer.headers["Location"] or answer.headers["Location"] == "/@evil.example"
    assert "X-Evil" not in answer.headers


@pytest.mark.one_engine
def test_forged_headers_break_nothing_and_change_no_answer(attack: Attack, forms: list[Form]) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.9, 127.0.0.1",
        "X-Forwarded-Host": EVIL,
        "X-Forwarded-Proto": "gopher",
        "X-Real-IP": "203.0.113.9",
        "X-Original-URL": "/administration",
        "X-Rewrite-URL": "/administration",
        "HX-Request": "true",
        "HX-Target": "../../x<script>",
        "HX-Current-URL": "http://[",
        "HX-Boosted": "maybe",
        "Referer": "http://[",
        "Origin": "null",
        "Accept-Language": "x" * 5000,
        "User-Agent": "x\u00ff" * 600,
        "Cookie2": "$Version=1",
        "Range": "bytes=0-1",
        "If-None-Match": '"' + "x" * 500,
        "Accept": "*/*;q=nan",
    }
    faults = []
    for form in forms:
        for fields in (form.fields(), {"csrf_token": "", "form_key": "a"}):
            answer = attack.post(form, fields, headers=forged)
            if answer.status_code >= 500 or EVIL in f"{answer.headers}{_text(answer)}":
                faults.append(f"{form.endpoint}: {answer.status_code}")
            if answer.status_code < 400:
                attack.restore()
    assert not faults, _told(faults)
    assert not [body for _, _, body in attack.world.ledger() if "203.0.113.9" in body]
