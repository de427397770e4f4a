"""The folder of signed checkpoints outside the database: what lies in it, and what is the matter with it.

It is often a mount of another machine. One that has gone looks like a folder that is empty or not there: it is never
made anew where there was one before.
"""

import os
import secrets
from pathlib import Path

from marac.audit.growing import root_in

ENDING = ".checkpoint"
LARGEST_NOTE = 64 * 1024


class FolderTrouble(OSError):
    """What keeps the folder, or a file in it, from being read; in words, with its name."""


def file_name(size: int, signed: str) -> str:
    """The name of a checkpoint's file: names sort by size, and two of one size do not meet in one file."""
    return f"{size:012d}-{root_in(signed)[:8]}{ENDING}"


def newest_in(folder: Path) -> int:
    """The size of the newest checkpoint in a folder; 0 if there is none. Raises FolderTrouble."""
    starts = [path.name.split("-")[0] for path in files_in(folder)]
    return max((int(start) for start in starts if start.isascii() and start.isdigit()), default=0)


def files_in(folder: Path) -> list[Path]:
    """The checkpoints in a folder, by size; none where there is no folder. Raises FolderTrouble."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    except NotADirectoryError:
        raise FolderTrouble(
            f"there is something else where the folder of checkpoints {folder} should be"
        ) from None
    except OSError as error:
        raise FolderTrouble(f"the folder of checkpoints {folder} cannot be read: {error.strerror}") from None
    return [folder / name for name in sorted(names) if name.endswith(ENDING)]


def has_files(folder: Path) -> bool:
    """Whether there is a checkpoint in a folder, as far as it can be read."""
    try:
        return bool(files_in(folder))
    except FolderTrouble:
        return False


def gone(folder: Path) -> str:
    """What to say of a folder that holds nothing although there are checkpoints."""
    return (
        f"the folder of checkpoints {folder} is empty or gone, and checkpoints were made before. Bring it back; "
        "if they are lost for good, `marac ledger checkpoint --new-folder` begins another"
    )


def note_in(path: Path) -> str:
    """What a checkpoint's file says, with a mark in the place of what is no text. Raises FolderTrouble."""
    try:
        if not path.is_file():
            raise FolderTrouble(f"the checkpoint {path.name} cannot be read: it is no file")
        with path.open("rb") as file:
            return file.read(LARGEST_NOTE).decode("utf-8", "replace")
    except FolderTrouble:
        raise
    except OSError as error:
        raise FolderTrouble(f"the checkpoint {path.name} cannot be read: {error.strerror}") from None


def make_folder(folder: Path) -> None:
    """Make the folder if it is not there. Raises FolderTrouble."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderTrouble(f"the folder of checkpoints {folder} cannot be made: {error.strerror}") from None


def write_note(folder: Path, size: int, signed: str) -> None:
    """Whole or not at all: half a checkpoint would look like a forged one. Raises FolderTrouble."""
    path = folder / file_name(size, signed)
    part = path.with_suffix(f".{secrets.token_hex(4)}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(signed)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        raise FolderTrouble(f"no checkpoint can be written to {folder}: {error.strerror}") from None
