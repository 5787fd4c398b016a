"""Municipalities by how many candidates they have for each thousand homes."""

from sqlalchemy import Double, Numeric, cast, func

from db.access import Permission
from db.models.place import Municipality
from layers.definition import Layer, LowZoom, within
from layers.fields import Choice, Field, FieldKind
from layers.style import Shape, Style, StyleClass
from layers.words import Words

# Sequential ochre, apart from the purple of single properties.
STYLE = Style(
    field="candidates_per_1000_homes",
    shape=Shape.AREA,
    is_filled=True,
    opacity=0.55,
    dashed_by="is_approximate",
    classes=(
        StyleClass(key="below_1", title=Words("Under 1", "Below 1"), color="#fbf0d0", lower=0),
        StyleClass(key="1_5", title=Words("1,0-4,9", "1.0-4.9"), color="#efd08a", lower=1),
        StyleClass(key="5_10", title=Words("5,0-9,9", "5.0-9.9"), color="#d9a441", lower=5),
        StyleClass(key="10_20", title=Words("10,0-19,9", "10.0-19.9"), color="#b3761f", lower=10),
        StyleClass(
            key="from_20", title=Words("20 og derover", "20 and above"), color="#7a4a10", lower=20
        ),
    ),
    unknown=StyleClass(
        key="none", title=Words("Boligtal mangler", "Homes not known"), color="#d5d5d5"
    ),
)

PER_1000_HOMES = cast(
    func.round(
        cast(Municipality.candidate_count, Numeric) * 1000 / func.nullif(Municipality.homes, 0), 1
    ),
    Double,
)

FIELDS = (
    Field(
        name="municipality_code",
        title=Words("Kommunekode", "Municipality code"),
        description=Words("Kommunens firecifrede kode.", "The municipality's four-digit code."),
        expression=Municipality.municipality_code,
        kind=FieldKind.TEXT,
        in_tile=True,
    ),
    Field(
        name="name",
        title=Words("Navn", "Name"),
        description=Words("Kommunens navn.", "The municipality's name."),
        expression=Municipality.name,
        kind=FieldKind.TEXT,
        in_tile=True,
    ),
    Field(
        name="candidates_per_1000_homes",
        title=Words("Kandidater pr. 1.000 boliger", "Candidates per 1,000 homes"),
        description=Words(
            "Kandidater fra screeningen for hver 1.000 boliger i kommunen.",
            "Candidates from the screening for each 1,000 homes of the municipality.",
        ),
        expression=PER_1000_HOMES,
        kind=FieldKind.NUMBER,
        in_tile=True,
    ),
    Field(
        name="candidate_count",
        title=Words("Kandidater", "Candidates"),
        description=Words(
            "Hvor mange ejendomme der er grund til at se på, efter registrene eller en karakter.",
            "How many properties there is reason to look at, by registers or by a grade.",
        ),
        expression=Municipality.candidate_count,
        kind=FieldKind.INTEGER,
        in_tile=True,
    ),
    Field(
        name="property_count",
        title=Words("Ejendomme", "Properties"),
        description=Words("Stående ejendomme i registret.", "Standing properties in the registry."),
        expression=Municipality.property_count,
        kind=FieldKind.INTEGER,
    ),
    Field(
        name="homes",
        title=Words("Boliger", "Homes"),
        description=Words(
            "Hvor mange boliger kommunen har.", "How many homes the municipality has."
        ),
        expression=Municipality.homes,
        kind=FieldKind.INTEGER,
    ),
    Field(
        name="homes_basis",
        title=Words("Boligtallets grundlag", "Basis of the homes"),
        description=Words(
            "Talt i registret, eller anslået som indbyggere delt med 2,1.",
            "Counted in the register, or estimated as the population divided by 2.1.",
        ),
        expression=Municipality.homes_basis,
        kind=FieldKind.TEXT,
        choices=(
            Choice(value="register", title=Words("Talt i registret", "Counted in the register")),
            Choice(value="population", title=Words("Indbyggere / 2,1", "Population / 2.1")),
        ),
    ),
    Field(
        name="population",
        title=Words("Indbyggere", "Population"),
        description=Words("Hvor mange der bor i kommunen.", "How many people live in it."),
        expression=Municipality.population,
        kind=FieldKind.INTEGER,
    ),
    Field(
        name="is_approximate",
        title=Words("Grænse anslået", "Boundary approximate"),
        description=Words(
            "Ja, når grænsen er anslået og ikke den rigtige; den tegnes stiplet.",
            "Yes when the boundary is an estimate and not the real one; it is drawn dashed.",
        ),
        expression=Municipality.is_approximate,
        kind=FieldKind.BOOLEAN,
        in_tile=True,
    ),
    Field(
        name="source",
        title=Words("Kilde", "Source"),
        description=Words("Hvor grænsen kommer fra.", "Where the boundary comes from."),
        expression=Municipality.source,
        kind=FieldKind.TEXT,
    ),
)

LAYER = Layer(
    id="municipalities",
    title=Words("Kommuner", "Municipalities"),
    description=Words(
        "Kommuner efter kandidater pr. 1.000 boliger.",
        "Municipalities by candidates per 1,000 homes.",
    ),
    table=Municipality,
    table_name="municipality",
    key=Municipality.municipality_code,
    geometry=Municipality.geom_3857,
    register_geometry=Municipality.geom,
    anchor=Municipality.cell,
    fields=FIELDS,
    name="name",
    sort="name",
    style=STYLE,
    low_zoom=LowZoom.SHAPES,
    requires=Permission.READ_LAYERS,
    rows=within(Municipality.municipality_code),
)
