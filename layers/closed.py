"""What never leaves as a column or as a list: what is told of people, and why it does not."""

from collections.abc import Iterable
from dataclasses import dataclass

from layers.catalogue import CATALOGUE
from layers.definition import Layer, VisibleLayer
from layers.errors import BadParameter, Closed
from layers.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """One kind of closed column: what such columns are called, and why they are closed."""

    names: frozenset[str]
    reason: Words


_KINDS = (
    _Kind(
        names=frozenset(
            (
                *("inspector", "inspector_name", "inspected_by", "graded_by", "inspektør"),
                *("besigtiget_af", "tilsynsførende", "synsmand"),
            )
        ),
        reason=Words(
            "Hvem der har set på et hus, følger ikke med ud: en liste handler om ejendomme.",
            "Who looked at a house does not leave with a list: lists are about properties.",
        ),
    ),
    _Kind(
        names=frozenset(
            (
                *("social", "social_flag", "social_flags", "social_band", "flag"),
                *("flag_type", "unit", "review_on", "welfare", "case", "case_id", "sag", "sagsnr"),
                *("markering", "social_markering", "bekymring"),
            )
        ),
        reason=Words(
            "Sociale oplysninger kan ikke hentes ud, heller ikke om en enkelt ejendom.",
            "Social information cannot be taken out, nor that of a single property.",
        ),
    ),
    _Kind(
        names=frozenset(
            (
                *("cpr", "cpr_nr", "cpr_number", "person", "person_name", "owner", "owner_name"),
                *("owners", "ejer", "ejernavn", "tenant", "tenant_name", "lejer", "resident"),
                *("residents", "beboer", "contact", "kontakt", "phone", "telefon", "email"),
                *("e_mail", "mail"),
            )
        ),
        reason=Words(
            "Oplysninger om personer kan ikke hentes ud med en liste.",
            "Information about people cannot be taken out with a list.",
        ),
    ),
)
_BANDS = Words(
    "Laget viser kun hele landsbyer i bånd og kan hverken hentes ud eller gemmes som liste:"
    " to udtræk kunne tilsammen fortælle om en enkelt ejendom.",
    "The layer shows whole villages in bands only, and is neither exported nor saved as a"
    " list: two extracts together could tell of a single property.",
)


def may_leave(layer: Layer) -> bool:
    """Whether the rows of a layer may be taken away as a file or kept as a list."""
    return not layer.is_aggregate


def refuse_closed_layer(layer: Layer) -> None:
    """Refuse a layer that does not leave, and say why."""
    if not may_leave(layer):
        raise Closed(
            da=_BANDS.da,
            en=_BANDS.en,
            next_da="Vælg et andet lag; bånd kan ses på kortet.",
            next_en="Choose another layer; the bands can be seen on the map.",
        )


def chosen_columns(visible: VisibleLayer, names: Iterable[str] | None) -> tuple[str, ...]:
    """The columns of a list in the order that they were asked for; all where none are named."""
    if names is None:
        return tuple(visible.by_name)
    chosen = tuple(name.strip() for name in names)
    for name in chosen:
        if name not in visible.by_name:
            _refuse(name, visible)
    if not chosen or len(set(chosen)) < len(chosen):
        raise BadParameter(
            da="En liste har mindst én kolonne, og hver kun én gang.",
            en="A list has at least one column, and each only once.",
            next_da="Nævn kolonnerne i den rækkefølge, de ønskes i, hver én gang.",
            next_en="Name the columns in the order that they are wanted in, each once.",
        )
    return chosen


def _refuse(name: str, visible: VisibleLayer) -> None:
    # What some layer tells is not closed; this layer merely does not tell it.
    is_told = any(name == field.name for layer in CATALOGUE for field in layer.fields)
    for kind in _KINDS:
        if not is_told and name.lower() in kind.names:
            raise Closed(
                da=f"Kolonnen {name[:40]!r} kan ikke vælges. {kind.reason.da}",
                en=f"The column {name[:40]!r} cannot be chosen. {kind.reason.en}",
                next_da=f"Vælg blandt: {', '.join(visible.by_name)}.",
                next_en=f"Choose among: {', '.join(visible.by_name)}.",
            )
    raise BadParameter(
        da=f"Laget {visible.layer.id} har ingen kolonne {name[:40]!r}.",
        en=f"The layer {visible.layer.id} has no column {name[:40]!r}.",
        next_da=f"Dets kolonner er: {', '.join(visible.by_name)}.",
        next_en=f"Its columns are: {', '.join(visible.by_name)}.",
    )
