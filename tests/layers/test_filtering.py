"""One grammar for all layers: it means what it says, and what a user types is bound, not run."""

import contextlib
import operator
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal_column

from db.access import PLANNER_OF_ALL
from db.reading import prepare
from layers.catalogue import CATALOGUE, LAYERS
from layers.cql2 import DEEPEST, LONGEST
from layers.definition import Layer, VisibleLayer
from layers.errors import BadFilter, SpokenError
from layers.fields import FieldKind
from layers.words import Language
from tests.layers.conftest import Ask

ON_ROWS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
Row = dict[str, Any]
Truth = bool | None


def seen(layer: str = "suspicion") -> VisibleLayer:
    visible = LAYERS[layer].as_seen_by(PLANNER_OF_ALL)
    assert visible is not None
    return visible


def ids(ask: Ask, filter_: str | None, **parameters: str) -> set[int]:
    return {row["id"] for row in ask(seen().with_(parameters, filter_).select(["id"]))}


@pytest.fixture(scope="module")
def rows(ask: Ask) -> list[Row]:
    """Every row of the layer, as the filter's oracle reads them."""
    return ask(seen().select())


# --- what it means


@pytest.mark.parametrize(
    ("filter_", "is_meant"),
    (
        ("suspicion >= 60", lambda r: r["suspicion"] is not None and r["suspicion"] >= 60),
        ("60 <= suspicion", lambda r: r["suspicion"] is not None and r["suspicion"] >= 60),
        ("suspicion IS NULL", lambda r: r["suspicion"] is None),
        ("suspicion is not null", lambda r: r["suspicion"] is not None),
        ("suspicion BETWEEN 20 AND 39", lambda r: r["suspicion"] in range(20, 40)),
        (
            "suspicion NOT BETWEEN 20 AND 39",
            lambda r: r["suspicion"] is not None and r["suspicion"] not in range(20, 40),
        ),
        ("use_code IN ('120', '110')", lambda r: r["use_code"] in {"120", "110"}),
        ("use_group = 'dwelling'", lambda r: r["use_code"] in {"120", "110"}),
        # A use without a group that is known is neither of a group nor of another one.
        ("use_group <> 'dwelling'", lambda r: r["use_code"] == "930"),
        ("NOT use_group = 'dwelling'", lambda r: r["use_code"] == "930"),
        ("NOT (NOT use_group IN ('dwelling'))", lambda r: r["use_code"] in {"120", "110"}),
        ("use_group NOT IN ('farm', 'dwelling')", lambda r: r["use_code"] == "930"),
        ("use_group IS NULL", lambda r: r["use_code"] in {None, "998"}),
        (
            "use_group IS NULL OR CASEI(use) LIKE 'st%'",
            lambda r: r["use_code"] in {None, "998", "110"},
        ),
        ("use_group = use", lambda _: False),
        ("place LIKE 'Å%'", lambda r: (r["place"] or "").startswith("Å")),
        ("CASEI(place) = CASEI('åSE')", lambda r: r["place"] == "Åse"),
        ("ACCENTI(place) = ACCENTI('aase')", lambda r: r["place"] == "Åse"),
        ("address LIKE 'Ærøvej 1_'", lambda r: r["address"] in {f"Ærøvej 1{n}" for n in range(10)}),
        ("year_built IS NULL", lambda r: r["year_built"] is None),
        ("year_built < 1900", lambda r: r["year_built"] == 1850),
        ("in_place = TRUE", lambda r: r["in_place"] is True),
        ("rules = 'R3'", lambda r: "R3" in r["rules"]),
        ("rules <> 'R3'", lambda r: "R3" not in r["rules"]),
        ("rules IN ('R3', 'R9')", lambda r: "R3" in r["rules"]),
        ("rules IS NULL", lambda r: not r["rules"]),
        ("A_CONTAINS(rules, ('R3', 'R5'))", lambda r: {"R3", "R5"}.issubset(r["rules"])),
        ("A_OVERLAPS(rules, ('R3', 'R9'))", lambda r: bool({"R3", "R9"} & set(r["rules"]))),
        ("A_EQUALS(rules, ('R5'))", lambda r: set(r["rules"]) == {"R5"}),
        ("A_CONTAINEDBY(rules, ('R5', 'R9'))", lambda r: set(r["rules"]) <= {"R5", "R9"}),
        (
            "vacant_since > DATE('2015-04-01')",
            lambda r: str(r["vacant_since"] or "") > "2015-04-01",
        ),
        (
            "T_AFTER(vacant_since, '2015-04-01')",
            lambda r: str(r["vacant_since"] or "") > "2015-04-01",
        ),
        (
            "T_DURING(vacant_since, INTERVAL('2015-03-10', '2015-04-10'))",
            lambda r: "2015-03-10" <= str(r["vacant_since"] or "") <= "2015-04-10",
        ),
        # AND binds tighter than OR.
        (
            "suspicion = 37 OR suspicion = 74 AND in_place = TRUE",
            lambda r: r["suspicion"] == 37 or (r["suspicion"] == 74 and r["in_place"] is True),
        ),
        (
            "NOT (suspicion >= 60 AND in_place = TRUE) AND suspicion >= 60 AND in_place = FALSE",
            lambda r: (r["suspicion"] or 0) >= 60 and r["in_place"] is False,
        ),
        ('"suspicion" = 37', lambda r: r["suspicion"] == 37),
        ("TRUE", lambda _: True),
        ("FALSE", lambda _: False),
        ("eligible = 'yes'", lambda r: r["eligible"] == "yes"),
    ),
)
def test_a_filter_picks_the_rows_it_means(
    filter_: str, is_meant: Callable[[Row], bool], ask: Ask, rows: list[Row]
) -> None:
    meant = {row["id"] for row in rows if is_meant(row)}
    assert meant or filter_ in {"FALSE", "use_group = use"}
    assert ids(ask, filter_) == meant


