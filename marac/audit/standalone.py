"""Verifies an export of the ledger without the application: `python standalone.py EXPORT.zip`.

One file that anybody can be handed and read: the standard library and `cryptography`, nothing of the application.
It ends with 0 if all is right, 2 altered, 3 missing, 4 truncated, 5 bad signature, 6 fork, 7 nothing to verify
against; 64 is a mistake in the command. `marac ledger verify` comes to its verdict with the same code.
"""

import argparse
import hashlib
import json
import re
import sys
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WHOLE, ALTERED, MISSING, TRUNCATED, BAD_SIGNATURE, FORK, NOTHING, USAGE = 0, 2, 3, 4, 5, 6, 7, 64
# In words; the gravest comes first, and of several findings it decides how the command ends.
NAMES = {ALTERED: "Altered", MISSING: "Missing", FORK: "Fork", TRUNCATED: "Truncated"} | {
    BAD_SIGNATURE: "Bad signature",
    NOTHING: "Nothing to verify against",
}
DOMAIN = b"marac ledger entry v1\0"
GENESIS = hashlib.sha256(b"marac ledger genesis v1").digest()
UNREADABLE = (ValueError, KeyError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error)
LARGEST_DOCUMENT = 256 * 1024 * 1024
COLUMNS = ("seq", "at", "event", "actor", "agency", "conference", "case")
_SIGNATURE = re.compile("— ([^ +\n]+) ([A-Za-z0-9+/=]+)")
# 40 digits are 160 bits. Somebody who can plant entries of their own can look for two histories with one root:
# that takes 2 to the 80 attempts here, and with 32 digits it would take 2 to the 64, which has been done.
_RECEIPT = re.compile(r"([0-9][0-9,]{0,22}) entries, root ((?:[0-9a-f]{4} ?){10})")


class Entry(NamedTuple):
    """One entry of the ledger: its columns (seq, at, event … in order), what was hashed, and its links."""

    told: tuple[object, ...]
    body: str
    prev: bytes
    hash: bytes


class Witness(NamedTuple):
    """What the first `size` entries must come to; `root` may be the first part of it, as on a receipt."""

    size: int
    root: bytes
    source: str


class Finding(NamedTuple):
    """Something wrong: the code with which the command ends, and what it is in words."""

    code: int
    words: str


Keys = dict[tuple[str, bytes], Ed25519PublicKey]


class Tree:
    """The tree of RFC 6962 over the entries' hashes, kept as the roots of its full parts, largest first."""

    def __init__(self, size: int = 0, parts: Iterable[bytes] = ()) -> None:
        self.size, self.parts = size, list(parts)
        if len(self.parts) != size.bit_count():
            raise ValueError("a tree of that size has another number of parts")

    def add(self, leaf: bytes) -> None:
        """Put one entry's hash after the others."""
        node, size = hashlib.sha256(b"\0" + leaf).digest(), self.size
        while size & 1:
            node = hashlib.sha256(b"\1" + self.parts.pop() + node).digest()
            size >>= 1
        self.parts.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root of all that was added."""
        if not self.parts:
            return hashlib.sha256(b"").digest()
        node = self.parts[-1]
        for part in self.parts[-2::-1]:
            node = hashlib.sha256(b"\1" + part + node).digest()
        return node


def keys_given(texts: Iterable[str]) -> Keys:
    """Public keys (C2SP signed note: `name+mark+key`), written out or as names of files that hold them.

    Raises ValueError for anything else, OSError without the file.
    """
    keys: Keys = {}
    for text in texts:
        written = text if "+" in text else Path(text).read_text("utf-8")
        name, mark, packed = written.strip().split("+", 2)
        raw = b64decode(packed, validate=True)
        found = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
        if not name or raw[:1] != b"\1" or len(raw) != 33 or found.hex() != mark:
            raise ValueError("this is no public key of a ledger")
        keys[name, found] = Ed25519PublicKey.from_public_bytes(raw[1:])
    return keys


def _text_of(path: Path) -> str:
    """The words of a Word file, a sheet or a text. Raises UNREADABLE, OSError."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()[-LARGEST_DOCUMENT:].decode("utf-8", "replace")
    with zipfile.ZipFile(path) as package:
        member = package.getinfo("word/document.xml")
        if member.file_size > LARGEST_DOCUMENT:
            raise ValueError("it is too large")
        xml = package.read(member).decode("utf-8", "replace").replace("</w:p>", "\n")
    return re.sub("<[^>]*>", "", xml)


