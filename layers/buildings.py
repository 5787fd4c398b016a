"""Standing buildings by the period they are from: footprints where they are known, else points."""

from sqlalchemy import Text, cast, func

from db.access import Permission
from db.models.building import Building
from layers.codes import STANDING, english_title_of, group_of, known_year, registry_name, title_of
from layers.definition import Layer, LowZoom, within
from layers.fields import CodeList, Field, FieldKind
from layers.style import Ramp, Shape, Style, StyleClass
from layers.words import Words

# Sequential blue-green; the oldest are the darkest.
STYLE = Style(
    field="year_built",
    shape=Shape.AREA,
    is_filled=True,
    ramp=Ramp.LOWEST,
    classes=(
        StyleClass(
            key="before_1900", title=Words("Før 1900", "Before 1900"), color="#0b3c49", lower=1
        ),
        StyleClass(
            key="1900_1939", title=Words("1900-1939", "1900-1939"), color="#1c6275", lower=1900
        ),
        StyleClass(
            key="1940_1959", title=Words("1940-1959", "1940-1959"), color="#3a889a", lower=1940
        ),
        StyleClass(
            key="1960_1979", title=Words("1960-1979", "1960-1979"), color="#6aabb5", lower=1960
        ),
        StyleClass(
            key="from_1980",
            title=Words("1980 og senere", "1980 and later"),
            color="#9cc9cd",
            lower=1980,
        ),
    ),
    unknown=StyleClass(
        key="none", title=Words("År ikke oplyst", "Year not known"), color="#9a9a9a"
    ),
)

_USE = title_of(Building.use_code, "use")
_USE_GROUP = group_of(Building.use_code, "use")