@pytest.mark.parametrize(
    "filter_",
    (
        "S_INTERSECTS(geometry, BBOX(9.8, 57.0, 9.9, 57.1))",
        "S_WITHIN(geometry, POLYGON((9.8 57.0, 9.9 57.0, 9.9 57.1, 9.8 57.1, 9.8 57.0)))",
        "NOT S_DISJOINT(geometry, POLYGON((9.8 57.0, 9.9 57.0, 9.9 57.1, 9.8 57.1, 9.8 57.0)))",
    ),
)
def test_an_area_picks_the_rows_inside(filter_: str, ask: Ask) -> None:
    visible = seen()
    lonlat = "(st_transform(map.property.geom_3857, 4326))"
    found = ask(
        visible.select(["id"]).add_columns(
            literal_column(f"st_x{lonlat}").label("lon"),
            literal_column(f"st_y{lonlat}").label("lat"),
        )
    )
    inside = {
        row["id"]
        for row in found
        if row["lon"] is not None and 9.8 <= row["lon"] <= 9.9 and 57.0 <= row["lat"] <= 57.1
    }
    assert inside
    assert ids(ask, filter_) == inside


def test_rows_without_a_position_are_found(ask: Ask) -> None:
    unplaced = ask(seen().counts())[0]["unplaced"]
    assert unplaced > 0
    assert len(ids(ask, "geometry IS NULL")) == unplaced


def test_the_pool_year_decides_who_is_eligible(ask: Ask) -> None:
    """3,000 was too large in 2015 ("below"), fits in 2016 ("at most"), and 3,600 fits from 2019."""
    places = LAYERS["places"].as_seen_by(PLANNER_OF_ALL)
    assert places is not None

    def told(year: str) -> dict[int, tuple[Any, ...]]:
        rows = ask(places.with_({"year": year}, "population IN (3000, 3600, 4200)").select())
        return {
            row["population"]: (
                row["admitted"],
                row["limit"],
                row["comparison"],
                row["rule_status"],
            )
            for row in rows
        }

    assert told("2015") == {
        3000: ("no", 3000, "<", "stated"),
        3600: ("no", 3000, "<", "stated"),
        4200: ("no", 3000, "<", "stated"),
    }
    assert told("2016")[3000] == ("yes", 3000, "<=", "stated")
    assert told("2024")[3600] == ("yes", 4000, "<", "stated")
    assert told("2026")[4200] == ("no", 4000, "<", "carried forward")
    # What the filter asks is the same as what the rows tell.
    for year in ("2015", "2016", "2024", "2026"):
        rows = ask(seen().with_({"year": year}, None).select(["id", "eligible"]))
        assert ids(ask, "eligible = 'no'", year=year) == {
            r["id"] for r in rows if r["eligible"] == "no"
        }


