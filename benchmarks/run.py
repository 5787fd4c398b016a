"""All benchmarks in one run, on a registry of a million invented properties of its own.

`make bench` runs it; the cluster and everything in it are thrown away afterwards.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from db.cluster_files import SUPERUSER
from db.installation import Installation
from gis_service.demo.recipe import Size
from gis_service.demo.service import make_demo

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=[str(size) for size in Size], default="1000000")
    parser.add_argument("--tipg", type=Path, help="a virtual environment with tipg and granian")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as folder:
        Path(folder).chmod(0o755)  # the cluster's account must pass through
        installation = Installation.here({"LANDSBYATLAS_DATA": str(Path(folder) / "data")})
        with installation.running("bench"):
            print(f"Filling {asked.size} properties.", flush=True)
            make_demo(installation, Size(asked.size), seed=1)
            database = installation.database()
            address = (database.host, str(database.port), database.name)
            named = ("--host", address[0], "--port", address[1], "--name", address[2])
            peer = ("--tipg", str(asked.tipg), "--peer", SUPERUSER) if asked.tipg else ()
            measure("tiles", *address, *peer)
            measure("nearby", *named)
            measure("exports", *named)


def measure(name: str, *arguments: str) -> None:
    """Run one benchmark as its own process, so that none warms another's memory."""
    print(f"\n== {name} ==", flush=True)
    subprocess.run(
        [sys.executable, str(HERE / f"{name}.py"), *arguments], check=True, cwd=HERE.parent
    )


if __name__ == "__main__":
    main()
