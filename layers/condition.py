"""Properties by condition: graded on site where somebody has been, else as registers suggest."""

from db.access import Permission
from db.models.property import Property
from layers.codes import STANDING
from layers.definition import Layer, LowZoom, within
from layers.parameters import YEAR
from layers.property_fields import GRADED_OR_NOT, property_fields
from layers.style import Shape, Style, StyleClass
from layers.words import Words

# Sequential red, light to dark: order reads as lightness, and the lightest is seen on land.
STYLE = Style(
    field="condition",
    shape=Shape.CIRCLE,
    is_filled=True,
    opacity=1,
    filled_by="is_graded",
    marks=GRADED_OR_NOT,
    classes=(
        StyleClass(key="0_19", title=Words("0-19", "0-19"), color="#de6a55", lower=0),
        StyleClass(key="20_39", title=Words("20-39", "20-39"), color="#c64a3d", lower=20),
        StyleClass(key="40_59", title=Words("40-59", "40-59"), color="#a62d2c", lower=40),
        StyleClass(key="60_79", title=Words("60-79", "60-79"), color="#7d1520", lower=60),
        StyleClass(key="80_100", title=Words("80-100", "80-100"), color="#4a0510", lower=80),
    ),
    unknown=StyleClass(key="none", title=Words("Ingen point", "No points"), color="#858585"),
)

LAYER = Layer(
    id="condition",
    title=Words("Tilstand", "Condition"),
    description=Words(
        "Ejendomme efter tilstand i point. Karakteren står i sin egen skala; hvilke point den "
        "har, er rækker i den offentliggjorte model. Hvor ingen har bedømt huset, er pointene "
        "mistanken fra registrene.",
        "Properties by condition in points. The grade is kept in its own scale; which points it "
        "has are rows of the published model. Where nobody has graded the house, the points are "
        "the suspicion from registers.",
    ),
    table=Property,
    table_name="property",
    key=Property.id,
    geometry=Property.geom_3857,
    register_geometry=Property.geom,
    anchor=Property.cell,
    fields=property_fields("id", "address", "condition", "is_graded", "grade", "grade_scale"),
    name="address",
    sort="-condition",
    style=STYLE,
    low_zoom=LowZoom.CELLS,
    requires=Permission.READ_LAYERS,
    # Written as the partial indexes are, so that they serve it.
    base_rows=Property.state == STANDING,
    rows=within(Property.municipality_code),
    parameters=(YEAR,),
)
