"""The fields that every layer of properties tells, once for all of them."""

from collections.abc import Iterator
from dataclasses import replace

from db.models.property import Property
from layers.assessment_fields import ASSESSMENT_FIELDS
from layers.codes import english_title_of, group_of, known_year, registry_name, title_of
from layers.fields import CodeList, Field, FieldKind
from layers.pool import ANSWERS, eligible
from layers.style import Mark
from layers.words import Words

# The two marks of a layer whose rows a person may have seen, or only registers know.
GRADED_OR_NOT = (
    Mark(
        is_filled=True,
        title=Words(
            "Udfyldt: bedømt på stedet. En celle er udfyldt, når mindst én ejendom i den er.",
            "Filled: graded on site. A cell is filled when at least one property in it is.",
        ),
    ),
    Mark(
        is_filled=False,
        title=Words(
            "Hul: kun kendt fra registre.",
            "Hollow: known from registers only.",
        ),
    ),
)

_USE = title_of(Property.use_code, "use")
_USE_GROUP = group_of(Property.use_code, "use")

_WHICH = (
    Field(
        name="id",
        title=Words("Nummer", "Number"),
        description=Words(
            "Ejendommens nummer i dette register.", "The property's number in this registry."
        ),
        expression=Property.id,
        kind=FieldKind.INTEGER,
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
)

_FACTS = (
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
        expression=_USE.sql,
        english=english_title_of(Property.use_code, "use").sql,
        meaning=_USE,
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
        expression=_USE_GROUP.sql,
        meaning=_USE_GROUP,
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


def property_fields(*in_tile: str) -> tuple[Field, ...]:
    """Which property it is, what is said of it, and its facts; the named ones in tiles too."""
    return tuple(_fields(frozenset(in_tile)))


def _fields(in_tile: frozenset[str]) -> Iterator[Field]:
    for field in (*_WHICH, *ASSESSMENT_FIELDS, *_FACTS):
        yield replace(field, in_tile=field.name in in_tile)
