"""What the import page calls columns and tables, in both languages."""

from collections.abc import Mapping

from gis_service.web.speech import Speech


def field_titles(speech: Speech) -> Mapping[str, str]:
    """What a column of a table can mean, by our name of the field."""
    text = speech._
    return {
        "row_key": text("Key"),
        "place_key": text("Key"),
        "footprint_key": text("Key"),
        "address": text("Address"),
        "postal_code": text("Postal code"),
        "postal_name": text("Postal district"),
        "bfe": text("BFE number"),
        "bbr_id": text("BBR building"),
        "municipality_code": text("Municipality code"),
        "use_code": text("Use (BBR code)"),
        "year_built": text("Year built"),
        "living_area_m2": text("Living area (m²)"),
        "heating_code": text("Heating (BBR code)"),
        "toilet_code": text("Toilet (BBR code)"),
        "bath_code": text("Bath (BBR code)"),
        "kitchen_code": text("Kitchen (BBR code)"),
        "water_code": text("Water (BBR code)"),
        "drain_code": text("Drain (BBR code)"),
        "condemned_code": text("Condemned (BBR code)"),
        "occupancy_code": text("Occupancy (BBR code)"),
        "vacant_since": text("Vacant since"),
        "grade": text("Grade"),
        "grade_roof": text("Grade: roof"),
        "grade_wall": text("Grade: walls"),
        "grade_window": text("Grade: windows"),
        "grade_foundation": text("Grade: foundation"),
        "grade_indoor": text("Grade: indoors"),
        "grade_scale": text("Scale of the grade"),
        "grade_part": text("Part of the building"),
        "inspected_on": text("Inspected on"),
        "inspector": text("Inspected by"),
        "flag_type": text("Type of flag"),
        "flag_unit": text("Responsible unit"),
        "flag_review_on": text("Next review"),
        "source_date": text("Date of the information"),
        "name": text("Name"),
        "kind": text("Kind"),
        "population": text("Population"),
        "population_date": text("Date of the population"),
        "lon": text("Longitude"),
        "lat": text("Latitude"),
        "x": text("X (east)"),
        "y": text("Y (north)"),
        "wkt": text("Geometry (WKT)"),
    }


def table_titles(speech: Speech) -> Mapping[str, str]:
    """What the rows of the registry's tables are."""
    text = speech._
    return {
        "bbr_building": text("BBR buildings"),
        "bbr_unit": text("BBR units"),
        "bbr_entrance": text("BBR entrances"),
        "bbr_storey": text("BBR storeys"),
        "bbr_ground": text("BBR grounds"),
        "bbr_ground_parcel": text("BBR parcels of grounds"),
        "bbr_property_relation": text("BBR property relations"),
        "bbr_other": text("Other BBR rows (kept, not used yet)"),
        "dar_address": text("DAR, addresses"),
        "municipality": text("municipality boundaries"),
        "place": text("places"),
        "footprint": text("building footprints"),
        "listed_property": text("table of properties"),
        "social_flag": text("social flags (confidential)"),
    }
