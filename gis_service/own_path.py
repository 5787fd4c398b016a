"""Addresses to go back to, which are ours or nobody's."""


def own_path(asked: str | None) -> str:
    """A path of our own, or the front page: never a door to another site."""
    if not asked or not asked.startswith("/") or asked.startswith("//"):
        return "/"
    # Browsers read a backslash as a slash, and skip tabs and line ends.
    if "\\" in asked or not asked.isprintable():
        return "/"
    return asked
