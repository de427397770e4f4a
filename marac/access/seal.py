"""The sealed door: the only module that reads or writes confidential text.

Opening takes a receipt (a pending ledger entry) and writes on it what was opened: which kind of text, whose.
So the ledger says what was shown because it is the same act, not because somebody remembered.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Select, bindparam, delete, insert, select, update

from marac import clock
from marac.access.crypt import Keys
from marac.access.doorman import Unsealed
from marac.access.scope import see
from marac.db import Entry, Session
from marac.errors import Altered, KeyMissing, Mistake
from marac.records import SealedText, Text
from marac.records.base import columns

S = columns(SealedText)
OWN_RECORD = 0

# The columns by which any statement may carry a sealed text along: `select(..., *SEALED_COLUMNS)`.
SEALED_COLUMNS = (S.owner_id, S.field, S.case_id, S.agency_id, S.is_shared, S.class_bit, S.body)
# Stands where a text was that will not open, on a page that can do without it: one altered row must not take
# a whole list of overdue actions with it. Elsewhere the page is withheld.
WITHHELD = (
    "This text will not open and is withheld: it was altered outside the application, or its key is missing."
)
CAN_BE_WITHHELD = frozenset(
    {
        Text.ACTION_TEXT, Text.ACTION_NOTE, Text.RISK_TEXT, Text.RISK_UNPLANNED, Text.CONTRIBUTION_TEXT,
        Text.CONTRIBUTION_SOURCE, Text.CONTRIBUTION_WITHHELD, Text.RETURN_RECORDS,
    }
)  # fmt: skip
# What comes of opening a row in which anything was changed: wrong words, a wrong key's number, no bytes at all.
WILL_NOT_OPEN = (InvalidTag, KeyMissing, TypeError, ValueError)

_OF_CASE = select(*SEALED_COLUMNS).where(
    S.case_id == bindparam("case_id"), S.field.in_(bindparam("fields", expanding=True)), see(SealedText)
)
_OF_OWNER = select(*SEALED_COLUMNS).where(
    S.case_id == bindparam("case_id"),
    S.owner_id == bindparam("owner_id"),
    S.field.in_(bindparam("fields", expanding=True)),
    see(SealedText),
)
_UPDATE = (
    update(SealedText)
    .where(
        S.owner_id == bindparam("at_owner"),
        S.field == bindparam("at_field"),
        S.case_id == bindparam("at_case"),
        see(SealedText),
    )
    .values(
        body=bindparam("new_body"),
        written_at=bindparam("new_moment"),
        is_shared=bindparam("new_shared"),
        class_bit=bindparam("new_class"),
        agency_id=bindparam("new_agency"),
    )
)
_DELETE = delete(SealedText).where(
    S.owner_id == bindparam("at_owner"), S.case_id == bindparam("case_id"), see(SealedText)
)

Texts = dict[tuple[int, str], str]

_keys: Keys | None = None


def use_keys(keys: Keys) -> None:
    """Set the sealing keys of this process, once at start."""
    global _keys
    _keys = keys


def keys() -> Keys:
    """The sealing keys of this process. Raises RuntimeError before `use_keys`."""
    if _keys is None:
        raise RuntimeError("no sealing key has been set")
    return _keys


def identity(
    case_id: int, owner_id: int, field: str, agency_id: int | None, is_shared: bool, class_bit: int
) -> bytes:
    """Everything in its row that decides who may read a text: none of it can be changed but by sealing anew."""
    return f"{case_id}:{owner_id}:{field}:{agency_id}:{class_bit}:{is_shared:d}".encode()


def _open_row(receipt: Entry, row: Any) -> bytes:
    ((_, raw),) = _opened(receipt, (row,))
    return raw


def _opened(receipt: Entry, rows: Iterable[Any]) -> list[tuple[tuple[int, str], bytes]]:
    """The text of each row by owner and kind, all noted on the receipt; rows without a text are passed over."""
    if not receipt.was_admitted:
        raise Unsealed("no statement ran with this receipt")
    opening, is_list, case_of_receipt = keys().open, receipt.is_list, receipt.case_id
    texts, noted, cases = [], set(), set()
    for row in rows:
        owner_id, field, case_id, agency_id, is_shared, class_bit, body = row[-7:]
        if body is None:
            continue
        if not is_list and case_id != case_of_receipt:
            raise Unsealed("this receipt does not open that case's text")
        cases.add(case_id)
        try:
            raw = opening(
                body, f"{case_id}:{owner_id}:{field}:{agency_id}:{class_bit}:{is_shared:d}".encode()
            )
        except WILL_NOT_OPEN:
            raw = _withheld(receipt, case_id, owner_id, field)
        else:
            noted.add((field, agency_id or OWN_RECORD, case_id))
        texts.append(((owner_id, field), raw))
    if is_list:
        receipt.cases |= cases
    for field, agency_id, case_id in noted:
        receipt.shown.setdefault(field, set()).add(agency_id)
        if is_list:
            receipt.parts.setdefault((field, agency_id), set()).add(case_id)
    return texts


def _withheld(receipt: Entry, case_id: int, owner_id: int, field: str) -> bytes:
    """What stands in place of a text that will not open; the receipt says that it did not.

    Raises Altered where a page or a change cannot do without it.
    """
    receipt.altered.add((case_id, owner_id, field))
    if not receipt.is_reading or field not in CAN_BE_WITHHELD:
        raise Altered
    return WITHHELD.encode()


def open_rows(receipt: Entry, rows: Iterable[Any]) -> Texts:
    """Decrypt rows that end with SEALED_COLUMNS and note each on the receipt they were read with.

    Raises Unsealed for a receipt that no statement ran with, or for a row of another case than the receipt's.
    """
    return {key: raw.decode("utf-8", "replace") for key, raw in _opened(receipt, rows)}


def open_texts(session: Session, receipt: Entry, *fields: Text) -> Texts:
    """All texts of the given kinds on the receipt's case that the viewer may see, by (owner, kind)."""
    parameters = {**session.see, "case_id": receipt.case_id, "fields": [str(field) for field in fields]}
    rows = session.execute(_OF_CASE, parameters, execution_options={"receipt": receipt})
    return open_rows(receipt, rows)


