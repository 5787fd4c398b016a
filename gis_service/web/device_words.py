"""What a browser is called on the page of one's account, instead of how it names itself."""

from typing import Final

# The first that its own name holds: most of them name others as well.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
    ("curl/", "curl"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_words(device: str | None) -> str | None:
    """The browser and its system, such as "Chrome, Linux"; None where neither is known."""
    if device is None:
        return None
    found = [
        next((name for mark, name in known if mark in device), None)
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(each for each in found if each) or None
