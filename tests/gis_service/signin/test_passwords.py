"""Which passwords may be chosen, and that comparing them tells nothing."""

import asyncio

import pytest

from gis_service.errors import PasswordRefused
from gis_service.signin.passwords import LONGEST, Passwords, refuse_weak
from tests.gis_service.signin.people import HASH_KIB


@pytest.mark.parametrize(
    "weak",
    (
        "",
        "kort",
        "elleve tegn",
        "x" * (LONGEST + 1),
        "aaaaaaaaaaaa",
        "121212121212",
        "abcdefghijklm",
        "password1234",
        "Password!!!!!!",
        "passwordpassword",
        "1qaz2wsx3edc",
        "qwerty123456",
        "Sommer202620",
        "adgangskode2026",
        "240319801234",
        "min anna.hansen kode",
        "ANNA.HANSENxyzw",
    ),
)
def test_what_others_guess_is_refused(weak: str) -> None:
    with pytest.raises(PasswordRefused) as caught:
        refuse_weak(weak, "anna.hansen@lolland.example")
    assert caught.value.next_step


@pytest.mark.parametrize(
    "strong", ("fire ord i en række", "kaffe under lindetræet", "x7#kQ9!mZ2pL", "å" * 6 + "bcdefg")
)
def test_what_nobody_guesses_is_taken(strong: str) -> None:
    refuse_weak(strong, "anna.hansen@lolland.example")


def test_a_password_is_compared_however_it_was_typed() -> None:
    """One keyboard writes å as one sign, another as two."""
    passwords = Passwords(HASH_KIB)

    async def compared() -> list[bool]:
        kept = await passwords.hashed("bl\u00e5b\u00e6rgr\u00f8d med is")
        typed = ("bla\u030ab\u00e6rgr\u00f8d med is", "blaabærgrød med is")
        return [(await passwords.check(each, kept)).is_right for each in typed]

    assert asyncio.run(compared()) == [True, False]


def test_without_a_hash_no_password_is_right() -> None:
    checked = asyncio.run(Passwords(HASH_KIB).check("anything at all", None))
    assert (checked.is_right, checked.fresh) == (False, None)


def test_a_hash_of_another_cost_is_made_anew() -> None:
    async def compared() -> tuple[bool, str | None]:
        kept = await Passwords(HASH_KIB).hashed("kaffe under lindetræet")
        checked = await Passwords(2 * HASH_KIB).check("kaffe under lindetræet", kept)
        return checked.is_right, checked.fresh

    is_right, fresh = asyncio.run(compared())
    assert is_right
    assert fresh is not None
    assert f"m={2 * HASH_KIB}," in fresh
