"""Denmark as imports check it: its municipality codes and the box that its land lies in."""

import re

REFERENCE_SYSTEM = "EPSG:25832"
SRID = 25832
# West and east of Jutland and Christiansø, south of Gedser and north of Skagen, with room for sea.
EAST_M = (420_000.0, 910_000.0)
NORTH_M = (6_030_000.0, 6_420_000.0)
_CODE = re.compile(r"0[1-8]\d{2}")


def is_danish_code(code: str) -> bool:
    """Whether a registry code has the form of a Danish municipality's: four digits from 0101."""
    return _CODE.fullmatch(code) is not None


def is_in_denmark(x_m: float, y_m: float) -> bool:
    """Whether a position in EPSG:25832 lies in the box around Denmark."""
    return EAST_M[0] <= x_m <= EAST_M[1] and NORTH_M[0] <= y_m <= NORTH_M[1]
