"""Signing: checkpoints in the C2SP tlog-checkpoint form, with an Ed25519 key that the database never holds."""

import hashlib
import secrets
from base64 import b64decode, b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from marac.audit.standalone import Keys, Witnesses

_KIND = b"\1"  # Ed25519, in the C2SP signed note
_WORDS = "PRIVATE+KEY"


def _mark(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _KIND + public).digest()[:4]


def new_signing_key(name: str = "") -> str:
    """A fresh private key, as text for a key file or the environment. Every site's key has another name."""
    key = Ed25519PrivateKey.generate()
    name = name or f"marac-ledger-{secrets.token_hex(4)}"
    mark = _mark(name, key.public_key().public_bytes_raw()).hex()
    return f"{_WORDS}+{name}+{mark}+{b64encode(_KIND + key.private_bytes_raw()).decode()}"


def is_signed_by(keys: Keys, note: Any) -> bool:
    """Whether this is a checkpoint that one of the keys signed."""
    witnesses = Witnesses(keys)
    witnesses.add_note(str(note), "")
    return bool(witnesses.found)


class Signer:
    """Signs in the name of one ledger. Raises ValueError for a text that is no private key."""

    def __init__(self, text: str) -> None:
        words, _, rest = text.strip().partition(f"{_WORDS}+")
        try:
            self.name, mark, packed = rest.split("+", 2)
            raw = b64decode(packed, validate=True)
            self._key = Ed25519PrivateKey.from_private_bytes(raw[1:])
            public = self._key.public_key().public_bytes_raw()
            if words or not self.name or raw[:1] != _KIND or mark != _mark(self.name, public).hex():
                raise ValueError
        except ValueError:
            raise ValueError("a checkpoint key is what `marac ledger key --new` prints") from None
        self._mark = _mark(self.name, public)
        self.public = f"{self.name}+{mark}+{b64encode(_KIND + public).decode()}"

    def checkpoint(self, size: int, root: bytes) -> str:
        """The signed note that says what the first `size` entries come to."""
        text = f"{self.name}\n{size}\n{b64encode(root).decode()}\n"
        signature = b64encode(self._mark + self._key.sign(text.encode())).decode()
        return f"{text}\n— {self.name} {signature}\n"
