"""What the service seals before the database keeps it, under a key of the installation."""

import hashlib
import hmac
import os
from dataclasses import dataclass

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# Where the key is kept in the data folder.
KEY_FILE = "sign-in-key"
_NONCE_BYTES = 12
_log = structlog.get_logger("landsbyatlas.signin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """Seals the secrets of second factors, and names subjects without telling them.

    Attributes:
        key: 32 bytes that every worker of an installation shares.
    """

    key: bytes

    def seal(self, place: str, secret: str) -> bytes:
        """Seal a secret for one place, for instance an account; in another it opens nothing."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), place.encode())

    def opened(self, place: str, sealed: bytes) -> str | None:
        """The secret of a place; nothing where it was sealed for another, or elsewhere."""
        nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, content, place.encode()).decode()
        except (InvalidTag, ValueError):
            # A registry that was restored without its data folder: an administrator removes the
            # second factor, and it is set up again.
            _log.warning("something was sealed under another key, or for another place")
            return None

    def digest(self, kind: str, subject: str) -> bytes:
        """A digest that only this installation can compute."""
        return hmac.new(self._derived(b"subjects"), f"{kind} {subject}".encode(), "sha256").digest()

    @property
    def _cipher(self) -> AESGCM:
        return AESGCM(self._derived(b"second factors"))

    def _derived(self, purpose: bytes) -> bytes:
        return hmac.new(self.key, purpose, hashlib.sha256).digest()
