"""Hostile text in every box of every form: a clear answer, nothing executed, nothing half kept."""

import html
import unicodedata

import pytest

from marac.ui.typed_text import keepable
from tests.test_whole import hostile
from tests.test_whole.hostile import MESSAGE, Attack, Form

attack, forms = hostile.attack, hostile.forms

PRODUCT = str(1234 * 4321)
TEXTS = {
    "nul": "before\x00after",
    "controls": "\x01\x02\x1b[31mred\x7f\x85\x9f",
    "lone surrogate": "before\ud800after\udfff",
    "right to left": "Vera\u202efiktiv\u202c",
    "zero width": "Ve\u200bra\ufeff\u2060",
    "nfd": unicodedata.normalize("NFD", "Zoë Ångström-Müller"),
    "single name": "Cher",
    "200 characters": "a" * 200,
    "5,000 characters": "b" * 5_000,
    "apostrophes": "O'Fiktiv \"d’Arc\" `x` ''",
    "script": '<script>alert("zz")</script>',
    "breaks out": "\"'></textarea></title><img src=x onerror=alert(1)><svg/onload=alert(1)>",
    "htmx": '<div hx-get="/sign-out" hx-trigger="load" data-hx-on:click="x"></div>',
    "template": "{{1234*4321}} {%print(1234*4321)%} ${1234*4321} #{1234*4321} <%=1234*4321%>",
    "line ends": "Subject\r\nX-Evil: yes\r\n\r\n<b>body</b>",
    "log line": "first\nCRITICAL marac.forged everything is well",
    "formula": "=1+1\t@SUM(A1)",
    "placeholders": "%s %(value)s %n {0} {name} {} %",
    "backslashes": "\\u0000 \\x00 C:\\nul \\",
    "white space only": " \t\u00a0\u3000 \r\n",
    "astral and combining": "\U0001f468\u200d\U0001f469 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A҉̧̯͓",
    "500 kB": "long words " * 46_000,
}
# What a database might mind; the rest is a matter of pages alone.
MINDED = ("nul", "lone surrogate", "backslashes", "astral and combining", "500 kB")
RUN = ("<script>alert", "<img src=x", "<svg/onload", '<div hx-get="/sign-out"', PRODUCT)
FINE = {200, 204, 302, 303, 409, 413, 422}
# A box for a number in a row of a list: the page comes back with what to type, and the row as it is kept.
IN_A_ROW = ("meetings.set_minutes", "meetings.move_item")


def _squeezed(text: str) -> str:
    """The text as it is kept. Half a character arrives as the bytes that a browser would never send, spelt out."""
    arrived = text.encode("utf-8", "surrogatepass").decode("utf-8", "werkzeug.url_quote")
    return " ".join(keepable(arrived).split())


def _fault(form: Form, answer, value: str) -> str:
    """What is wrong with an answer to hostile text, or the empty string."""
    if answer.status_code not in FINE:
        return f"answered {answer.status_code}"
    text = answer.text if answer.mimetype == "text/html" else ""
    if any(run in text for run in RUN):
        return "carried out what was typed"
    if any("X-Evil" in name or "\n" in each for name, each in answer.headers):
        return "made a header of what was typed"
    if answer.status_code == 422 and answer.mimetype == "text/html":
        return _fault_of_refusal(form, text, value)
    return ""


def _fault_of_refusal(form: Form, text: str, value: str) -> str:
    if not MESSAGE.search(text):
        return "refused without a word"
    shown = _squeezed(html.unescape(text))
    if form.endpoint not in IN_A_ROW and _squeezed(value) and _squeezed(value) not in shown:
        return "forgot what was typed"
    return ""


@pytest.mark.parametrize("name", hostile.on_engines(TEXTS, MINDED))
def test_hostile_text_in_every_box_gets_a_clear_answer_and_is_never_half_kept(
    attack: Attack, forms: list[Form], name: str
) -> None:
    value, faults, tried = TEXTS[name], [], 0
    for form in forms:
        if not form.typed:
            continue
        fields = form.fields()
        for box in form.typed:
            fields[box] = value
        tried += 1
        answer = attack.post(form, fields)
        fault = _fault(form, answer, value)
        if fault:
            faults.append(f"{form.persona} {form.endpoint} {form.path} {form.typed}: {fault}")
        if answer.status_code < 400:
            attack.restore()
    assert tried > 30
    assert not faults, "\n".join(faults)
    assert not attack.changed()