# --- against an oracle

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Claim:
    """A condition in words, and how to tell its truth of a row."""

    def __init__(self, text: str, truth: Callable[[Row], Truth]) -> None:
        self.text = text
        self.truth = truth

    def __repr__(self) -> str:
        return self.text


def compared(word: str, number: int) -> Claim:
    def truth(row: Row) -> Truth:
        value = row["suspicion"]
        return None if value is None else COMPARISONS[word](value, number)

    return Claim(f"suspicion {word} {number}", truth)


def equal(field: str, value: str) -> Claim:
    quoted = value.replace("'", "''")
    return Claim(
        f"{field} = '{quoted}'", lambda row: None if row[field] is None else row[field] == value
    )


def either(left: Claim, right: Claim, *, is_and: bool) -> Claim:
    def truth(row: Row) -> Truth:
        both = (left.truth(row), right.truth(row))
        if is_and:
            return False if False in both else (None if None in both else True)
        return True if True in both else (None if None in both else False)

    return Claim(f"({left.text} {'AND' if is_and else 'OR'} {right.text})", truth)


def denied(claim: Claim) -> Claim:
    def truth(row: Row) -> Truth:
        value = claim.truth(row)
        return None if value is None else not value

    return Claim(f"NOT ({claim.text})", truth)


# Every character but surrogates and those that the filter refuses by name.
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
CLAIMS: st.SearchStrategy[Claim] = st.recursive(
    st.builds(compared, st.sampled_from(sorted(COMPARISONS)), st.integers(-(2**40), 2**40))
    | st.builds(compared, st.sampled_from(sorted(COMPARISONS)), st.integers(0, 100))
    | st.builds(equal, st.sampled_from(["use_code", "address", "place"]), WORDS)
    | st.builds(equal, st.just("use_code"), st.sampled_from(["120", "110"])),
    lambda inner: (
        st.builds(denied, inner)
        | st.builds(lambda a, b: either(a, b, is_and=True), inner, inner)
        | st.builds(lambda a, b: either(a, b, is_and=False), inner, inner)
    ),
    max_leaves=6,
)


@ON_ROWS
@given(claim=CLAIMS)
@example(claim=equal("address", "'; drop table work.property; --"))
@example(claim=equal("address", '%(x)s %% \\ " `'))
def test_a_filter_is_true_of_the_rows_it_is_true_of(
    claim: Claim, ask: Ask, rows: list[Row]
) -> None:
    visible = seen().with_({}, claim.text)
    found = {row["id"] for row in ask(visible.select(["id"]))}
    assert found == {row["id"] for row in rows if claim.truth(row) is True}
    # The canonical spelling says the same, and is its own canonical spelling.
    assert visible.condition is not None
    again = seen().with_({}, visible.condition.text)
    assert again.canonical == visible.canonical
    assert {row["id"] for row in ask(again.select(["id"]))} == found


@given(words=WORDS.filter(lambda word: len(word) > 2))
def test_what_is_typed_is_bound_and_not_written(words: str) -> None:
    secret = f"zq{words}qz"
    prepared = prepare(seen().with_({}, equal("address", secret).text).select(["id"]))
    assert secret in prepared.values.values()
    assert "zq" not in prepared.text


@settings(max_examples=400)
@given(text=st.text(max_size=80) | st.text("suspicion<>='AND ORNT()INLKE%_0129.,\"", max_size=60))
@example(text="(" * 3000)
@example(text="NOT " * 500 + "suspicion = 1")
@example(text="suspicion = 1e999")
@example(text="suspicion = 99999999999999999999")
@example(text="S_INTERSECTS(geometry, POINT(1e308 1e308))")
@example(text="S_INTERSECTS(geometry, POLYGON((1 1, 2 2)))")
@example(text="T_DURING(vacant_since, INTERVAL('..', '..'))")
def test_any_text_is_a_filter_or_is_refused_in_plain_words(text: str) -> None:
    with contextlib.suppress(BadFilter):
        condition = seen().with_({}, text).condition
        # Nothing but blanks is no filter at all.
        assert condition is not None or not text


