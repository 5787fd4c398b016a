"""What was measured, beside the goal it is measured against."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

# The file that a part of a run leaves its figures in; a part alone only prints.
FILE = "BENCHMARK_FIGURES"
# What a batch of rows, its columns and the allocator's leavings may take; rows come on top of it.
FLAT_MB = 32.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One result.

    Attributes:
        what: What was measured, in a few words.
        value: The number.
        unit: What the number counts.
        goal: What it should reach; None where nobody has set one.
        is_ceiling: Whether the goal is the most that it may be, and not the least.
    """

    what: str
    value: float
    unit: str
    goal: float | None = None
    is_ceiling: bool = False

    @property
    def is_reached(self) -> bool:
        """Whether the number is as good as its goal."""
        if self.goal is None:
            return False
        return self.value <= self.goal if self.is_ceiling else self.value >= self.goal

    @property
    def verdict(self) -> str:
        """The same as a person reads it."""
        if self.goal is None:
            return ""
        return "reached" if self.is_reached else "FALLS SHORT"

    @property
    def wanted(self) -> str:
        """The goal as a person reads it."""
        if self.goal is None:
            return "no goal"
        return f"at {'most' if self.is_ceiling else 'least'} {self.goal:g}"

    @property
    def number(self) -> str:
        """The number as a person reads it."""
        return f"{self.value:,.0f}" if abs(self.value) >= 1000 else f"{self.value:,.2f}"


def flat(what: str, *, many: tuple[int, int], few: tuple[int, int]) -> Figure:
    """What many rows take over few, where memory should not grow with them; each: rows, MB."""
    return Figure(
        what=f"{what}, {many[1]} MB for {many[0]:,} rows, over {few[0]:,}",
        value=many[1] - few[1],
        unit="MB more",
        goal=FLAT_MB,
        is_ceiling=True,
    )


def note(figures: Iterable[Figure]) -> None:
    """Keep figures for the table at the end of the run."""
    for figure in figures:  # measured while they are asked for: what came before an error is kept
        if FILE in os.environ:
            with Path(os.environ[FILE]).open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(asdict(figure))}\n")


def noted(path: Path) -> list[Figure]:
    """The figures that a part left, in the order in which they were measured."""
    if not path.exists():
        return []
    return [Figure(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
