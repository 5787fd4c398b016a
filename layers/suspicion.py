"""Properties by suspicion: from registers alone, where it is worth while to go and look."""

from sqlalchemy import func, select

from db.access import Permission
from db.models.property import Hit, Property
from layers.codes import STANDING, english_title_of, group_of, known_year, registry_name, title_of
from layers.definition import Layer, LowZoom, within
from layers.fields import CodeList, Field, FieldKind
from layers.parameters import YEAR
from layers.pool import ANSWERS, eligible
from layers.style import Shape, Style, StyleClass
from layers.words import Words

# Sequential purple, pale to dark; a colour-blind reader and a grey print see the same order.
STYLE = Style(
    field="suspicion",
    shape=Shape.CIRCLE,
    is_filled=False,
    classes=(
        StyleClass(key="0", title=Words(da="0", en="0"), color="#b8aed4", lower=0),
        StyleClass(key="1_19", title=Words(da="1-19", en="1-19"), color="#9e8fc8", lower=1),
        StyleClass(key="20_39", title=Words(da="20-39", en="20-39"), color="#8770b9", lower=20),
        StyleClass(key="40_59", title=Words(da="40-59", en="40-59"), color="#714fa8", lower=40),
        StyleClass(key="60_79", title=Words(da="60-79", en="60-79"), color="#5a2d93", lower=60),
        StyleClass(key="80_100", title=Words(da="80-100", en="80-100"), color="#3f007d", lower=80),
    ),
    unknown=StyleClass(
        key="none", title=Words(da="Ingen regel gælder", en="No rule applies"), color="#8c8c8c"
    ),
)

HIT_COUNT = (
    select(func.count()).where(Hit.property_id == Property.id).correlate(Property).scalar_subquery()
)