# --- what it refuses


@pytest.mark.parametrize(
    ("filter_", "told", "position"),
    (
        ("owner = 'x'", "no field 'owner'", 1),
        ("suspicion > 1 AND geom_3857 = 'x'", "no field 'geom_3857'", 19),
        ("suspicion >", "ends too early", 12),
        ("suspicion > 'high'", "is a number, but 'high' is text in quotes", 13),
        ("address = 12", "is text in quotes, but 12 is a number", 11),
        ("in_place > FALSE", "Yes and no have no order", 1),
        ("vacant_since > 'yesterday'", "is not a date", 16),
        ("rules LIKE 'R%'", "is a list", 1),
        ("rules > 'R3'", "is a list", 1),
        ("A_CONTAINS(address, ('x'))", "asks about a list", 12),
        ("address LIKE 'x\\'", "ends with a backslash", 14),
        ("CASEI(suspicion) = 'x'", "folds text", 1),
        ("address IN (place)", "is a field", 13),
        ("S_INTERSECTS(address, POINT(10 56))", "is not a geometry", 14),
        ("S_INTERSECTS(geometry, POLYGON((10 56, 11 56)))", "cannot be read", 24),
        ("S_INTERSECTS(geometry, POINT(560000 6320000))", "outside the map", 24),
        ("S_INTERSECTS(geometry, BBOX(11, 55, 10, 56))", "turned around", 24),
        (
            "S_INTERSECTS(geometry, POLYGON((10 55, 11 56, 11 55, 10 56, 10 55)))",
            "not valid",
            24,
        ),
        ("pg_sleep(10) = 1", "does not make sense", 9),
        ("suspicion = 1; drop table x", "does not make sense", 14),
        ("suspicion = 1 -- x", "does not make sense", 15),
        ("suspicion = (select 1)", "does not make sense", 13),
        ("address = 'a\x01'", "control character", None),
        ("T_BEFORE(suspicion, DATE('2020-01-01'))", "is a number", None),
        ("T_BEFORE(address, '2020-01-01')", "compares dates", 10),
        ("T_DURING(address, INTERVAL('2020-01-01', '..'))", "asks about a date", 10),
        ("S_INTERSECTS(geometry, POINT(10))", "does not make sense", None),
        ("suspicion = 99999999999999999999", "too big", 13),
    ),
)
def test_a_filter_that_cannot_be_meant_is_refused_with_its_place(
    filter_: str, told: str, position: int | None
) -> None:
    with pytest.raises(BadFilter) as refused:
        seen().with_({}, filter_)
    assert told in refused.value.message
    assert_said_in_both(refused.value)
    if position is not None:
        assert refused.value.position == position
        assert f"(ved tegn {position})" in refused.value.said(Language.DA)[0]


def assert_said_in_both(error: SpokenError) -> None:
    """What happened and what to do are told in Danish and English, and not the same twice."""
    for danish, english in zip(*map(error.said, Language), strict=True):
        assert danish
        assert english
        assert danish != english


def test_length_and_depth_are_bounded() -> None:
    with pytest.raises(BadFilter, match="is the most"):
        seen().with_({}, "suspicion = 1" + " " * LONGEST)
    deep = "(" * DEEPEST + "suspicion = 1" + ")" * DEEPEST
    assert seen().with_({}, deep).condition is not None
    with pytest.raises(BadFilter, match="nested"):
        seen().with_({}, "(" * 200 + "suspicion = 1" + ")" * 200)


@pytest.mark.parametrize(
    "layer", [one for one in CATALOGUE if not one.is_aggregate], ids=lambda one: one.id
)
def test_every_field_of_every_layer_can_be_asked_about(layer: Layer, ask: Ask) -> None:
    literals = {
        FieldKind.TEXT: "'x'",
        FieldKind.TEXT_LIST: "'x'",
        FieldKind.INTEGER: "5000000000",
        FieldKind.NUMBER: "1.5",
        FieldKind.DATE: "DATE('2020-01-01')",
        FieldKind.BOOLEAN: "TRUE",
    }
    visible = seen(layer.id)
    for field in visible.fields:
        ask(visible.with_({}, f"{field.name} = {literals[field.kind]}").counts())
        ask(visible.with_({}, f"{field.name} IS NULL").counts())
