"""Which register entity a file holds, told by its keys, its namespace or its name."""

import re
from collections.abc import Iterable
from pathlib import PurePath

from db.imports.bbr.entities import ENTITIES, OTHER, Entity, entity_named, unused
from db.imports.source import Target, normal_key

IDENTITIES = frozenset({"id_lokalid", "id"})
TIMES = frozenset({"registreringfra", "virkningfra"})
# A house number's own text stands in the same table: it is the address without floor and door.
ADDRESS_TEXTS = frozenset({"adressebetegnelse", "adgangsadressebetegnelse"})
_DAR = Entity(target=Target.DAR_ADDRESS, code="", names=("adresse",))
_NAMESPACE = re.compile(r"data\.gov\.dk/bbr/([\w-]+)", re.IGNORECASE)


def is_version(keys: Iterable[str]) -> bool:
    """Whether the (normalised) keys are those of a bitemporal register row."""
    found = set(keys)
    return bool(found & IDENTITIES) and bool(found & TIMES)


def entity_of(keys: Iterable[str], *, namespace: str | None, file_name: str) -> Entity | None:
    """The entity of rows with these (normalised) keys; None when nothing tells it."""
    found = set(keys)
    if found & ADDRESS_TEXTS:
        return _DAR
    if namespace and (match := _NAMESPACE.search(namespace)):
        name = normal_key(match[1])
        return entity_named(name) or unused(name)
    return _by_file_name(file_name) or _by_fields(found)


def _by_file_name(file_name: str) -> Entity | None:
    words = re.split(r"[^a-z0-9]+", normal_key(PurePath(file_name).name))
    if "dar" in words:
        return None
    # `BBR_V1_Grundjordstykke_TotalDownload_csv_Current_267.csv`: the first word that is an entity.
    named = next((entity for word in words if (entity := entity_named(word))), None)
    if named is None and words[0] == "bbr" and len(words) > 1:
        rest = [word for word in words[1:] if not re.fullmatch(r"v?\d*", word)]
        return unused(rest[0]) if rest else None
    return named


def _by_fields(keys: set[str]) -> Entity | None:
    for entity in (*ENTITIES, *OTHER):
        if entity.prefix and any(re.match(rf"{entity.prefix}\d{{3}}", key) for key in keys):
            return entity
    if "bfenummer" in keys:
        return ENTITIES[-1]
    if {"grund", "jordstykke"} <= keys:
        return next(each for each in ENTITIES if each.target is Target.BBR_GROUND_PARCEL)
    if "bestemtfastejendom" in keys:
        return next(each for each in ENTITIES if each.target is Target.BBR_GROUND)
    return None