FIELDS = (
    Field(
        name="id",
        title=Words(da="Nummer", en="Number"),
        description=Words(
            da="Ejendommens nummer i dette register.", en="The property's number in this registry."
        ),
        expression=Property.id,
        kind=FieldKind.INTEGER,
        in_tile=True,
    ),
    Field(
        name="municipality_code",
        title=Words(da="Kommunekode", en="Municipality code"),
        description=Words(
            da="Kommunens firecifrede kode, eller koden på et fremmed register.",
            en="The municipality's four-digit code, or the code of a foreign registry.",
        ),
        expression=Property.municipality_code,
        kind=FieldKind.TEXT,
    ),
    Field(
        name="municipality_name",
        title=Words(da="Kommune", en="Municipality"),
        description=Words(da="Kommunens navn.", en="The municipality's name."),
        expression=registry_name(Property.municipality_code),
        kind=FieldKind.TEXT,
        tables=("registry",),
    ),
    Field(
        name="bfe",
        title=Words(da="BFE-nummer", en="BFE number"),
        description=Words(
            da="Nummeret på den bestemte faste ejendom; nogle huse har intet.",
            en="The national number of the property; some houses have none.",
        ),
        expression=Property.bfe,
        kind=FieldKind.INTEGER,
        source="bfeNummer",
    ),
    Field(
        name="address",
        title=Words(da="Adresse", en="Address"),
        description=Words(
            da="Adgangsadressen på ejendommens hovedbygning.",
            en="The access address of the property's main building.",
        ),
        expression=Property.address,
        kind=FieldKind.TEXT,
        in_tile=True,
    ),
    Field(
        name="postal_code",
        title=Words(da="Postnummer", en="Postal code"),
        description=Words(da="Adressens postnummer.", en="The postal code of the address."),
        expression=Property.postal_code,
        kind=FieldKind.TEXT,
    ),
    Field(
        name="postal_name",
        title=Words(da="Postdistrikt", en="Postal district"),
        description=Words(da="Adressens postdistrikt.", en="The postal district of the address."),
        expression=Property.postal_name,
        kind=FieldKind.TEXT,
    ),
    Field(
        name="place",
        title=Words(da="By", en="Place"),
        description=Words(
            da="Den by, ejendommen ligger i, eller den nærmeste.",
            en="The town that the property lies in, or the nearest one.",
        ),
        expression=Property.place_name,
        kind=FieldKind.TEXT,
        tables=("place",),
    ),
    Field(
        name="place_population",
        title=Words(da="Byens indbyggere", en="Population of the place"),
        description=Words(
            da="Hvor mange der bor i den by.", en="How many people live in that town."
        ),
        expression=Property.place_population,
        kind=FieldKind.INTEGER,
        unit="indb.",
        tables=("place",),
    ),
    Field(
        name="in_place",
        title=Words(da="Ligger i byen", en="Lies in the place"),
        description=Words(
            da="Ja, når ejendommen ligger i byen; nej, når den ligger i det åbne land.",
            en="Yes when the property lies in the town; no when it lies in open land.",
        ),
        expression=Property.in_place,
        kind=FieldKind.BOOLEAN,
    ),
    Field(
        name="suspicion",
        title=Words(da="Mistanke", en="Suspicion"),
        description=Words(
            da="Fra 0 til 100: hvor meget registrene peger på, at nogen bør køre ud og se. "
            "Det siger intet sikkert om husets tilstand. Tom, når ingen regel gælder.",
            en="From 0 to 100: how much the registers suggest that somebody should go and look. "
            "It says nothing certain about the house. Empty where no rule applies.",
        ),
        expression=Property.suspicion,
        kind=FieldKind.INTEGER,
        unit="af 100",
        in_tile=True,
    ),
    Field(
        name="rules",
        title=Words(da="Regler ramt", en="Rules hit"),
        description=Words(
            da="De screeningsregler, som ejendommen rammer.",
            en="The screening rules that hit on the property.",
        ),
        expression=Property.rules,
        kind=FieldKind.TEXT_LIST,
    ),
    Field(
        name="flags",
        title=Words(da="Mærker", en="Flags"),
        description=Words(
            da="Forhold at kende på forhånd, som fredning; de tæller ikke i mistanken.",
            en="Things to know beforehand, such as protection; no part of the suspicion.",
        ),
        expression=Property.flags,
        kind=FieldKind.TEXT_LIST,
    ),
    Field(
        name="badges",
        title=Words(da="Datakvalitet", en="Data quality"),
        description=Words(
            da="Hvad der er usikkert ved oplysningerne.", en="What is uncertain about the data."
        ),
        expression=Property.badges,
        kind=FieldKind.TEXT_LIST,
    ),
    Field(
        name="hit_count",
        title=Words(da="Antal fund", en="Number of hits"),
        description=Words(
            da="Hvor mange gange en regel rammer en bygning eller enhed på ejendommen.",
            en="How many times a rule hits a building or unit of the property.",
        ),
        expression=HIT_COUNT,
        kind=FieldKind.INTEGER,
    ),
    Field(
        name="use_code",
        title=Words(da="Anvendelseskode", en="Use code"),
        description=Words(
            da="BBR-koden for hovedbygningens anvendelse.",
            en="The BBR code of the main building's use.",
        ),
        expression=Property.use_code,
        kind=FieldKind.TEXT,
        source="byg021BygningensAnvendelse",
        choices=CodeList(name="use"),
    ),
    Field(
        name="use",
        title=Words(da="Anvendelse", en="Use"),
        description=Words(
            da="Hvad hovedbygningen bruges til.", en="What the main building is used for."
        ),
        expression=title_of(Property.use_code, "use"),
        english=english_title_of(Property.use_code, "use"),
        kind=FieldKind.TEXT,
        source="byg021BygningensAnvendelse",
    ),
    Field(
        name="use_group",
        title=Words(da="Anvendelsesgruppe", en="Group of uses"),
        description=Words(
            da="Den gruppe, anvendelsen hører til: bolig, landbrug, erhverv, udhus og andre.",
            en="The group that the use belongs to: dwelling, farm, business, outbuilding, others.",
        ),
        expression=group_of(Property.use_code, "use"),
        kind=FieldKind.TEXT,
        choices=CodeList(name="use_group"),
    ),
    Field(
        name="year_built",
        title=Words(da="Opført", en="Built"),
        description=Words(
            da="Hovedbygningens opførelsesår; tomt, når registret ikke ved det.",
            en="The year the main building was built; empty where the register does not know.",
        ),
        expression=known_year(Property.year_built, "byg026"),
        kind=FieldKind.INTEGER,
        source="byg026Opfoerelsesaar",
    ),
    Field(
        name="living_area_m2",
        title=Words(da="Boligareal", en="Living area"),
        description=Words(
            da="Hovedbygningens samlede boligareal.", en="The main building's living area."
        ),
        expression=Property.living_area_m2,
        kind=FieldKind.INTEGER,
        unit="m²",
        source="byg039BygningensSamledeBoligAreal",
    ),
    Field(
        name="ownership_code",
        title=Words(da="Ejerforhold", en="Ownership"),
        description=Words(
            da="BBR-koden for ejerforhold: privat, selskab, kommune og andre.",
            en="The BBR code of ownership: private, company, municipality and others.",
        ),
        expression=Property.ownership_code,
        kind=FieldKind.TEXT,
        source="ejendommensEjerforholdskode",
        choices=CodeList(name="ownership"),
    ),
    Field(
        name="building_count",
        title=Words(da="Bygninger", en="Buildings"),
        description=Words(
            da="Hvor mange bygninger ejendommen har.", en="How many buildings the property has."
        ),
        expression=Property.building_count,
        kind=FieldKind.INTEGER,
    ),
    Field(
        name="vacant_since",
        title=Words(da="Tom siden", en="Vacant since"),
        description=Words(
            da="Den dag, ejendommen ifølge en indlæst liste blev tom.",
            en="The day the property became vacant according to an imported list.",
        ),
        expression=Property.vacant_since,
        kind=FieldKind.DATE,
    ),
    Field(
        name="eligible",
        title=Words(da="Inden for puljens bygrænse", en="Within the pool's town limit"),
        description=Words(
            da="Om landsbypuljens bygrænse i det valgte år omfatter ejendommen: "
            "det åbne land altid, en by efter sit indbyggertal.",
            en="Whether the village pool's town limit of the chosen year admits the property: "
            "open land always, a town by its population.",
        ),
        expression=eligible(Property.in_place, Property.place_population),
        kind=FieldKind.TEXT,
        choices=ANSWERS,
        tables=("place", "dated_rule"),
    ),
    Field(
        name="source",
        title=Words(da="Kilde", en="Source"),
        description=Words(
            da="Det register eller den liste, oplysningerne kommer fra.",
            en="The register or list that the data come from.",
        ),
        expression=Property.source,
        kind=FieldKind.TEXT,
    ),
    Field(
        name="source_date",
        title=Words(da="Kildens dato", en="Date of the source"),
        description=Words(da="Den dag, udtrækket er fra.", en="The day that the extract is from."),
        expression=Property.source_date,
        kind=FieldKind.DATE,
    ),
    Field(
        name="screened_as_of",
        title=Words(da="Screenet pr.", en="Screened as of"),
        description=Words(
            da="Den dag, mistanken er beregnet for.", en="The day the suspicion is computed for."
        ),
        expression=Property.screened_as_of,
        kind=FieldKind.DATE,
    ),
)

LAYER = Layer(
    id="suspicion",
    title=Words(da="Mistanke", en="Suspicion"),
    description=Words(
        da="Ejendomme, hvor registrene peger på, at nogen bør køre ud og se.",
        en="Properties where the registers suggest that somebody should go and look.",
    ),
    table=Property,
    table_name="property",
    key=Property.id,
    geometry=Property.geom_3857,
    register_geometry=Property.geom,
    anchor=Property.cell,
    fields=FIELDS,
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
