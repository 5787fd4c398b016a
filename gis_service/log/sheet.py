"""The log as CSV in Danish, as the municipality's spreadsheets open it."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from db.clock import COPENHAGEN
from db.spreadsheet import shown
from gis_service.log.field_words import detail_words, field_words
from gis_service.log.words import HEADINGS, action_words, role_words, what_words
from layers.words import Language

COLUMNS: Final = (
    *("at", "person", "role", "unit", "action", "what", "property"),
    *("fields", "purpose", "detail"),
)
# For the citizen: whoever looked is told by role and unit. What somebody wrote as her purpose may
# name others, and the details are of the service's own.
WITHOUT_COLLEAGUES: Final = ("at", "role", "unit", "action", "what", "property", "fields")
BYTE_ORDER_MARK: Final = "\ufeff"


def sheet(lines: Iterable[Mapping[str, Any]], columns: Iterable[str] = COLUMNS) -> bytes:
    """The lines under Danish headings; no cell is run by the program that opens it."""
    chosen = tuple(columns)
    made = io.StringIO()
    made.write(BYTE_ORDER_MARK)
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow([HEADINGS[name].da for name in chosen])
    for line in lines:
        cells = told(line, Language.DA)
        writer.writerow([shown(cells[name]) for name in chosen])
    return made.getvalue().encode()


def told(line: Mapping[str, Any], language: Language) -> dict[str, str]:
    """A line in words, by the name of the column."""
    return {
        "at": moment(line["at"]),
        "person": line["person"] or ("" if line["account_id"] is None else str(line["account_id"])),
        "role": role_words(line["role"], language),
        "unit": line["unit"] or "",
        "action": action_words(line["action"], language),
        "what": what_words(line, language),
        "property": line["property_key"] or "",
        "fields": field_words(line["fields"], language),
        "purpose": line["purpose"] or "",
        "detail": detail_words(line, language),
    }


def moment(at: datetime) -> str:
    """A moment in Copenhagen, to the second."""
    return at.astimezone(COPENHAGEN).strftime("%Y-%m-%d %H:%M:%S")
