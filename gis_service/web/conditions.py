"""What is chosen on a page as CQL2 text, every literal quoted."""

from collections.abc import Iterable, Iterator


def between(field: str, low: int | None, high: int | None) -> Iterator[str]:
    """A field within two bounds, either of which may be open."""
    if low is not None:
        yield f"{field} >= {low}"
    if high is not None:
        yield f"{field} <= {high}"


def any_of(conditions: Iterable[str]) -> str:
    """One condition that holds where any of these does."""
    either = list(conditions)
    return either[0] if len(either) == 1 else f"({' OR '.join(either)})"


def grade_condition(wanted: str) -> str:
    """A grade in its own scale (K/K3), or any grade of the scale where none is named."""
    scale, _, grade = wanted.partition("/")
    of_scale = f"grade_scale = {quoted(scale)}"
    return f"({of_scale} AND grade = {quoted(grade)})" if grade else of_scale


def quoted(text: str) -> str:
    """A text as a literal."""
    return "'" + text.replace("'", "''") + "'"
