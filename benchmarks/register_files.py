"""Files to import, of invented buildings: the same rows in every form that they may arrive in."""

import csv
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from xml.sax.saxutils import escape

import xlsxwriter

# Municipalities with the middle of each in EPSG:25832; the houses lie within 8 km of it.
MUNICIPALITIES: Final = (
    ("0326", 641_000, 6_172_000),
    ("0360", 636_000, 6_073_000),
    ("0787", 487_000, 6_312_000),
    ("0860", 553_000, 6_373_000),
)
REACH_M: Final = 8_000
DAY: Final = "2026-11-01"
ENTITY: Final = "co50200"
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
# Areas and counts that nearly every building has as 0; the register writes them all the same.
_ZERO: Final = (
    "byg024AntalLejlighederMedKøkken", "byg025AntalLejlighederUdenKøkken",
    "byg040BygningensSamledeErhvervsAreal", "byg042ArealIndbyggetGarage",
    "byg043ArealIndbyggetCarport", "byg044ArealIndbyggetUdhus",
    "byg045ArealIndbyggetUdestueEllerLign", "byg048AndetAreal", "byg051Adgangsareal",
    "byg069Sikringsrumpladser", "byg130ArealAfUdvendigEfterisolering", "byg151Frihøjde",
)  # fmt: skip
_PER_PAGE = 1_000
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of import: what people call it, and how a file of it is written.

    Attributes:
        is_table: Whether it is the municipality's own table, and not a register's.
    """

    name: str
    suffix: str
    write: Callable[[Path, Iterator[Row]], None]
    is_table: bool = False


def buildings(count: int, seed: int) -> Iterator[Row]:
    """Buildings as the register writes them, two to a ground; other ones for another seed."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    ground = ""
    for number in range(count):
        code, x, y = MUNICIPALITIES[number % 4]
        if number % 8 < 4:
            ground = _identity(chance)
        area = chance.randint(40, 240)
        yield {
            "forretningshændelse": "Bygning",
            "forretningsområde": "54.15.05.05",
            "forretningsproces": "25",
            "id_namespace": "http://data.gov.dk/bbr/bygning",
            "id_lokalId": _identity(chance),
            "kommunekode": code,
            "registreringFra": f"2019-02-{number % 27 + 1:02}T12:01:41.023832Z",
            "registreringsaktør": "BBR",
            "virkningFra": f"2019-02-{number % 27 + 1:02}T12:01:41.023832Z",
            "virkningsaktør": "EksterntSystem",
            "status": "6",
            "byg007Bygningsnummer": str(number % 3 + 1),
            "byg021BygningensAnvendelse": chance.choice(("120", "110", "910", "211", "130")),
            "byg026Opførelsesår": str(chance.randint(1750, 2020)),
            "byg027OmTilbygningsår": "0",
            "byg032YdervæggensMateriale": chance.choice("1458"),
            "byg033Tagdækningsmateriale": chance.choice("3451"),
            "byg037KildeTilBygningensMaterialer": "1",
            "byg038SamletBygningsareal": str(area),
            "byg039BygningensSamledeBoligAreal": str(area),
            "byg041BebyggetAreal": str(area),
            "byg054AntalEtager": "1",
            "byg056Varmeinstallation": chance.choice("1259"),
            "byg094Revisionsdato": "2018-01-05T11:14:41.723746Z",
            "byg133KildeTilKoordinatsæt": "M",
            "byg134KvalitetAfKoordinatsæt": "1",
            **dict.fromkeys(_ZERO, "0"),
            "byg404Koordinat": f"POINT ({x + chance.uniform(-REACH_M, REACH_M):.2f}"
            f" {y + chance.uniform(-REACH_M, REACH_M):.2f})",
            "byg406Koordinatsystem": "5",
            "jordstykke": str(1_000_000 + number),
            "husnummer": _identity(chance),
            "grund": ground,
        }


def properties(count: int, seed: int) -> Iterator[Row]:
    """Rows of a municipality's own list, on the same positions."""
    for number, row in enumerate(buildings(count, seed)):
        x, y = row["byg404Koordinat"].removeprefix("POINT (").removesuffix(")").split(" ")
        yield {
            "Sagsnr": f"S-{seed}-{number}",
            "Kommunekode": row["kommunekode"],
            "Adresse": f"Bygaden {number}",
            "Postnr": "4000",
            "Postdistrikt": "Byen",
            "Anvendelseskode": row["byg021BygningensAnvendelse"],
            "Opført": row["byg026Opførelsesår"],
            "Boligareal": row["byg039BygningensSamledeBoligAreal"],
            "X": x,
            "Y": y,
        }


