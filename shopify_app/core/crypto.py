"""Sealing and blind indexes: AES-256-GCM, HKDF-SHA256 and HMAC-SHA256 from `cryptography`, nothing home-made."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import NewType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shopify_app.core.errors import TajirError

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"
_INDEX_BYTES = 16

BlindIndex = NewType("BlindIndex", bytes)


class Sealed(bytes):
    """Ciphertext. A type of its own, so that a column for it can refuse anything readable."""

    __slots__ = ()


class UnsealableError(TajirError):
    """The ciphertext and the key or context do not belong together, or it was changed."""


class Key:
    """One AES-256-GCM key. `context` ties a ciphertext to its place, so that it cannot be moved elsewhere."""

    __slots__ = ("_cipher",)

    def __init__(self, raw: bytes) -> None:
        self._cipher = AESGCM(raw)

    def seal(self, plaintext: bytes, context: bytes) -> Sealed:
        """Encrypt under a fresh random nonce."""
        nonce = os.urandom(_NONCE_BYTES)
        return Sealed(_VERSION + nonce + self._cipher.encrypt(nonce, plaintext, context))

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Decrypt.

        Raises:
            UnsealableError: Wrong key, wrong context, or changed bytes.
        """
        if sealed[:1] != _VERSION:
            raise UnsealableError("The sealed text is of an unknown kind.")
        nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, ciphertext, context)
        except (InvalidTag, ValueError) as error:
            raise UnsealableError("The sealed text cannot be opened with this key.") from error


def new_raw_key() -> bytes:
    """32 bytes from the operating system's generator."""
    return os.urandom(KEY_BYTES)


def derive(raw: bytes, purpose: str) -> bytes:
    """A key for one purpose from another key, by HKDF: two uses never share key material."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"tajir/{purpose}".encode()).derive(raw)


def blind_index(index_key: bytes, kind: str, value: str) -> BlindIndex:
    """A keyed fingerprint to look a value up by, without storing the value. 128 bits of HMAC-SHA256."""
    digest = hmac.digest(index_key, f"{kind}\0{value}".encode(), hashlib.sha256)
    return BlindIndex(digest[:_INDEX_BYTES])


def fingerprint(raw: bytes) -> str:
    """A short public name of a key, to tell which one wrapped another."""
    return hashlib.sha256(b"tajir/fingerprint" + raw).hexdigest()[:16]