FIELDS = (
    Field(
        name="id",
        title=Words("Nummer", "Number"),
        description=Words(
            "Bygningens nummer i dette register.", "The building's number in this registry."
        ),
        expression=Building.id,
        kind=FieldKind.INTEGER,
        in_tile=True,
    ),
    Field(
        name="bbr_id",
        title=Words("BBR-id", "BBR id"),
        description=Words("Bygningens id i BBR.", "The building's id in the national register."),
        expression=cast(Building.bbr_id, Text),
        kind=FieldKind.TEXT,
        source="id_lokalId",
    ),
    Field(
        name="property_id",
        title=Words("Ejendom", "Property"),
        description=Words(
            "Nummeret på ejendommen, bygningen står på.", "The number of the property it stands on."
        ),
        expression=Building.property_id,
        kind=FieldKind.INTEGER,
        in_tile=True,
    ),
    Field(
        name="municipality_code",
        title=Words("Kommunekode", "Municipality code"),
        description=Words("Kommunens kode.", "The municipality's code."),
        expression=Building.municipality_code,
        kind=FieldKind.TEXT,
    ),
    Field(
        name="municipality_name",
        title=Words("Kommune", "Municipality"),
        description=Words("Kommunens navn.", "The municipality's name."),
        expression=registry_name(Building.municipality_code),
        kind=FieldKind.TEXT,
        tables=("registry",),
    ),
    Field(
        name="bfe",
        title=Words("BFE-nummer", "BFE number"),
        description=Words("Nummeret på den faste ejendom.", "The national number of the property."),
        expression=Building.bfe,
        kind=FieldKind.INTEGER,
        source="bfeNummer",
    ),
    Field(
        name="number",
        title=Words("Bygningsnummer", "Building number"),
        description=Words(
            "Bygningens nummer på ejendommen.", "The building's number on its property."
        ),
        expression=Building.number,
        kind=FieldKind.TEXT,
        source="byg007Bygningsnummer",
    ),
    Field(
        name="address",
        title=Words("Adresse", "Address"),
        description=Words("Bygningens adgangsadresse.", "The building's access address."),
        expression=Building.address,
        kind=FieldKind.TEXT,
    ),
    Field(
        name="state",
        title=Words("Tilstand i registret", "State in the register"),
        description=Words(
            "Om bygningen ifølge registret står; planlagte og nedrevne er ikke med på kortet.",
            "Whether the building stands according to the register; others are not on the map.",
        ),
        expression=Building.state,
        kind=FieldKind.TEXT,
        source="status",
    ),
    Field(
        name="use_code",
        title=Words("Anvendelseskode", "Use code"),
        description=Words(
            "BBR-koden for bygningens anvendelse.", "The BBR code of the building's use."
        ),
        expression=Building.use_code,
        kind=FieldKind.TEXT,
        source="byg021BygningensAnvendelse",
        choices=CodeList(name="use"),
    ),
    Field(
        name="use",
        title=Words("Anvendelse", "Use"),
        description=Words("Hvad bygningen bruges til.", "What the building is used for."),
        expression=_USE.sql,
        english=english_title_of(Building.use_code, "use").sql,
        meaning=_USE,
        kind=FieldKind.TEXT,
        source="byg021BygningensAnvendelse",
    ),
    Field(
        name="use_group",
        title=Words("Anvendelsesgruppe", "Group of uses"),
        description=Words(
            "Den gruppe, anvendelsen hører til.", "The group that the use belongs to."
        ),
        expression=_USE_GROUP.sql,
        meaning=_USE_GROUP,
        kind=FieldKind.TEXT,
        choices=CodeList(name="use_group"),
    ),
    Field(
        name="year_built",
        title=Words("Opført", "Built"),
        description=Words(
            "Opførelsesåret; tomt, når registret ikke ved det.",
            "The year it was built; empty where the register does not know.",
        ),
        expression=known_year(Building.year_built, "byg026"),
        kind=FieldKind.INTEGER,
        source="byg026Opfoerelsesaar",
        in_tile=True,
    ),
    Field(
        name="year_rebuilt",
        title=Words("Ombygget", "Rebuilt"),
        description=Words("Året for om- eller tilbygning.", "The year it was rebuilt or extended."),
        expression=known_year(Building.year_rebuilt, "byg027"),
        kind=FieldKind.INTEGER,
        source="byg027OmTilbygningsaar",
    ),
    Field(
        name="wall_code",
        title=Words("Ydervæg, kode", "Wall code"),
        description=Words(
            "BBR-koden for ydervæggens materiale.", "The BBR code of the outer wall."
        ),
        expression=Building.wall_code,
        kind=FieldKind.TEXT,
        source="byg032YdervaeggensMateriale",
        choices=CodeList(name="wall"),
    ),
    Field(
        name="roof_code",
        title=Words("Tag, kode", "Roof code"),
        description=Words("BBR-koden for tagets materiale.", "The BBR code of the roof."),
        expression=Building.roof_code,
        kind=FieldKind.TEXT,
        source="byg033Tagdaekningsmateriale",
        choices=CodeList(name="roof"),
    ),
    Field(
        name="heating_code",
        title=Words("Varme, kode", "Heating code"),
        description=Words("BBR-koden for varmeinstallationen.", "The BBR code of the heating."),
        expression=Building.heating_code,
        kind=FieldKind.TEXT,
        source="byg056Varmeinstallation",
        choices=CodeList(name="heating"),
    ),
    Field(
        name="protection_code",
        title=Words("Fredning, kode", "Protection code"),
        description=Words("BBR-koden for fredning.", "The BBR code of its protection."),
        expression=Building.protection_code,
        kind=FieldKind.TEXT,
        source="byg070Fredning",
        choices=CodeList(name="protection"),
    ),
    Field(
        name="total_area_m2",
        title=Words("Samlet areal", "Total area"),
        description=Words("Bygningens samlede areal.", "The building's total floor area."),
        expression=Building.total_area_m2,
        kind=FieldKind.INTEGER,
        unit="m²",
        source="byg038SamletBygningsareal",
    ),
    Field(
        name="living_area_m2",
        title=Words("Boligareal", "Living area"),
        description=Words("Bygningens samlede boligareal.", "The building's living area."),
        expression=Building.living_area_m2,
        kind=FieldKind.INTEGER,
        unit="m²",
        source="byg039BygningensSamledeBoligAreal",
    ),
    Field(
        name="storeys",
        title=Words("Etager", "Storeys"),
        description=Words("Hvor mange etager bygningen har.", "How many storeys the building has."),
        expression=Building.storeys,
        kind=FieldKind.INTEGER,
        source="byg054AntalEtager",
    ),
    Field(
        name="has_footprint",
        title=Words("Omrids kendt", "Footprint known"),
        description=Words(
            "Ja, når bygningens omrids er indlæst; ellers vises den som et punkt.",
            "Yes when the building's footprint was imported; else it is shown as a point.",
        ),
        expression=Building.footprint.is_not(None),
        kind=FieldKind.BOOLEAN,
    ),
    Field(
        name="coordinate_quality",
        title=Words("Koordinatkvalitet", "Coordinate quality"),
        description=Words(
            "Hvor sikkert bygningens punkt er: 1 sikkert, 2 næsten, 3 usikkert.",
            "How certain the building's point is: 1 certain, 2 nearly, 3 uncertain.",
        ),
        expression=Building.coordinate_quality,
        kind=FieldKind.TEXT,
        source="byg134KvalitetAfKoordinatsaet",
        choices=CodeList(name="coordinate_quality"),
    ),
    Field(
        name="revised_on",
        title=Words("Revideret", "Revised"),
        description=Words(
            "Den dag, registret sidst blev rettet.", "The day the register was last revised."
        ),
        expression=Building.revised_on,
        kind=FieldKind.DATE,
        source="byg094Revisionsdato",
    ),
    Field(
        name="source",
        title=Words("Kilde", "Source"),
        description=Words(
            "Det register, oplysningerne kommer fra.", "The register that the data come from."
        ),
        expression=Building.source,
        kind=FieldKind.TEXT,
    ),
    Field(
        name="source_date",
        title=Words("Kildens dato", "Date of the source"),
        description=Words("Den dag, udtrækket er fra.", "The day that the extract is from."),
        expression=Building.source_date,
        kind=FieldKind.DATE,
    ),
)

LAYER = Layer(
    id="buildings",
    title=Words("Bygninger", "Buildings"),
    description=Words(
        "Stående bygninger efter opførelsesår: omrids, hvor de er indlæst, ellers punkter.",
        "Standing buildings by the year they were built: footprints where imported, else points.",
    ),
    table=Building,
    table_name="building",
    key=Building.id,
    geometry=Building.geom_3857,
    register_geometry=func.coalesce(Building.footprint, Building.point),
    anchor=Building.cell,
    fields=FIELDS,
    name="address",
    sort="address",
    style=STYLE,
    low_zoom=LowZoom.CELLS,
    requires=Permission.READ_LAYERS,
    # Written as the partial indexes are, so that they serve it.
    base_rows=Building.state == STANDING,
    rows=within(Building.municipality_code),
)
