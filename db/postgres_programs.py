"""Where this machine keeps the PostgreSQL server programs, and whether PostGIS is with them."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.errors import ClusterError

OLDEST_MAJOR = 15
_USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """One installed PostgreSQL server with PostGIS."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        """The full path of one of its programs."""
        return str(self.folder / name)


def usual_folders() -> list[Path]:
    """Every folder where a PostgreSQL server might stand."""
    found = [folder for place in _USUAL_PLACES for folder in Path("/").glob(place.lstrip("/"))]
    on_path = shutil.which("pg_ctl")
    return [*found, *([Path(on_path).resolve().parent] if on_path else [])]


def find_programs(data: Path, folders: Iterable[Path] | None = None) -> Programs:
    """The programs for a cluster: of the version that made it, else the newest with PostGIS."""
    servers = {
        server.major: server
        for folder in (usual_folders() if folders is None else folders)
        if (server := _programs(folder, ("postgres", "initdb")))
    }
    with_postgis = {
        major: server for major, server in servers.items() if _has_postgis(server.folder)
    }
    made_by = data_major(data)
    if made_by is not None and made_by in with_postgis:
        return with_postgis[made_by]
    if made_by is not None:
        here = ", ".join(str(major) for major in sorted(with_postgis)) or "none"
        raise ClusterError(
            f"The data in {data} were made by PostgreSQL {made_by};"
            f" installed with PostGIS on this machine: {here}.",
            f"Install it beside: apt-get install postgresql-{made_by}-postgis-3. To move the data"
            " to a newer version then, run: landsbyatlas db upgrade",
        )
    fit = [major for major in with_postgis if major >= OLDEST_MAJOR]
    if fit:
        return with_postgis[max(fit)]
    if servers:
        newest = max(servers)
        raise ClusterError(
            f"PostgreSQL {newest} is installed, but without PostGIS (or it is older than"
            f" {OLDEST_MAJOR}).",
            f"Install PostGIS: apt-get install postgresql-{max(newest, OLDEST_MAJOR)}-postgis-3",
        )
    raise ClusterError(
        "PostgreSQL with PostGIS is not installed on this machine.",
        "On Debian: apt-get install --no-install-recommends postgresql-15-postgis-3, or `make run`,"
        " which does it. Elsewhere set DATABASE_URL to a database that has PostGIS.",
    )


def find_clients(server: int, folders: Iterable[Path] | None = None) -> Programs:
    """The programs that dump and restore a server's databases: of its version, else next newer."""
    clients = {
        client.major: client
        for folder in (usual_folders() if folders is None else folders)
        if (client := _programs(folder, ("pg_dump", "pg_restore")))
    }
    fit = [major for major in clients if major >= server]
    if fit:
        return clients[min(fit)]
    here = ", ".join(str(major) for major in sorted(clients)) or "none"
    raise ClusterError(
        f"The server is PostgreSQL {server}; pg_dump and pg_restore on this machine: {here}.",
        f"Install them: apt-get install postgresql-client-{server}",
    )


def data_major(data: Path) -> int | None:
    """The PostgreSQL version that made a cluster; None where there is no cluster yet."""
    try:
        return int((data / "PG_VERSION").read_text(encoding="ascii").split(".")[0])
    except FileNotFoundError:
        return None


def _programs(folder: Path, names: Sequence[str]) -> Programs | None:
    """The programs of a folder that has all of these, of the version that the first one tells."""
    if not all((folder / name).exists() for name in names):
        return None
    told = _output(folder / names[0], "--version")
    version = re.search(r"(\d+)", told)
    return Programs(folder=folder, major=int(version[1])) if version else None


def _has_postgis(folder: Path) -> bool:
    told = _output(folder / "pg_config", "--sharedir").strip()
    shares = [Path(told)] if told else [Path("/usr/share/postgresql") / folder.parent.name]
    return any((share / "extension" / "postgis.control").exists() for share in shares)


def _output(program: Path, argument: str) -> str:
    if not program.exists():
        return ""
    return subprocess.run(  # noqa: S603 -- a program of PostgreSQL with a fixed argument
        [str(program), argument], capture_output=True, check=False, text=True
    ).stdout
