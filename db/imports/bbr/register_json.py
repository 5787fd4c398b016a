"""Register rows as JSON: REST answers, Datafordeler files, DAR addresses, arrays and lines."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from db.imports.bbr.bounded import Bounded
from db.imports.bbr.lines import lines_of
from db.imports.bbr.recognition import entity_of, is_version
from db.imports.errors import Refused
from db.imports.json_rows import rows_of
from db.imports.json_stream import UNREADABLE_JSON, JsonStream
from db.imports.part import Part
from db.imports.source import (
    Form,
    ImportOptions,
    Record,
    Rejection,
    Source,
    Target,
    normal_key,
)

_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*([\[{])")
_LINE = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{[^\r\n]*\}\s*(?:\r?\n|$)")
_MAP = re.compile(rb'"type"\s*:\s*"(?:FeatureCollection|Feature|Topology)"')
_KEY = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*:')
_NAMESPACE = re.compile(rb'"id_namespace"\s*:\s*"([^"]*)"', re.IGNORECASE)
_GRAPHQL = re.compile(rb'"data"\s*:\s*\{')


class RegisterJson:
    """JSON rows of one register entity, in an array or one per line."""

    def recognise(self, part: Part) -> bool:
        """JSON whose first rows have the keys of a bitemporal register row."""
        if not is_json(part) or _GRAPHQL.search(part.head):
            return False
        return is_version(keys_of(part))

    def open(self, part: Part, options: ImportOptions) -> Iterator[Source]:
        """The one entity that the file holds."""
        keys = keys_of(part)
        named = _NAMESPACE.search(part.head)
        entity = entity_of(
            keys, namespace=named[1].decode() if named else None, file_name=part.name
        )
        if entity is None:
            raise unnamed(part)
        lines = _LINE.match(part.head)
        yield Source(
            name=part.name,
            content_hash=part.content_hash,
            form=_form(entity.target, keys),
            target=entity.target,
            read=(lambda: _lines(part)) if lines else (lambda: _array(part)),
            meter=part.meter,
            extract_date=options.extract_date,
            registry=options.registry,
            table_code=entity.table_code,
            notes=entity.notes,
        )


def is_json(part: Part) -> bool:
    """Whether a part is JSON that is not a map."""
    return bool(_START.match(part.head)) and not _MAP.search(part.head)


def keys_of(part: Part) -> set[str]:
    """The normalised keys in the beginning of a JSON file."""
    return {normal_key(_text(found)) for found in _KEY.findall(part.head)}


def _text(raw: bytes) -> str:
    text = raw.decode("utf-8", errors="replace")
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"'))
    except json.JSONDecodeError:
        return text


def unnamed(part: Part) -> Refused:
    """The refusal of register rows that do not tell what they are."""
    return Refused(
        f"Det kan ikke ses, hvilken del af BBR eller DAR filen {part.name} indeholder.",
        "Giv filen sit navn fra Datafordeleren, for eksempel BBR_Bygning.csv, og prøv igen.",
    )


def unreadable(part: Part, error: Exception) -> Refused:
    """The refusal of JSON that is cut short, damaged or in another encoding."""
    if isinstance(error, UnicodeDecodeError) or "UTF8" in str(error) or "utf-8" in str(error):
        return Refused(
            f"Filen {part.name} er ikke i tegnsættet UTF-8, som JSON skal være.",
            "Hent filen igen, eller gem den som UTF-8.",
        )
    return Refused(
        f"Filen {part.name} er ikke gyldig JSON; den er afkortet eller beskadiget.",
        "Hent filen igen.",
    )


def _form(target: Target, keys: set[str]) -> Form:
    if any(key.startswith("datafordeler") for key in keys):
        return Form.DATAFORDELER_JSON
    return Form.DAR_NDJSON if target is Target.DAR_ADDRESS else Form.REST_JSON


def flat(row: Mapping[str, Any]) -> dict[str, str | None]:
    """A JSON object as text by normalised key; a point object becomes its WKT."""
    return {
        normal_key(key): value if isinstance(value, str) else _value(value)
        for key, value in row.items()
    }


def _value(value: Any) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case {"wkt": wkt}:
            return None if wkt is None else str(wkt)
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, default=str) if value else None
        case _:
            return str(value)


def record_of(row: object, number: int) -> Record | Rejection:
    """One JSON row as a record."""
    if isinstance(row, dict):
        try:
            return Record(line=number, values=flat(row))
        except RecursionError:
            reason = "Rækken er indlejret for dybt."
            return Rejection(line=number, reason_code="bad_json", reason=reason)
    return Rejection(line=number, reason_code="bad_json", reason="Rækken er ikke et JSON-objekt.")


def _lines(part: Part) -> Iterator[Record | Rejection]:
    for number, line in enumerate(lines_of(part), start=1):
        if not line.strip():
            continue
        try:
            row: object = orjson.loads(line)
        except orjson.JSONDecodeError:
            row = None
        yield record_of(row, number)


def _array(part: Part) -> Iterator[Record | Rejection]:
    is_array = part.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    place = "item" if is_array else ""
    stream = Bounded(part)
    try:
        rows = rows_of(JsonStream(stream, part.name), place.__eq__)
        for number, (_, row) in enumerate(rows, start=1):
            stream.release()
            yield record_of(row, number)
    except UNREADABLE_JSON as error:
        raise unreadable(part, error) from error
    finally:
        stream.close()
