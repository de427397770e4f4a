"""Encryption of sealed text: AES-256-GCM, the key outside the database.

A sealed value is key number (2 bytes), nonce (12 bytes), ciphertext. The row's identity is associated data,
so two values cannot be swapped without notice.
"""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from marac.errors import KeyMissing

KEY_BYTES = 32
NONCE_BYTES = 12
TOKEN_BYTES = 16
_TEXT_FROM = 2 + NONCE_BYTES


def new_key() -> str:
    """A fresh key, as text for a key file or the environment."""
    return urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


class Keys:
    """Numbered sealing keys; the highest number seals, every one opens.

    The lowest makes the keyed hashes by which names are found, so it stays for good. `again` reads the keys
    anew: a rotation adds one while servers run, and they meet it first on a text.
    """

    def __init__(self, keys: dict[int, str], again: Callable[[], dict[int, str]] | None = None) -> None:
        self._again = again
        raw = self._take(keys)
        self._token_key = hashlib.sha256(b"marac token\0" + raw[min(raw)]).digest()

    def _take(self, keys: dict[int, str]) -> dict[int, bytes]:
        raw = {number: urlsafe_b64decode(text) for number, text in keys.items()}
        if not raw or any(len(each) != KEY_BYTES for each in raw.values()):
            raise ValueError(f"a sealing key is {KEY_BYTES} bytes in URL-safe base64")
        self.current = max(raw)
        self._ciphers = {number: AESGCM(each) for number, each in raw.items()}
        self._openings = {number.to_bytes(2, "big"): each.decrypt for number, each in self._ciphers.items()}
        return raw

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the keys at hand."""
        return tuple(sorted(self._ciphers))

    def seal(self, text: bytes, identity: bytes) -> bytes:
        """Encrypt a text that belongs to `identity`."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self.current].encrypt(nonce, text, identity)
        return self.current.to_bytes(2, "big") + nonce + sealed

    def open(self, value: bytes, identity: bytes) -> bytes:
        """Decrypt. Raises KeyMissing without the key; cryptography's InvalidTag if it was tampered with."""
        opening = self._openings.get(value[:2]) or self._met_now(value[:2])
        if opening is None:
            raise KeyMissing(f"sealing key {int.from_bytes(value[:2], 'big')} is not at hand")
        return opening(value[2:_TEXT_FROM], value[_TEXT_FROM:], identity)

    def _met_now(self, number: bytes) -> Callable[[bytes, bytes, bytes | None], bytes] | None:
        """The opening of a key that was added since this process began, or None."""
        try:
            if self._again is not None:
                self._take(self._again())
        except (OSError, ValueError):
            return None
        return self._openings.get(number)

    def token(self, kind: str, text: str) -> bytes:
        """A keyed hash by which equal values can be found without being stored."""
        return hmac.digest(self._token_key, f"{kind}\0{text}".encode(), "sha256")[:TOKEN_BYTES]
