"""The forms of a page, read from it as a person gets it, each box filled in with something that fits its name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import html as lxml_html
from werkzeug.datastructures import MultiDict

from marac import clock
from tests.world import World

# Fields of which no page may show what was typed.
SECRETS = ("password",)
# What to type into an empty box, by a part of its name; anything else gets plain words.
TYPED = (
    ("starts_at", "14:00"),
    ("minutes", "15"),
    ("reason", "Plain words for a test."),
    ("due", "Friday"),
    ("email", "someone.new@people.example"),
    ("password", "several words make a long password"),
    ("slug", "a-short-name"),
    ("terms", "Fiktiv"),
    ("line", "police Polly Testperson visit the school and agree the list by Friday"),
    ("position", "1"), ("date", "3 April 2026"), ("birth_year", "1984"), ("age_stated", "40"), ("ticks", "15"),
)  # fmt: skip
WORDS = "Plain words for a test."


@dataclass(frozen=True)
class Box:
    """One field of a form: hidden, text, day (a part of one), choice, ticks, or file."""

    name: str
    kind: str
    value: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """One form of one page, as somebody gets it."""

    persona: str
    page: str
    endpoint: str
    path: str
    boxes: tuple[Box, ...]
    is_multipart: bool = False

    def fields(self) -> MultiDict[str, Any]:
        """The form filled in as a person would."""
        filled: MultiDict[str, Any] = MultiDict()
        for box in self.boxes:
            if box.value != "" or box.kind in ("text", "day"):
                filled.add(box.name, box.value)
        return filled

    @property
    def typed(self) -> tuple[str, ...]:
        """The names of the boxes for text."""
        return tuple(b.name for b in self.boxes if b.kind == "text" and not b.name.endswith(SECRETS))


def _day_part(name: str) -> str:
    today = clock.today()
    if "until" in name:
        today = today.replace(year=today.year + 1, day=1)
    for part in ("day", "month", "year"):
        if name.endswith(f"-{part}"):
            return str(getattr(today, part))
    return ""


def _typed(name: str) -> str:
    return next((words for part, words in TYPED if part in name), WORDS)


def _box(element: Any) -> Box | None:
    name, kind = element.get("name"), (element.get("type") or "text").lower()
    if not name:
        return None
    if element.tag == "select":
        options = tuple(each.get("value", "") for each in element.iter("option"))
        chosen = next(
            (each.get("value", "") for each in element.iter("option") if each.get("selected") is not None), ""
        )
        return Box(
            name, "choice", chosen or next((each for each in options if each not in ("", "0")), ""), options
        )
    if element.tag == "textarea":
        return Box(name, "text", (element.text or "").lstrip("\n") or _typed(name))
    value = element.get("value", "")
    if kind in ("radio", "checkbox"):
        return Box(
            name,
            "choice" if kind == "radio" else "ticks",
            value if element.get("checked") is not None else "",
            (value,),
        )
    if kind in ("hidden", "file"):
        return Box(name, kind, value)
    if _day_part(name) and element.get("inputmode") == "numeric":
        return Box(name, "day", value or _day_part(name))
    return Box(name, "text", value or _typed(name))


def _merged(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Radio buttons of one name are one choice: the first answer when none is chosen."""
    found: dict[tuple[str, str], Box] = {}
    others = []
    for box in boxes:
        if box.kind != "choice":
            others.append(box)
            continue
        before = found.get((box.name, box.kind))
        if before is None:
            found[box.name, box.kind] = replace(
                box, value=box.value or (box.options[0] if len(box.options) == 1 else "")
            )
            continue
        chosen = box.value or before.value
        found[box.name, box.kind] = replace(before, value=chosen, options=(*before.options, *box.options))
    return (*found.values(), *others)


def _elements(root: Any, form: Any) -> Iterator[Any]:
    yield from form.iter("input", "select", "textarea", "button")
    number = form.get("id")
    if number:
        yield from (each for each in root.iter("input", "select", "textarea") if each.get("form") == number)


def forms_of(world: World, persona: str, page: str, text: str) -> Iterator[Form]:
    """Every form that posts, of one page; a form that saves itself twice, with both its addresses."""
    root = lxml_html.fromstring(text)
    adapter = world.app.url_map.bind("localhost")
    for form in root.iter("form"):
        if form.get("method", "").lower() != "post":
            continue
        boxes = _merged(box for each in _elements(root, form) if each.tag != "button" and (box := _box(each)))
        buttons = [each for each in form.iter("button") if each.get("name")]
        if buttons:
            boxes = (*boxes, Box(buttons[0].get("name"), "hidden", buttons[0].get("value", "")))
        paths = [(form.get("action"), boxes)]
        if form.get("data-autosave-url"):
            paths.append((form.get("data-autosave-url"), (*boxes, Box("client_seq", "hidden", "1"))))
        for path, its_boxes in paths:
            bare = path.partition("?")[0]
            endpoint, _ = adapter.match(bare, "POST")
            is_multipart = form.get("enctype") == "multipart/form-data"
            yield Form(persona, page, endpoint, path, its_boxes, is_multipart)
