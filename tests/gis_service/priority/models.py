"""The model that the product ships, for tests."""

from datetime import date

from gis_service.priority.model import PriorityModel, priority_model_of
from tests.gis_service.screening.seeds import seed_rows

AS_OF = date(2026, 11, 22)
Rows = list[dict[str, object]]


def in_force(table: str, day: date) -> Rows:
    """The seed's rows that are in force on a day, the oldest first."""
    text = day.isoformat()
    rows = [
        row
        for row in seed_rows(table)
        if str(row["valid_from"]) <= text and (not row["valid_to"] or str(row["valid_to"]) >= text)
    ]
    return sorted(rows, key=lambda row: str(row["valid_from"]))


def shipped_model(as_of: date = AS_OF) -> PriorityModel:
    """The model of a day."""
    points: Rows = [
        {**row, "points": None if row["points"] is None else int(str(row["points"]))}
        for row in in_force("priority_points", as_of)
    ]
    model = priority_model_of(
        criteria=in_force("priority_criterion", as_of),
        points=points,
        dated=in_force("dated_rule", as_of),
        dated_at_years_end=in_force("dated_rule", date(as_of.year, 12, 31)),
    )
    assert model is not None
    return model
