"""Properties by suspicion: from registers alone, where it is worth while to go and look."""

from db.access import Permission
from db.models.property import Property
from layers.codes import STANDING
from layers.definition import Layer, LowZoom, within
from layers.parameters import YEAR
from layers.property_fields import property_fields
from layers.style import Shape, Style, StyleClass
from layers.words import Words

# Sequential purple, light to dark; a colour-blind reader and a grey print see the same order.
STYLE = Style(
    field="suspicion",
    shape=Shape.CIRCLE,
    is_filled=False,
    classes=(
        StyleClass(key="0", title=Words("0", "0"), color="#9080c0", lower=0),
        StyleClass(key="1_19", title=Words("1-19", "1-19"), color="#7f6bb4", lower=1),
        StyleClass(key="20_39", title=Words("20-39", "20-39"), color="#6e54a6", lower=20),
        StyleClass(key="40_59", title=Words("40-59", "40-59"), color="#5b3b97", lower=40),
        StyleClass(key="60_79", title=Words("60-79", "60-79"), color="#48207f", lower=60),
        StyleClass(key="80_100", title=Words("80-100", "80-100"), color="#2f0060", lower=80),
    ),
    unknown=StyleClass(
        key="none", title=Words("Ingen regel gælder", "No rule applies"), color="#858585"
    ),
)

LAYER = Layer(
    id="suspicion",
    title=Words("Mistanke", "Suspicion"),
    description=Words(
        "Ejendomme, hvor registrene peger på, at nogen bør køre ud og se.",
        "Properties where the registers suggest that somebody should go and look.",
    ),
    table=Property,
    table_name="property",
    key=Property.id,
    geometry=Property.geom_3857,
    register_geometry=Property.geom,
    anchor=Property.cell,
    fields=property_fields("id", "address", "suspicion"),
    name="address",
    sort="-suspicion",
    style=STYLE,
    low_zoom=LowZoom.CELLS,
    requires=Permission.READ_LAYERS,
    # Written as the partial indexes are, so that they serve it.
    base_rows=Property.state == STANDING,
    rows=within(Property.municipality_code),
    parameters=(YEAR,),
)
