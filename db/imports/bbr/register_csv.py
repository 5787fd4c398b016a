"""Datafordeler file download as CSV, and DAR addresses as CSV."""

import codecs
import csv
from collections.abc import Iterator

from db.imports.bbr.lines import lines_of
from db.imports.bbr.recognition import IDENTITIES, TIMES, entity_of, is_version
from db.imports.bbr.register_json import unnamed
from db.imports.errors import Refused
from db.imports.part import HEAD_BYTES, MAXIMUM_ELEMENT_BYTES, Part
from db.imports.source import Form, ImportOptions, Record, Rejection, Source, normal_key

_SEPARATORS = ";,\t|"


class RegisterCsv:
    """Delimited rows of one register entity, with the register's own column names."""

    def recognise(self, part: Part) -> bool:
        """A first line with the columns of a bitemporal register row."""
        if part.head.startswith((b"PK", b"<", b"{", b"[", b"SQLite")) or b"\0" in part.head:
            return False
        return is_version(_heading(part)[0])

    def open(self, part: Part, options: ImportOptions) -> Iterator[Source]:
        """The one entity that the file holds."""
        keys, separator = _heading(part)
        _require(part, keys)
        entity = entity_of(keys, namespace=_namespace(part), file_name=part.name)
        if entity is None:
            raise unnamed(part)
        encoding = _encoding(part)
        yield Source(
            name=part.name,
            content_hash=part.content_hash,
            form=Form.DATAFORDELER_CSV,
            target=entity.target,
            read=lambda: _rows(part, encoding, separator),
            meter=part.meter,
            extract_date=options.extract_date,
            registry=options.registry,
            table_code=entity.table_code,
            notes=entity.notes,
        )


def _heading(part: Part) -> tuple[list[str], str]:
    """The normalised column names and the separator."""
    line = part.head.split(b"\n", 1)[0].removeprefix(codecs.BOM_UTF8)
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode("cp1252", errors="replace")
    separator = max(_SEPARATORS, key=text.count)
    try:
        cells = next(csv.reader([text.rstrip("\r")], delimiter=separator), [])
    except csv.Error:
        cells = []
    return [normal_key(cell) for cell in cells], separator


def _require(part: Part, keys: list[str]) -> None:
    missing = sorted(TIMES - set(keys))
    if not IDENTITIES & set(keys):
        missing.insert(0, "id_lokalId")
    if missing:
        raise Refused(
            f"Filen {part.name} mangler kolonnen {', '.join(missing)}.",
            "Hent filen igen med alle kolonner; uden dem kan rækkernes historik ikke bevares.",
        )
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise Refused(
            f"Kolonnen »{twice[0]}« findes flere gange i {part.name}.",
            "Giv kolonnerne hver sit navn, og indlæs filen igen.",
        )
    # Every name of the register is ASCII once its æ, ø and å are.
    if not all(key.isascii() for key in keys):
        raise Refused(
            f"Kolonnenavnene i {part.name} er gemt i et forkert tegnsæt (æ, ø og å er ødelagt).",
            "Hent filen igen, eller gem den som CSV UTF-8.",
        )


def _namespace(part: Part) -> str | None:
    """What the file says of its entity beside its columns: the id_namespace of its first row."""
    found = part.head.find(b"data.gov.dk/bbr/")
    return part.head[found : found + 80].decode("ascii", errors="replace") if found >= 0 else None


def _encoding(part: Part) -> str:
    """UTF-8 where every byte agrees, else Windows-1252, which has ISO-8859-1 in it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with part.open() as stream:
        try:
            while data := stream.read(HEAD_BYTES):
                decoder.decode(data)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _rows(part: Part, encoding: str, separator: str) -> Iterator[Record | Rejection]:
    csv.field_size_limit(MAXIMUM_ELEMENT_BYTES)
    text = (line.decode(encoding, errors="replace") for line in lines_of(part))
    reader = csv.reader(text, delimiter=separator)
    try:
        keys = [normal_key(cell) for cell in next(reader, [])]
        line = reader.line_num + 1
        for cells in reader:
            if cells:
                yield _row(line, keys, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            f"Filen {part.name} kan ikke læses som CSV omkring linje {reader.line_num} ({error}).",
            "Se efter et anførselstegn, der ikke er lukket, og hent filen igen.",
        ) from error


def _row(line: int, keys: list[str], cells: list[str]) -> Record | Rejection:
    if len(cells) != len(keys):
        return Rejection(
            line=line,
            reason_code="columns",
            reason=f"Rækken har {len(cells)} felter, men overskriften har {len(keys)}.",
        )
    return Record(
        line=line, values={key: cell or None for key, cell in zip(keys, cells, strict=True)}
    )
