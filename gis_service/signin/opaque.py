"""Secrets that are made by chance and kept as hashes only."""

import hashlib
import secrets

_BYTES = 32


def fresh() -> str:
    """A secret of 32 random bytes, as text that an address and a cookie can hold."""
    return secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> bytes:
    """What is kept of a secret; it holds so much chance that a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).digest()
