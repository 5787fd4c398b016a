"""Properties by suspicion: from registers alone, where it is worth while to go and look."""

from db.access import Permission
from db.models.property import Property
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
        StyleClass(key="0", title=Words("0", "0"), color="#b8aed4", lower=0),
        StyleClass(key="1_19", title=Words("1-19", "1-19"), color="#9e8fc8", lower=1),
        StyleClass(key="20_39", title=Words("20-39", "20-39"), color="#8770b9", lower=20),
        StyleClass(key="40_59", title=Words("40-59", "40-59"), color="#714fa8", lower=40),
        StyleClass(key="60_79", title=Words("60-79", "60-79"), color="#5a2d93", lower=60),
        StyleClass(key="80_100", title=Words("80-100", "80-100"), color="#3f007d", lower=80),
    ),
    unknown=StyleClass(
        key="none", title=Words("Ingen regel gælder", "No rule applies"), color="#8c8c8c"
    ),
)

FIELDS = (
    Field(
        name="id",
        title=Words("Nummer", "Number"),
        description=Words(
            "Ejendommens nummer i dette register.", "The property's number in this registry."
        ),
        expression=Property.id,
        kind=FieldKind.INTEGER,
        in_tile=True,
    ),
    Field(
        name="municipality_code",
        title=Words("Kommunekode", "Municipality code"),
        description=Words(
            "Kommunens firecifrede kode, eller koden på et fremmed register.",
            "The municipality's four-digit code, or the code of a foreign registry.",
        ),
        expression=Property.municipality_code,
        kind=FieldKind.TEXT,
    ),
    Field(
        name="municipality_name",
        title=Words("Kommune", "Municipality"),
        description=Words("Kommunens navn.", "The municipality's name."),
        expression=registry_name(Property.municipality_code),
        kind=FieldKind.TEXT,
        tables=("registry",),
    ),
    Field(
        name="bfe",
        title=Words("BFE-nummer", "BFE number"),
        description=Words(
            "Nummeret på den bestemte faste ejendom; nogle huse har intet.",
            "The national number of the property; some houses have none.",
        ),
        expression=Property.bfe,
        kind=FieldKind.INTEGER,
        source="bfeNummer",
    ),
    Field(
        name="address",
        title=Words("Adresse", "Address"),
        description=Words(
            "Adgangsadressen på ejendommens hovedbygning.",
            "The access address of the property's main building.",
        ),
        expression=Property.address,
        kind=FieldKind.TEXT,
        in_tile=True,
    ),
    Field(
        name="postal_code",
        title=Words("Postnummer", "Postal code"),
        description=Words("Adressens postnummer.", "The postal code of the address."),
        expression=Property.postal_code,
        kind=FieldKind.TEXT,
    ),
    Field(
        name="postal_name",
        title=Words("Postdistrikt", "Postal district"),
        description=Words("Adressens postdistrikt.", "The postal district of the address."),
        expression=Property.postal_name,
        kind=FieldKind.TEXT,
    ),
    Field(
        name="place",
        title=Words("By", "Place"),
        description=Words(
            "Den by, ejendommen ligger i, eller den nærmeste.",
            "The town that the property lies in, or the nearest one.",
        ),
        expression=Property.place_name,
        kind=FieldKind.TEXT,
        tables=("place",),
    ),
    Field(
        name="place_population",
        title=Words("Byens indbyggere", "Population of the place"),
        description=Words("Hvor mange der bor i den by.", "How many people live in that town."),
        expression=Property.place_population,
        kind=FieldKind.INTEGER,
        unit="indb.",
        tables=("place",),
    ),
    Field(
        name="in_place",
        title=Words("Ligger i byen", "Lies in the place"),
        description=Words(
            "Ja, når ejendommen ligger i byen; nej, når den ligger i det åbne land.",
            "Yes when the property lies in the town; no when it lies in open land.",
        ),
        expression=Property.in_place,
        kind=FieldKind.BOOLEAN,
    ),
    Field(
        name="suspicion",
        title=Words("Mistanke", "Suspicion"),
        description=Words(
            "Fra 0 til 100: hvor meget registrene peger på, at nogen bør køre ud og se. "
            "Det siger intet sikkert om husets tilstand. Tom, når ingen regel gælder.",
            "From 0 to 100: how much the registers suggest that somebody should go and look. "
            "It says nothing certain about the house. Empty where no rule applies.",
        ),
        expression=Property.suspicion,
        kind=FieldKind.INTEGER,
        unit="af 100",
        in_tile=True,
    ),
    Field(
        name="rules",
        title=Words("Regler ramt", "Rules hit"),
        description=Words(
            "De screeningsregler, som ejendommen rammer.",
            "The screening rules that hit on the property.",
        ),
        expression=Property.rules,
        kind=FieldKind.TEXT_LIST,
    ),
    Field(
        name="flags",
        title=Words("Mærker", "Flags"),
        description=Words(
            "Forhold at kende på forhånd, som fredning; de tæller ikke i mistanken.",
            "Things to know beforehand, such as protection; no part of the suspicion.",
        ),
        expression=Property.flags,
        kind=FieldKind.TEXT_LIST,
    ),
    Field(
        name="badges",
        title=Words("Datakvalitet", "Data quality"),
        description=Words(
            "Hvad der er usikkert ved oplysningerne.", "What is uncertain about the data."
        ),
        expression=Property.badges,
        kind=FieldKind.TEXT_LIST,
    ),
    Field(
        name="hit_count",
        title=Words("Antal fund", "Number of hits"),
        description=Words(
            "Hvor mange gange en regel rammer en bygning eller enhed på ejendommen.",
            "How many times a rule hits a building or unit of the property.",
        ),
        expression=Property.hit_count,
        kind=FieldKind.INTEGER,
    ),
    Field(
        name="use_code",
        title=Words("Anvendelseskode", "Use code"),
        description=Words(
            "BBR-koden for hovedbygningens anvendelse.", "The BBR code of the main building's use."
        ),
        expression=Property.use_code,
        kind=FieldKind.TEXT,
        source="byg021BygningensAnvendelse",
        choices=CodeList(name="use"),
    ),
    Field(
        name="use",
        title=Words("Anvendelse", "Use"),
        description=Words("Hvad hovedbygningen bruges til.", "What the main building is used for."),
        expression=title_of(Property.use_code, "use"),
        english=english_title_of(Property.use_code, "use"),
        kind=FieldKind.TEXT,
        source="byg021BygningensAnvendelse",
    ),
    Field(
        name="use_group",
        title=Words("Anvendelsesgruppe", "Group of uses"),
        description=Words(
            "Den gruppe, anvendelsen hører til: bolig, landbrug, erhverv, udhus og andre.",
            "The group that the use belongs to: dwelling, farm, business, outbuilding, others.",
        ),
        expression=group_of(Property.use_code, "use"),
        kind=FieldKind.TEXT,
        choices=CodeList(name="use_group"),
    ),
    Field(
        name="year_built",
        title=Words("Opført", "Built"),
        description=Words(
            "Hovedbygningens opførelsesår; tomt, når registret ikke ved det.",
            "The year the main building was built; empty where the register does not know.",
        ),
        expression=known_year(Property.year_built, "byg026"),
        kind=FieldKind.INTEGER,
        source="byg026Opfoerelsesaar",
    ),
    Field(
        name="living_area_m2",
        title=Words("Boligareal", "Living area"),
        description=Words(
            "Hovedbygningens samlede boligareal.", "The main building's living area."
        ),
        expression=Property.living_area_m2,
        kind=FieldKind.INTEGER,
        unit="m²",
        source="byg039BygningensSamledeBoligAreal",
    ),
    Field(
        name="ownership_code",
        title=Words("Ejerforhold", "Ownership"),
        description=Words(
            "BBR-koden for ejerforhold: privat, selskab, kommune og andre.",
            "The BBR code of ownership: private, company, municipality and others.",
        ),
        expression=Property.ownership_code,
        kind=FieldKind.TEXT,
        source="ejendommensEjerforholdskode",
        choices=CodeList(name="ownership"),
    ),
    Field(
        name="building_count",
        title=Words("Bygninger", "Buildings"),
        description=Words(
            "Hvor mange bygninger ejendommen har.", "How many buildings the property has."
        ),
        expression=Property.building_count,
        kind=FieldKind.INTEGER,
    ),
    Field(
        name="vacant_since",
        title=Words("Tom siden", "Vacant since"),
        description=Words(
            "Den dag, ejendommen ifølge en indlæst liste blev tom.",
            "The day the property became vacant according to an imported list.",
        ),
        expression=Property.vacant_since,
        kind=FieldKind.DATE,
    ),
    Field(
        name="eligible",
        title=Words("Omfattet af puljens bygrænse", "Covered by the pool's town limit"),
        description=Words(
            "Om landsbypuljens bygrænse i det valgte år omfatter ejendommen: "
            "det åbne land altid, en by efter sit indbyggertal.",
            "Whether the village pool's town limit of the chosen year admits the property: "
            "open land always, a town by its population.",
        ),
        expression=eligible(Property.in_place, Property.place_population),
        kind=FieldKind.TEXT,
        choices=ANSWERS,
        tables=("place", "dated_rule"),
    ),
    Field(
        name="source",
        title=Words("Kilde", "Source"),
        description=Words(
            "Det register eller den liste, oplysningerne kommer fra.",
            "The register or list that the data come from.",
        ),
        expression=Property.source,
        kind=FieldKind.TEXT,
    ),
    Field(
        name="source_date",
        title=Words("Kildens dato", "Date of the source"),
        description=Words("Den dag, udtrækket er fra.", "The day that the extract is from."),
        expression=Property.source_date,
        kind=FieldKind.DATE,
    ),
    Field(
        name="screened_as_of",
        title=Words("Screenet pr.", "Screened as of"),
        description=Words(
            "Den dag, mistanken er beregnet for.", "The day the suspicion is computed for."
        ),
        expression=Property.screened_as_of,
        kind=FieldKind.DATE,
        tables=("screened_registry",),
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