def as_csv(path: Path, rows: Iterator[Row]) -> None:
    """Rows as a Datafordeler download, or as a spreadsheet is saved."""
    with path.open("w", encoding="utf-8", newline="") as file:
        first = next(rows)
        writer = csv.DictWriter(file, list(first), delimiter=";")
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)


def as_ois_zip(path: Path, rows: Iterator[Row]) -> None:
    """Rows as OIS writes them: XML in ISO-8859-1 on one line, in a zip."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(path.name.removesuffix(".zip"), "w", force_zip64=True) as file,
    ):
        code = ENTITY.upper()
        file.write(
            '<?xml version="1.0" encoding="ISO-8859-1"?><OIS_UDTRAEK><UDTRAEK>'
            f"<AF_TABEL>{code}T</AF_TABEL><UDTRAEKS_DATO>{DAY}</UDTRAEKS_DATO></UDTRAEK>".encode()
        )
        for row in rows:
            fields = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in row.items())
            file.write(f"<{code}t>{fields}</{code}t>".encode("iso-8859-1"))
        file.write(b"</OIS_UDTRAEK>")


def as_json(path: Path, rows: Iterator[Row]) -> None:
    """Rows as a Datafordeler download in JSON."""
    _array(path, ({"datafordelerOpdateringstid": f"{DAY}T05:00:00Z", **row} for row in rows))


def as_rest_json(path: Path, rows: Iterator[Row]) -> None:
    """Rows as the REST service answers: the point without a space."""
    _array(
        path,
        (row | {"byg404Koordinat": row["byg404Koordinat"].replace("T (", "T(")} for row in rows),
    )


def as_graphql(path: Path, rows: Iterator[Row]) -> None:
    """Rows as pages of GraphQL answers, one after another: ASCII names, the point as an object."""
    with path.open("w", encoding="utf-8") as file:
        nodes: list[dict[str, Any]] = []
        for row in rows:
            node: dict[str, Any] = {name.translate(_ASCII): text for name, text in row.items()}
            nodes.append(node | {"byg404Koordinat": {"wkt": row["byg404Koordinat"]}})
            if len(nodes) == _PER_PAGE:
                file.write(_page(nodes))
                nodes.clear()
        if nodes:
            file.write(_page(nodes))


def as_workbook(path: Path, rows: Iterator[Row]) -> None:
    """Rows as a sheet of text cells."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            if line == 0:
                sheet.write_row(0, 0, list(row))
            sheet.write_row(line + 1, 0, list(row.values()))


FORMS: Final = (
    Form(name="OIS XML in zip", suffix="XML.zip", write=as_ois_zip),
    Form(name="Datafordeler CSV", suffix="csv", write=as_csv),
    Form(name="Datafordeler JSON", suffix="json", write=as_json),
    Form(name="REST JSON", suffix="rest.json", write=as_rest_json),
    Form(name="GraphQL JSON", suffix="graphql.json", write=as_graphql),
    Form(name="own table CSV", suffix="csv", write=as_csv, is_table=True),
    Form(name="own table XLSX", suffix="xlsx", write=as_workbook, is_table=True),
)


def rows_of(form: Form, count: int, seed: int) -> Iterator[Row]:
    """So many rows of the kind that the form carries."""
    return properties(count, seed) if form.is_table else buildings(count, seed)


def written(form: Form, folder: Path, count: int, seed: int) -> Path:
    """A file of so many rows."""
    kind = "egne" if form.is_table else "BBR_Bygning"
    path = folder / f"{kind}_{seed}.{form.suffix}"
    form.write(path, rows_of(form, count, seed))
    return path


def _identity(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


def _array(path: Path, rows: Iterator[Row]) -> None:
    with path.open("w", encoding="utf-8") as file:
        before = "["
        for row in rows:
            file.write(before + json.dumps(row, ensure_ascii=False))
            before = ",\n"
        file.write("]")


def _page(nodes: list[dict[str, Any]]) -> str:
    page = {"nodes": nodes, "pageInfo": {"hasNextPage": True, "endCursor": "c"}}
    return json.dumps({"data": {"BBR_Bygning": page}}, ensure_ascii=False) + "\n"
