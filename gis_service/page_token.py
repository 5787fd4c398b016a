"""The token that our pages carry, so that no other page can ask for a change."""

import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from gis_service.signin.present import holder_of

HEADER = "x-page-token"
LIFETIME_S = 3 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTokens:
    """Issues and checks page tokens; every worker of an installation shares the secret."""

    secret: bytes

    def issue(self, holder: str = "", *, now: float | None = None) -> str:
        """A token that is good for three days: the time it ends and its seal.

        Args:
            holder: The session whose pages carry it; it is good in no other.
            now: When it is issued, in seconds since 1970.
        """
        ends = f"{int((time.time() if now is None else now) + LIFETIME_S):x}"
        return f"{ends}.{self._seal(ends, holder)}"

    def is_valid(self, token: str, holder: str = "", *, now: float | None = None) -> bool:
        """Whether we issued the token to this session and it has not ended."""
        ends, _, seal = token.partition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(ends, holder).encode()):
            return False
        return int(ends, 16) >= (time.time() if now is None else now)

    def _seal(self, ends: str, holder: str) -> str:
        return hmac.new(self.secret, f"page {ends} {holder}".encode(), hashlib.sha256).hexdigest()


def page_token(request: Request) -> str:
    """A fresh token for the page that is being made."""
    tokens: PageTokens = request.state.page_tokens
    return tokens.issue(holder_of(request.scope))


PageToken = Annotated[str, Depends(page_token)]
