"""Passwords: which may be chosen, and how they are hashed and compared."""

import secrets
import string
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

import anyio.to_thread
from anyio import CapacityLimiter
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from gis_service.errors import PasswordRefused

SHORTEST, LONGEST = 12, 1_000
# Each hash takes 64 MB; more at once would let strangers fill the memory.
_AT_ONCE = 2
_AROUND = string.digits + string.punctuation + string.whitespace
_FEWEST_DIFFERENT = 5
_NAME_LENGTH = 3
# What a list made of other people's passwords does not hold.
_HERE = (
    "adgangskode",
    "administrator",
    "danmark",
    "efterår",
    "forår",
    "hemmelig",
    "kodeord",
    "kommune",
    "landsby",
    "landsbyatlas",
    "planlægger",
    "sommer",
    "velkommen",
    "vinter",
)
_COMMON = frozenset(FREQUENCY_LISTS["passwords"]).union(_HERE)
_NEXT = {
    "next_da": "Vælg fx fire tilfældige ord efter hinanden.",
    "next_en": "Choose for instance four random words in a row.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of comparing a password.

    Attributes:
        fresh: The same password under today's cost, where its kept hash was made under another.
    """

    is_right: bool
    fresh: str | None = None


class Passwords:
    """Hashes and compares passwords, a few at a time, beside the loop that answers requests."""

    def __init__(self, memory_kib: int) -> None:
        self._hash = PasswordHash((Argon2Hasher(memory_cost=memory_kib),))
        self._limit = CapacityLimiter(_AT_ONCE)
        self._decoy: str | None = None

    async def hashed(self, password: str) -> str:
        """The hash to keep of a password."""
        return await anyio.to_thread.run_sync(
            self._hash.hash, normal(password), limiter=self._limit
        )

    async def check(self, password: str, kept: str | None) -> Checked:
        """Whether a password is that of a kept hash; without one as much work, and never."""
        return await anyio.to_thread.run_sync(self._check, password, kept, limiter=self._limit)

    def _check(self, password: str, kept: str | None) -> Checked:
        if self._decoy is None:
            # Made by the first who comes, whether there is an account or not.
            self._decoy = self._hash.hash(secrets.token_hex())
        is_right, fresh = self._hash.verify_and_update(
            normal(password), self._decoy if kept is None else kept
        )
        return Checked(is_right=is_right and kept is not None, fresh=fresh)


def normal(password: str) -> str:
    """One spelling of a password, whichever keyboard it came from; never longer than the bound."""
    return unicodedata.normalize("NFKC", password[:LONGEST])


def refuse_weak(password: str, name: str) -> None:
    """Refuse a password that somebody could guess, with the reason."""
    if len(password) < SHORTEST:
        raise PasswordRefused(
            da=f"Adgangskoden er for kort: den skal have mindst {SHORTEST} tegn.",
            en=f"The password is too short: it needs at least {SHORTEST} characters.",
            **_NEXT,
        )
    if len(password) > LONGEST:
        raise PasswordRefused(
            da=f"Adgangskoden er for lang: den må højst have {LONGEST} tegn.",
            en=f"The password is too long: at most {LONGEST} characters.",
            **_NEXT,
        )
    said = normal(password).casefold()
    own = name.casefold().partition("@")[0]
    if len(own) >= _NAME_LENGTH and own in said:
        raise PasswordRefused(
            da="Adgangskoden indeholder dit brugernavn.",
            en="The password holds your user name.",
            **_NEXT,
        )
    if _is_common(said):
        raise PasswordRefused(
            da="Adgangskoden er en af dem, som mange vælger, eller næsten.",
            en="The password is one that many people choose, or nearly.",
            **_NEXT,
        )


def _is_common(said: str) -> bool:
    """Whether it is, repeats, or only decorates what many choose."""
    unit = said[: (said + said).find(said, 1)]
    core = said.strip(_AROUND)
    return (
        # Nothing but digits and signs: a number that somebody knows.
        not core
        or len(set(said)) < _FEWEST_DIFFERENT
        or _is_run(said)
        or not _COMMON.isdisjoint({said, unit, core, unit.strip(_AROUND)})
    )


def _is_run(said: str) -> bool:
    """Whether each sign is as far from the next: abcdefghijkl."""
    steps = {ord(after) - ord(before) for before, after in pairwise(said)}
    return len(steps) == 1
