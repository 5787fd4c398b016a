"""All benchmarks in one run, on a registry of invented properties that is kept between runs.

`make bench` runs it. Each part is a process of its own, so that none warms another's memory; at the
end one table gives every figure beside its goal.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import FILE, table
from benchmarks.registry import address_of, filled
from gis_service.demo.recipe import Size

ROOT = Path(__file__).parents[1]
PARTS = ("tiles", "zooms", "nearby", "exports", "imports", "page")
SIZES = {"small": Size.SMALL, "large": Size.FIFTY_THOUSAND, "million": Size.MILLION}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="million")
    parser.add_argument("--data", type=Path, help="a data folder to fill once and keep")
    parser.add_argument("--tipg", type=Path, help="a virtual environment with tipg and granian")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of each imported file")
    parser.add_argument("--part", choices=PARTS, nargs="*", default=PARTS)
    asked = parser.parse_args()
    if asked.tipg is None and "tiles" in asked.part:
        parser.error("tiles are measured beside tipg: name its virtual environment with --tipg")
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as folder:
        Path(folder).chmod(0o755)  # the cluster's account must pass through
        data = (asked.data or Path(folder) / "data").resolve()
        figures = Path(folder) / "figures"
        figures.touch()
        os.environ[FILE] = str(figures)
        print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
        with filled(data, SIZES[asked.size]) as installation:
            registry = address_of(installation.database())
            arguments = {
                "tiles": [*registry, "--tipg", str(asked.tipg)],
                "imports": ["--data", str(data), "--rows", str(asked.rows)],
            }
            failed = [part for part in asked.part if not ran(part, arguments.get(part, registry))]
        print(f"\n== figures and goals ==\n{table(figures)}")
    if failed:
        raise SystemExit(f"These parts ended with an error: {', '.join(failed)}")


def ran(part: str, arguments: list[str]) -> bool:
    """Run one part to its end; a part that fails leaves the others their turn."""
    print(f"\n== {part} ==", flush=True)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{part}", *arguments], check=False, cwd=ROOT
    )
    print(f"({time.monotonic() - began:.0f} s)", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    main()
