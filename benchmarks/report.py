"""The table at the end of a run: every figure beside its goal, by the part that measured it."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure

_KB_PER_GB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a run: how long it took, how it ended, and what it measured.

    Attributes:
        trouble: Why it did not come to its end; empty where it did.
    """

    name: str
    seconds: float
    trouble: str
    figures: Sequence[Figure]

    @property
    def heading(self) -> str:
        """The part as a person reads it."""
        told = f"{self.name} ({self.seconds:.0f} s)"
        return f"{told}: {self.trouble}" if self.trouble else told


def machine() -> str:
    """What the figures were measured on."""
    cpuinfo, meminfo = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    model = _told(cpuinfo, "model name") or platform.processor() or platform.machine()
    memory = int((_told(meminfo, "MemTotal") or "0 kB").split()[0]) / _KB_PER_GB
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB"


def as_text(title: str, parts: Sequence[Part]) -> str:
    """One page for a terminal."""
    width = max((len(figure.what) for part in parts for figure in part.figures), default=0)
    lines = [title]
    for part in parts:
        lines.append(part.heading)
        lines += [
            f"  {one.what:<{width}} {one.number:>9} {one.unit:<17} {one.wanted:<13} {one.verdict}"
            for one in part.figures
        ]
    return "\n".join([*lines, _summed(parts)])


def as_markdown(title: str, parts: Sequence[Part]) -> str:
    """The same table for a note."""
    lines = [title, "", "| measured | figure | goal | |", "|---|---:|---|---|"]
    for part in parts:
        lines.append(f"| **{part.heading}** | | | |")
        lines += [
            f"| {one.what} | {one.number} {one.unit} | {one.wanted} | {one.verdict} |"
            for one in part.figures
        ]
    return "\n".join([*lines, "", _summed(parts), ""])


def _summed(parts: Sequence[Part]) -> str:
    figures = [one for part in parts for one in part.figures if one.goal is not None]
    reached = sum(one.is_reached for one in figures)
    failed = [part.name for part in parts if part.trouble]
    told = f"{reached} of {len(figures)} goals reached"
    return f"{told}; not measured to the end: {', '.join(failed)}" if failed else told


def _told(file: Path, name: str) -> str | None:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), None)
