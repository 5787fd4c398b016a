"""Check what is kept as a list, and open it again when it is taken out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from db.access import Viewer
from db.saved_lists import (
    MOST_LISTS,
    NAME_LENGTH,
    ListContent,
    NameTaken,
    SavedList,
    Shelf,
    TooManyLists,
)
from gis_service.catalogue.dependencies import NO_LAYER
from gis_service.errors import BrokenList, ListRefused, NotFound, Stale, UnreadableList
from gis_service.lists.schemas import AskedList
from layers.catalogue import LAYERS
from layers.closed import chosen_columns, refuse_closed_layer
from layers.definition import VisibleLayer
from layers.errors import SpokenError
from layers.words import Language
from maps.listing import Order

_NO_LIST = NotFound(
    da="Der er ingen liste med dette nummer eller navn.",
    en="There is no list of this number or name.",
    next_da="Se listerne på siden Lister.",
    next_en="See the lists on the page Lists, or with: landsbyatlas lists",
)
_STALE = Stale(
    da="Listen er ændret eller slettet af en anden, siden du åbnede den. Intet er gemt.",
    en="Somebody changed or deleted the list since you opened it. Nothing was kept.",
    next_da="Åbn listen igen, og lav ændringen om.",
    next_en="Open the list again, and make the change once more.",
)
_NO_NAME = UnreadableList(
    da=f"En liste skal have et navn på højst {NAME_LENGTH} tegn.",
    en=f"A list needs a name of at most {NAME_LENGTH} characters.",
    next_da="Skriv et kort navn, som de andre vil kende igen.",
    next_en="Write a short name that others will know again.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenList:
    """Rows, columns and order that can be taken out today, under a name where they are kept."""

    name: str | None
    visible: VisibleLayer
    columns: Sequence[str] | None
    sort: str | None


def checked(asked: AskedList, viewer: Viewer) -> ListContent:
    """The list as it is kept; refused where it could not be taken out again."""
    name = trimmed(asked.name)
    if not name or len(name) > NAME_LENGTH:
        raise _NO_NAME
    visible = LAYERS[asked.layer].as_seen_by(viewer)
    if visible is None:
        raise NO_LAYER
    refuse_closed_layer(visible.layer)
    narrowed = visible.with_(asked.parameters, asked.filter)
    Order.read(asked.sort, narrowed)
    return ListContent(
        name=name,
        layer=str(asked.layer),
        filter=None if narrowed.condition is None else narrowed.condition.text,
        parameters=asked.parameters,
        columns=chosen_columns(narrowed, asked.columns),
        sort=asked.sort or None,
    )


def opened(saved: SavedList, viewer: Viewer) -> OpenList:
    """The list as it is today; where its layer or columns are gone, that is told."""
    visible = layer_of(saved, viewer)
    missing = [name for name in saved.columns if name not in visible.by_name]
    if missing:
        named = ", ".join(missing)
        raise _broken(
            saved,
            f"kolonner, som laget ikke har mere: {named}",
            f"columns that the layer no longer has: {named}",
        )
    try:
        narrowed = visible.with_(saved.parameters, saved.filter)
        Order.read(saved.sort, narrowed)
    except SpokenError as error:
        danish, english = (error.said(language)[0] for language in Language)
        raise _broken(
            saved,
            f"et filter eller en rækkefølge, som ikke kan læses mere ({danish})",
            f"a filter or an order that can no longer be read ({english})",
        ) from error
    return OpenList(name=saved.name, visible=narrowed, columns=saved.columns, sort=saved.sort)


def layer_of(saved: SavedList, viewer: Viewer) -> VisibleLayer:
    """The layer of the list; where it is gone, that is told."""
    layer = LAYERS.get(saved.layer)
    visible = None if layer is None else layer.as_seen_by(viewer)
    if visible is None:
        raise _broken(
            saved,
            f"laget {saved.layer!r}, som ikke findes mere",
            f"the layer {saved.layer!r}, which is no more",
        )
    return visible


def by_number(shelf: Shelf, number: int) -> SavedList:
    """The list of a number."""
    found = shelf.numbered(number)
    if found is None:
        raise _NO_LIST
    return found


def by_name(shelf: Shelf, name: str) -> SavedList:
    """The list of a name, however it is spaced."""
    found = shelf.named(trimmed(name))
    if found is None:
        raise _NO_LIST
    return found


def keep(shelf: Shelf, content: ListContent, actor: str) -> SavedList:
    """Keep a new list."""
    with _told_apart(content.name):
        return shelf.keep(content, actor)


def change(shelf: Shelf, number: int, match: str, content: ListContent, actor: str) -> SavedList:
    """Change the list as its asker saw it; refused where it is another by now."""
    seen = _as_seen(shelf, number, match)
    with _told_apart(content.name):
        changed = shelf.change(number, seen.changed_at, content, actor)
    if changed is None:
        raise _STALE
    return changed


def remove(shelf: Shelf, number: int, match: str) -> SavedList:
    """Remove the list as its asker saw it; refused where it is another by now."""
    seen = _as_seen(shelf, number, match)
    removed = shelf.remove(number, seen.changed_at)
    if removed is None:
        raise _STALE
    return removed


def etag(saved: SavedList) -> str:
    """What makes this state of the list different from every other, as HTTP writes it."""
    return f'"{saved.id}-{saved.changed_at.timestamp() * 1_000_000:.0f}"'


def told(saved: SavedList) -> dict[str, Any]:
    """The list as the interface tells it."""
    return {
        "id": saved.id,
        "name": saved.name,
        "layer": saved.layer,
        "filter": saved.filter,
        "parameters": saved.parameters,
        "columns": saved.columns,
        "sort": saved.sort,
        "created_by": saved.created_by,
        "created_at": saved.created_at,
        "changed_by": saved.changed_by,
        "changed_at": saved.changed_at,
        "etag": etag(saved),
    }


def trimmed(name: str) -> str:
    """A name as it is kept: what can be printed, with single spaces."""
    spaced = "".join(" " if letter.isspace() else letter for letter in name)
    return " ".join("".join(letter for letter in spaced if letter.isprintable()).split())


@contextmanager
def _told_apart(name: str) -> Iterator[None]:
    """Say in the reader's language what the registry refuses of a list."""
    try:
        yield
    except NameTaken as error:
        raise ListRefused(
            da=f"En anden liste hedder »{name}«.",
            en=f"Another list is called {name!r}.",
            next_da="Giv denne et andet navn, eller ret den anden.",
            next_en="Give this one another name, or change the other.",
        ) from error
    except TooManyLists as error:
        raise ListRefused(
            da=f"Der er allerede {MOST_LISTS} lister.",
            en=f"There are {MOST_LISTS} lists already.",
            next_da="Slet en, som ingen bruger mere.",
            next_en="Delete one that nobody uses any more.",
        ) from error


def _as_seen(shelf: Shelf, number: int, match: str) -> SavedList:
    # Only the writer's login is sure to see what was kept a moment ago, so it decides at the end.
    found = by_number(shelf, number)
    if match not in {etag(found), "*"}:
        raise _STALE
    return found


def _broken(saved: SavedList, danish: str, english: str) -> BrokenList:
    return BrokenList(
        da=f"Listen »{saved.name}« bruger {danish}.",
        en=f"The list {saved.name!r} uses {english}.",
        next_da="Ret listen på siden Lister, eller slet den og gem den igen fra kortet.",
        next_en="Mend the list on the page Lists, or delete it and keep it again from the map.",
    )
