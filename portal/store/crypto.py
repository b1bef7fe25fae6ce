"""Sealing citizen numbers and raw messages with the data key of the installation.

A sealed value is: one byte format, one byte length of the key id, the key id, 12 random bytes,
and what AES-256-GCM made of it. The context (whose value it is) is authenticated but not stored,
so that a sealed value moved to another row does not open.
"""

from __future__ import annotations

import hmac
import os
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = 1
KEY_BYTES = 32
NONCE_BYTES = 12
FASTEST = 1  # zlib level: a message of 25 MB in a quarter of a second, to a tenth of its size


class SealBroken(Exception):
    """A sealed value does not open: changed, moved to another row, or sealed with another key."""


class Keyring:
    """The data key, and the keys derived from it for each use; holds no other state."""

    def __init__(self, key: bytes, key_id: str) -> None:
        """Take 32 random bytes and the short name they are known by."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"a data key is {KEY_BYTES} bytes, not {len(key)}")
        self.key_id = key_id
        self._prefix = bytes((FORMAT, len(key_id))) + key_id.encode("ascii")
        self._cipher = AESGCM(_derive(key, b"portal seal"))
        self._index_key = _derive(key, b"portal citizen index")

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """Encrypt; ``context`` says whose value it is and must be the same when opening."""
        nonce = os.urandom(NONCE_BYTES)
        return self._prefix + nonce + self._cipher.encrypt(nonce, plain, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Decrypt what ``seal`` made for the same context; raises SealBroken."""
        start = len(self._prefix)
        if sealed[:start] != self._prefix:
            raise SealBroken("sealed with another key or in another format")
        nonce = sealed[start : start + NONCE_BYTES]
        try:
            return self._cipher.decrypt(nonce, sealed[start + NONCE_BYTES :], context)
        except (InvalidTag, ValueError):
            raise SealBroken("the sealed value was changed or belongs elsewhere") from None

    def pack(self, body: bytes, context: bytes) -> bytes:
        """Compress and seal a raw message."""
        return self.seal(compressed(body), context)

    def unpack(self, sealed: bytes, context: bytes) -> bytes:
        """The raw message, byte for byte; raises SealBroken."""
        return zlib.decompress(self.open(sealed, context))

    def bsn_index(self, bsn: str) -> bytes:
        """What a citizen number is looked up by: 32 bytes that tell nothing without the key."""
        return hmac.digest(self._index_key, bsn.encode("ascii"), "sha256")

    def seal_bsn(self, bsn: str, municipality_id: int) -> bytes:
        """Seal a citizen number for its row in ``client``."""
        return self.seal(bsn.encode("ascii"), _client(municipality_id, self.bsn_index(bsn)))

    def open_bsn(self, sealed: bytes, municipality_id: int, index: bytes) -> str:
        """The citizen number of a ``client`` row, by its three columns; raises SealBroken."""
        return self.open(sealed, _client(municipality_id, index)).decode("ascii")


def compressed(body: bytes) -> bytes:
    """A raw message as it is sealed, for whoever has it made while he does something else."""
    return zlib.compress(body, FASTEST)


def message_context(sha256: bytes) -> bytes:
    """The context a raw message or an answer is sealed with: the hash of its own bytes."""
    return b"message:" + sha256


def _client(municipality_id: int, index: bytes) -> bytes:
    return b"client:%d:%b" % (municipality_id, index)


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)
