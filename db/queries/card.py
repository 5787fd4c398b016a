"""Everything the registry knows of one property: its buildings, units, hits, and their meaning."""

from typing import Any

from sqlalchemy import ColumnElement, Float, Select, and_, func, or_, select, type_coerce

from db.access import Viewer
from db.models.base import MapView
from db.models.building import Building, Unit
from db.models.inspection import Grade, Inspection
from db.models.place import Registry
from db.models.priority import PriorityCriterion, PriorityPoints
from db.models.property import Hit, Property
from db.models.rule import CodeTitle, DatedRule, LifeCycle, ScreeningRule, UnknownValue
from db.queries.dated import in_force

_SHAPES = {"geom", "geom_3857", "point", "footprint", "cell", "search_text"}


def property_of(property_id: int, viewer: Viewer) -> Select[Any]:
    """A property that the viewer may see, with its registry and its position in lon, lat."""
    position = func.ST_Transform(Property.geom_3857, 4326)
    wanted = (
        select(
            *_told(Property),
            Registry.name.label("municipality_name"),
            Registry.is_danish,
            Registry.is_demo,
            type_coerce(func.ST_X(position), Float).label("lon"),
            type_coerce(func.ST_Y(position), Float).label("lat"),
        )
        .join_from(Property, Registry, Registry.municipality_code == Property.municipality_code)
        .where(Property.id == property_id)
    )
    if viewer.registries is None:
        return wanted
    return wanted.where(Property.municipality_code.in_(sorted(viewer.registries)))


def buildings_of(property_id: int) -> Select[Any]:
    """All buildings of a property: the standing by size, then the planned, then the gone."""
    return (
        select(
            *_told(Building),
            LifeCycle.title_da.label("status_da"),
            LifeCycle.title_en.label("status_en"),
            Building.geom_3857.is_not(None).label("is_placed"),
        )
        .outerjoin(LifeCycle, and_(LifeCycle.status == Building.status_code, in_force(LifeCycle)))
        .where(Building.property_id == property_id)
        .order_by(
            Building.is_standing.desc(),
            Building.state.desc(),
            Building.living_area_m2.desc().nulls_last(),
            Building.total_area_m2.desc().nulls_last(),
            Building.number,
            Building.id,
        )
    )


def units_of(property_id: int) -> Select[Any]:
    """All units of a property, standing ones first."""
    return (
        select(*_told(Unit))
        .where(Unit.property_id == property_id)
        .order_by(Unit.is_standing.desc(), Unit.living_area_m2.desc().nulls_last(), Unit.id)
    )


def hits_of(property_id: int) -> Select[Any]:
    """The hits on a property with the rule's words as of its screening, the weightiest first."""
    worded = and_(ScreeningRule.rule == Hit.rule, in_force(ScreeningRule, _screened()))
    return (
        select(
            *_told(Hit),
            ScreeningRule.kind,
            ScreeningRule.title_da,
            ScreeningRule.title_en,
            ScreeningRule.description_da,
            ScreeningRule.description_en,
        )
        .join_from(Hit, Property, Property.id == Hit.property_id)
        .outerjoin(ScreeningRule, worded)
        .where(Hit.property_id == property_id)
        .order_by(
            Hit.scores.desc(),
            Hit.weight.desc(),
            func.length(Hit.rule),
            Hit.rule,
            Hit.building_id,
            Hit.unit_id,
            Hit.field,
        )
    )


def inspections_of(property_id: int) -> Select[Any]:
    """The grades given to a property with their titles: newest first, the whole before parts."""
    # In the order in which the import finds the grade that counts.
    day = func.coalesce(Inspection.inspected_on, Inspection.source_date)
    is_part = Inspection.part != "overall"
    return (
        select(*_told(Inspection), Grade.title_da, Grade.title_en)
        .outerjoin(
            Grade,
            and_(Grade.scale == Inspection.scale, Grade.grade == Inspection.grade, in_force(Grade)),
        )
        .where(Inspection.property_id == property_id)
        .order_by(
            day.desc().nulls_last(),
            is_part,
            func.count().over(partition_by=(day, is_part, Inspection.scale)).desc(),
            Inspection.scale,
            Grade.rank.desc().nulls_last(),
            Inspection.part,
            Inspection.id,
        )
    )


def criteria_of(property_id: int) -> Select[Any]:
    """The criteria of the model that a property is ranked by, as of its screening."""
    return (
        select(*_told(PriorityCriterion))
        .join_from(PriorityCriterion, Property, Property.priority_model == PriorityCriterion.model)
        .where(Property.id == property_id, in_force(PriorityCriterion, _screened()))
        .order_by(PriorityCriterion.weight.desc(), PriorityCriterion.criterion)
    )


def points_of(property_id: int) -> Select[Any]:
    """The points of that model's values, as of the screening."""
    return (
        select(*_told(PriorityPoints))
        .join_from(PriorityPoints, Property, Property.priority_model == PriorityPoints.model)
        .where(Property.id == property_id, in_force(PriorityPoints, _screened()))
    )


def near_place_of(property_id: int) -> Select[Any]:
    """The rule that says how near a place a property counts as near it, as of its screening."""
    return (
        select(*_told(DatedRule))
        .join_from(DatedRule, Property, Property.id == property_id)
        .where(
            DatedRule.topic == "priority",
            DatedRule.key == "near_place",
            in_force(DatedRule, _screened()),
        )
    )


def meanings() -> Select[Any]:
    """All register codes with what they mean today."""
    columns = (CodeTitle.list, CodeTitle.code, CodeTitle.title_da, CodeTitle.title_en)
    return select(*_columns(*columns)).where(in_force(CodeTitle))


def unknown_values() -> Select[Any]:
    """The register values that mean "not known", by field."""
    columns = _columns(UnknownValue.field, UnknownValue.value)
    return select(*columns).where(in_force(UnknownValue))


def town_limit(year: int) -> Select[Any]:
    """The pool's town limit as it holds at the end of a year."""
    last_day = func.make_date(year, 12, 31)
    return (
        select(*_told(DatedRule))
        .where(
            DatedRule.topic == "pool",
            DatedRule.key == "town_limit",
            DatedRule.valid_from <= last_day,
            or_(DatedRule.valid_to.is_(None), DatedRule.valid_to >= last_day),
        )
        .order_by(DatedRule.valid_from.desc())
        .limit(1)
    )


def _screened() -> ColumnElement[Any]:
    return func.coalesce(Property.screened_as_of, func.current_date())


def _told(view: type[MapView]) -> tuple[ColumnElement[Any], ...]:
    """The columns of a view that are told as they are."""
    return tuple(column for column in view.__table__.c if column.name not in _SHAPES)


def _columns(*columns: Any) -> tuple[ColumnElement[Any], ...]:
    return columns
