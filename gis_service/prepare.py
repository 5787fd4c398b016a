"""Make this machine ready: system packages, virtual environment, locked dependencies, front end.

Run by the Makefile with the system's own Python before anything is installed, so it knows nothing
but the standard library, and says in a few lines what it does. Doing it twice does nothing.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
OLDEST_POSTGRESQL = 15
# What a goal needs: which lock, and whether browser, GDAL and checkers come along; for check QGIS.
LOCKS = {"run": "demo", "test": "dev", "check": "dev", "bench": "dev"}
PROJECT_FILES = ("pyproject.toml", "hatch_build.py", "package.json", "package-lock.json")
POSTGIS = "PostgreSQL with PostGIS"
NO_EXTRAS = "--no-install-recommends"
CREATE_CLUSTER = Path("/etc/postgresql-common/createcluster.d/landsbyatlas.conf")


class Trouble(Exception):  # noqa: N818 -- told to a person, not caught by a program
    """Something that the person at the keyboard can mend: what happened, and what to do next."""

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(message, next_step)
        self.message = message
        self.next_step = next_step


def main(arguments: list[str]) -> int:
    """Prepare for a goal; 0 when everything is there."""
    parser = argparse.ArgumentParser(description="Make this machine ready for Landsbyatlas.")
    parser.add_argument("goal", choices=sorted(LOCKS))
    goal = parser.parse_args(arguments).goal
    try:
        with (ROOT / ".prepared-lock").open("w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # `make run` and `make test` share one .venv
            prepare(goal)
    except Trouble as trouble:
        sys.stderr.write(f"Error: {trouble.message}\n       {trouble.next_step}\n")
        return 1
    except OSError as error:
        sys.stderr.write(
            f"Error: {error.strerror}: {error.filename or ROOT}\n"
            "       Check the free space there and who may write there, then run this again.\n"
        )
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Run it again to go on from here.\n")
        return 130
    return 0


def prepare(goal: str) -> None:
    """Bring the machine to what the goal needs, in the order in which the parts need each other."""
    refuse_old_python(sys.version_info[:2])
    install_system_packages(missing_packages(goal))
    environment(goal)
    project()
    if goal != "run":
        checkers()


def refuse_old_python(version: tuple[int, int]) -> None:
    """The service and its libraries need Python 3.11."""
    if version < OLDEST_PYTHON:
        have, need = (".".join(map(str, each)) for each in (version, OLDEST_PYTHON))
        raise Trouble(
            f"This is Python {have}; Landsbyatlas needs {need} or newer.",
            f"Install it and name it: make run PYTHON=python{need}",
        )


def missing_packages(goal: str) -> list[str]:
    """The Debian packages that the goal needs and this machine lacks."""
    missing = []
    if not has_postgis() and not (goal == "run" and os.environ.get("DATABASE_URL")):
        missing.append(POSTGIS)
    if not (ROOT / ".venv" / "bin" / "python").exists() and not has_venv():
        missing.append("python3-venv")
    if goal != "run" and not (shutil.which("chromium") or shutil.which("chromium-browser")):
        missing.append("chromium")
    if goal != "run" and not any(Path("/usr/lib").glob("*/libatomic.so.1")):
        missing.append("libatomic1")  # the program with which Playwright drives Chromium needs it
    if goal != "run" and not shutil.which("ogr2ogr"):
        missing.append("gdal-bin")  # opens our files in tests, and is what they are timed beside
    if goal == "check" and not Path("/usr/lib/python3/dist-packages/qgis").exists():
        missing += ["python3-qgis", "qgis-providers"]  # the heavy tests open our files in it
    return missing


def servers() -> dict[int, Path]:
    """The PostgreSQL servers on this machine, by major version."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    return {
        int(folder.parent.name): folder
        for folder in folders
        if folder.parent.name.isdecimal() and (folder / "postgres").exists()
    }


def has_postgis() -> bool:
    """Whether a server that we can use has PostGIS; elsewhere than in Debian, pg_ctl is asked."""
    shares = [
        Path("/usr/share/postgresql") / str(major)
        for major in servers()
        if major >= OLDEST_POSTGRESQL
    ]
    pg_config = shutil.which("pg_config")
    if not shares and pg_config and shutil.which("pg_ctl"):
        shares = [Path(output([pg_config, "--sharedir"]).strip())]
    return any((share / "extension" / "postgis.control").exists() for share in shares)


