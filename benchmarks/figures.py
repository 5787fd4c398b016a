"""What was measured, beside the goal it is measured against."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

# The file that the parts of one run leave their figures in; a part alone only prints.
FILE = "BENCHMARK_FIGURES"


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
    def verdict(self) -> str:
        """Whether the goal is reached."""
        if self.goal is None:
            return "no goal"
        reached = self.value <= self.goal if self.is_ceiling else self.value >= self.goal
        return "reached" if reached else "FALLS SHORT"

    @property
    def wanted(self) -> str:
        """The goal as a person reads it."""
        if self.goal is None:
            return ""
        return f"{'at most' if self.is_ceiling else 'at least'} {self.goal:g}"


def note(figures: Iterable[Figure]) -> None:
    """Keep figures for the table at the end of the run."""
    measured = list(figures)  # measured while they are asked for
    if FILE in os.environ:
        with Path(os.environ[FILE]).open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(asdict(figure))}\n" for figure in measured)


def table(path: Path) -> str:
    """All figures of a run with their goals, in the order in which they were measured."""
    figures = [Figure(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    width = max((len(figure.what) for figure in figures), default=0)
    return "\n".join(
        f"{one.what:<{width}}  {one.value:>10,.2f} {one.unit:<16} {one.wanted:<14} {one.verdict}"
        for one in figures
    )
