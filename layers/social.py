"""Places by how many of their properties are flagged, in bands so wide that nobody is pointed at.

All that the map knows is the band; a place with fewer than five is as hidden as one with none.
"""

from sqlalchemy import func, select

from db.access import Permission
from db.models.place import Place, SocialBand
from layers.codes import registry_name
from layers.definition import Layer, LowZoom, within
from layers.fields import Choice, Field, FieldKind
from layers.style import Shape, Style, StyleClass
from layers.words import Words

HIDDEN = "hidden"

# Sequential blue, apart from the colours of single properties.
CLASSES = (
    StyleClass(key="5_9", title=Words("5-9", "5-9"), color="#5890c4", value="5-9"),
    StyleClass(key="10_19", title=Words("10-19", "10-19"), color="#2f6ca5", value="10-19"),
    StyleClass(
        key="from_20", title=Words("20 og derover", "20 and more"), color="#123f6d", value="20+"
    ),
)

STYLE = Style(
    field="band",
    # The places themselves are dots in the same positions.
    shape=Shape.RING,
    is_filled=False,
    opacity=1,
    classes=CLASSES,
    unknown=StyleClass(key=HIDDEN, title=Words("Skjult", "Hidden"), color="#c4c4c4"),
)

BAND = func.coalesce(
    select(SocialBand.band)
    .where(SocialBand.place_id == Place.id)
    .correlate(Place)
    .scalar_subquery(),
    HIDDEN,
)

FIELDS = (
    Field(
        name="name",
        title=Words("Navn", "Name"),
        description=Words("Byens navn.", "The name of the place."),
        expression=Place.name,
        kind=FieldKind.TEXT,
        in_tile=True,
    ),
    Field(
        name="municipality_code",
        title=Words("Kommunekode", "Municipality code"),
        description=Words("Kommunens kode.", "The municipality's code."),
        expression=Place.municipality_code,
        kind=FieldKind.TEXT,
    ),
    Field(
        name="municipality_name",
        title=Words("Kommune", "Municipality"),
        description=Words("Kommunens navn.", "The municipality's name."),
        expression=registry_name(Place.municipality_code),
        kind=FieldKind.TEXT,
        tables=("registry",),
    ),
    Field(
        name="band",
        title=Words("Ejendomme med en social indsats", "Properties with social work"),
        description=Words(
            "Hvor mange ejendomme i byen en enhed i kommunen arbejder med, i brede bånd; "
            "skjult, når der er færre end fem eller ingen.",
            "How many properties of the place a unit of the municipality works with, in wide "
            "bands; hidden where there are fewer than five or none.",
        ),
        expression=BAND,
        kind=FieldKind.TEXT,
        choices=(
            *(Choice(value=str(one.value), title=one.title) for one in CLASSES),
            Choice(value=HIDDEN, title=STYLE.unknown.title),
        ),
        in_tile=True,
        tables=("social_band",),
    ),
)

LAYER = Layer(
    id="social",
    title=Words("Sociale indsatser", "Social work"),
    description=Words(
        "Byer og landsbyer, hvor kommunen har sociale indsatser på fem ejendomme eller flere, i "
        "brede bånd. Laget kan ses, men hverken filtreres, tælles op eller hentes.",
        "Places where the municipality has social work going on five properties or more, in wide "
        "bands. The layer can be seen, but not filtered, counted or downloaded.",
    ),
    table=Place,
    table_name="place",
    key=Place.id,
    geometry=Place.geom_3857,
    register_geometry=Place.geom,
    anchor=Place.cell,
    fields=FIELDS,
    name="name",
    sort="name",
    style=STYLE,
    low_zoom=LowZoom.SHAPES,
    requires=Permission.READ_SOCIAL_BANDS,
    rows=within(Place.municipality_code),
    is_aggregate=True,
)
