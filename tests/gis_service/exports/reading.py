"""Exports as other programs read them: rows by the names or titles that the format has."""

import csv
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest
from python_calamine import CalamineWorkbook


def read_csv(path: Path, delimiter: str = ";") -> tuple[list[str], list[list[str]]]:
    """The titles and the rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        titles, *rows = csv.reader(file, delimiter=delimiter)
    return titles, rows


def read_xlsx(path: Path, sheet: int = 0) -> list[list[Any]]:
    """All rows of a sheet, titles first."""
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(sheet).to_python()


def read_geojson(path: Path) -> dict[str, Any]:
    """The collection."""
    collection: dict[str, Any] = json.loads(path.read_bytes())
    return collection


def read_page(path: Path, block: str = "rows") -> Any:
    """What a block of data of the page holds: `rows`, `look` or `ground`."""
    found = re.search(
        rf'<script type="application/json" id="atlas-{block}">(.*?)</script>',
        path.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert found
    return json.loads(found[1])


def read_parquet(path: Path) -> Any:
    """The rows as geopandas reads them: a GeoDataFrame."""
    return gpd.read_parquet(path)


def parquet_told(path: Path) -> dict[str, Any]:
    """What stands behind the rows, from the file's own metadata."""
    told: dict[str, Any] = json.loads(pq.read_metadata(path).metadata[b"landsbyatlas"])
    return told


def read_gpkg(path: Path, layer: str) -> list[dict[str, Any]]:
    """The features as GeoJSON in lon, lat, read by another GDAL than the writer's."""
    program = shutil.which("ogr2ogr")
    if program is None:
        pytest.skip("ogr2ogr (package gdal-bin) is not on this machine")
    command = [program, "-f", "GeoJSON", "-t_srs", "EPSG:4326", "/vsistdout/", str(path), layer]
    answer = subprocess.run(command, capture_output=True, check=True)
    features: list[dict[str, Any]] = json.loads(answer.stdout)["features"]
    return features


def gpkg_info(path: Path) -> dict[str, Any]:
    """What the file says of its one layer."""
    return dict(pyogrio.read_info(path))
