"""Find a property, a place or a municipality by what people type."""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    SQLColumnExpression,
    Text,
    any_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)

from db.access import Viewer
from db.models.place import Municipality, Place, Registry
from db.models.property import Property
from db.queries.words import SearchWords, pattern

# How many properties are ranked: a word such as "vej" stands in most addresses of a country.
MOST_CANDIDATES: Final = 300
# Above every letter that a folded word can be continued by.
_LAST: Final = "\U0010ffff"
_DANISH: Final = "da-x-icu"

_EDGES: Final = {
    "west": func.ST_XMin,
    "south": func.ST_YMin,
    "east": func.ST_XMax,
    "north": func.ST_YMax,
}

EXACT, PREFIX, WORD_BEGINNINGS, CONTAINED = range(4)


def found(words: SearchWords, viewer: Viewer, limit: int) -> Select[Any]:
    """The best finds first: kind, id, title, what tells it apart, and its position in lon, lat."""
    finds = union_all(
        _places(words, viewer), _municipalities(words, viewer), _properties(words, viewer)
    ).subquery("find")
    best = select(finds).order_by(*_order(finds.c)).limit(limit).subquery("best")
    position = func.ST_Transform(best.c.geom, 4326)
    return (
        select(
            *(column for column in best.c if column.name != "geom"),
            Registry.name.label("municipality"),
            func.ST_AsGeoJSON(func.ST_PointOnSurface(position), 7).label("position"),
            *(edge(func.Box2D(position)).label(name) for name, edge in _EDGES.items()),
        )
        .join_from(best, Registry, Registry.municipality_code == best.c.code, isouter=True)
        .order_by(*_order(best.c))
    )


def _order(find: Any) -> tuple[Any, ...]:
    return (
        find.rank,
        find.kind_rank,
        find.population.desc().nulls_last(),
        find.title.collate(_DANISH),
        find.id,
    )


def property_candidates(words: SearchWords, viewer: Viewer) -> CompoundSelect[Any]:
    """The ids of properties that may be meant: by the beginning of the address, then by any words.

    Each half is bounded and reads one index: the B-tree in its order, the trigrams word by word.
    """
    text = Property.search_text.collate("C")
    whole = _whole(words)
    beginning = (
        select(Property.id)
        .where(
            text >= whole, text < whole.concat(_LAST), *_seen(Property.municipality_code, viewer)
        )
        .order_by(text)
        .limit(MOST_CANDIDATES)
    )
    if words.is_short:
        return union(beginning.subquery().select())
    by_words = (
        select(Property.id)
        .where(
            *(_word_of_property(words, word) for word in words.words),
            *_seen(Property.municipality_code, viewer),
        )
        .limit(MOST_CANDIDATES)
    )
    return union(beginning.subquery().select(), by_words.subquery().select())


def _word_of_property(words: SearchWords, word: str) -> ColumnElement[bool]:
    """A word of the address, or of the name of the village that the property lies in."""
    places = select(Place.id).where(words.one_in(Place.search_text, word)).scalar_subquery()
    return or_(
        words.one_in(Property.search_text, word),
        Property.place_id == any_(func.array(places)),
    )


def _properties(words: SearchWords, viewer: Viewer) -> Select[Any]:
    candidates = property_candidates(words, viewer).subquery("candidate")
    named = func.map.fold(func.replace(func.coalesce(Property.address, ""), ",", ""), type_=Text)
    is_exact = or_(named == _whole(words), cast(Property.bfe, Text) == words.whole)
    return select(
        *_columns(
            literal("property").label("kind"),
            case((Property.is_standing, 2), else_=3).label("kind_rank"),
            case((is_exact, EXACT), else_=_rank(Property.search_text, words)).label("rank"),
            cast(Property.id, Text).label("id"),
            func.coalesce(Property.address, func.concat("BFE ", Property.bfe)).label("title"),
            Property.municipality_code.label("code"),
            Property.geom_3857.label("geom"),
            cast(null(), Integer).label("population"),
            Property.bfe.label("bfe"),
            Property.postal_code.label("postal_code"),
            Property.postal_name.label("postal_name"),
            Property.place_name.label("place"),
            Property.state.label("state"),
        )
    ).where(Property.id.in_(select(candidates.c.id)))


def _places(words: SearchWords, viewer: Viewer) -> Select[Any]:
    return select(
        *_columns(
            literal("place").label("kind"),
            literal(0, Integer).label("kind_rank"),
            _rank(Place.search_text, words).label("rank"),
            cast(Place.id, Text).label("id"),
            Place.name.label("title"),
            Place.municipality_code.label("code"),
            Place.geom_3857.label("geom"),
            Place.population.label("population"),
            *_NOT_A_PROPERTY,
        )
    ).where(words.all_in(Place.search_text), *_seen(Place.municipality_code, viewer))


def _municipalities(words: SearchWords, viewer: Viewer) -> Select[Any]:
    text = func.map.fold(Municipality.name, type_=Text)
    return select(
        *_columns(
            literal("municipality").label("kind"),
            literal(1, Integer).label("kind_rank"),
            _rank(text, words).label("rank"),
            Municipality.municipality_code.label("id"),
            Municipality.name.label("title"),
            Municipality.municipality_code.label("code"),
            Municipality.geom_3857.label("geom"),
            Municipality.population.label("population"),
            *_NOT_A_PROPERTY,
        )
    ).where(words.all_in(text), *_seen(Municipality.municipality_code, viewer))


def _columns(*columns: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    """The columns of one kind of find; the same names in the same order for each kind."""
    return columns


# The columns of a property, empty, so that places and municipalities stand in one list with them.
_NOT_A_PROPERTY: Final[tuple[ColumnElement[Any], ...]] = (
    cast(null(), BigInteger).label("bfe"),
    *(cast(null(), Text).label(name) for name in ("postal_code", "postal_name", "place", "state")),
)


def _rank(text: SQLColumnExpression[Any], words: SearchWords) -> ColumnElement[int]:
    return case(
        (text == _whole(words), EXACT),
        (text.like(pattern(words.whole).concat("%")), PREFIX),
        (words.all_begin_in(text), WORD_BEGINNINGS),
        else_=CONTAINED,
    )


def _whole(words: SearchWords) -> ColumnElement[str]:
    return func.map.fold(words.whole, type_=Text)


def _seen(code: SQLColumnExpression[str], viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """The rows of the viewer's municipalities; no condition where she sees all."""
    return () if viewer.registries is None else (code.in_(sorted(viewer.registries)),)
