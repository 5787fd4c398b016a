"""What the columns of a table can mean: each target's fields and the names people give them."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.imports.source import Target, normal_key
from db.imports.tables.values import ValueKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TableField:
    """A field that a column can be mapped to.

    Attributes:
        names: What the column is called in files, Danish and English, most certain first.
        title: What the mapping page calls it.
    """

    name: str
    kind: ValueKind
    title: str
    names: tuple[str, ...]


def plain_name(name: str) -> str:
    """A column name as names are compared: no case, accents, spaces or signs."""
    return "".join(letter for letter in normal_key(name) if letter.isalnum())


def _field(name: str, kind: ValueKind, title: str, *names: str) -> TableField:
    return TableField(
        name=name,
        kind=kind,
        title=title,
        names=tuple(plain_name(each) for each in (name, *names)),
    )


_POSITION = (
    _field("lon", ValueKind.DECIMAL, "Længdegrad", "lng", "longitude", "længdegrad", "wgs84_lon"),
    _field("lat", ValueKind.DECIMAL, "Breddegrad", "latitude", "breddegrad", "wgs84_lat"),
    _field(
        "x", ValueKind.DECIMAL, "X (øst)", "easting", "øst", "utm_x", "x_koordinat", "koordinat_x",
        "xcoord", "etrs89_x", "e",
    ),
    _field(
        "y", ValueKind.DECIMAL, "Y (nord)", "northing", "nord", "utm_y", "y_koordinat",
        "koordinat_y", "ycoord", "etrs89_y", "n",
    ),
    _field(
        "wkt", ValueKind.SHAPE, "Geometri (WKT)", "geometri", "geometry", "geom", "the_geom",
        "byg404Koordinat", "koordinat",
    ),
)  # fmt: skip
_MUNICIPALITY = _field(
    "municipality_code", ValueKind.MUNICIPALITY, "Kommunekode", "kommunekode", "komkode",
    "kommunenr", "kommunenummer", "kom_kode", "kommune_nr", "kommune",
)  # fmt: skip

_PROPERTY = (
    _field(
        "row_key", ValueKind.KEY, "Nøgle", "id", "id_lokalId", "uuid", "guid", "nøgle", "key",
        "sagsnummer", "sagsnr", "sagsid", "løbenummer", "løbenr", "lbnr", "notice_id", "case_id",
        "case_number", "parcel_id", "property_id", "objectid", "fid",
    ),
    _field(
        "address", ValueKind.TEXT, "Adresse", "adresse", "adressebetegnelse", "betegnelse",
        "adgangsadressebetegnelse", "ejendomsadresse", "beliggenhed", "adr", "full_address",
        "street_address", "property_address", "site_address",
    ),
    _field(
        "postal_code", ValueKind.CODE, "Postnummer", "postnr", "postnummer", "zip", "zipcode",
        "zip_code", "postcode",
    ),
    _field(
        "postal_name", ValueKind.TEXT, "Postdistrikt", "postdistrikt", "postnrnavn", "postby",
        "bynavn", "by", "city",
    ),
    _field("bfe", ValueKind.BFE, "BFE-nummer", "bfenummer", "bfenr", "bestemtfastejendombfenr"),
    _field(
        "use_code", ValueKind.CODE, "Anvendelse (BBR-kode)", "byg021BygningensAnvendelse",
        "anvendelseskode", "bygningensanvendelse", "anvendelse", "byg_anvend_kode",
    ),
    _field(
        "year_built", ValueKind.YEAR, "Opførelsesår", "byg026Opførelsesår", "opførelsesår",
        "byggeår", "opført", "opført_år", "yearbuilt", "construction_year", "built",
    ),
    _field(
        "living_area_m2", ValueKind.INTEGER, "Boligareal (m2)", "byg039BygningensSamledeBoligAreal",
        "enh027ArealTilBeboelse", "boligareal", "samlet_boligareal", "living_area",
    ),
    _field(
        "heating_code", ValueKind.CODE, "Varmeinstallation (BBR-kode)", "byg056Varmeinstallation",
        "enh051Varmeinstallation", "varmeinstallation", "varme",
    ),
    _field(
        "toilet_code", ValueKind.CODE, "Toiletforhold (BBR-kode)", "enh032Toiletforhold",
        "toiletforhold", "toilet",
    ),
    _field(
        "bath_code", ValueKind.CODE, "Badeforhold (BBR-kode)", "enh033Badeforhold", "badeforhold",
        "bad",
    ),
    _field(
        "kitchen_code", ValueKind.CODE, "Køkkenforhold (BBR-kode)", "enh034Køkkenforhold",
        "køkkenforhold", "køkken",
    ),
    _field(
        "water_code", ValueKind.CODE, "Vandforsyning (BBR-kode)", "byg030Vandforsyning",
        "gru009Vandforsyning", "vandforsyning",
    ),
    _field(
        "drain_code", ValueKind.CODE, "Afløbsforhold (BBR-kode)", "byg031Afløbsforhold",
        "gru010Afløbsforhold", "afløbsforhold", "afløb",
    ),
    _field(
        "condemned_code", ValueKind.CODE, "Kondemneret (BBR-kode)", "enh024KondemneretBoligenhed",
        "kondemneret", "kondemneretboligenhed",
    ),
    _field(
        "occupancy_code", ValueKind.CODE, "Udlejningsforhold (BBR-kode)", "enh045Udlejningsforhold",
        "udlejningsforhold",
    ),
    _field(
        "vacant_since", ValueKind.DATE, "Tom siden", "tom_siden", "ubeboet_siden", "ledig_siden",
        "uden_cpr_siden", "fraflyttet", "fraflytningsdato",
    ),
    _field(
        "bbr_id", ValueKind.UUID, "BBR-bygning", "bbruuid", "bbr_uuid", "bbrid", "bbr_bygning",
        "bygningsid", "bygning_id", "building_id", "id_lokalId", "bygning",
    ),
    _field(
        "grade", ValueKind.TEXT, "Karakter", "tilstandskarakter", "tilstandsgrad", "karakter",
        "k_karakter", "samlet_karakter", "samlet", "overall", "overall_grade", "condition_grade",
        "tilstand", "condition", "save_værdi", "save",
    ),
    _field("grade_roof", ValueKind.TEXT, "Karakter: tag", "tag_karakter", "tagkarakter", "tag",
           "roof"),
    _field("grade_wall", ValueKind.TEXT, "Karakter: ydervægge", "ydervæg_karakter", "ydervægge",
           "ydervæg", "facade", "walls", "wall"),
    _field("grade_window", ValueKind.TEXT, "Karakter: vinduer", "vinduer_karakter",
           "vinduer_og_døre", "vinduer", "windows", "window"),
    _field("grade_foundation", ValueKind.TEXT, "Karakter: fundament", "fundament_karakter",
           "fundament", "sokkel", "foundation"),
    _field("grade_indoor", ValueKind.TEXT, "Karakter: indvendigt", "indvendigt_karakter",
           "indvendigt", "indvendig", "indoor"),
    _field("grade_scale", ValueKind.TEXT, "Skala", "karakterskala", "skala", "scale"),
    _field("grade_part", ValueKind.TEXT, "Bygningsdel", "bygningsdel", "building_part", "part"),
    _field(
        "inspected_on", ValueKind.DATE, "Besigtiget den", "besigtigelsesdato", "besigtiget",
        "besigtiget_den", "synsdato", "synet_den", "synet", "tilsynsdato", "inspektionsdato",
        "inspection_date", "inspected", "date_inspected",
    ),
    _field(
        "inspector", ValueKind.TEXT, "Besigtiget af", "besigtiget_af", "inspektør",
        "tilsynsførende", "synet_af", "inspected_by",
    ),
    _field(
        "source_date", ValueKind.DATE, "Oplysningens dato", "kildedato", "opdateret", "notice_date",
        "registreringsdato", "dato", "date", "last_updated",
    ),
    _MUNICIPALITY,
    *_POSITION,
)  # fmt: skip

_PLACE = (
    _field(
        "place_key", ValueKind.KEY, "Nøgle", "geonameid", "id_lokalId", "id", "stednr", "bykode",
        "fid",
    ),
    _field("name", ValueKind.TEXT, "Navn", "navn", "stednavn", "bynavn", "by", "skrivemåde"),
    _field(
        "population", ValueKind.INTEGER, "Indbyggertal", "befolkning", "indbyggertal", "folketal",
        "indbyggere", "pop",
    ),
    _field(
        "population_date", ValueKind.DATE, "Indbyggertallets dato", "befolkningsdato",
        "indbyggertalsdato", "opgjort",
    ),
    _field("kind", ValueKind.TEXT, "Art", "bebyggelsestype", "type", "art", "place"),
    _MUNICIPALITY,
    *_POSITION,
)  # fmt: skip

_BOUNDARY = (
    _MUNICIPALITY,
    _field("name", ValueKind.TEXT, "Navn", "navn", "kommunenavn", "komnavn", "kommune"),
    _field(
        "population", ValueKind.INTEGER, "Indbyggertal", "befolkning", "indbyggertal", "folketal"
    ),
)

_FOOTPRINT = (
    _field(
        "footprint_key", ValueKind.KEY, "Nøgle", "id_lokalId", "osm_id", "osm_way_id", "id", "fid"
    ),
    _field("bbr_id", ValueKind.UUID, "BBR-bygning", "bbruuid", "bbr_uuid", "bbrid"),
    _MUNICIPALITY,
)

_FLAG = (
    _field(
        "flag_type", ValueKind.TEXT, "Type", "flagtype", "flag", "social_flag", "socialt_flag",
        "sociale_flag", "social_indsats", "social", "indsatstype", "indsats", "type",
    ),
    _field(
        "flag_unit", ValueKind.TEXT, "Ansvarlig enhed", "ansvarlig_enhed", "ansvarlig_forvaltning",
        "responsible_unit", "forvaltning", "socialforvaltning", "enhed", "afdeling", "team", "unit",
    ),
    _field(
        "flag_review_on", ValueKind.DATE, "Næste opfølgning", "næste_opfølgning", "opfølgning",
        "opfølgningsdato", "revurdering", "revurderingsdato", "review", "review_date", "review_on",
    ),
    *(
        field
        for field in _PROPERTY
        if field.name in {"row_key", "bfe", "bbr_id", "address", "postal_code"}
    ),
    _MUNICIPALITY,
)  # fmt: skip

FIELDS: Mapping[Target, tuple[TableField, ...]] = {
    Target.LISTED_PROPERTY: _PROPERTY,
    Target.PLACE: _PLACE,
    Target.MUNICIPALITY: _BOUNDARY,
    Target.FOOTPRINT: _FOOTPRINT,
    Target.SOCIAL_FLAG: _FLAG,
}

# Codes and numbers that the product does not use, but whose form is known: their digits are no CPR.
_KNOWN_CODES = frozenset(
    plain_name(name)
    for name in (
        "ejendomsnummer", "ejendomsnr", "esrejdnr", "esr", "vurderingsejendomsnummer", "komejdnr",
        "matrikelnr", "matrikelnummer", "ejerlavskode", "id_lokalId", "id_namespace", "jordstykke",
        "husnummer", "grund", "registreringFra", "registreringTil", "virkningFra", "virkningTil",
        "datafordelerRowId", "datafordelerOpdateringstid", "pt_lon", "pt_lat",
    )
)  # fmt: skip


def is_known_code(column: str) -> bool:
    """Whether a column that is not mapped holds codes of a known form."""
    return plain_name(column) in _KNOWN_CODES


def field_of(target: Target, name: str) -> TableField | None:
    """The field of a target by its name."""
    return next((field for field in FIELDS[target] if field.name == name), None)
