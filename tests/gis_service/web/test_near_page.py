"""The page of the nearest candidates as text: all of it is there without any script."""

import math
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
import pytest
from starlette.testclient import TestClient

from db.database import Database
from db.installation import Registry
from gis_service.web.near_question import MOST, PAGE_SIZE, Question, position_in
from gis_service.web.selection import Selection
from tests.gis_service.conftest import Place, signed, speaking
from tests.gis_service.web.rows import LONG_VILLAGE, TOLD
from tests.gis_service.web.test_pages import Reader, property_of, read

# West of the properties of the test registry, near the village Aase.
HERE = "8.52,56.72"
AT_AASE = "8.69,56.77"
THRESHOLD = 20
# A property that registers say little against, and where it lies.
GRADED = "Østergade 172"
GRADED_AT = (8.53, 56.748)
_GRADE = """
update work.property set grade_scale = %s, grade = %s, grade_part = %s, condition = %s,
  graded_on = '2026-05-01' where address = %s
"""


def rows_of(page: Reader) -> list[dict[str, str | None]]:
    return [told for tag, told in page.elements if tag == "li" and "data-number" in told]


def links_of(page: Reader) -> dict[str, str]:
    return {
        str(told["id"]): str(told["href"])
        for tag, told in page.elements
        if tag == "a" and "id" in told
    }


