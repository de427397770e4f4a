"""Choosing a password of one's own, above all after an administrator set one."""

from sqlalchemy import bindparam, select, update

from marac import clock
from marac.access.viewer import Viewer
from marac.accounts.loading import token_hash
from marac.accounts.operations import check_own_password
from marac.accounts.passwords import hash_password
from marac.audit import events, ledger
from marac.config import Settings
from marac.db import Database, Entry
from marac.errors import Mistake
from marac.records import LoginSession, User
from marac.records.base import columns

_U, _L = columns(User), columns(LoginSession)

_MUST = select(_U.must_change_password).where(_U.id == bindparam("user_id"))
_CHOOSE = (
    update(User)
    .where(_U.id == bindparam("this_user"))
    .values(password_hash=bindparam("new_hash"), must_change_password=False)
)
_END_OTHERS = (
    update(LoginSession)
    .where(
        _L.user_id == bindparam("this_user"),
        _L.token_hash != bindparam("this_token"),
        _L.ended_at.is_(None),
    )
    .values(ended_at=bindparam("at"))
)


def choose_password(
    store: Database, settings: Settings, viewer: Viewer, token: str, present: str, new: str, again: str
) -> None:
    """Change one's own password, and end every session of the account but this one.

    Raises Mistake when the present one is wrong or too many were tried, when the new one is too short, typed
    differently the second time, or the present one again.
    """
    check_own_password(store, settings, viewer, present)
    if new == present:
        raise Mistake("new_password", "Choose a password that differs from your present one.")
    if new != again:
        raise Mistake("repeated_password", "This is not the same as the new password above. Type both again.")
    try:
        hashed = hash_password(new, settings.argon2_cost)
    except Mistake as mistake:
        raise Mistake("new_password", mistake.message) from None
    with store.turn(), store.writer.begin() as connection:
        was_set = bool(connection.execute(_MUST, {"user_id": viewer.id}).scalar_one())
        connection.execute(_CHOOSE, {"this_user": viewer.id, "new_hash": hashed})
        others = {"this_user": viewer.id, "this_token": token_hash(token), "at": clock.now()}
        connection.execute(_END_OTHERS, others)
        chosen = events.PasswordChosen(user_id=viewer.id, was_set_by_administrator=was_set)
        ledger.append(connection, viewer, [Entry(chosen)])
