"""What the demo's inspectors found: grades of some properties, worse where the signs are worse."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from gis_service.demo.recipe import REGISTER_DATE, Numbers, Quantiles, Random, Shares, Texts

_SOURCE: Final = "demo"
_DAY_0: Final = np.datetime64(REGISTER_DATE, "D")
_DAYS_PER_YEAR: Final = 365.25
# A municipality grades in one scale, and now and then somebody comes by who grades in another.
_SCALES: Final = Shares.of({"K": 46, "FARVE": 38, "SAVE": 8, "EGEN": 8})
_OTHER_SCALE_SHARE: Final = 0.15
# The grades of each scale from sound to decayed, and the decay (0 to 1) at which the next begins.
_GRADES: Final[Mapping[str, tuple[tuple[str, ...], tuple[float, ...]]]] = {
    "K": (("IB", "K0", "K1", "K2", "K3"), (0.1, 0.22, 0.42, 0.68)),
    "FARVE": (("graa", "gul", "roed", "sort"), (0.22, 0.46, 0.76)),
    "SAVE": (tuple("23456789"), (0.14, 0.26, 0.38, 0.5, 0.62, 0.74, 0.88)),
    "EGEN": (("god stand", "slidt", "forfalden", "bør rives ned"), (0.25, 0.5, 0.8)),
}
_UNSURE_SHARE: Final = 0.04
_PARTS: Final = ("roof", "wall", "window", "foundation", "indoor")
_PARTS_GRADED_SHARE: Final = 0.3
_ONLY_PARTS_SHARE: Final = 0.1
_PART_SHARE: Final = 0.5
_AGAIN_SHARE: Final = 0.3
_VISITED_YEARS_AGO: Final = Quantiles((0, 30, 60, 90, 100), (0.05, 0.6, 1.6, 3.5, 6))
_YEARS_BETWEEN: Final = (0.8, 3.0)
# Invented, and nobody's.
_INSPECTORS: Final = ("AHK", "BLM", "CTR", "DVN", "EKP", "FJS", "GML", "HRT")
# Who looks worth a visit is visited more often; about every seventh of the candidates.
_SIGNS_OF_A_CANDIDATE: Final = 0.25
_VISITED_SHARE: Final = (0.03, 0.17)


def scale_of_each(random: Random, codes: list[str]) -> dict[str, str]:
    """The scale that each municipality grades in."""
    return dict(zip(codes, _SCALES.draw(random, len(codes)).tolist(), strict=True))


def inspections(
    random: Random, properties: pd.DataFrame, signs: Numbers, scales: Mapping[str, str]
) -> pd.DataFrame:
    """The grades of some of the properties, as rows of `work.inspection`.

    Args:
        random: Where chance comes from.
        properties: Rows of `work.property`.
        signs: How decayed each of them looks from registers, 0 to 1.
        scales: The scale that each municipality grades in.
    """
    low, high = _VISITED_SHARE
    chance = np.where(signs >= _SIGNS_OF_A_CANDIDATE, high, low)
    at = np.flatnonzero(random.random(len(properties)) < chance)
    decay = np.clip(signs[at] + random.normal(0.05, 0.2, len(at)), 0, 1)
    years_ago = _VISITED_YEARS_AGO.draw(random, len(at))
    again = random.random(len(at)) < _AGAIN_SHARE
    earlier = years_ago[again] + random.uniform(*_YEARS_BETWEEN, int(again.sum()))
    visits = pd.DataFrame(
        {
            "at": np.concatenate([at, at[again]]),
            # A house that nobody keeps was better when somebody came the time before.
            "decay": np.concatenate([decay, np.clip(decay[again] - 0.15, 0, 1)]),
            "inspected_on": _days_ago(np.concatenate([years_ago, earlier])),
        }
    )
    codes = properties["municipality_code"].to_numpy()[visits["at"]]
    is_other = random.random(len(visits)) < _OTHER_SCALE_SHARE
    own = np.array([scales[code] for code in codes], dtype=object)
    visits["scale"] = np.where(is_other, _SCALES.draw(random, len(visits)), own)
    visits["inspector"] = np.array(_INSPECTORS, dtype=object)[
        random.integers(0, len(_INSPECTORS), len(visits))
    ]
    graded = _graded(random, visits)
    told = properties.iloc[graded["at"]].reset_index(drop=True)
    return pd.DataFrame(
        {
            "municipality_code": told["municipality_code"],
            "key": [
                f"demo:{bfe}:{day}:{part}"
                for bfe, day, part in zip(
                    told["bfe"], graded["inspected_on"], graded["part"], strict=True
                )
            ],
            "property_id": told["id"],
            "scale": graded["scale"],
            "part": graded["part"],
            "grade": graded["grade"],
            "inspected_on": graded["inspected_on"],
            "inspector": graded["inspector"],
            "source": _SOURCE,
            "source_date": REGISTER_DATE.isoformat(),
        }
    )


def _graded(random: Random, visits: pd.DataFrame) -> pd.DataFrame:
    """One row per grade: of the whole, of parts, or of both."""
    has_parts = visits["scale"].isin(["K", "FARVE"]).to_numpy()
    only_parts = has_parts & (random.random(len(visits)) < _ONLY_PARTS_SHARE)
    with_parts = only_parts | (has_parts & (random.random(len(visits)) < _PARTS_GRADED_SHARE))
    rows = [visits[~only_parts].assign(part="overall")]
    for number, part in enumerate(_PARTS):
        # Where parts are graded, the roof always is: no visit is left without any grade.
        chosen = with_parts & ((number == 0) | (random.random(len(visits)) < _PART_SHARE))
        of_part = visits[chosen].assign(part=part)
        of_part["decay"] = np.clip(of_part["decay"] + random.normal(0, 0.15, len(of_part)), 0, 1)
        rows.append(of_part)
    graded = pd.concat(rows, ignore_index=True).sort_values(
        ["at", "inspected_on"], kind="stable", ignore_index=True
    )
    graded["grade"] = _grades(graded["scale"].to_numpy(), graded["decay"].to_numpy())
    is_unsure = (graded["scale"] == "K") & (random.random(len(graded)) < _UNSURE_SHARE)
    graded.loc[is_unsure, "grade"] = "UN"
    return graded


def _grades(scale: Texts, decay: Numbers) -> Texts:
    grades = np.empty(len(scale), dtype=object)
    for name, (titles, edges) in _GRADES.items():
        of_scale = scale == name
        steps = np.searchsorted(edges, decay[of_scale], side="right")
        grades[of_scale] = np.array(titles, dtype=object)[steps]
    return grades


def signs_of(
    vacant_since: pd.Series, heating: pd.Series, condemned: pd.Series, toilet: pd.Series
) -> Numbers:
    """How decayed each property looks from what the invented registers say, 0 to 1."""
    vacant = (np.datetime64(REGISTER_DATE) - pd.to_datetime(vacant_since)).dt.days / _DAYS_PER_YEAR
    signs: Numbers = np.clip(
        0.08
        + 0.03 * vacant.clip(upper=12).fillna(0).to_numpy()
        + 0.22 * heating.eq("9").to_numpy()
        + 0.3 * condemned.eq("1").to_numpy()
        + 0.15 * toilet.isin(["A", "B"]).to_numpy(),
        0,
        1,
    )
    return signs


def _days_ago(years: Numbers) -> Texts:
    days = _DAY_0 - np.floor(years * _DAYS_PER_YEAR).astype("timedelta64[D]")
    return days.astype(str).astype(object)
