"""The configuration that the private cluster runs under, and what it tells while running."""

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from db.account import Account
from db.data_folder import DataFolder
from db.logins import Login

SUPERUSER = "landsbyatlas"
PORT = 5432  # names the socket only: nothing listens on a network
_LONGEST_SOCKET_PATH = 107  # sockaddr_un holds 108 bytes with the ending zero
_IDENT_MAP = "atlas"
_SOCKET_LINE = 4  # of postmaster.pid, counted from 0

_HBA = f"""\
# Written at every start. Only the accounts named in pg_ident.conf, only through the socket.
local all all peer map={_IDENT_MAP}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmaster:
    """A running server as its postmaster.pid tells it; it writes the socket's folder last."""

    pid: int
    socket: Path | None


def socket_folder(data: DataFolder) -> Path:
    """Where the socket lies: in the data folder, or in a short one where that path is too long."""
    usual = data.path / "run"
    if len(os.fsencode(socket_files(usual)[0])) <= _LONGEST_SOCKET_PATH:
        return usual
    name = hashlib.sha256(os.fsencode(data.path)).hexdigest()[:12]
    base = Path("/run") if os.geteuid() == 0 else Path("/tmp")  # noqa: S108 -- checked to be ours
    return base / f"landsbyatlas-{name}"


def socket_files(folder: Path) -> tuple[Path, Path]:
    """The socket and its lock, which a killed server leaves behind."""
    return folder / f".s.PGSQL.{PORT}", folder / f".s.PGSQL.{PORT}.lock"


def write_configuration(folder: Path, socket: Path, extra: Mapping[str, str]) -> Path:
    """Write all three configuration files afresh, so that no change by hand stays; the main one.

    They lie outside the cluster: its account reads them, and only the service writes them.
    """
    folder.mkdir(mode=0o755, exist_ok=True)
    main = folder / "postgresql.conf"
    settings = {
        "hba_file": str(folder / "pg_hba.conf"),
        "ident_file": str(folder / "pg_ident.conf"),
    }
    (folder / "pg_hba.conf").write_text(_HBA, encoding="utf-8")
    (folder / "pg_ident.conf").write_text(_ident(Account.current()), encoding="utf-8")
    main.write_text(_settings(socket, settings | dict(extra)), encoding="utf-8")
    for path in folder.iterdir():
        path.chmod(0o644)
    return main


def read_postmaster(cluster: Path) -> Postmaster | None:
    """The server that runs on this cluster; None when there is none, or only a stale pid file."""
    try:
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    if not _serves(pid, cluster):
        return None
    socket = lines[_SOCKET_LINE] if len(lines) > _SOCKET_LINE else ""
    return Postmaster(pid=pid, socket=Path(socket) if socket else None)


def _serves(pid: int, cluster: Path) -> bool:
    """Whether the process is a server of this very cluster: numbers come back after a crash."""
    process = Path("/proc") / str(pid)
    if Path("/proc/self").exists():
        try:
            # A server works in its data folder.
            return (process / "cwd").resolve(strict=True) == cluster.resolve()
        except OSError:
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _ident(service: Account) -> str:
    logins = "\n".join(
        f'{_IDENT_MAP} "{service.name}" {login}'
        for login in (SUPERUSER, *(each.value for each in Login))
    )
    return f"# Written at every start: who of this machine may be whom in the registry.\n{logins}\n"


def _settings(socket: Path, extra: Mapping[str, str]) -> str:
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "max_connections": "100",
        "shared_buffers": f"{min(max(memory_mb // 16, 128), 1024)}MB",
        "effective_cache_size": f"{max(memory_mb // 2, 256)}MB",
        "maintenance_work_mem": "256MB",
        "work_mem": "16MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        # Statements of the map are short and many: compiling them costs more than it saves.
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "log_min_messages": "warning",
        "log_checkpoints": "off",
        # Rows and statements may hold what is personal: the log tells what failed, not on what.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        # Containers often have 64 MB of shared memory, too little for parallel plans.
        "dynamic_shared_memory_type": _shared_memory(),
    } | dict(extra)
    lines = "\n".join(f"{name} = '{_quoted(value)}'" for name, value in settings.items())
    return f"# Written at every start by Landsbyatlas: changes made here are lost.\n{lines}\n"


def _shared_memory() -> str:
    shared = Path("/dev/shm")  # noqa: S108 -- only its size is asked
    roomy = shared.is_dir() and shutil.disk_usage(shared).total >= 256 * 2**20
    return "posix" if roomy else "mmap"


def _quoted(value: str) -> str:
    return value.replace("'", "''")
