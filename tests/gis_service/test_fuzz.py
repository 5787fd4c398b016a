"""Invented questions to every reading route: an answer or a problem, never a failure of ours."""

from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from layers.catalogue import LAYERS
from tests.gis_service.problem_shape import told

# Values that were trouble somewhere once, beside any text and number.
AWKWARD = (
    "", "0", "-1", "1e308", "nan", "Infinity", "null", "٣", "\x00", "'", '"', "%", "\\", "😀",
    "1,2,3,4", "9,56,10,57", "-180,-90,180,90", "suspicion > 50", "suspicion", "-address",
    "rules = 'R1'", "BBOX(geom, 1, 2, 3, 4)", "S_INTERSECTS(geometry, POINT(9 56))",
    "year_built IS NULL", "address LIKE '%gade%'", "NOT NOT NOT suspicion = 1",
    "suspicion IN (1, 2, 99999999999999999999)", "vacant_since > DATE('2020-13-45')",
    "id = 9223372036854775808", "living_area_m2 * 2 > 10", "9999999999999999999999",
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(AWKWARD), st.text(max_size=30), st.integers().map(str), st.floats().map(str)
)
NAMES = st.sampled_from(
    ("filter", "bbox", "limit", "after", "sort", "lang", "year", "lon", "lat", "q", "layer", "x")
)
LAYER = st.one_of(st.sampled_from(list(LAYERS)), st.text(min_size=1, max_size=8))
NUMBER = st.one_of(st.integers(-2, 25).map(str), VALUES)


def _path(*parts: str) -> str:
    return "/api/" + "/".join(quote(part, safe="") for part in parts)


PATHS = st.one_of(
    st.builds(
        _path, st.sampled_from(("layers", "style.json", "nearby", "search", "imports", "lists"))
    ),
    st.builds(_path, st.just("layers"), LAYER),
    st.builds(_path, st.just("layers"), LAYER, st.sampled_from(("items", "legend", "tile.json"))),
    st.builds(
        lambda layer, z, x, y: _path("layers", layer, "tiles", z, x, f"{y}.mvt"),
        LAYER,
        NUMBER,
        NUMBER,
        NUMBER,
    ),
    st.builds(_path, st.sampled_from(("properties", "imports", "basemap", "lists")), NUMBER),
    st.builds(_path, st.just("imports"), NUMBER, st.sampled_from(("rejected", "rejected.csv"))),
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(path=PATHS, query=st.lists(st.tuples(NAMES, VALUES), max_size=3))
def test_any_question_has_an_answer(
    service: TestClient, path: str, query: list[tuple[str, str]]
) -> None:
    asked = urlencode([(name, value.encode("utf-8", "replace")) for name, value in query])
    answer = service.get(f"{path}?{asked}")
    if answer.status_code >= 400:
        told(answer, answer.status_code)
        assert answer.status_code < 500, (path, query, answer.text)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.one_of(st.sampled_from(AWKWARD), st.text(max_size=60)), layer=LAYER)
def test_any_filter_is_answered_alike_by_list_and_tile(
    service: TestClient, text: str, layer: str
) -> None:
    asked = urlencode({"filter": text.encode("utf-8", "replace")})
    paths = [_path("layers", layer, "items"), _path("layers", layer, "tiles", "5", "16", "9.mvt")]
    listed, tile = (service.get(f"{path}?{asked}").status_code for path in paths)
    assert (listed < 400) == (tile < 400), (listed, tile)
    assert max(listed, tile) < 500