class Witnesses:
    """Those that can be used, and findings about those that cannot."""

    def __init__(self, keys: Keys) -> None:
        self.keys, self.found = keys, list[Witness]()
        self.findings: list[Finding] = []

    def add_note(self, note: str, source: str) -> None:
        """A checkpoint as it was signed; good only if one of the keys signed it."""
        text, _, signatures = note.rpartition("\n\n")
        text += "\n"
        try:
            origin, size, root = text.split("\n")[:3]
            witness = Witness(int(size), b64decode(root, validate=True), source)
            signed = [(name, b64decode(packed)) for name, packed in _SIGNATURE.findall(signatures)]
            if not re.fullmatch("0|[1-9][0-9]{0,17}", size) or len(witness.root) != 32:
                raise ValueError
        except ValueError:
            self.findings.append(Finding(BAD_SIGNATURE, f"{source} is not a signed checkpoint"))
            return
        ours = [raw for name, raw in signed if name == origin and (name, raw[:4]) in self.keys]
        for raw in ours:
            with suppress(InvalidSignature):
                self.keys[origin, raw[:4]].verify(raw[4:], text.encode())
                self.found.append(witness)
                return
        why = "it was changed after it was signed, or forged" if ours else "another key signed it"
        self.findings.append(Finding(BAD_SIGNATURE, f"the signature of {source} is bad: {why}"))

    def add_receipt(self, path: Path) -> None:
        """A document that ends with a receipt: a Word copy, a sheet, a text. Raises OSError."""
        try:
            found = _RECEIPT.findall(_text_of(path))
        except UNREADABLE:
            found = []
        if not found:
            self.findings.append(Finding(NOTHING, f"{path.name} holds no receipt"))
            return
        count, root = int(found[-1][0].replace(",", "")), found[-1][1]
        self.found.append(Witness(count, bytes.fromhex(root), f"the receipt in {path.name}"))

    def add_files(self, checkpoints: Iterable[Path], receipts: Iterable[Path]) -> None:
        """What somebody kept. Raises OSError."""
        for path in checkpoints:
            self.add_note(path.read_text("utf-8", "replace"), f"the checkpoint {path.name}")
        for path in receipts:
            self.add_receipt(path)


