"""GraphQL answers: pages of one or more BBR types, in one file, an array or one after another."""

import re
from collections.abc import Iterator
from typing import BinaryIO, cast

import ijson

from db.imports.bbr.bounded import Bounded
from db.imports.bbr.recognition import entity_of
from db.imports.bbr.register_json import (
    is_json,
    keys_of,
    record_of,
    unnamed,
    unreadable,
)
from db.imports.errors import Refused
from db.imports.json_rows import MEMBER_ARRAY, Blocks, rows_of
from db.imports.json_stream import UNREADABLE_JSON, JsonStream
from db.imports.part import Part
from db.imports.source import Form, ImportOptions, Record, Rejection, Source

_DATA = re.compile(rb'"data"\s*:\s*\{')
_ERRORS = re.compile(rb'^\s*(?:\xef\xbb\xbf)?\s*\{\s*"errors"\s*:')
# Where a type's rows stand: one page, or pages in an array; as nodes or as edges.
_TYPE = re.compile(r"(?:item\.)?data\.(\w+)")
_ROW = re.compile(r"(?:item\.)?data\.(\w+)\.(?:nodes|(edges))\.item").fullmatch


class GraphqlJson:
    """Pages as the Datafordeler's GraphQL service answers."""

    def recognise(self, part: Part) -> bool:
        """JSON with the envelope of a GraphQL answer."""
        return is_json(part) and bool(_DATA.search(part.head) or _ERRORS.match(part.head))

    def open(self, part: Part, options: ImportOptions) -> Iterator[Source]:
        """One source per type in the answer."""
        names = _types(part)
        if not names:
            raise Refused(
                f"Filen {part.name} er et GraphQL-svar uden data.",
                "Se efter en fejlbesked i svaret, og hent det igen.",
            )
        for name in names:
            entity = entity_of(keys_of(part), namespace=None, file_name=name)
            if entity is None:
                raise unnamed(part)
            yield Source(
                name=part.name if len(names) == 1 else f"{part.name}: {name}",
                content_hash=part.content_hash,
                form=Form.GRAPHQL_JSON,
                target=entity.target,
                read=_Reader(part, name),
                meter=part.meter,
                extract_date=options.extract_date,
                registry=options.registry,
                table_code=entity.table_code,
                notes=entity.notes,
            )


class _Reader:
    """Reads the rows of one type."""

    def __init__(self, part: Part, name: str) -> None:
        self._part, self._name = part, name

    def __call__(self) -> Iterator[Record | Rejection]:
        stream = Bounded(self._part)
        try:
            yield from self._rows(stream)
        except UNREADABLE_JSON as error:
            raise unreadable(self._part, error) from error
        finally:
            stream.close()

    def _rows(self, stream: Bounded) -> Iterator[Record | Rejection]:
        number = 0
        for place, value in rows_of(JsonStream(stream, self._part.name), _ROW, MEMBER_ARRAY):
            stream.release()
            found = _ROW(place)
            row = value.get("node") if found and found[2] and isinstance(value, dict) else value
            if found and found[1] == self._name and isinstance(row, dict):
                number += 1
                yield record_of(row, number)


def _types(part: Part) -> list[str]:
    """The types in the answer, in their order."""
    stream = Bounded(part)
    names: dict[str, None] = {}
    try:
        blocks = Blocks(JsonStream(stream, part.name), MEMBER_ARRAY)
        for prefix, event, value in ijson.parse(cast("BinaryIO", blocks), multiple_values=True):
            stream.release()
            blocks.taken(value)
            if event == "start_map" and (found := _TYPE.fullmatch(prefix)):
                names[found[1]] = None
    except UNREADABLE_JSON as error:
        raise unreadable(part, error) from error
    finally:
        stream.close()
    return list(names)
