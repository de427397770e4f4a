"""Numbered sealing keys as they are written: `1:key,2:key` in the environment, one to a line in a file."""

import os
import re
from pathlib import Path


def numbered_keys(written: str) -> dict[int, str]:
    """The keys by number. A file from before there were numbers holds one bare key: number 1.

    Raises ValueError for what is neither.
    """
    parts = [part for part in re.split(r"[,\s]+", written) if part]
    if len(parts) == 1 and ":" not in parts[0]:
        return {1: parts[0]}
    pairs = [part.split(":", 1) for part in parts]
    if not pairs or any(len(pair) != 2 or not pair[0].isdigit() for pair in pairs):
        raise ValueError("sealing keys are written 1:key,2:key")
    return {int(number): key for number, key in pairs}


def write_keys(path: Path, keys: dict[int, str]) -> None:
    """Put the keys in the place of the file, whole or not at all, and durably: without them every text is lost.

    Raises OSError where it cannot be written.
    """
    fresh = path.with_suffix(".fresh")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write("".join(f"{number}:{key}\n" for number, key in sorted(keys.items())))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
