"""Small register files in every form, made from the same rows."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from xml.sax.saxutils import escape

Row = Mapping[str, Any]

_SPACE = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
TABLES = {
    "Bygning": "CO50200",
    "Enhed": "CO50500",
    "Opgang": "CO51200",
    "Grund": "CO51000",
    "Ejendomsrelation": "CO50400",
    "TekniskAnlæg": "CO51500",
}


def identity(name: str) -> str:
    """A UUID that is always the same for a name."""
    return str(uuid5(_SPACE, name))


def building(name: str = "house", **fields: Any) -> dict[str, Any]:
    """One version of a standing house in Kalundborg."""
    return {
        "id_namespace": "http://data.gov.dk/bbr/bygning",
        "id_lokalId": identity(name),
        "kommunekode": "0326",
        "registreringFra": "2019-02-12T12:01:41.023832Z",
        "virkningFra": "2019-02-12T12:01:41.023832Z",
        "status": "6",
        "byg007Bygningsnummer": "1",
        "byg021BygningensAnvendelse": "120",
        "byg026Opførelsesår": "1912",
        "byg032YdervæggensMateriale": "1",
        "byg038SamletBygningsareal": "139",
        "byg404Koordinat": "POINT (647105.13 6151431.4)",
        **fields,
    }


def ois_xml(rows: Sequence[Row], table: str = "Bygning", day: str = "2020-04-18") -> bytes:
    """Rows as OIS writes them: ISO-8859-1, one line."""
    code = TABLES[table]
    body = "".join(
        f"<{code}t><OIS_AJOUR>I</OIS_AJOUR><ois_id>{number}</ois_id>"
        + "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in row.items())
        + f"</{code}t>"
        for number, row in enumerate(rows)
    )
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?><OIS_UDTRAEK><UDTRAEK>'
        f"<AF_TABEL>{code}T</AF_TABEL><UDTRAEKS_DATO>{day}</UDTRAEKS_DATO></UDTRAEK>"
        f"{body}</OIS_UDTRAEK>"
    ).encode("iso-8859-1")


def ois_zip(
    folder: Path,
    rows: Sequence[Row],
    table: str = "Bygning",
    day: str = "2020-04-18",
    name: str = "udtraek",
) -> Path:
    """An OIS extract in zip."""
    return zipped(folder / f"{name}.XML.zip", f"{name}.XML", ois_xml(rows, table, day))


def zipped(path: Path, member: str, content: bytes) -> Path:
    """A zip with one member."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
    return path


def rest_json(folder: Path, rows: Sequence[Row], name: str = "bygning.json") -> Path:
    """Rows as the REST service answers: point without a space, missing values absent."""
    return _written(folder / name, json.dumps([_without_space(row) for row in rows]))


def datafordeler_csv(
    folder: Path,
    rows: Sequence[Row],
    name: str = "BBR_Bygning.csv",
    separator: str = ";",
    encoding: str = "utf-8",
) -> Path:
    """Rows as a Datafordeler file: upper-case UUIDs, codes without leading zero, extra columns."""
    text = io.StringIO()
    names = list(dict.fromkeys(key for row in rows for key in row))
    extra = ["datafordelerOpdateringstid", "datafordelerRowId", "datafordelerRowVersion"]
    writer = csv.DictWriter(text, [*extra, *names], delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    for number, row in enumerate(rows):
        writer.writerow(
            {
                **row,
                "id_lokalId": row["id_lokalId"].upper(),
                "kommunekode": row["kommunekode"].lstrip("0"),
                "datafordelerOpdateringstid": "2020-04-18T05:00:00Z",
                "datafordelerRowId": number,
            }
        )
    path = folder / name
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def datafordeler_json(folder: Path, rows: Sequence[Row], name: str = "BBR_Bygning.json") -> Path:
    """Rows as a Datafordeler file in JSON: numbers as numbers."""
    return _written(
        folder / name,
        json.dumps(
            [
                {"datafordelerOpdateringstid": "2020-04-18T05:00:00Z", **_with_numbers(row)}
                for row in rows
            ],
            ensure_ascii=False,
        ),
    )


def page(
    rows: Sequence[Row], kind: str = "BBR_Bygning", *, as_edges: bool = False
) -> dict[str, Any]:
    """One page of a GraphQL answer: ASCII names, the point as an object."""
    nodes = [
        {key.translate(_ASCII): _point(key, value) for key, value in row.items()} for row in rows
    ]
    held = (
        {"edges": [{"cursor": "c", "node": node} for node in nodes]}
        if as_edges
        else {"nodes": nodes}
    )
    return {"data": {kind: {**held, "pageInfo": {"hasNextPage": False, "endCursor": "c"}}}}


def graphql(folder: Path, content: object, name: str = "svar.json") -> Path:
    """A GraphQL answer, or an array of them, as a file."""
    return _written(folder / name, json.dumps(content))


def dar(folder: Path, rows: Sequence[Row], name: str = "dar.ndjson") -> Path:
    """DAR addresses as lines."""
    return _written(
        folder / name, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    )


def address(name: str, house_number: str, text: str, **fields: Any) -> dict[str, Any]:
    """One DAR address in force."""
    return {
        "id": identity(name),
        "registreringfra": "2018-05-03T16:58:34Z",
        "virkningfra": "2012-07-26T11:28:44.31Z",
        "status": "3",
        "adressebetegnelse": text,
        "etagebetegnelse": "",
        "dørbetegnelse": "",
        "husnummer_id": house_number,
        **fields,
    }


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _without_space(row: Row) -> dict[str, Any]:
    return {
        key: value.replace("POINT (", "POINT(") if key == "byg404Koordinat" else value
        for key, value in row.items()
        if value != ""
    }


def _with_numbers(row: Row) -> dict[str, Any]:
    return {
        key: int(value) if key.startswith(("byg026", "byg038")) and value else value or None
        for key, value in row.items()
    }


def _point(key: str, value: Any) -> Any:
    return {"wkt": value, "crs": "EPSG:25832"} if key == "byg404Koordinat" else value
