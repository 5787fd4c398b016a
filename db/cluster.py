"""The private PostGIS cluster: started by the first that needs it, stopped by the last."""

import shlex
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from db.cluster_files import (
    PORT,
    SUPERUSER,
    Postmaster,
    read_postmaster,
    socket_files,
    socket_folder,
    write_configuration,
)
from db.data_folder import CONTEXT_KEY, DataFolder, full_disk
from db.database import Database
from db.databases import create, drop
from db.errors import ClusterError
from db.holders import Holder, Holders
from db.postgres_programs import data_major, find_programs

# A crash in the middle of a large import is recovered from the log at its own pace.
_PATIENCE_S = 600
_LEFTOVERS_PATIENCE_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A PostgreSQL cluster of our own in the data folder, reached through a socket only we enter.

    Attributes:
        data: The data folder, whose account the server runs as.
        extra: Settings over our own, for instance `fsync` off in tests.
    """

    data: DataFolder
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.data.path / "cluster"

    @property
    def log(self) -> Path:
        """What the server had to say."""
        return self.data.path / "cluster.log"

    @property
    def _holders(self) -> Holders:
        return Holders(folder=self.data.path / "holders")

    @contextmanager
    def held(self, purpose: str) -> Iterator[None]:
        """Have the cluster running for as long as the block lasts; the last holder stops it."""
        self.data.open()
        with self._holders.alone():
            self._start()
            slip = self._holders.join(purpose)
        try:
            yield
        finally:
            with self._holders.alone():
                slip.tear()
                if not self._holders.present():
                    self._stop()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Have the cluster running for this command only: others wait, and it is stopped after."""
        self.data.open()
        with self._holders.alone():
            self._refuse_used()
            self._start()
            try:
                yield
            finally:
                self._stop()

    def start(self) -> None:
        """Make, recover or adopt the cluster, and wait until it answers."""
        self.data.open()
        with self._holders.alone():
            self._start()

    def stop(self) -> None:
        """Stop the cluster; refused while another command uses it."""
        if not self.data.path.is_dir():
            return
        with self._holders.alone():
            self._refuse_used()
            self._stop()

    def holders(self) -> tuple[Holder, ...]:
        """Which commands use the cluster now."""
        if not self.data.path.is_dir():
            return ()
        with self._holders.alone():
            return self._holders.present()

    def aside(self) -> Path:
        """Where the data of this cluster are set aside when another takes its place."""
        return self.data.path / f"cluster-{data_major(self.folder)}"

    def give_way(self, successor: "Cluster") -> Path:
        """Have another's data take the place of ours, inside `alone`; where ours are kept."""
        self._stop()
        successor.stop()
        aside = self.aside()
        self.folder.rename(aside)
        successor.folder.rename(self.folder)
        return aside

    def running(self) -> Postmaster | None:
        """The server that runs on the cluster, whoever started it."""
        return read_postmaster(self.folder)

    def database(self, name: str) -> Database:
        """A database of the cluster, whether it exists yet or not."""
        running = self.running()
        socket = (running.socket if running else None) or socket_folder(self.data)
        return Database(
            host=str(socket),
            port=PORT,
            name=name,
            owner=self._superuser(socket, name),
            context_key=self.data.kept_secret(CONTEXT_KEY),
        )

    def create_database(self, name: str, *, template: str = "template0") -> Database:
        """Make a database where it is absent."""
        try:
            create(self.database("postgres").as_owner(), name, template)
        except psycopg.errors.DiskFull as error:
            raise full_disk(self.folder, 0) from error
        return self.database(name)

    def drop_database(self, name: str) -> None:
        """Remove a database and everything in it, whoever is connected."""
        drop(self.database("postgres").as_owner(), name)

    @staticmethod
    def _superuser(socket: Path, name: str) -> str:
        return make_conninfo(
            host=str(socket),
            port=PORT,
            dbname=name,
            user=SUPERUSER,
            application_name="landsbyatlas owner",
        )

    def _refuse_used(self) -> None:
        present = self._holders.present()
        if present:
            who = ", ".join(f"{holder.purpose} (process {holder.pid})" for holder in present)
            raise ClusterError(f"The cluster is in use by {who}.", "Stop that first, with Ctrl-C.")

    def _refuse_half_replaced(self) -> None:
        """Never make an empty cluster where one was set aside and its successor did not arrive."""
        aside = sorted(self.data.path.glob("cluster-*"))
        if aside:
            raise ClusterError(
                f"An upgrade was interrupted: {self.folder} is missing, and its data are in"
                f" {aside[-1]}.",
                f"Put them back: mv {aside[-1]} {self.folder} Then run: landsbyatlas db upgrade",
            )

    def _start(self) -> None:
        if self.running():
            # Somebody's `serve` was killed and left it, or another holder has it.
            self._await_answer()
            return
        programs = find_programs(self.folder)  # refuses data of another major
        self.data.refuse_full()
        if data_major(self.folder) is None:
            self._refuse_half_replaced()
            self._initialise(programs.path("initdb"))
        socket = socket_folder(self.data)
        self.data.private_folder(socket)
        try:
            configuration = write_configuration(
                self.data.path / "configuration", socket, self.extra
            )
        except OSError as error:
            raise self.data.trouble(error) from error
        # No server of ours runs (asked above), so a number in these files is a stranger's by now.
        for stale in (self.folder / "postmaster.pid", *socket_files(socket)):
            stale.unlink(missing_ok=True)
        self._launch(programs.path("pg_ctl"), configuration)
        self._await_answer()

    def _initialise(self, initdb: str) -> None:
        # Renamed when whole: a kill in the middle leaves no half cluster behind.
        fresh = self.data.path / "cluster.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self.data.private_folder(fresh)
        made = self.data.account.run(
            [
                initdb,
                f"--pgdata={fresh}",
                f"--username={SUPERUSER}",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums",
                "--auth-local=peer",
                "--auth-host=reject",
                *(["--no-sync"] if self.extra.get("fsync") == "off" else []),
            ]
        )
        if made.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise self._diagnose(made.stderr, "The cluster could not be made")
        fresh.rename(self.folder)

    def _launch(self, pg_ctl: str, configuration: Path) -> None:
        """Start the server in a session of its own, so that Ctrl-C reaches the service first."""
        self.log.touch(mode=0o600)
        self.log.write_bytes(b"")
        self.data.account.give(self.log)
        options = f"-c config_file={shlex.quote(str(configuration))}"
        command = [pg_ctl, "start", "-D", str(self.folder), "-l", str(self.log), "-o", options]
        deadline = time.monotonic() + _LEFTOVERS_PATIENCE_S
        while True:
            started = self.data.account.run([*command, "-w", "-t", str(_PATIENCE_S), "-s"])
            if started.returncode == 0:
                return
            told = self.log.read_text(encoding="utf-8", errors="replace")
            # Backends of a killed server take a moment to notice that it is gone.
            leftovers = "shared memory block" in told and "still in use" in told
            if not leftovers or time.monotonic() > deadline:
                raise self._diagnose(told + started.stderr, "The cluster did not start")
            self.log.write_bytes(b"")
            time.sleep(0.2)

    def _await_answer(self) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                psycopg.connect(self.database("postgres").owner or "", connect_timeout=10).close()
            except psycopg.OperationalError as error:
                running = self.running()
                if running is None or time.monotonic() > deadline or "peer" in str(error).lower():
                    raise self._diagnose(
                        str(error), "The cluster runs, but does not answer"
                    ) from error
                time.sleep(0.1)
            else:
                return

    def _stop(self) -> None:
        if self.running() is None:
            return
        pg_ctl = find_programs(self.folder).path("pg_ctl")
        command = [pg_ctl, "stop", "-D", str(self.folder), "-w", "-s"]
        for mode, patience_s in (("fast", 120), ("immediate", 30)):
            stopped = self.data.account.run([*command, "-m", mode, "-t", str(patience_s)])
            if stopped.returncode == 0 or self.running() is None:
                return
        raise self._diagnose(stopped.stderr, "The cluster did not stop")

    def _diagnose(self, told: str, what: str) -> ClusterError:
        """What the server's own words mean to the person at the keyboard."""
        if "No space left on device" in told or "Disk quota exceeded" in told:
            full = full_disk(self.data.path, 0)
            return ClusterError(full.message, full.next_step)
        if "peer authentication failed" in told.lower():
            return ClusterError(
                f"{what}: it was started by another account.",
                "Stop it as that account (landsbyatlas db stop), then start again.",
            )
        lines = [line.strip() for line in told.splitlines() if line.strip()]
        fatal = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
        cause = (fatal or lines or ["it said nothing"])[-1]
        return ClusterError(
            f"{what}: {cause}", f"The whole story stands in {self.log}; the data are untouched."
        )
