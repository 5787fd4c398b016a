"""Recovery codes as people write them down: four groups of four."""

import base64
import secrets

NUMBER = 10
_BYTES = 10
_GROUP = 4


def fresh_codes() -> tuple[str, ...]:
    """Ten codes of 80 random bits each."""
    return tuple(_fresh() for _ in range(NUMBER))


def plain(code: str) -> str:
    """A code as it is hashed: without what people put between the groups."""
    return "".join(each for each in code.lower() if each.isalnum())


def _fresh() -> str:
    text = base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))
