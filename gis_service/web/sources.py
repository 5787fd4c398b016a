"""What the figures stand on: "data as of", with source."""

from datetime import date, timedelta
from typing import Any

from db.clock import today
from db.queries import choices as choice
from gis_service.catalogue.service import sources_behind
from gis_service.web.desk import Desk
from gis_service.web.speech import Speech

OLD_AFTER = timedelta(days=365)


async def source_line(desk: Desk) -> list[dict[str, Any]]:
    """What the figures stand on: each kind of source with its newest date, the old ones marked."""
    text, now = desk.speech._, today()
    if desk.registry.is_demo:
        as_of = await desk.registry.reader.scalar(choice.last_screening())
        return (
            [{"date": as_of, "title": text("invented demo data"), "is_old": False, "age": ""}]
            if as_of
            else []
        )
    newest: dict[str, date] = {}
    for row in await sources_behind(desk.seen.values(), desk.registry.reader):
        day, title = row["as_of"], source_title(desk.speech, row["target"] or "")
        if day and day > newest.get(title, date.min):
            newest[title] = day
    by_day: dict[date, list[str]] = {}
    for title, day in sorted(newest.items()):
        by_day.setdefault(day, []).append(title)
    return [
        {
            "date": day,
            "title": ", ".join(titles),
            "is_old": now - day > OLD_AFTER,
            "age": desk.speech.many(
                "%(num)s year old", "%(num)s years old", (now - day).days // 365
            ),
        }
        for day, titles in sorted(by_day.items(), reverse=True)
    ]


def source_title(speech: Speech, target: str) -> str:
    """What people call the register a kind of rows comes from."""
    titles = {
        "dar_address": speech._("DAR, addresses"),
        "listed_property": speech._("own tables"),
        "footprint": speech._("building footprints"),
        "place": speech._("places"),
        "municipality": speech._("municipality boundaries"),
    }
    return speech._("BBR") if target.startswith("bbr") else titles.get(target, target)
