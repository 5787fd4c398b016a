"""OIS GRBBR extracts: XML on one line, one element per bitemporal version."""

import re
from collections.abc import Iterator
from datetime import date
from xml.parsers import expat

from db.imports.bbr.bounded import CHUNK_BYTES, Bounded
from db.imports.bbr.entities import entity_named, unused
from db.imports.errors import Refused
from db.imports.part import Part
from db.imports.source import Form, ImportOptions, Record, Rejection, Source, normal_key

_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE|OIS_UDTRAEK)", re.IGNORECASE)
_OIS = re.compile(rb"<(?:OIS_UDTRAEK|!DOCTYPE|!ENTITY|CO5\d{4}T)[\s>]", re.IGNORECASE)
_TABLE = re.compile(rb"<AF_TABEL>\s*(\w+?)T?\s*</AF_TABEL>|<(CO\d{5})T>", re.IGNORECASE)
_DATE = re.compile(rb"<UDTRAEKS_DATO>\s*(\d{4}-\d{2}-\d{2})")
_ROW_DEPTH, _FIELD_DEPTH = 2, 3
_DELETED = "D"
_MISREAD = "\u00c3"


class OisXml:
    """The OIS GRBBR form, as it comes in zip: a table of BBR with every version."""

    def recognise(self, part: Part) -> bool:
        """XML with an OIS root, or with a document type: the latter is refused when read."""
        return bool(_XML.match(part.head) and _OIS.search(part.head))

    def open(self, part: Part, options: ImportOptions) -> Iterator[Source]:
        """The one table that the file holds."""
        refuse_document_type(part)
        found = _TABLE.search(part.head)
        if found is None:
            raise Refused(
                f"Filen {part.name} siger ikke, hvilken BBR-tabel den indeholder (AF_TABEL).",
                "Hent OIS-udtrækket igen.",
            )
        code = (found[1] or found[2]).decode().lower()
        entity = entity_named(code) or unused(code)
        day = _DATE.search(part.head)
        yield Source(
            name=part.name,
            content_hash=part.content_hash,
            form=Form.OIS_XML,
            target=entity.target,
            read=lambda: _rows(part, code),
            meter=part.meter,
            extract_date=_day(day[1].decode()) if day else options.extract_date,
            registry=options.registry,
            table_code=entity.table_code,
            notes=entity.notes,
        )


def refuse_document_type(part: Part) -> None:
    """A document type or an entity has no business in a register extract."""
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", part.head, re.IGNORECASE):
        raise _document_type(part)


def _document_type(part: Part) -> Refused:
    return Refused(
        f"Filen {part.name} har en dokumenttype eller entiteter (DTD), som kan skjule noget.",
        "Et OIS-udtræk har ingen. Hent filen igen fra OIS.",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class _Reader:
    """Gathers the fields of one row element at a time."""

    def __init__(self, part: Part, code: str) -> None:
        self.part, self.code = part, code
        self.rows: list[Record | Rejection] = []
        self.depth = self.line = 0
        self.key: str | None = None
        self.text: list[str] = []
        self.values: dict[str, str | None] = {}
        self.is_row = False
        self.keys: dict[str, str] = {}
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse

    def refuse(self, *_: object) -> None:
        raise _document_type(self.part)

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == _ROW_DEPTH:
            self.is_row = name.lower().removesuffix("t") == self.code
            if not self.is_row and re.fullmatch(r"co\d{5}t?", name.lower()):
                raise Refused(
                    f"Filen {self.part.name} indeholder flere BBR-tabeller ({self.code}, {name}).",
                    "Hent én fil pr. tabel, som OIS leverer dem.",
                )
            self.values = {}
            self.line += self.is_row
        elif self.depth == _FIELD_DEPTH and self.is_row:
            self.key = self.keys.get(name) or self.normal(name)
            self.text = []

    def normal(self, name: str) -> str:
        if _MISREAD in name:
            raise Refused(
                f"Filen {self.part.name} siger et andet tegnsæt, end den er skrevet i.",
                "Ret tegnsættet i filens første linje, eller hent den igen.",
            )
        self.keys[name] = normal_key(name)
        return self.keys[name]

    def data(self, text: str) -> None:
        if self.key is not None:
            self.text.append(text)

    def end(self, _name: str) -> None:
        if self.depth == _FIELD_DEPTH and self.key is not None:
            self.values[self.key] = "".join(self.text)
            self.key = None
        elif self.depth == _ROW_DEPTH and self.is_row:
            self.finish()
        self.depth -= 1

    def finish(self) -> None:
        if self.values.get("ois_ajour") == _DELETED:
            reason = "Rækken er en slettemarkering (OIS_AJOUR = D); historikken bliver stående."
            rejection = Rejection(
                line=self.line, column="ois_ajour", reason_code="deletion", reason=reason
            )
            self.rows.append(rejection)
        else:
            self.rows.append(Record(line=self.line, values=self.values))
        self.values = {}


def _rows(part: Part, code: str) -> Iterator[Record | Rejection]:
    reader, stream = _Reader(part, code), Bounded(part)
    try:
        while data := stream.read(CHUNK_BYTES):
            reader.parser.Parse(data, False)  # noqa: FBT003 -- expat takes it by position
            if reader.rows:
                stream.release()
            yield from reader.rows
            reader.rows.clear()
        reader.parser.Parse(b"", True)  # noqa: FBT003 -- expat takes it by position
    except expat.ExpatError as error:
        raise Refused(
            f"Filen {part.name} er ikke gyldig XML ved tegn {error.offset} ({error}).",
            "Filen er afkortet eller i et andet tegnsæt, end den siger. Hent den igen.",
        ) from error
    finally:
        stream.close()
    yield from reader.rows
