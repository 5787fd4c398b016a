"""A measurement in a process of its own, so that its memory and its errors are its own."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def apart(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """What the work comes to in an interpreter of its own; its error, where it ends with one."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=fresh) as alone:
        return alone.submit(work, *args, **named).result()


def peak_mb() -> int:
    """The most memory this process has held; `ru_maxrss` would begin at what its parent held."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    told = dict(line.split(":", 1) for line in status.splitlines())
    return int(told["VmHWM"].split()[0]) // 1024
