"""Properties by priority: the published model's answer to where to begin."""

from db.access import Permission
from db.models.property import Property
from layers.codes import STANDING
from layers.definition import Layer, LowZoom, within
from layers.parameters import YEAR
from layers.property_fields import GRADED_OR_NOT, property_fields
from layers.style import Shape, Style, StyleClass
from layers.words import Words

# Cividis turned around: the darkest is the first to go to. Its pale half, which nobody sees on
# land, is left out.
STYLE = Style(
    field="priority",
    shape=Shape.CIRCLE,
    is_filled=True,
    opacity=1,
    filled_by="is_graded",
    marks=GRADED_OR_NOT,
    classes=(
        StyleClass(key="0_19", title=Words("0-19", "0-19"), color="#988b2e", lower=0),
        StyleClass(key="20_39", title=Words("20-39", "20-39"), color="#7a7449", lower=20),
        StyleClass(key="40_59", title=Words("40-59", "40-59"), color="#5c6069", lower=40),
        StyleClass(key="60_79", title=Words("60-79", "60-79"), color="#3a496c", lower=60),
        StyleClass(key="80_100", title=Words("80-100", "80-100"), color="#00204d", lower=80),
    ),
    unknown=StyleClass(key="none", title=Words("Ingen prioritet", "No priority"), color="#858585"),
)

LAYER = Layer(
    id="priority",
    title=Words("Prioritet", "Priority"),
    description=Words(
        "Ejendomme efter prioritet i den offentliggjorte model: tilstand, landsby og pulje. "
        "Hvor ingen har bedømt huset, står mistanken fra registrene i stedet for karakteren.",
        "Properties by priority in the published model: condition, village and pool. "
        "Where nobody has graded the house, the suspicion from registers stands in.",
    ),
    table=Property,
    table_name="property",
    key=Property.id,
    geometry=Property.geom_3857,
    register_geometry=Property.geom,
    anchor=Property.cell,
    fields=property_fields("id", "address", "priority", "is_graded"),
    name="address",
    sort="-priority",
    style=STYLE,
    low_zoom=LowZoom.CELLS,
    requires=Permission.READ_LAYERS,
    # Written as the partial indexes are, so that they serve it.
    base_rows=Property.state == STANDING,
    rows=within(Property.municipality_code),
    parameters=(YEAR,),
)
