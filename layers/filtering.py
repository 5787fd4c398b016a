"""One filter grammar for all layers: CQL2 text over a layer's fields, compiled to bound SQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lark import Token, Tree
from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    and_,
    false,
    func,
    not_,
    or_,
    true,
)

from layers.codes import Meaning
from layers.cql2 import parse
from layers.errors import BadFilter
from layers.fields import Field, FieldKind
from layers.literals import (
    BOOLEAN,
    DATE,
    TEXT,
    date_value,
    read_literal,
    read_shape,
    unquoted,
)
from layers.sides import (
    SORTS,
    Side,
    agreed,
    array,
    contains,
    member,
    overlaps,
    refuse_list,
)

GEOMETRY_NAMES = ("geometry", "geom")

COMPARISONS: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}

TIMES = {"T_BEFORE": "<", "T_AFTER": ">", "T_EQUALS": "="}

FOLDS: dict[str, Callable[[Any], ColumnElement[str]]] = {
    "CASEI": func.lower,
    "ACCENTI": func.map.fold,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Condition:
    """A filter that was read: its SQL, its one canonical spelling, and the fields it asks about."""

    sql: ColumnElement[bool]
    text: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    sql: ColumnElement[bool]
    text: str


def read_filter(
    text: str, fields: Mapping[str, Field], geometry: SQLColumnExpression[Any]
) -> Condition:
    """Compile a filter over these fields, and nothing beside them; raises BadFilter."""
    compiler = _Compiler(text, fields, geometry)
    part = compiler.condition(parse(text))
    return Condition(sql=part.sql, text=part.text, fields=tuple(compiler.used.values()))


class _Compiler:
    def __init__(
        self, source: str, fields: Mapping[str, Field], geometry: SQLColumnExpression[Any]
    ) -> None:
        self.source = source
        self.fields = fields
        self.geometry = geometry
        self.used: dict[str, Field] = {}
        # How many NOTs we are in, and what the predicate that is read is asked of instead of a row.
        self.denials = 0
        self.meaning: Meaning | None = None

    # --- logic

    def condition(self, tree: Tree[Token]) -> _Part:
        match tree.data:
            case "condition":
                return self._joined(tree, or_, " OR ")
            case "conjunction":
                return self._joined(tree, and_, " AND ")
            case "not_":
                self.denials += 1
                part = self.condition(_tree(tree, 0))
                self.denials -= 1
                return _Part(sql=not_(part.sql), text=f"NOT {part.text}")
            case "constant":
                is_true = str(tree.children[0]).upper() == "TRUE"
                return _Part(sql=true() if is_true else false(), text=str(is_true).upper())
            case _:
                return self._predicate(tree)

    def _joined(
        self, tree: Tree[Token], join: Callable[..., ColumnElement[bool]], word: str
    ) -> _Part:
        parts = [self.condition(child) for child in tree.children if isinstance(child, Tree)]
        if len(parts) == 1:
            return parts[0]
        text = word.join(part.text for part in parts)
        return _Part(sql=join(*(part.sql for part in parts)), text=f"({text})")

    # --- predicates

    def _predicate(self, tree: Tree[Token]) -> _Part:
        readers: dict[str, Callable[[Tree[Token]], _Part]] = {
            "compare": self._compare,
            "between": self._between,
            "like": self._like,
            "in_": self._in,
            "is_null": self._is_null,
            "spatial": self._spatial,
            "array": self._array,
            "temporal": self._temporal,
            "during": self._during,
        }
        self.meaning = self._asked_of(tree)
        part = readers[str(tree.data)](tree)
        return part if self.meaning is None else replace(part, sql=self.meaning.fits(part.sql))

    def _asked_of(self, tree: Tree[Token]) -> Meaning | None:
        """The codes' meaning, where a predicate asks about nothing else.

        Codes are few and rows are many. Where a missing value counts, the rows are asked: under
        NOT what is unknown must not become a no, and IS NULL is asked of rows without a code too.
        """
        names = list(tree.find_data("name"))
        if self.denials or tree.data == "is_null" or len(names) != 1:
            return None
        field = self.fields.get(_name(names[0]))
        return None if field is None else field.meaning

    def _compare(self, tree: Tree[Token]) -> _Part:
        left, right = self._side(_tree(tree, 0)), self._side(_tree(tree, 2))
        operator = str(tree.children[1]).replace("!=", "<>")
        if left.field is None and right.field is not None:
            left, right, operator = right, left, TURNED.get(operator, operator)
        left, right = agreed(left, right)
        text = f"{left.text} {operator} {right.text}"
        if left.field is not None and left.field.kind is FieldKind.TEXT_LIST:
            return _Part(sql=member(left, operator, right), text=text)
        if left.sort == BOOLEAN and operator not in {"=", "<>"}:
            raise BadFilter(
                da="Ja og nej har ingen rækkefølge.",
                en="Yes and no have no order.",
                next_da="Sammenlign med = TRUE eller = FALSE.",
                next_en="Compare with = TRUE or = FALSE.",
                position=left.position,
            )
        return _Part(sql=COMPARISONS[operator](left.sql, right.sql), text=text)

    def _between(self, tree: Tree[Token]) -> _Part:
        sides = [self._side(child) for child in tree.children if isinstance(child, Tree)]
        middle, low, high = sides
        middle, low = agreed(middle, low)
        _, high = agreed(middle, high)
        refuse_list(middle, "BETWEEN")
        sql = and_(middle.sql >= low.sql, middle.sql <= high.sql)
        text = f"BETWEEN {low.text} AND {high.text}"
        return _maybe_not(tree, sql, middle.text, text)

    def _like(self, tree: Tree[Token]) -> _Part:
        sides = [self._side(child) for child in tree.children if isinstance(child, Tree)]
        left, pattern = agreed(*sides)
        refuse_list(left, "LIKE")
        if left.sort != TEXT or pattern.value is None:
            raise BadFilter(
                da="LIKE sammenligner tekst med et mønster.",
                en="LIKE compares text with a pattern.",
                next_da="Skriv for eksempel: place LIKE 'Å%'.",
                next_en="Write it like: place LIKE 'Å%'.",
                position=left.position,
            )
        if str(pattern.value.value).endswith("\\"):
            raise BadFilter(
                da="Mønsteret slutter med en omvendt skråstreg.",
                en="The pattern ends with a backslash.",
                next_da="Skriv \\\\ for en.",
                next_en="Write \\\\ for one.",
                position=pattern.position,
            )
        return _maybe_not(tree, left.sql.like(pattern.sql), left.text, f"LIKE {pattern.text}")

    def _in(self, tree: Tree[Token]) -> _Part:
        left = self._side(_tree(tree, 0))
        values = [agreed(left, one)[1] for one in self._list(_tree(tree, -1))]
        text = f"IN ({', '.join(sorted({one.text for one in values}))})"
        if left.field is not None and left.field.kind is FieldKind.TEXT_LIST:
            sql: ColumnElement[bool] = overlaps(left.sql, array(values))
        else:
            sql = left.sql.in_([one.sql for one in values])
        return _maybe_not(tree, sql, left.text, text)

    def _is_null(self, tree: Tree[Token]) -> _Part:
        child = _tree(tree, 0)
        if child.data == "name" and _name(child) in GEOMETRY_NAMES:
            return _maybe_not(tree, self.geometry.is_(None), "geometry", "IS NULL", "IS NOT NULL")
        left = self._side(child)
        sql: ColumnElement[bool] = left.sql.is_(None)
        if left.field is not None and left.field.kind is FieldKind.TEXT_LIST:
            sql = func.cardinality(left.sql) == 0
        return _maybe_not(tree, sql, left.text, "IS NULL", "IS NOT NULL")

    def _array(self, tree: Tree[Token]) -> _Part:
        word = str(tree.children[0]).upper()
        left = self._side(_tree(tree, 1))
        if left.field is None or left.field.kind is not FieldKind.TEXT_LIST:
            raise BadFilter(
                da=f"{word} spørger om en liste, og {left.text} er {left.sort.da}.",
                en=f"{word} asks about a list, and {left.text} is {left.sort.en}.",
                next_da=f"Brug = eller IN med {left.text}.",
                next_en=f"Use = or IN with {left.text}.",
                position=left.position,
            )
        values = [agreed(left, one)[1] for one in self._list(_tree(tree, 2))]
        mine, theirs = left.sql, array(values)
        sql: ColumnElement[bool] = {
            "A_CONTAINS": contains(mine, theirs),
            "A_CONTAINEDBY": contains(theirs, mine),
            "A_OVERLAPS": overlaps(mine, theirs),
            "A_EQUALS": and_(contains(mine, theirs), contains(theirs, mine)),
        }[word]
        text = ", ".join(sorted({one.text for one in values}))
        return _Part(sql=sql, text=f"{word}({left.text}, ({text}))")

    def _temporal(self, tree: Tree[Token]) -> _Part:
        word = str(tree.children[0]).upper()
        left, right = agreed(self._side(_tree(tree, 1)), self._side(_tree(tree, 2)))
        if left.sort != DATE:
            raise BadFilter(
                da=f"{word} sammenligner datoer.",
                en=f"{word} compares dates.",
                next_da=f"{left.text} er {left.sort.da}.",
                next_en=f"{left.text} is {left.sort.en}.",
                position=left.position,
            )
        sql = COMPARISONS[TIMES[word]](left.sql, right.sql)
        return _Part(sql=sql, text=f"{left.text} {TIMES[word]} {right.text}")

    def _during(self, tree: Tree[Token]) -> _Part:
        left = self._side(_tree(tree, 1))
        if left.sort != DATE:
            raise BadFilter(
                da="T_DURING spørger om en dato.",
                en="T_DURING asks about a date.",
                next_da=f"{left.text} er {left.sort.da}.",
                next_en=f"{left.text} is {left.sort.en}.",
                position=left.position,
            )
        parts = [
            (sign, date_value(unquoted(token), token))
            for sign, token in zip((">=", "<="), _tree(tree, 2).children, strict=True)
            if isinstance(token, Token) and unquoted(token) != ".."
        ]
        sqls = [COMPARISONS[sign](left.sql, value.sql) for sign, value in parts]
        words = [f"{left.text} {sign} {value.text}" for sign, value in parts]
        if not words:
            return _Part(sql=left.sql.is_not(None), text=f"{left.text} IS NOT NULL")
        return _Part(sql=and_(*sqls), text=f"({' AND '.join(words)})")

    def _spatial(self, tree: Tree[Token]) -> _Part:
        word = str(tree.children[0]).upper()
        sides = [self._geometry(_tree(tree, 1)), self._geometry(_tree(tree, 2))]
        function = getattr(func, f"ST_{word.removeprefix('S_').capitalize()}")
        return _Part(
            sql=function(*(sql for sql, _ in sides)),
            text=f"{word}({', '.join(text for _, text in sides)})",
        )

    # --- what stands in predicates

    def _geometry(self, tree: Tree[Token]) -> tuple[SQLColumnExpression[Any], str]:
        if tree.data != "name":
            value = read_shape(tree, self.source)
            return value.sql, value.text
        if _name(tree) not in GEOMETRY_NAMES:
            raise BadFilter(
                da=f"{_name(tree)[:40]!r} er ikke en geometri.",
                en=f"{_name(tree)[:40]!r} is not a geometry.",
                next_da="Lagets geometri hedder geometry.",
                next_en="The layer's geometry is called geometry.",
                position=tree.meta.start_pos + 1,
            )
        return self.geometry, "geometry"

    def _list(self, tree: Tree[Token]) -> list[Side]:
        sides = [self._side(child) for child in tree.children if isinstance(child, Tree)]
        for side in sides:
            if side.field is not None:
                raise BadFilter(
                    da=f"{side.text} er et felt.",
                    en=f"{side.text} is a field.",
                    next_da="En liste indeholder kun værdier.",
                    next_en="A list holds values only.",
                    position=side.position,
                )
        return sides

    def _side(self, tree: Tree[Token]) -> Side:
        position = tree.meta.start_pos + 1
        if tree.data == "name":
            field = self._field(_name(tree), position)
            return Side(
                sql=field.expression if self.meaning is None else self.meaning.value,
                text=field.name,
                sort=SORTS[field.kind],
                field=field,
                position=position,
            )
        if tree.data == "folded":
            word = str(tree.children[0]).upper()
            inner = self._side(_tree(tree, 1))
            refuse_list(inner, word)
            if inner.sort != TEXT:
                raise BadFilter(
                    da=f"{word} folder tekst.",
                    en=f"{word} folds text.",
                    next_da=f"{inner.text} er {inner.sort.da}.",
                    next_en=f"{inner.text} is {inner.sort.en}.",
                    position=position,
                )
            folded = FOLDS[word](inner.sql)
            return Side(
                sql=folded,
                text=f"{word}({inner.text})",
                sort=TEXT,
                value=inner.value,
                position=position,
            )
        value = read_literal(tree)
        return Side(sql=value.sql, text=value.text, sort=value.sort, value=value, position=position)

    def _field(self, name: str, position: int) -> Field:
        field = self.fields.get(name)
        if field is None:
            raise BadFilter(
                da=f"Laget har intet felt {name[:40]!r}.",
                en=f"The layer has no field {name[:40]!r}.",
                next_da=f"Dets felter er: {', '.join(self.fields)}.",
                next_en=f"Its fields are: {', '.join(self.fields)}.",
                position=position,
            )
        self.used[name] = field
        return field


def _tree(parent: Tree[Token], index: int) -> Tree[Token]:
    child = parent.children[index]
    if not isinstance(child, Tree):
        raise TypeError(parent.data)
    return child


def _name(tree: Tree[Token]) -> str:
    return str(tree.children[0]).strip('"')


def _maybe_not(
    tree: Tree[Token], sql: ColumnElement[bool], left: str, text: str, negated: str | None = None
) -> _Part:
    is_negated = any(isinstance(child, Token) and child.type == "NOT" for child in tree.children)
    if not is_negated:
        return _Part(sql=sql, text=f"{left} {text}")
    return _Part(sql=not_(sql), text=f"{left} {negated or f'NOT {text}'}")
