"""Parse XML from a stranger: no document types, no entities, no network, no great depth."""

from typing import Any

from lxml import etree

from marac.referrals.reading.errors import UnreadableForm

DOCTYPE_SPELLINGS = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
DAMAGED = (
    "The file is damaged and cannot be read. Ask the referrer to save it again in Word and send it again."
)


def parse(xml: bytes) -> Any:
    """The root element. Raises UnreadableForm if damaged, with a document type, or nested past 256 levels."""
    if any(spelling in xml for spelling in DOCTYPE_SPELLINGS):
        raise UnreadableForm(_unsafe())
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as problem:
        raise UnreadableForm(DAMAGED) from problem
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableForm(_unsafe())
    return root


def local_name(element: Any) -> str:
    """The tag without its namespace, so that both the strict and the usual flavour of the format are read."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """An attribute by its name without namespace, or None."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: Any, *names: str) -> Any | None:
    """The first descendant down the path of tag names, or None."""
    found = element
    for name in names:
        found = next((inner for inner in found if local_name(inner) == name), None)
        if found is None:
            return None
    return found


def is_on(element: Any | None) -> bool:
    """Whether a switch such as bold is there and not turned off."""
    return element is not None and (attribute(element, "val") or "1").lower() not in {
        "0",
        "false",
        "off",
        "none",
    }


def _unsafe() -> str:
    return (
        "The file holds hidden instructions (a document type) that no referral form needs. "
        "It was not opened. Ask the referrer to copy the words into a new form."
    )
