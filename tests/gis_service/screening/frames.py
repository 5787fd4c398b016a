"""Batches of invented properties for the tests of screening."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from db.screening import HIT_COLUMNS, Batch
from gis_service.screening.model import Model, model_of
from tests.gis_service.screening.seeds import seed_rows

AS_OF = date(2026, 11, 22)

_NUMBERS = {"year_built", "year_rebuilt", "population", "suspicion"}
_DATES = {
    "revised_on",
    "fact_date",
    "unregistered_since",
    "vacant_since",
    "population_date",
    "source_date",
    "screened_as_of",
}
BUILDING = (
    "property_id",
    "building_id",
    "use_code",
    "year_built",
    "year_rebuilt",
    "wall_code",
    "roof_code",
    "asbestos_code",
    "heating_code",
    "water_code",
    "drain_code",
    "protection_code",
    "materials_source_code",
    "coordinate_quality",
    "revised_on",
    "fact_date",
)
UNIT = (
    "property_id",
    "building_id",
    "unit_id",
    "use_code",
    "building_use_code",
    "condemned_code",
    "toilet_code",
    "bath_code",
    "kitchen_code",
    "occupancy_code",
    "approved_empty_code",
    "flex_permit_code",
    "unregistered_since",
    "fact_date",
)
PROPERTY = (
    "id",
    "municipality_code",
    "is_standing",
    "vacant_since",
    "use_code",
    "is_placed",
    "source_date",
    "is_danish",
    "in_place",
    "population",
    "population_date",
    "suspicion",
    "rules",
    "flags",
    "badges",
    "screened_as_of",
)


def model(as_of: date = AS_OF) -> Model:
    """The model that the product ships, for a day."""
    day = as_of.isoformat()

    def in_force(table: str) -> list[dict[str, object]]:
        return [
            row
            for row in seed_rows(table)
            if str(row["valid_from"]) <= day
            and (not row["valid_to"] or str(row["valid_to"]) >= day)
        ]

    return model_of(
        as_of=as_of,
        rules=in_force("screening_rule"),
        unknown=in_force("unknown_value"),
        uses=in_force("code_title"),
        dated=in_force("dated_rule"),
    )


def buildings(*rows: Mapping[str, object]) -> pd.DataFrame:
    """Standing buildings; a row that says no more is a parcel house of property 1."""
    return _frame(
        BUILDING,
        [
            {"property_id": 1, "building_id": number, "use_code": "120", **row}
            for number, row in enumerate(rows, start=1)
        ],
    )


def units(*rows: Mapping[str, object]) -> pd.DataFrame:
    """Standing units; a row that says no more is the dwelling of building 1 of property 1."""
    return _frame(
        UNIT,
        [
            {
                "property_id": 1,
                "building_id": 1,
                "unit_id": number,
                "use_code": "120",
                "building_use_code": "120",
                **row,
            }
            for number, row in enumerate(rows, start=1)
        ],
    )


def properties(*rows: Mapping[str, object]) -> pd.DataFrame:
    """Standing Danish properties with a position, numbered from 1."""
    return _frame(
        PROPERTY,
        [
            {
                "id": number,
                "municipality_code": "0580",
                "is_standing": "t",
                "is_placed": "t",
                "is_danish": "t",
                "may_stand_empty": False,
                "units_tell_vacancy": False,
                **row,
            }
            for number, row in enumerate(rows, start=1)
        ],
        extra=("may_stand_empty", "units_tell_vacancy"),
    )


def batch(
    owned: pd.DataFrame, stands: pd.DataFrame | None = None, lived: pd.DataFrame | None = None
) -> Batch:
    """Properties with their buildings and units, and no hits from before."""
    return Batch(
        properties=owned,
        buildings=buildings() if stands is None else stands,
        units=units() if lived is None else lived,
        hits=pd.DataFrame({name: [] for name in HIT_COLUMNS}),
    )


def _frame(
    columns: Sequence[str], rows: Sequence[Mapping[str, object]], extra: Sequence[str] = ()
) -> pd.DataFrame:
    typed = {}
    for name in (*columns, *extra):
        values = [row.get(name) for row in rows]
        if name in _NUMBERS or name == "id" or name.endswith("_id"):
            typed[name] = pd.Series(values, dtype="float64")
        elif name in _DATES:
            typed[name] = pd.Series(pd.to_datetime(pd.Series(values, dtype=object))).astype(
                "datetime64[s]"
            )
        elif name in extra:
            typed[name] = pd.Series(values, dtype=bool)
        else:
            typed[name] = pd.Series(values, dtype=object)
    return pd.DataFrame(typed)
