"""What was found a moment ago is not looked for again, and never kept longer."""

import asyncio

import pytest

from gis_service.signin.moment import MOST, Moment


class Looks:
    """Counts how often somebody looked, and lets time pass only when told to."""

    def __init__(self) -> None:
        self.now = 0.0
        self.count = 0
        self.moment: Moment[int] = Moment(lifetime_s=1.0, clock=lambda: self.now)

    async def look(self) -> int:
        """Find a number that tells how often somebody looked."""
        self.count += 1
        await asyncio.sleep(0)
        return self.count

    async def fail(self) -> int:
        """Find nothing, since the database is away."""
        self.count += 1
        raise ConnectionError


def test_many_at_once_are_one_look() -> None:
    looks = Looks()

    async def asked() -> list[int]:
        return await asyncio.gather(*(looks.moment.of("anna", looks.look) for _ in range(30)))

    assert asyncio.run(asked()) == [1] * 30


def test_after_the_moment_somebody_looks_again() -> None:
    looks = Looks()

    async def asked() -> tuple[int, int, int]:
        first = await looks.moment.of("anna", looks.look)
        looks.now = 0.9
        second = await looks.moment.of("anna", looks.look)
        looks.now = 1.0
        return first, second, await looks.moment.of("anna", looks.look)

    assert asyncio.run(asked()) == (1, 1, 2)


def test_people_are_kept_apart() -> None:
    looks = Looks()

    async def asked() -> tuple[int, int]:
        return (
            await looks.moment.of("anna", looks.look),
            await looks.moment.of("bent", looks.look),
        )

    assert asyncio.run(asked()) == (1, 2)


def test_a_failure_is_not_kept() -> None:
    looks = Looks()

    async def asked() -> int:
        with pytest.raises(ConnectionError):
            await looks.moment.of("anna", looks.fail)
        return await looks.moment.of("anna", looks.look)

    assert asyncio.run(asked()) == 2


def test_no_more_are_kept_than_is_bounded() -> None:
    looks = Looks()

    async def asked() -> int:
        for number in range(MOST + 1):
            await looks.moment.of(number, looks.look)
        return await looks.moment.of(0, looks.look)

    assert asyncio.run(asked()) == MOST + 2