def open_of(session: Session, receipt: Entry, owner_id: int, *fields: Text) -> dict[str, str]:
    """The texts of one record, by kind."""
    parameters = {
        **session.see,
        "case_id": receipt.case_id,
        "owner_id": owner_id,
        "fields": [str(field) for field in fields],
    }
    rows = session.execute(_OF_OWNER, parameters, execution_options={"receipt": receipt})
    return {field: text for (_, field), text in open_rows(receipt, rows).items()}


def open_list(
    session: Session, receipt: Entry, statement: Select[Any], parameters: Mapping[str, Any]
) -> tuple[list[Any], Texts]:
    """Run a list statement that ends with SEALED_COLUMNS under a list receipt.

    Returns the rows and their texts; the receipt then names every case in the list.
    """
    rows = session.ask(statement, parameters, receipt)
    return rows, open_rows(receipt, rows)


def choose_from_list(
    session: Session,
    receipt: Entry,
    statement: Select[Any],
    parameters: Mapping[str, Any],
    choose: Callable[[list[Any], Texts], set[int]],
) -> tuple[list[Any], Texts]:
    """Open a list in order to choose from it: to search names, to compare people.

    `choose` answers with the owners whose texts will be shown. The others go nowhere, so the receipt names
    only the cases and texts of those chosen. Returns their rows and texts.
    """
    rows = session.ask(statement, parameters, receipt)
    cases, shown = set(receipt.cases), {field: set(whose) for field, whose in receipt.shown.items()}
    parts = {part: set(where) for part, where in receipt.parts.items()}
    chosen = choose(rows, open_rows(receipt, rows))
    receipt.cases, receipt.shown, receipt.parts = cases, shown, parts
    kept = [row for row in rows if row.owner_id in chosen]
    return kept, open_rows(receipt, kept)


def open_bytes(session: Session, receipt: Entry, owner_id: int, field: Text) -> bytes | None:
    """One sealed file, as it was received, or None."""
    parameters = {**session.see, "case_id": receipt.case_id, "owner_id": owner_id, "fields": [str(field)]}
    row = session.execute(_OF_OWNER, parameters, execution_options={"receipt": receipt}).one_or_none()
    return None if row is None else _open_row(receipt, row)


def seal(
    session: Session,
    entry: Entry,
    owner_id: int,
    field: Text,
    text: str | bytes | Mapping[str, Any],
    *,
    class_bit: int,
    agency_id: int | None = None,
    is_shared: bool = True,
) -> None:
    """Write a confidential text, new or changed, under a pending change entry of its case.

    A mapping is kept as JSON. The ledger gets a keyed hash of the text, never the text. Raises Mistake when it
    holds the sentence that stands in place of a text that would not open.
    """
    raw = _raw(text)
    if WITHHELD.encode() in raw:
        raise Mistake("text", "Write the text anew: the sentence that stands in its place is not the text.")
    case_id = int(entry.case_id or 0)
    name = str(field)
    entry.written[name] = keys().token("written", raw.decode("utf-8", "replace")).hex()
    changed = {
        "body": keys().seal(raw, identity(case_id, owner_id, name, agency_id, is_shared, class_bit)),
        "is_shared": is_shared,
        "class_bit": class_bit,
        "agency_id": agency_id,
    }
    options = {"receipt": entry, "synchronize_session": False}
    place = {"at_owner": owner_id, "at_field": name, "at_case": case_id}
    new = {
        "new_body": changed["body"],
        "new_moment": clock.now(),
        "new_shared": is_shared,
        "new_class": class_bit,
        "new_agency": agency_id,
    }
    found: Any = session.execute(_UPDATE, {**session.see, **place, **new}, execution_options=options)
    if found.rowcount == 0:
        row = {"owner_id": owner_id, "field": name, "case_id": case_id, "written_at": clock.now(), **changed}
        session.execute(insert(SealedText.__table__), [row], execution_options=options)  # type: ignore[attr-defined]


def unseal_all(session: Session, entry: Entry, owner_id: int) -> None:
    """Remove every text of a record (a withdrawn draft, a moved referral)."""
    parameters = {**session.see, "at_owner": owner_id, "case_id": entry.case_id}
    session.execute(_DELETE, parameters, execution_options={"receipt": entry, "synchronize_session": False})


def _raw(text: str | bytes | Mapping[str, Any]) -> bytes:
    if isinstance(text, bytes):
        return text
    if isinstance(text, str):
        return text.encode("utf-8", "replace")
    return json.dumps(text, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
