"""The operating system account that owns the private cluster and its files."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db.errors import ClusterError

SERVICE_ACCOUNT = "landsbyatlas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of this machine, and the ability to run a program as it."""

    name: str
    uid: int
    gid: int

    @classmethod
    def current(cls) -> "Account":
        """The account that runs this process."""
        uid = os.geteuid()
        try:
            return cls._from(pwd.getpwuid(uid))
        except KeyError:
            raise ClusterError(
                f"The operating system has no account with number {uid}, which runs this program.",
                "Run it as an account that is listed in /etc/passwd.",
            ) from None

    @classmethod
    def _from(cls, entry: pwd.struct_passwd) -> "Account":
        return cls(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)

    def run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, outside any folder it may not enter; never raises."""
        other = self.uid != os.geteuid()
        return subprocess.run(  # noqa: S603 -- fixed programs of PostgreSQL and coreutils
            list(command),
            capture_output=True,
            check=False,
            cwd="/",
            env=program_environment(),
            errors="replace",
            extra_groups=[] if other else None,
            group=self.gid if other else None,
            stdin=subprocess.DEVNULL,
            text=True,
            user=self.uid if other else None,
        )

    def may_enter(self, folder: Path) -> bool:
        """Whether the account can reach what lies in the folder."""
        if self.uid == os.geteuid():
            return os.access(folder, os.X_OK)
        # Asked of the kernel as the account itself: access lists count, not only mode bits.
        return self.run(["test", "-x", str(folder)]).returncode == 0

    def give(self, path: Path) -> None:
        """Make the account the owner of a file or folder that this process made."""
        if self.uid != os.geteuid():
            os.chown(path, self.uid, self.gid)


def program_environment() -> dict[str, str]:
    """What a program of PostgreSQL is told: nothing about a server, and to speak English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    # Its words are searched for their cause.
    return kept | {"LC_ALL": "C.UTF-8"}


def cluster_account() -> Account:
    """The account for the cluster: the person's own, or an unprivileged one where root runs."""
    current = Account.current()
    if current.uid != 0:
        return current
    try:
        entry = pwd.getpwnam(SERVICE_ACCOUNT)
    except KeyError:
        _create_service_account(current)
        entry = pwd.getpwnam(SERVICE_ACCOUNT)
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def _create_service_account(root: Account) -> None:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    command = [
        "useradd",
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        f"/var/lib/{SERVICE_ACCOUNT}",
        "--shell",
        "/usr/sbin/nologin",
        SERVICE_ACCOUNT,
    ]
    made = root.run([program, *command[1:]]) if program else None
    # 9: another command made it in the meantime.
    if made is None or made.returncode not in {0, 9}:
        raise ClusterError(
            f"PostgreSQL does not run as root, and the account {SERVICE_ACCOUNT} could not be made"
            f"{': ' + made.stderr.strip() if made else '.'}",
            f"Make it with: {' '.join(command)}. Or run this as an ordinary user.",
        )
