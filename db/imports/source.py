"""What an import reads: the sources in its files, and their records."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from db.person import COMMAND_LINE, Person

_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "Æ": "ae", "Ø": "oe", "Å": "aa", "\0": None}
)


class Form(StrEnum):
    """The form that a source is written in."""

    OIS_XML = "ois_xml"
    DATAFORDELER_CSV = "datafordeler_csv"
    DATAFORDELER_JSON = "datafordeler_json"
    REST_JSON = "rest_json"
    GRAPHQL_JSON = "graphql_json"
    DAR_NDJSON = "dar_ndjson"
    BOUNDARY = "boundary"
    PLACE_TABLE = "place_table"
    FOOTPRINT = "footprint"
    PROPERTY_TABLE = "property_table"
    FLAG_TABLE = "flag_table"


class Target(StrEnum):
    """What a source fills: a table of `base`, or the social room."""

    BBR_BUILDING = "bbr_building"
    BBR_UNIT = "bbr_unit"
    BBR_ENTRANCE = "bbr_entrance"
    BBR_STOREY = "bbr_storey"
    BBR_GROUND = "bbr_ground"
    BBR_GROUND_PARCEL = "bbr_ground_parcel"
    BBR_PROPERTY_RELATION = "bbr_property_relation"
    BBR_OTHER = "bbr_other"
    DAR_ADDRESS = "dar_address"
    MUNICIPALITY = "municipality"
    PLACE = "place"
    FOOTPRINT = "footprint"
    LISTED_PROPERTY = "listed_property"
    SOCIAL_FLAG = "social_flag"


# Flags stand in the social room alone.
BASE = tuple(target for target in Target if target is not Target.SOCIAL_FLAG)


@lru_cache(maxsize=4_096)
def normal_key(name: str) -> str:
    """A column or field name as all forms share it: lower case, ASCII (`æ` -> `ae`), trimmed."""
    return name.strip().translate(_LETTERS).lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a source, by normalised key.

    Attributes:
        line: 1-based line or element number in the source.
        values: Text by normalised key; a missing value is None or absent.
        geometry: WKB in the CRS of the source, where the form carries geometry.
    """

    line: int
    values: Mapping[str, str | None]
    geometry: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A row that is not taken, with line and reason.

    Attributes:
        reason_code: A stable word for scripts and counts, such as `bad_date`.
        reason: A sentence in Danish for the person who brought the file.
        content: The row as read; None where the CPR guard refused it or the table is confidential.
    """

    line: int | None
    reason_code: str
    reason: str
    column: str | None = None
    content: Mapping[str, str | None] | None = None


@dataclass(slots=True, kw_only=True)
class Meter:
    """How much of a source has been read, in whatever unit the source counts (bytes or rows)."""

    total: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One readable unit of a file: what it is, and how to read its records from the start.

    Attributes:
        name: The file's name, with the member's name when it is in a zip.
        content_hash: SHA-256 of the file as brought (the zip, not the member).
        read: Gives the records, and a rejection for each row that cannot become a record.
        crs: The CRS of positions and geometries, as PROJ knows it; None where the form fixes it.
        registry: The registry that all rows belong to; None where each row says it.
        table_code: The table's own name, for targets that hold several tables.
        details: What the target's loader needs beside, such as the column mapping.
        notes: What the user should be told about how the source was read.
    """

    name: str
    content_hash: str
    form: Form
    target: Target
    read: Callable[[], Iterator[Record | Rejection]]
    meter: Meter = field(default_factory=Meter)
    extract_date: date | None = None
    crs: str | None = None
    registry: str | None = None
    table_code: str | None = None
    details: object = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the person asked for beside the files.

    Attributes:
        actor: Who imports, as written in the run.
        registry: `--registry`: the registry that rows without a municipality belong to.
        mapping: The parsed content of `--mapping`, or the corrected mapping of the import page.
        crs: `--crs`: the CRS of files that do not say it.
        extract_date: When the files were extracted, for forms that do not say it.
        progress: Called with (done, total); the unit is the reader's.
        person: Who imports, as the audit names her.
    """

    actor: str
    registry: str | None = None
    mapping: Mapping[str, object] | None = None
    crs: str | None = None
    dry_run: bool = False
    extract_date: date | None = None
    progress: Callable[[int, int], None] | None = None
    person: Person = COMMAND_LINE