class Walk:
    """Recomputes the ledger entry by entry, and compares it with every witness as it gets there."""

    def __init__(self, witnesses: Witnesses) -> None:
        self.tree, self.head = Tree(), GENESIS
        self.waiting = sorted((each for each in witnesses.found if each.size), reverse=True)
        self.findings = list(witnesses.findings)
        self.announced: dict[int, int] = {}
        self.agreed = self.agreed_size = self.disagreed = 0

    def take(self, entry: Entry) -> bool:
        """Whether the next entry is as it was written; the walk ends at the first that is not."""
        fault = self._fault(entry)
        if fault is not None:
            self.findings.append(fault)
            return False
        self.head = entry.hash
        self.tree.add(entry.hash)
        while self.waiting and self.waiting[-1].size == self.tree.size:
            self._compare(self.waiting.pop())
        return True

    def _fault(self, entry: Entry) -> Finding | None:
        seq, expected = int(str(entry.told[0])), self.tree.size + 1
        if seq > expected:
            return Finding(MISSING, f"entry {expected} is missing (the next one is {seq})")
        if seq < expected:
            return Finding(ALTERED, f"entry {seq} does not belong before entry {expected}")
        if hashlib.sha256(DOMAIN + entry.prev + entry.body.encode()).digest() != entry.hash:
            return Finding(ALTERED, f"entry {seq} was altered: its words do not fit its hash")
        if entry.prev != self.head:
            return Finding(ALTERED, f"entry {seq} does not follow the one before it: one was altered")
        try:
            told = json.loads(entry.body)
            differing = [
                name for name, value in zip(COLUMNS, entry.told, strict=True) if told.get(name) != value
            ]
            if told["event"] == "CheckpointMade":
                self.announced[int(told["about"]["entries"])] = seq
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            differing = ["everything"]
        return Finding(ALTERED, f"entry {seq} was altered: its {differing[0]} differs") if differing else None

    def _compare(self, witness: Witness) -> None:
        if self.tree.root().startswith(witness.root):
            self.agreed += 1
            self.agreed_size = witness.size
            return
        self.disagreed += 1
        if self.disagreed == 1:
            among = f"among entries {self.agreed_size + 1:,} to {witness.size:,}"
            self.findings.append(Finding(FORK, f"history was rewritten {among}: {witness.source} saw others"))

    def end(self, kept: Iterable[int]) -> None:
        """After the last entry: witnesses of more than is there, checkpoints that were made but not kept."""
        for witness in self.waiting[:1]:
            words = f"{witness.source} saw {witness.size:,} entries and there are only {self.tree.size:,}"
            self.findings.append(Finding(TRUNCATED, f"the tail was cut: {words}"))
        for size in sorted(set(self.announced) - set(kept)):
            words = f"the checkpoint over {size:,} entries that entry {self.announced[size]:,} tells of"
            self.findings.append(Finding(MISSING, f"{words} is gone"))
        if not self.agreed and not self.findings:
            self.findings.append(Finding(NOTHING, "there is no checkpoint and no receipt"))

    @property
    def code(self) -> int:
        """How the command ends."""
        found = {each.code for each in self.findings}
        return next((code for code in NAMES if code in found), WHOLE)

    def sentences(self) -> Iterator[str]:
        """What was found, for people."""
        for finding in self.findings:
            yield f"{NAMES[finding.code]}: {finding.words}."
        if not self.findings:
            yield f"Whole: {self.tree.size:,} entries."
        if self.agreed or self.disagreed:
            yield f"Checkpoints and receipts that agree: {self.agreed:,}; that do not: {self.disagreed:,}."
        if self.agreed:
            yield f"Entries since the last that agrees: {self.tree.size - self.agreed_size:,}."


def _entries(package: zipfile.ZipFile) -> Iterator[Entry]:
    with package.open("entries.jsonl") as lines:
        for line in lines:
            told = json.loads(line)
            links = bytes.fromhex(told["prev"]), bytes.fromhex(told["hash"])
            yield Entry(tuple(told[name] for name in COLUMNS), str(told["body"]), *links)


def verify_export(chosen: argparse.Namespace, package: zipfile.ZipFile) -> Walk:
    """Walk an export against its own checkpoints and those given. Raises UNREADABLE, TypeError on no export."""
    texts = chosen.pubkey or package.read("key.pub").decode().split()
    witnesses = Witnesses(keys_given(texts))
    names = [name for name in package.namelist() if name.endswith(".checkpoint")]
    for name in names:
        witnesses.add_note(package.read(name).decode("utf-8", "replace"), f"the export's {name}")
    witnesses.add_files(chosen.checkpoint, chosen.receipt)
    walk = Walk(witnesses)
    if all(map(walk.take, _entries(package))):
        walk.end(int(size) for name in names if (size := Path(name).name.split("-")[0]).isdigit())
    return walk


def main(arguments: list[str] | None = None) -> int:
    """Verify an export and say what was found. Returns the exit code."""
    parser = argparse.ArgumentParser(description="Verify an export of the ledger.")
    parser.add_argument("export", type=Path, help="what `marac ledger export` wrote")
    for name, kind in (("--checkpoint", Path), ("--receipt", Path), ("--pubkey", str)):
        parser.add_argument(name, type=kind, action="append", default=[])
    try:
        chosen = parser.parse_args(arguments)
        with zipfile.ZipFile(chosen.export) as package:
            walk = verify_export(chosen, package)
    except SystemExit as end:  # argparse ends with 2, which would say that something was altered
        return USAGE if end.code else WHOLE
    except (OSError, TypeError, *UNREADABLE) as error:
        sys.stderr.write(f"This cannot be read as an export of the ledger: {error}\n")
        return NOTHING
    if not chosen.pubkey:
        sys.stdout.write("The key came with the export: compare it with the one you were given.\n")
    sys.stdout.write("\n".join(walk.sentences()) + "\n")
    return walk.code


if __name__ == "__main__":
    sys.exit(main())
