"""Bad register files get a clear message, and leave nothing behind."""

import json
import random
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from db.database import Database
from db.imports.errors import Refused
from db.imports.files import names_of, without_names
from tests.db.imports import register
from tests.db.imports.register import building
from tests.db.imports.state import exact_state
from tests.db.imports.taking import ended, rejected, rows, take

_OIS = register.ois_xml([building()])


def _zip(folder: Path, content: bytes, member: str = "u.XML") -> Path:
    return register.zipped(folder / "u.zip", member, content)


def _written(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def _truncated_zip(folder: Path) -> Path:
    file = register.ois_zip(folder, [building(str(number)) for number in range(50)])
    file.write_bytes(file.read_bytes()[:-200])
    return file


def _damaged_zip(folder: Path) -> Path:
    noise = random.Random(1).randbytes(30_000).hex()  # noqa: S311 -- not for secrets
    file = register.ois_zip(folder, [building(byg500Notatlinjer=noise)])
    content = bytearray(file.read_bytes())
    content[2000:2100] = bytes(100)
    return _written(folder, file.name, bytes(content))


def _doctype(folder: Path) -> Path:
    head, body = _OIS.split(b"?>", 1)
    return _zip(folder, head + b'?><!DOCTYPE x [<!ENTITY a "b">]>' + body)


def _late_doctype(folder: Path) -> Path:
    """A document type far behind the beginning, which a comment makes look like an extract."""
    head, body = _OIS.split(b"?>", 1)
    mask = b"<!-- <OIS_UDTRAEK> <AF_TABEL>CO50200T</AF_TABEL>" + b" " * 100_000 + b"-->"
    return _zip(folder, head + b"?>" + mask + b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + body)


def _large_element(folder: Path) -> Path:
    noise = random.Random(1).randbytes(900_000).hex()  # noqa: S311 -- not for secrets
    return _zip(folder, register.ois_xml([building(byg500Notatlinjer=noise)]))


def _bomb(folder: Path) -> Path:
    return _zip(folder, _OIS.replace(b"</OIS_UDTRAEK>", b" " * 40_000_000 + b"</OIS_UDTRAEK>"))


def _older_xml(folder: Path) -> Path:
    row = "<Bygning><Bygning_id>12</Bygning_id><ESREjdNr>004711</ESREjdNr></Bygning>"
    return _zip(folder, f'<?xml version="1.0" encoding="ISO-8859-1"?><U>{row}</U>'.encode())


def _older_csv(folder: Path) -> Path:
    return _written(
        folder, "CO10100.csv", b"Bygning_id;ESREjdNr;KomKode;BYG_ANVEND_KODE\r\n12;4711;326;120\r\n"
    )


def _older_csv_side_by_side(folder: Path) -> Path:
    return _written(folder, "bygning.csv", b"Bygning_id;ESREjdNr;Opfoert\r\n12;4711;1912\r\n")


def _dos_names(folder: Path) -> Path:
    file = register.datafordeler_csv(folder, [building()])
    return _written(folder, file.name, file.read_text(encoding="utf-8").encode("cp850"))


def _endless_number(folder: Path) -> Path:
    file = register.rest_json(folder, [building(mere="TAL")])
    return _written(folder, file.name, file.read_bytes().replace(b'"TAL"', b"9" * 6_000))


def _endless_exponent(folder: Path) -> Path:
    file = register.rest_json(folder, [building(mere="TAL")])
    return _written(folder, file.name, file.read_bytes().replace(b'"TAL"', b"1e" + b"9" * 30))


def _bottomless(folder: Path) -> Path:
    file = register.rest_json(folder, [building(mere="DYB")])
    nested = b"[" * 60_000 + b"]" * 60_000
    return _written(folder, file.name, file.read_bytes().replace(b'"DYB"', nested))


def _two_members_alike(folder: Path) -> Path:
    file = register.ois_zip(folder, [building()])
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(archive.namelist()[0], _OIS)
    return file


def _several_tables(folder: Path) -> Path:
    other = register.ois_xml([building("x")], "Grund").split(b"</UDTRAEK>")[1]
    return _zip(folder, _OIS.replace(b"</OIS_UDTRAEK>", other))


def _cut_xml(folder: Path) -> Path:
    return _zip(folder, _OIS[:-40])


def _utf8_said_latin(folder: Path) -> Path:
    return _zip(folder, _OIS.decode("iso-8859-1").encode())


def _latin_said_utf8(folder: Path) -> Path:
    return _zip(folder, _OIS.replace(b"ISO-8859-1", b"UTF-8"))


def _latin_json(folder: Path) -> Path:
    text = json.dumps([building()], ensure_ascii=False)
    return _written(folder, "b.json", text.encode("iso-8859-1"))


def _cut_json(folder: Path) -> Path:
    return _written(folder, "b.json", json.dumps([building(), building("x")]).encode()[:-30])


def _large_json(folder: Path) -> Path:
    return register.rest_json(folder, [building(byg500Notatlinjer="x" * 1_500_000)])


def _long_line(folder: Path) -> Path:
    return register.datafordeler_csv(folder, [building(byg500Notatlinjer="x" * 1_100_000)])


def _missing_column(folder: Path) -> Path:
    row = {key: value for key, value in building().items() if key != "virkningFra"}
    return register.datafordeler_csv(folder, [row])


def _column_twice(folder: Path) -> Path:
    return _written(
        folder,
        "BBR_Bygning.csv",
        b"id_lokalId;registreringFra;virkningFra;status;status\r\na;b;c;6;6\r\n",
    )


def _broken_quote(folder: Path) -> Path:
    file = register.datafordeler_csv(folder, [building(), building("x")])
    content = file.read_bytes().replace(b";120;", b';"120;', 1) + b"x" * 1_000_001
    return _written(folder, file.name, content)


def _empty(folder: Path) -> Path:
    return _written(folder, "tom.csv", b"")


def _empty_answer(folder: Path) -> Path:
    return register.graphql(folder, {"errors": [{"message": "no"}], "data": None})


REFUSED: Mapping[str, tuple[Callable[[Path], Path], str]] = {
    "truncated zip": (_truncated_zip, "afkortet"),
    "damaged zip": (_damaged_zip, "beskadiget"),
    "document type": (_doctype, "DTD"),
    "document type, late": (_late_doctype, "DTD"),
    "element over 1 MB": (_large_element, "1 MB"),
    "ratio over 200": (_bomb, "200 gange"),
    "older register, XML": (_older_xml, "ældre form"),
    "older register, CSV": (_older_csv, "ældre form"),
    "older register, names side by side": (_older_csv_side_by_side, "ældre form"),
    "column names in DOS letters": (_dos_names, "tegnsæt"),
    "number without end": (_endless_number, "intet register"),
    "exponent without end": (_endless_exponent, "ikke gyldig JSON"),
    "nested without bottom": (_bottomless, "intet register"),
    "two members of one name": (_two_members_alike, "samme navn"),
    "several tables": (_several_tables, "flere BBR-tabeller"),
    "XML cut short": (_cut_xml, "ikke gyldig XML"),
    "UTF-8 said to be Latin-1": (_utf8_said_latin, "tegnsæt"),
    "Latin-1 said to be UTF-8": (_latin_said_utf8, "ikke gyldig XML"),
    "JSON in Latin-1": (_latin_json, "UTF-8"),
    "JSON cut short": (_cut_json, "ikke gyldig JSON"),
    "JSON element over 1 MB": (_large_json, "1 MB"),
    "CSV line over 1 MB": (_long_line, "1 MB"),
    "missing column": (_missing_column, "virkningfra"),
    "column twice": (_column_twice, "flere gange"),
    "quote not closed": (_broken_quote, "1 MB|kan ikke læses"),
    "empty file": (_empty, "tom"),
    "GraphQL without data": (_empty_answer, "uden data"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_and_leaves_nothing(name: str, database: Database, tmp_path: Path) -> None:
    make, words = REFUSED[name]
    before = exact_state(database)
    good = register.ois_zip(tmp_path, [building("good")], name="good")
    bad = make(tmp_path)
    with pytest.raises(Refused, match=words) as refused:
        take(database, good, bad)
    assert refused.value.next_step
    assert exact_state(database) == before
    (last,) = rows(database, "select state, message from work.import_run order by id desc limit 1")
    # A file may be named for those it is about, and nobody knows what a broken one holds.
    told = without_names(str(refused.value), names_of([bad]))
    assert last["state"] == "failed"
    assert last["message"] in {told, str(refused.value)}


def test_a_short_name_takes_no_letter_out_of_a_sentence() -> None:
    assert (
        without_names("Filen u.zip: e er ikke læst.", ["u.zip", "e"]) == "Filen …: … er ikke læst."
    )


def test_a_zip_of_reasonable_ratio_is_read(own_database: Database, tmp_path: Path) -> None:
    many = [building(str(number)) for number in range(2000)]
    assert take(own_database, register.ois_zip(tmp_path, many)).counts.new == 2000


def test_too_large_a_zip_is_refused_before_it_is_unpacked(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.imports.files.MAXIMUM_MEMBER_BYTES", 100)
    with pytest.raises(Refused, match="for stor"):
        take(database, register.ois_zip(tmp_path, [building()]))


def test_an_encrypted_zip_is_refused(database: Database, tmp_path: Path) -> None:
    file = register.ois_zip(tmp_path, [building()])
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        start = archive.start_dir
    content[6] |= 1
    content[start + 8] |= 1
    file.write_bytes(bytes(content))
    with pytest.raises(Refused, match="Zip-filen"):
        take(database, file)


def test_rows_are_rejected_one_by_one_with_line_and_reason(
    own_database: Database, tmp_path: Path
) -> None:
    versions = [
        building("good"),
        building("far", byg404Koordinat="POINT (1000.0 2000.0)"),
        building("swapped", byg404Koordinat="POINT (6151431.4 647105.13)"),
        {**building(), "id_lokalId": "12"},
        building("when", registreringFra="2019-02-30T00:00:00Z"),
        {key: value for key, value in building("never").items() if key != "virkningFra"},
        {key: value for key, value in building("where").items() if key != "kommunekode"},
    ]
    result = take(own_database, register.ois_zip(tmp_path, versions))
    assert ended(result) == (1, 0, 0, 0, 6)
    assert [(row.line, row.code, row.column) for row in rejected(own_database, result)] == [
        (2, "outside_denmark", "byg404koordinat"),
        (3, "swapped_axes", "byg404koordinat"),
        (4, "bad_id", "id_lokalid"),
        (5, "bad_time", "registreringfra"),
        (6, "bad_time", "virkningfra"),
        (7, "no_municipality", "kommunekode"),
    ]


def test_the_registry_option_names_the_municipality(own_database: Database, tmp_path: Path) -> None:
    row = {key: value for key, value in building().items() if key != "kommunekode"}
    take(own_database, register.ois_zip(tmp_path, [row]), registry="0326")
    assert rows(own_database, "select municipality_code from work.building") == [
        {"municipality_code": "0326"}
    ]


def test_a_row_with_a_cpr_number_is_rejected_without_its_content(
    own_database: Database, tmp_path: Path
) -> None:
    row = building("noted", byg500Notatlinjer="Ejer 010180-1234 oplyser")
    result = take(own_database, register.ois_zip(tmp_path, [building(), row]))
    assert ended(result) == (1, 0, 0, 0, 1)
    (refused,) = rejected(own_database, result)
    assert (refused.line, refused.column, refused.code) == (2, "byg500notatlinjer", "cpr")
    assert refused.content is None
    kept = json.dumps(exact_state(own_database)) + json.dumps(
        rows(own_database, "select to_jsonb(r)::text as r from work.rejected_row r")
    )
    assert "1234" not in kept.replace("1234567", "")
    dry = take(own_database, register.ois_zip(tmp_path, [row]), dry_run=True)
    assert dry.rejections[0].content is None
    assert dry.files[0].sample == ()


def test_a_row_of_another_width_is_rejected(own_database: Database, tmp_path: Path) -> None:
    file = register.datafordeler_csv(tmp_path, [building(), building("x")])
    lines = file.read_bytes().split(b"\r\n")
    lines[1] += b";more"
    file.write_bytes(b"\r\n".join(lines))
    result = take(own_database, file)
    assert ended(result) == (1, 0, 0, 0, 1)
    assert rejected(own_database, result)[0].line == 2


def test_a_line_that_is_no_json_is_rejected(own_database: Database, tmp_path: Path) -> None:
    row = register.address("a", register.identity("h"), "Landevejen 1, 4400 Kalundborg")
    file = register.dar(tmp_path, [row, row])
    lines = file.read_text("utf-8").splitlines()
    file.write_text(f"{lines[0]}\n{lines[1][:-5]}\n[1]\n", encoding="utf-8")
    result = take(own_database, file)
    assert ended(result) == (1, 0, 0, 0, 2)
    assert [each.line for each in rejected(own_database, result)] == [2, 3]


def test_what_no_database_text_can_hold_is_left_out(own_database: Database, tmp_path: Path) -> None:
    file = register.rest_json(tmp_path, [building(byg500Notatlinjer="a\0b")])
    assert ended(take(own_database, file)) == (1, 0, 0, 0, 0)
    (row,) = rows(
        own_database, "select attributes ->> 'byg500notatlinjer' as note from base.bbr_building"
    )
    assert row["note"] == "ab"


def test_a_cpr_number_as_the_name_of_a_field_is_never_told(
    own_database: Database, tmp_path: Path
) -> None:
    file = register.rest_json(tmp_path, [building(**{"010190-1234": "x"})])
    result = take(own_database, file)
    (row,) = rejected(own_database, result)
    assert (row.code, row.column, row.content) == ("cpr", None, None)
    assert "010190" not in row.reason
