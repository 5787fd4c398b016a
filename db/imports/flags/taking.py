"""Takes the flags of one table into the room, every row accounted for to whoever brought it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import cast

from db.imports.errors import Refused
from db.imports.flags.room import PlacedFlag, Room
from db.imports.flags.rows import Flag, FlagReading, bare
from db.imports.loading import Counts, Run
from db.imports.source import Record, Rejection, Source, Target
from db.imports.statements import statement
from db.imports.tables.opener import TableDetails
from db.imports.tables.registries import registry_of

_BATCH = 5_000
_NO_FLAGS = (
    "Er det slet ikke markeringer, så giv kolonnerne navne, der ikke ligner dem (flag, markering, "
    "indsats, social …)."
)
_NO_PLACES = (
    "Der er ingen byer i registret endnu, så ingen af markeringerne tælles med i en by. Indlæs "
    "byerne, fortryd så denne indlæsning, og indlæs markeringerne igen."
)
_NO_PROPERTY = "Ejendommen findes ikke i registret, eller rækken kan være flere ejendomme."


def holds_flags(sources: Sequence[Source]) -> bool:
    """Whether any of the sources is a table of flags."""
    return any(source.target is Target.SOCIAL_FLAG for source in sources)


def refuse_beside(sources: Sequence[Source]) -> None:
    """Refuse flags together with anything else, which would be kept where others read."""
    if any(source.target is not Target.SOCIAL_FLAG for source in sources):
        raise Refused(
            "Sociale markeringer indlæses for sig: her er der også andet i filerne.",
            f"Indlæs filen med markeringer alene, og resten bagefter. {_NO_FLAGS}",
        )


def veiled(source: Source) -> Source:
    """The source as the list of imports may know it: nothing of the file but that it was one."""
    return replace(source, registry=None, extract_date=None, table_code=None, notes=())


def take_flags(run: Run, room: Room, source: Source, file_id: int) -> Counts:
    """Read one table into the room, uncommitted; what cannot be taken is told by its line."""
    details = cast("TableDetails", source.details)
    given = details.given.checked(Target.SOCIAL_FLAG, details.table.header)
    columns = given.over(details.guessed).columns
    _check(columns.values())
    registry = registry_of(run.connection, source.registry)
    reading = FlagReading(columns=columns, registry=registry, types=room.types())
    if run.options.dry_run:
        run.note(file_id, reading.description)
    if run.connection.execute(statement("any_place")).fetchone() is None:
        run.note(file_id, _NO_PLACES)
    ended: Counter[str] = Counter()
    taken: set[tuple[str, str]] = set()
    flags = _flags(run, source, file_id, reading)
    while batch := list(islice(flags, _BATCH)):
        run.on_progress()
        good = list(_placed(run, room, file_id, batch, taken))
        ended.update(room.write(run.id, good).values())
    return Counts(new=ended["new"], changed=ended["changed"], unchanged=ended["unchanged"])


def _flags(run: Run, source: Source, file_id: int, reading: FlagReading) -> Iterator[Flag]:
    """The flags of the rows that can be read; the engine's own way would keep a sample."""
    for row in source.read():
        run.read[file_id] += 1
        flag = reading.read(row) if isinstance(row, Record) else bare(row)
        if isinstance(flag, Rejection):
            run.reject(file_id, flag)
        else:
            yield flag


def _placed(
    run: Run, room: Room, file_id: int, flags: Sequence[Flag], taken: set[tuple[str, str]]
) -> Iterator[PlacedFlag]:
    found = room.placed(flags)
    for flag in flags:
        if flag.line not in found:
            run.reject(
                file_id,
                Rejection(line=flag.line, reason_code="no_property", reason=_NO_PROPERTY),
            )
            continue
        code, property_key, is_by_key = found[flag.line]
        key = f"{property_key}|{flag.flag_type}|{flag.unit}"
        if flag.own_key is not None and not is_by_key:
            key = flag.own_key
        if (code, key) in taken:
            reason = "En tidligere række i filen har samme nøgle."
            run.reject(
                file_id, Rejection(line=flag.line, reason_code="duplicate_id", reason=reason)
            )
            continue
        taken.add((code, key))
        yield PlacedFlag(
            line=flag.line,
            municipality_code=code,
            key=key,
            property_key=property_key,
            flag_type=flag.flag_type,
            unit=flag.unit,
            review_on=flag.review_on,
        )


def _check(names: object) -> None:
    """Refuse a table without a column that every flag needs."""
    there = set(cast("Sequence[str | None]", names))
    missing = [
        title
        for title, fields in (
            ("type", {"flag_type"}),
            ("ansvarlig enhed", {"flag_unit"}),
            ("ejendom (BFE-nummer, BBR-bygning, adresse eller nøgle)",
             {"bfe", "bbr_id", "address", "row_key"}),
        )
        if not there & fields
    ]  # fmt: skip
    if missing:
        raise Refused(
            f"Tabellen med markeringer mangler en kolonne med {', '.join(missing)}.",
            f"Sig i kolonnevalget (--mapping), hvilken kolonne det er. {_NO_FLAGS}",
        )