def candidates(database: Database) -> int:
    """How many standing, placed properties reach the threshold."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as connection:
        row = connection.execute(
            "select count(*) from work.property"
            " where is_standing and geom is not null and greatest(suspicion, condition) >= %s",
            [THRESHOLD],
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_without_a_position_the_page_asks_for_one(service: TestClient) -> None:
    page = read(service, "/naer")
    assert "Hvor er du?" in page.text
    assert not rows_of(page)
    assert not [told for _, told in page.elements if told.get("role") == "alert"]


def test_the_nearest_candidates_stand_with_distance_direction_and_reasons(
    service: TestClient,
) -> None:
    page = read(service, f"/naer?near={HERE}")
    rows = rows_of(page)
    assert [row["data-number"] for row in rows] == [str(n) for n in range(1, PAGE_SIZE + 1)]
    told = service.get(
        "/api/nearby",
        params={
            "lon": 8.52,
            "lat": 56.72,
            "limit": PAGE_SIZE,
            "filter": f"suspicion >= {THRESHOLD} OR condition >= {THRESHOLD}",
        },
    ).json()
    assert [str(row["id"]) for row in rows] == [
        f"candidate-{one['id']}" for one in told["features"]
    ]
    assert f"mistanke på mindst {THRESHOLD}" in page.text
    first = told["features"][0]["properties"]
    assert f"Mistanke {first['suspicion']}" in page.text
    assert re.search(r"[\d,]+ k?m (nord|syd|øst|vest)", page.text)
    assert links_of(page)[f"card-of-{told['features'][0]['id']}"] == (
        f"/?property={told['features'][0]['id']}"
    )


@pytest.fixture
def ungraded(filled: Database) -> Iterator[Database]:
    """The registry, where whatever a test grades is put back afterwards."""
    columns = "grade_scale, grade, grade_part, condition, graded_on"
    assert filled.owner is not None
    with psycopg.connect(filled.owner, autocommit=True) as connection:
        before = connection.execute(
            f"select {columns} from work.property where address = %s".encode(), [GRADED]
        ).fetchone()
        assert before is not None
        yield filled
        connection.execute(
            f"update work.property set ({columns}) = row(%s, %s, %s, %s, %s)"
            " where address = %s".encode(),
            [*before, GRADED],
        )


def test_a_bad_grade_makes_a_candidate_and_is_told_in_its_own_scale(
    service: TestClient, ungraded: Database
) -> None:
    filled = ungraded
    address = f"/naer?near={GRADED_AT[0]},{GRADED_AT[1]}&count=100"
    assert GRADED not in read(service, address).text
    assert filled.owner is not None
    with psycopg.connect(filled.owner, autocommit=True) as connection:
        for scale, grade, part, points in (
            ("K", "K3", "roof", 100),
            ("FARVE", "roed", "overall", 70),
            ("K", "K0", "overall", 0),
        ):
            connection.execute(_GRADE, [scale, grade, part, points, GRADED])
            page = read(service, address)
            assert (GRADED in page.text) == (points >= THRESHOLD)
            if scale == "K" and points:
                assert "Karakter K3 Kritiske skader, Tag" in page.text
                assert "01-05-2026" in page.text
            elif points:
                assert "Karakter Rød" in page.text
                assert "Hele ejendommen" not in page.text
            row = f"candidate-{property_of(filled, GRADED)}"
            marked = [one for one in rows_of(page) if one["id"] == row]
            assert ["data-graded" in one for one in marked] == [True] * (points >= THRESHOLD)


def test_the_link_to_the_phone_s_map_names_place_and_position(service: TestClient) -> None:
    page = read(service, f"/naer?q={TOLD}")
    row = rows_of(page)[0]
    links = [str(told["href"]) for tag, told in page.elements if tag == "a" and "href" in told]
    link = next(one for one in links if one.startswith("geo:"))
    where = urlsplit(link)
    lat, lon = (float(part) for part in where.path.split(","))
    assert (lon, lat) == pytest.approx(
        (float(str(row["data-lon"])), float(str(row["data-lat"]))), abs=1e-5
    )
    asked = parse_qs(where.query)["q"][0]
    assert asked == f"{where.path}({TOLD}, Aase)"
    assert " " not in link
    assert unquote(link).isprintable()


@pytest.mark.parametrize(
    "asked",
    (f"near={AT_AASE}", "q=56.77,8.69", "q=56,77 8,69", "q=56.77, 8.69", "q=8.69 56.77"),
)
def test_a_position_is_read_however_it_is_written(service: TestClient, asked: str) -> None:
    page = read(service, f"/naer?{asked}")
    assert "Fra 56.77000, 8.69000" in page.text
    assert rows_of(page)


@pytest.mark.parametrize(
    ("text", "position"),
    (
        ("39.29, -76.61", (-76.61, 39.29)),
        ("-33.9;151.2", (151.2, -33.9)),
        ("56° 8°", (8.0, 56.0)),
        ("95, 8", None),
        ("56.7", None),
        ("Bygaden 12", None),
        ("12 Bygaden", None),
        ("1" * 5000, None),
    ),
)
def test_what_is_a_position_and_what_is_not(
    text: str, position: tuple[float, float] | None
) -> None:
    here = position_in(text)
    assert (None if here is None else (here.lon, here.lat)) == position


def test_an_address_is_a_place_to_stand(service: TestClient) -> None:
    page = read(service, f"/naer?q={TOLD}")
    assert f"Fra {TOLD}" in page.text
    assert "Her · Aase" in page.text
    kept = {(told.get("name"), told.get("value")) for tag, told in page.elements if tag == "input"}
    assert ("q", TOLD) in kept


def test_a_village_is_a_place_to_stand_and_to_choose(service: TestClient) -> None:
    page = read(service, "/naer?q=aase&place=Aase")
    assert "Fra Aase" in page.text
    assert len(rows_of(page)) == 1
    options = [told for tag, told in page.elements if tag == "option"]
    assert [one.get("value") for one in options if "selected" in one] == ["Aase"]


def test_a_village_without_candidates_leads_on(service: TestClient) -> None:
    page = read(service, f"/naer?near={AT_AASE}&place={LONG_VILLAGE}")
    assert f"ingen kandidat i eller ved {LONG_VILLAGE}" in page.text
    assert links_of(page)["near-everywhere"] == f"/naer?near={AT_AASE}"


def test_what_is_not_found_is_told_with_a_way_on(service: TestClient) -> None:
    page = read(service, "/naer?q=xqzw")
    assert "»xqzw« blev ikke fundet" in page.text
    assert "Prøv vejnavnet alene" in page.text
    for near in ("8.5", "999,56", "a,b", "8.5,91"):
        assert "ingen position, som kortet kender" in read(service, f"/naer?near={near}").text


def test_more_is_shown_until_every_candidate_is_there_or_the_list_is_long(
    service: TestClient, filled: Database
) -> None:
    address, counts = f"/naer?near={HERE}", []
    while address:
        page = read(service, address)
        counts.append(len(rows_of(page)))
        address = links_of(page).get("near-more", "")
        assert not address or address.startswith("/naer?near=")
    assert counts == list(range(PAGE_SIZE, MOST + 1, PAGE_SIZE))
    assert candidates(filled) > MOST
    assert "Der er flere længere væk" in page.text


@pytest.mark.parametrize(("count", "listed"), (("0", 20), ("21", 40), ("9999", 100), ("x", 20)))
def test_a_length_that_cannot_be_meant_is_one_that_can(count: str, listed: int) -> None:
    assert Question.read(Selection(near=HERE), {"count": count}).count == listed


def test_the_villages_offered_are_the_nearest_first(service: TestClient) -> None:
    page = read(service, "/naer?q=aase")
    names = [told["value"] for tag, told in page.elements if tag == "option" and told["value"]]
    assert names[0] == "Aase"
    assert "Aalborg" not in names, "it has no property"


def test_every_part_of_the_list_is_the_same_without_the_frame(service: TestClient) -> None:
    query = f"near={HERE}&place=Hurup"
    whole, part = read(service, f"/naer?{query}"), read(service, f"/parts/naer?{query}")
    assert rows_of(whole) == rows_of(part)
    assert not [tag for tag, _ in part.elements if tag in {"html", "script", "main"}]


def test_an_empty_registry_is_told_and_leads_on(own_database: Database, tmp_path: Path) -> None:
    place = Place(folder=tmp_path, databases={Registry.REAL: own_database})
    with signed(place) as service:
        page = read(service, f"/naer?near={HERE}")
    assert f"mistanke på mindst {THRESHOLD}" in page.text
    assert ("a", "/import") in {(tag, told.get("href")) for tag, told in page.elements}
    assert not rows_of(page)


def test_in_english_the_directions_are_english(service: TestClient) -> None:
    page = read(service, f"/naer?near={HERE}", headers=speaking(service, "en"))
    assert re.search(r"k?m (north|south|east|west)", page.text)
    assert "nordøst" not in page.text


def test_an_arrow_points_where_the_words_say(service: TestClient) -> None:
    page = read(service, f"/naer?near={HERE}")
    turns = [
        float(re.findall(r"rotate\(([\d.]+)", str(told["transform"]))[0])
        for tag, told in page.elements
        if tag == "path" and "transform" in told
    ]
    rows = rows_of(page)
    assert len(turns) == len(rows)
    for turn, row in zip(turns, rows, strict=True):
        east = (float(str(row["data-lon"])) - 8.52) * math.cos(math.radians(56.72))
        north = float(str(row["data-lat"])) - 56.72
        off = abs((turn - math.degrees(math.atan2(east, north)) + 180) % 360 - 180)
        assert off < 1.5