def postgis_package() -> str:
    """The PostGIS package for the server that is there, else for the one the system offers."""
    there = [major for major in servers() if major >= OLDEST_POSTGRESQL]
    if there:
        return f"postgresql-{max(there)}-postgis-3"
    offered = 0
    if shutil.which("apt-cache"):
        names = output(["apt-cache", "search", "--names-only", r"^postgresql-[0-9]+-postgis-3$"])
        offered = max((int(line.split("-")[1]) for line in names.splitlines()), default=0)
    if offered and offered < OLDEST_POSTGRESQL:
        raise Trouble(
            f"This distribution offers PostgreSQL {offered}; Landsbyatlas needs"
            f" {OLDEST_POSTGRESQL} or newer with PostGIS 3.3.",
            "Use Debian 12 or newer, add the PostgreSQL project's own package source, or set"
            " DATABASE_URL to a database elsewhere.",
        )
    return f"postgresql-{offered or OLDEST_POSTGRESQL}-postgis-3"


def has_venv() -> bool:
    """Whether this Python can make a virtual environment with pip in it."""
    told = subprocess.run(
        [sys.executable, "-I", "-c", "import ensurepip, venv"], capture_output=True, check=False
    )
    return told.returncode == 0


def install_system_packages(packages: list[str]) -> None:
    """Install what is missing from the distribution, or name exactly what to install."""
    if not packages:
        say("System packages: all there.")
        return
    if not shutil.which("apt-get"):
        raise Trouble(
            "Landsbyatlas installs system packages by itself on Debian only; it has not been tried"
            " elsewhere.",
            f"Install PostgreSQL {OLDEST_POSTGRESQL} or newer with its server programs, PostGIS 3.3"
            " or newer for it, and Python's venv; then run this again. Debian's names for what is"
            f" missing here: {' '.join(named(packages))}",
        )
    prefix = as_root(f"apt-get update && apt-get install {NO_EXTRAS} {' '.join(named(packages))}")
    say(f"System packages: installing {', '.join(packages)} (a few minutes the first time).")
    apt(prefix, ["apt-get", "update", "-qq"])
    command = ["apt-get", "install", "--yes", NO_EXTRAS, *named(packages)]
    if servers() or POSTGIS not in packages:
        apt(prefix, command)
        return
    # No PostgreSQL here yet: its packages would start a cluster of their own that nobody asked for.
    folder = str(CREATE_CLUSTER.parent)
    write = f"mkdir -p {folder} && echo 'create_main_cluster = false' > {CREATE_CLUSTER}"
    apt(prefix, ["sh", "-c", write])
    try:
        apt(prefix, command)
    finally:
        # A PostgreSQL that the administrator installs later behaves as usual again.
        apt(prefix, ["rm", "-f", str(CREATE_CLUSTER)])


def named(packages: list[str]) -> list[str]:
    """The packages by the names of this distribution, which has one PostGIS per PostgreSQL."""
    return [postgis_package() if package == POSTGIS else package for package in packages]


