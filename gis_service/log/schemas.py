"""The log as scripts read it."""

from datetime import datetime
from typing import Any

from pydantic import Field

from gis_service.told import Told


class SubjectLine(Told):
    """One line about a property, without who of the colleagues it was."""

    at: datetime
    role: str | None = Field(description="The role in which it was done, as the database names it.")
    unit: str | None = Field(description="The unit that whoever did it belongs to today.")
    action: str
    area: str = Field(description="The room, or what happened.")
    table: str | None
    property: str | None
    fields: list[str] | None = Field(description="The names of the fields, never what they hold.")


class LogLine(SubjectLine):
    """Who saw or changed what, when and why; never what it said."""

    id: int
    account: int | None
    person: str | None
    purpose: str | None
    run: int | None
    detail: dict[str, Any] = Field(description="Of a happening, what is not confidential.")


class LogLines(Told):
    """A page of the log, the newest first."""

    lines: list[LogLine]
    next: str | None = Field(description="What “after” is for the next page.")


class SubjectLines(Told):
    """Everything that the log tells about a property."""

    property: str
    lines: list[SubjectLine]


def subject_line(row: dict[str, Any]) -> dict[str, Any]:
    """A line of the database as a citizen is told it."""
    return {
        "at": row["at"],
        "role": row["role"],
        "unit": row["unit"],
        "action": row["action"],
        "area": row["area"],
        "table": row["table_name"],
        "property": row["property_key"],
        "fields": row["fields"],
    }


def log_line(row: dict[str, Any]) -> dict[str, Any]:
    """A line of the database as the officer is told it."""
    return {
        **subject_line(row),
        "id": row["id"],
        "account": row["account_id"],
        "person": row["person"],
        "purpose": row["purpose"],
        "run": row["run_id"],
        "detail": row["detail"],
    }
