"""What is wrong with a parameter, in plain words instead of the validator's."""

from collections.abc import Mapping, Sequence
from typing import Any

from layers.words import Language

# Words per kind of error; names in braces come from the validator's context.
_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("{name} mangler", "{name} is missing"),
    "int_parsing": ("{name} skal være et helt tal", "{name} must be a whole number"),
    "int_from_float": ("{name} skal være et helt tal", "{name} must be a whole number"),
    "float_parsing": ("{name} skal være et tal", "{name} must be a number"),
    "finite_number": ("{name} skal være et endeligt tal", "{name} must be a finite number"),
    "greater_than_equal": ("{name} skal være mindst {ge}", "{name} must be at least {ge}"),
    "greater_than": ("{name} skal være over {gt}", "{name} must be above {gt}"),
    "less_than_equal": ("{name} må højst være {le}", "{name} must be at most {le}"),
    "less_than": ("{name} skal være under {lt}", "{name} must be below {lt}"),
    "string_too_long": (
        "{name} må højst have {max_length} tegn",
        "{name} must have at most {max_length} characters",
    ),
    "string_too_short": (
        "{name} skal have mindst {min_length} tegn",
        "{name} must have at least {min_length} characters",
    ),
    "enum": ("{name} skal være {expected}", "{name} must be {expected}"),
    "literal_error": ("{name} skal være {expected}", "{name} must be {expected}"),
    "extra_forbidden": ("{name} er ukendt", "{name} is not known"),
    "json_invalid": ("indholdet er ikke JSON", "the content is not JSON"),
}
# What a parameter is called, where its name alone is none that people know.
_NAMES: dict[str, tuple[str, str]] = {"property": ("ejendommen", "the property")}
_OTHER = ("{name} kan ikke læses", "{name} cannot be read")
_NEXT = {
    Language.DA: "Ret det og spørg igen; adresserne er beskrevet i /api/openapi.json.",
    Language.EN: "Mend it and ask again; the addresses are described in /api/openapi.json.",
}


def said_of(errors: Sequence[Mapping[str, Any]], language: Language) -> tuple[str, str]:
    """What is wrong and what to do next; values that were sent are never repeated."""
    said = "; ".join(dict.fromkeys(_one(error, language) for error in errors))
    return f"{said[:1].upper()}{said[1:]}.", _NEXT[language]


def _one(error: Mapping[str, Any], language: Language) -> str:
    danish, english = _WORDS.get(str(error["type"]), _OTHER)
    name = ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0])
    is_danish = language is Language.DA
    if name in _NAMES:
        name = _NAMES[name][0 if is_danish else 1]
    text = danish if is_danish else english
    return text.format_map({"name": name, **(error.get("ctx") or {})})
