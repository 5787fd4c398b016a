"""Towns and villages, and whether the pool's town limit of the chosen year admits them."""

from db.access import Permission
from db.models.place import Place
from layers.codes import registry_name
from layers.definition import Layer, LowZoom, within
from layers.fields import Field, FieldKind
from layers.parameters import YEAR
from layers.pool import ANSWERS, COMPARISON, RULE_STATUS, RULE_STATUSES, TOWN_LIMIT, admits
from layers.style import Shape, Style, StyleClass
from layers.words import Words

STYLE = Style(
    field="admitted",
    shape=Shape.CIRCLE,
    is_filled=True,
    opacity=1,
    classes=(
        StyleClass(
            key="yes",
            title=Words("Under bygrænsen", "Below the limit"),
            color="#14665a",
            value="yes",
        ),
        StyleClass(
            key="no", title=Words("Over bygrænsen", "Above the limit"), color="#a8801a", value="no"
        ),
    ),
    unknown=StyleClass(key="unknown", title=Words("Uvist", "Unknown"), color="#858585"),
)

FIELDS = (
    Field(
        name="id",
        title=Words("Nummer", "Number"),
        description=Words("Byens nummer i dette register.", "The place's number in this registry."),
        expression=Place.id,
        kind=FieldKind.INTEGER,
        in_tile=True,
    ),
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
        name="kind",
        title=Words("Art", "Kind"),
        description=Words("Hvad slags bebyggelse det er.", "What sort of settlement it is."),
        expression=Place.kind,
        kind=FieldKind.TEXT,
    ),
    Field(
        name="population",
        title=Words("Indbyggere", "Population"),
        description=Words("Hvor mange der bor i byen.", "How many people live in the place."),
        expression=Place.population,
        kind=FieldKind.INTEGER,
        unit="indb.",
        in_tile=True,
    ),
    Field(
        name="population_date",
        title=Words("Indbyggere pr.", "Population as of"),
        description=Words("Den dag, tallet er fra.", "The day that the figure is from."),
        expression=Place.population_date,
        kind=FieldKind.DATE,
    ),
    Field(
        name="admitted",
        title=Words("Inden for bygrænsen", "Within the town limit"),
        description=Words(
            "Om landsbypuljens bygrænse i det valgte år omfatter byen.",
            "Whether the village pool's town limit of the chosen year admits the place.",
        ),
        expression=admits(Place.population),
        kind=FieldKind.TEXT,
        choices=ANSWERS,
        in_tile=True,
        tables=("dated_rule",),
    ),
    Field(
        name="limit",
        title=Words("Bygrænse", "Town limit"),
        description=Words(
            "Det indbyggertal, byer måles mod i det valgte år.",
            "The population that towns are measured against in the chosen year.",
        ),
        expression=TOWN_LIMIT,
        kind=FieldKind.INTEGER,
        unit="indb.",
        tables=("dated_rule",),
    ),
    Field(
        name="comparison",
        title=Words("Sammenligning", "Comparison"),
        description=Words(
            "Om grænsen er under (<) eller højst (<=) det tal.",
            "Whether the limit means below (<) or at most (<=) that figure.",
        ),
        expression=COMPARISON,
        kind=FieldKind.TEXT,
        tables=("dated_rule",),
    ),
    Field(
        name="rule_status",
        title=Words("Reglens grundlag", "Basis of the rule"),
        description=Words(
            "Om årets regel er oplyst, videreført fra et tidligere år, eller ukendt.",
            "Whether the year's rule is stated, carried forward from an earlier year, or unknown.",
        ),
        expression=RULE_STATUS,
        kind=FieldKind.TEXT,
        choices=RULE_STATUSES,
        tables=("dated_rule",),
    ),
    Field(
        name="property_count",
        title=Words("Ejendomme", "Properties"),
        description=Words(
            "Hvor mange stående ejendomme der ligger i byen.",
            "How many standing properties lie in the place.",
        ),
        expression=Place.property_count,
        kind=FieldKind.INTEGER,
    ),
    Field(
        name="candidate_count",
        title=Words("Kandidater", "Candidates"),
        description=Words(
            "Hvor mange af dem der er grund til at se på, efter registrene eller en karakter.",
            "How many of them there is reason to look at, by registers or by a grade.",
        ),
        expression=Place.candidate_count,
        kind=FieldKind.INTEGER,
        in_tile=True,
    ),
    Field(
        name="source",
        title=Words("Kilde", "Source"),
        description=Words("Hvor oplysningerne kommer fra.", "Where the data come from."),
        expression=Place.source,
        kind=FieldKind.TEXT,
    ),
)

LAYER = Layer(
    id="places",
    title=Words("Byer og landsbyer", "Towns and villages"),
    description=Words(
        "Byer med indbyggertal, og om landsbypuljens bygrænse i det valgte år omfatter dem.",
        "Towns with their population, and whether the pool's limit of the chosen year admits them.",
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
    requires=Permission.READ_LAYERS,
    rows=within(Place.municipality_code),
    parameters=(YEAR,),
)
