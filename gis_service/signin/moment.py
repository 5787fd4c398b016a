"""What was found out a moment ago, so that dozens of requests at once ask for it once."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

LIFETIME_S = 1.0
MOST = 1_000
_Found = TypeVar("_Found")


@dataclass(slots=True, kw_only=True)
class Moment(Generic[_Found]):
    """Keeps answers for a moment; whoever asks meanwhile waits for the same answer.

    Attributes:
        lifetime_s: How long an answer holds, in seconds, from when it was asked for.
        clock: Seconds that never go back.
    """

    lifetime_s: float = LIFETIME_S
    clock: Callable[[], float] = time.monotonic
    _known: OrderedDict[Hashable, tuple[float, asyncio.Task[_Found]]] = field(
        default_factory=OrderedDict
    )

    async def of(self, key: Hashable, find: Callable[[], Awaitable[_Found]]) -> _Found:
        """What was found for the key, or is now; a failure is nobody's but of who waits for it."""
        now = self.clock()
        known = self._known.get(key)
        if known is None or known[0] <= now:
            known = (now + self.lifetime_s, asyncio.create_task(_awaited(find)))
            self._known[key] = known
            self._known.move_to_end(key)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        # One who goes away does not take the answer from those who wait for it as well.
        task = known[1]
        try:
            return await asyncio.shield(task)
        except BaseException:
            if task.done() and self._known.get(key) == known:
                del self._known[key]
            raise


async def _awaited(find: Callable[[], Awaitable[_Found]]) -> _Found:
    return await find()
