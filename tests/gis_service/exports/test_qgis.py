"""What QGIS, which municipalities have, makes of our files."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.gis_service.exports.conftest import LEAVING, Write, few

# The system's Python has the QGIS of the distribution; ours has not.
PYTHON = "/usr/bin/python3"
READ = """
import json, os, sys
from qgis.core import QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(sys.argv[1], "read", "ogr")
told = {
    "is_valid": layer.isValid(),
    "count": layer.featureCount(),
    "placed": sum(not feature.geometry().isNull() for feature in layer.getFeatures()),
    "crs": layer.crs().authid(),
    "fields": [field.name() for field in layer.fields()],
}
print(json.dumps(told), flush=True)
os._exit(0)  # taking QGIS down in the wrong order ends in a segmentation fault
"""


def opened_in_qgis(path: Path) -> dict[str, object]:
    """What QGIS tells of a file."""
    done = subprocess.run(
        [PYTHON, "-c", READ, str(path)],
        capture_output=True,
        check=True,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"},
        timeout=120,
    )
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.heavy
@pytest.mark.parametrize("format_", ("gpkg", "geojson"))
@pytest.mark.parametrize("layer", LEAVING)
def test_qgis_reads_every_row_in_its_place(write: Write, layer: str, format_: str) -> None:
    written = write(format_, few(layer), layer=layer)
    told = opened_in_qgis(written.path)
    assert told["is_valid"]
    assert told["count"] == written.export.matched > 0
    assert told["crs"] == (f"EPSG:{written.export.srid}" if format_ == "gpkg" else "EPSG:4326")
    fields = told["fields"]
    assert isinstance(fields, list)
    assert {column.name for column in written.export.columns} <= set(fields)
