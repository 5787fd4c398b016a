"""A tile is made once, kept, and named for all that it shows."""

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.cache import StoredTile, TileCache, etag_of, is_fresh, key_of

BIG = b"tile" * 1000


class Maker:
    """Makes a tile, slowly, and counts how often."""

    def __init__(self, content: bytes = BIG) -> None:
        self.content = content
        self.times = 0

    async def __call__(self) -> bytes:
        """The tile, after a while."""
        self.times += 1
        await asyncio.sleep(0.01)
        return self.content


def test_a_tile_is_made_once_however_many_ask(tmp_path: Path) -> None:
    maker = Maker()

    async def story() -> None:
        cache = TileCache(tmp_path)
        tiles = await asyncio.gather(*(cache.get("ab", maker) for _ in range(20)))
        assert {one.plain() for one in tiles} == {BIG}
        assert (await cache.get("ab", maker)).plain() == BIG

    asyncio.run(story())
    assert maker.times == 1


def test_another_worker_finds_it_on_disk(tmp_path: Path) -> None:
    maker = Maker()
    small = Maker(b"small")

    async def story() -> None:
        for _ in range(2):
            cache = TileCache(tmp_path)
            assert (await cache.get("ab", maker)).plain() == BIG
            assert (await cache.get("cd", small)).plain() == b"small"
            assert (await cache.get("ef", Maker(b""))).is_empty
            await cache.settle()

    asyncio.run(story())
    assert (maker.times, small.times) == (1, 1)


def test_what_is_cheap_to_make_stays_off_the_disk(tmp_path: Path) -> None:
    async def story() -> None:
        cache = TileCache(tmp_path)
        await cache.get("ab", Maker(), is_costly=False)
        await cache.settle()
        assert cache.in_memory("ab") is not None

    asyncio.run(story())
    assert not list(tmp_path.rglob("*"))


def test_a_reader_who_leaves_does_not_take_the_tile_from_the_others(tmp_path: Path) -> None:
    maker = Maker()

    async def story() -> None:
        cache = TileCache(tmp_path)
        leaving = asyncio.create_task(cache.get("ab", maker))
        staying = asyncio.create_task(cache.get("ab", maker))
        await asyncio.sleep(0)
        leaving.cancel()
        assert (await staying).plain() == BIG

    asyncio.run(story())
    assert maker.times == 1


def test_a_tile_that_could_not_be_made_is_tried_again(tmp_path: Path) -> None:
    async def broken() -> bytes:
        raise RuntimeError("no database")

    async def story() -> None:
        cache = TileCache(tmp_path)
        with pytest.raises(RuntimeError, match="no database"):
            await cache.get("ab", broken)
        assert (await cache.get("ab", Maker())).plain() == BIG

    asyncio.run(story())


def test_memory_and_disk_are_bounded(tmp_path: Path) -> None:
    async def story() -> None:
        cache = TileCache(tmp_path, memory_bytes=2_000, disk_bytes=8_000)
        for number in range(100):
            content = bytes(range(256)) * 4 + number.to_bytes(2, "big")
            await cache.get(key_of(number), Maker(content))
        kept = [cache.in_memory(key_of(number)) for number in range(100)]
        assert 0 < sum(one is not None for one in kept) < 20
        assert kept[-1] is not None
        await cache.settle()

    asyncio.run(story())
    assert sum(path.stat().st_size for path in tmp_path.glob("*/*")) <= 10_000


def test_what_earlier_runs_left_is_within_the_bound_too(tmp_path: Path) -> None:
    async def story() -> None:
        for run in range(4):
            # Each writes too little to be swept for its own sake.
            cache = TileCache(tmp_path, disk_bytes=8_000)
            for number in range(4):
                content = bytes(range(256)) * 3
                await cache.get(key_of(run, number), Maker(content))
            await cache.settle()

    asyncio.run(story())
    assert sum(path.stat().st_size for path in tmp_path.glob("*/*")) <= 10_000


@pytest.mark.parametrize("left", (b"", None))
def test_a_tile_cut_short_on_disk_is_made_again(
    left: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.FileIO):
        def write(self, content: Any, /) -> int:
            return super().write(content[:9])

    async def story() -> None:
        first = TileCache(tmp_path)
        if left is None:
            monkeypatch.setattr("maps.cache.io.FileIO", Full)
        await first.get("ab", Maker())
        await first.settle()
        if left is not None:
            (tmp_path / "ab" / "ab").write_bytes(left)
        maker = Maker()
        assert (await TileCache(tmp_path).get("ab", maker)).plain() == BIG
        assert maker.times == 1

    asyncio.run(story())


def test_a_folder_that_cannot_be_written_makes_it_slow_and_not_broken(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("in the way", encoding="ascii")

    async def story() -> None:
        assert (await TileCache(blocked).get("ab", Maker())).plain() == BIG
        assert (await TileCache(None).get("ab", Maker())).plain() == BIG

    asyncio.run(story())


def test_a_tile_is_compressed_once_and_always_the_same() -> None:
    one, other = StoredTile.of(BIG), StoredTile.of(BIG)
    assert one == other
    assert one.is_gzip
    assert len(one.content) < len(BIG)
    assert not StoredTile.of(b"short").is_gzip


@given(st.lists(st.text()), st.lists(st.text()))
def test_different_questions_have_different_names(one: list[str], other: list[str]) -> None:
    assert (key_of(*one) == key_of(*other)) == (one == other)


@pytest.mark.parametrize(
    ("known", "is_known"),
    (
        (None, False),
        ("", False),
        ('"abc"', True),
        ('W/"abc"', True),
        ('"xyz", W/"abc"', True),
        ("*", True),
        ('"abcd"', False),
        ("abc", False),
    ),
)
def test_a_reader_is_told_when_she_has_it(known: str | None, *, is_known: bool) -> None:
    assert is_fresh(known, etag_of("abc")) is is_known
