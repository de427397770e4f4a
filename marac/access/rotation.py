"""Sealing every text anew under the newest key, a batch at a time, while people read and write.

Nothing is shown and no viewer asks: this runs on an engine of its own, by the operator's command alone. A text
keeps its moment of writing. A batch is one short transaction and each text is replaced only as it was read, so a
change that somebody makes meanwhile is never undone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, LargeBinary, and_, bindparam, func, or_, select, update

from marac.access.crypt import Keys
from marac.access.database_roles import keeping
from marac.access.seal import WILL_NOT_OPEN, identity
from marac.db import Database
from marac.records import SealedText
from marac.records.base import columns

BATCH = 200
NUMBER_BYTES = 2

_S = columns(SealedText)
_number: Any = func.substr(_S.body, 1, NUMBER_BYTES, type_=LargeBinary)
_BY_NUMBER = select(_number, func.count()).group_by(_number)
_OLDER = (
    select(_S.owner_id, _S.field, _S.case_id, _S.agency_id, _S.is_shared, _S.class_bit, _S.body)
    .where(
        or_(
            _S.owner_id > bindparam("after_owner"),
            and_(_S.owner_id == bindparam("after_owner"), _S.field > bindparam("after_field")),
        ),
        _number != bindparam("newest", type_=LargeBinary),
    )
    .order_by(_S.owner_id, _S.field)
    .limit(BATCH)
    # Whoever is writing one of them is not waited for: another pass comes back to it.
    .with_for_update(skip_locked=True)
)
_REPLACE = (
    update(SealedText.__table__)  # type: ignore[attr-defined]
    .where(
        _S.owner_id == bindparam("at_owner"),
        _S.field == bindparam("at_field"),
        _S.body == bindparam("old_body"),
    )
    .values(body=bindparam("new_body"))
)


@dataclass
class Pass:
    """What one walk over the older texts came to; `unopened` are those that would not open (case, owner, kind)."""

    moved: int = 0
    unopened: int = 0


def texts_by_key(connection: Connection) -> dict[int, int]:
    """How many texts are sealed under each key."""
    keeping(connection)
    return {int.from_bytes(bytes(number), "big"): count for number, count in connection.execute(_BY_NUMBER)}


def rotate(store: Database, keys: Keys) -> Iterator[Pass]:
    """Walk once over every text under an older key and seal it under the newest; the sums after each batch."""
    done, place = Pass(), (-1, "")
    while True:
        with store.turn(), store.writer.begin() as connection:
            keeping(connection)
            rows = _older(connection, keys, place)
            for row in rows:
                _replace(connection, keys, row, done)
        if not rows:
            return
        place = (rows[-1].owner_id, rows[-1].field)
        yield done


def _older(connection: Connection, keys: Keys, place: tuple[int, str]) -> list[Any]:
    newest = keys.current.to_bytes(NUMBER_BYTES, "big")
    bound = {"after_owner": place[0], "after_field": place[1], "newest": newest}
    return list(connection.execute(_OLDER, bound).all())


def _replace(connection: Connection, keys: Keys, row: Any, done: Pass) -> None:
    *place, body = row
    owner_id, field, case_id, agency_id, is_shared, class_bit = place
    whose = identity(case_id, owner_id, field, agency_id, is_shared, class_bit)
    try:
        fresh = keys.seal(keys.open(body, whose), whose)
    except WILL_NOT_OPEN:
        done.unopened += 1
        return
    bound = {"at_owner": owner_id, "at_field": field, "old_body": body, "new_body": fresh}
    done.moved += connection.execute(_REPLACE, bound).rowcount