def as_root(command: str) -> list[str]:
    """What to put before a command that must run as root."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo:
        silent = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
        if silent.returncode == 0 or sys.stdin.isatty():
            return [sudo]
    raise Trouble(
        "System packages are missing, and this account may not install them.",
        f"Let an administrator run: {command}",
    )


def apt(prefix: list[str], command: list[str]) -> None:
    """Run a command of the package system, quiet unless it fails."""
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if command[0] == "apt-get":
        # Another installation may be under way, for instance the nightly updates.
        command = [command[0], "-o", "DPkg::Lock::Timeout=300", *command[1:]]
    run([*prefix, *environment, *command], "The system packages could not be installed")


def environment(goal: str) -> None:
    """Make .venv and fill it from the goal's lock, every file checked against its hash."""
    python = ROOT / ".venv" / "bin" / "python"
    lock = ROOT / "requirements" / f"{LOCKS[goal]}.txt"
    wanted = digest([lock])
    stamps = read_stamps()
    # The tests' lock holds everything that the service's holds.
    larger = stamps.get("dev") == digest([ROOT / "requirements" / "dev.txt"])
    if python.exists() and (stamps.get(LOCKS[goal]) == wanted or (goal == "run" and larger)):
        say("Python packages: as locked.")
        return
    if not works(python):
        say("Python packages: making .venv.")
        shutil.rmtree(ROOT / ".venv", ignore_errors=True)
        run([sys.executable, "-I", "-m", "venv", str(ROOT / ".venv")], "No .venv could be made")
    say(f"Python packages: installing what {lock.relative_to(ROOT)} names.")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(
        [*pip, "--require-hashes", "--requirement", str(lock)],
        "The Python packages could not be installed",
    )
    write_stamps(stamps | {LOCKS[goal]: wanted})


def works(python: Path) -> bool:
    """Whether a virtual environment is whole: its own Python runs, and has pip."""
    try:
        told = subprocess.run([str(python), "-m", "pip", "-V"], capture_output=True, check=False)
    except OSError:
        return False
    return told.returncode == 0


def project() -> None:
    """Install the project itself; its build hook fetches the front-end files from npm."""
    files = [ROOT / name for name in PROJECT_FILES]
    wanted = digest(files) + str(ROOT)
    stamps = read_stamps()
    vendor = ROOT / "maps" / "vendor" / ".stamp"
    command = ROOT / ".venv" / "bin" / "landsbyatlas"
    if stamps.get("project") == wanted and vendor.exists() and command.exists():
        say("Front-end files: as locked.")
        return
    say("Front-end files: fetching from npm (no Node is needed on this machine).")
    pip = [str(ROOT / ".venv" / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    options = ["--disable-pip-version-check", "--no-deps", "--no-build-isolation"]
    run([*pip, *options, "--editable", str(ROOT)], "The front-end files could not be fetched")
    write_stamps(stamps | {"project": wanted})


def checkers() -> None:
    """Install the npm packages that check our own JavaScript and styles."""
    wanted = digest([ROOT / "package.json", ROOT / "package-lock.json"])
    stamps = read_stamps()
    if stamps.get("checkers") == wanted and (ROOT / "node_modules").is_dir():
        return
    say("Checkers: fetching from npm.")
    script = "import pathlib, hatch_build; hatch_build.npm(pathlib.Path('.'), 'ci')"
    python = str(ROOT / ".venv" / "bin" / "python")
    run([python, "-c", script], "The checkers could not be fetched")
    write_stamps(stamps | {"checkers": wanted})


def run(command: list[str], failure: str) -> None:
    """Run a command without its chatter; when it fails, its last words come with the message."""
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, check=False, text=True, errors="replace"
    )
    if done.returncode == 0:
        return
    told = done.stdout + done.stderr
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    if "No space left on device" in told or "not enough free space" in told:
        raise Trouble(f"{failure}: the disk is full.", "Free 3 GB and run this again.")
    wrong = [line for line in lines if line.lower().startswith(("e: ", "error", "npm error"))]
    cause = (wrong or lines or [f"exit code {done.returncode}"])[-1]
    raise Trouble(
        f"{failure}: {cause}",
        "Check that this machine reaches the internet (a proxy needs HTTPS_PROXY), then run this"
        f" again. The command was: {' '.join(command)}",
    )


def output(command: list[str]) -> str:
    """What a command prints; nothing when it fails."""
    return subprocess.run(command, capture_output=True, check=False, text=True).stdout


def digest(files: list[Path]) -> str:
    """What tells one state of these files from another."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def read_stamps() -> dict[str, str]:
    """What was done to this .venv before; nothing where there is none."""
    try:
        stamps = json.loads((ROOT / ".venv" / "prepared.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(name): str(value) for name, value in stamps.items()}


def write_stamps(stamps: dict[str, str]) -> None:
    """Remember what is done; the note lies in .venv, so that removing that forgets it."""
    (ROOT / ".venv" / "prepared.json").write_text(json.dumps(stamps), encoding="utf-8")


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
