"""The command that changes the sealing key: a new one first, then every text under it."""

from collections.abc import Callable

from marac.access.crypt import Keys, new_key
from marac.access.key_file import write_keys
from marac.access.rotation import Pass, rotate, texts_by_key
from marac.audit import events, ledger
from marac.config import Settings
from marac.db import Database, Entry

Say = Callable[[str], None]
MOST_PASSES = 3
FROM_ENVIRONMENT = (
    "Every text is under key {newest}, the newest in MARAC_SEALING_KEYS. Put a new key there, numbered {next} "
    "(`marac keys new` prints one), beside the others; start the servers anew; then run this again."
)


class KeysNotChanged(Exception):
    """Why the keys cannot be changed, in a sentence."""


def check_keys(settings: Settings, say: Say) -> int:
    """Say how many texts are under each key and which key may go. Returns 0 if all are under the newest."""
    store = Database(settings.keeper_url)
    try:
        return _say_standing(store, Keys(settings.sealing_keys), say)
    finally:
        store.dispose()


def rotate_keys(settings: Settings, say: Say, report: Callable[[int], None] | None = None) -> int:
    """Add a sealing key, unless an earlier run did and was stopped, and seal every older text under it.

    Returns 0 when all are under the newest key. Raises KeysNotChanged before anything was changed.
    """
    store = Database(settings.keeper_url)
    try:
        keys = _keys_to_use(settings, store, say)
        done = _rotate_all(store, keys, report)
        happening = events.KeysRotated(number=keys.current, texts=done.moved, unopened=done.unopened)
        ledger.append_alone(store, None, [Entry(happening)])
        say(f"Sealed {done.moved:,} texts anew under key {keys.current}.")
        if done.unopened:
            say(f"{done.unopened:,} texts would not open: they were altered outside the application.")
        return _say_standing(store, keys, say)
    finally:
        store.dispose()


def _keys_to_use(settings: Settings, store: Database, say: Say) -> Keys:
    keys = Keys(settings.sealing_keys)
    with store.engine.connect() as connection:
        under = texts_by_key(connection)
    unknown = sorted(set(under) - set(keys.numbers))
    if unknown:
        raise KeysNotChanged(f"Texts are under key {unknown[0]}, which is not at hand. Put it back first.")
    if any(number != keys.current for number in under):
        say(f"Going on under key {keys.current}.")
        return keys
    if settings.sealing_file is None:
        raise KeysNotChanged(FROM_ENVIRONMENT.format(newest=keys.current, next=keys.current + 1))
    return _with_new_key(settings, keys.current + 1)


def _with_new_key(settings: Settings, number: int) -> Keys:
    path = settings.sealing_file
    assert path is not None
    numbered = {**settings.sealing_keys, number: new_key()}
    try:
        write_keys(path, numbered)
    except OSError as error:
        raise KeysNotChanged(f"{path} cannot be written ({error.strerror}): nothing was changed.") from None
    return Keys(numbered)


def _rotate_all(store: Database, keys: Keys, report: Callable[[int], None] | None) -> Pass:
    """A few passes: somebody may have been writing a text, or a server not yet know the new key."""
    total = Pass()
    for _ in range(MOST_PASSES):
        done = Pass()
        for done in rotate(store, keys):
            if report is not None:
                report(total.moved + done.moved)
        total = Pass(total.moved + done.moved, done.unopened)
        if not done.moved:
            break
    return total


def _say_standing(store: Database, keys: Keys, say: Say) -> int:
    with store.engine.connect() as connection:
        under = texts_by_key(connection)
    lowest = min(keys.numbers)
    for number in sorted({*under, *keys.numbers}):
        say(f"Key {number}: {under.get(number, 0):,} texts. {_advice(number, under, keys, lowest)}".rstrip())
    return 0 if set(under) <= {keys.current} else 1


def _advice(number: int, under: dict[int, int], keys: Keys, lowest: int) -> str:
    if number not in keys.numbers:
        return "It is not at hand: put it back."
    if number == keys.current:
        return "New texts are sealed under it."
    if number == lowest:
        return "Keep it for good: names are found by it."
    if under.get(number):
        return "Keep it; run `marac keys rotate` again."
    return "It may be removed once no backup is left that needs it."
