"""Move the private cluster to a newer PostgreSQL: dumped by the old, restored by the new."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from db import databases
from db.backup import keep
from db.cluster import Cluster
from db.contents import Progress
from db.data_folder import DataFolder
from db.errors import ClusterError
from db.postgres_programs import data_major, find_programs
from db.restore import bring


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A cluster that was moved.

    Attributes:
        aside: Where the old data are kept until somebody removes them.
    """

    before: int
    after: int
    databases: tuple[str, ...]
    aside: Path


def upgrade_cluster(cluster: Cluster, progress: Progress | None = None) -> Move | None:
    """Move the cluster to the newest PostgreSQL that is installed; None where it is there."""
    before = data_major(cluster.folder)
    if before is None:
        raise ClusterError(
            f"There is no cluster in {cluster.data.path} yet.",
            "The next start makes one, with the newest PostgreSQL that is installed.",
        )
    find_programs(cluster.folder)  # refuses where the old programs are gone
    if find_programs(_successor(cluster).folder).major <= before:
        return None
    return move(cluster, progress)


def move(cluster: Cluster, progress: Progress | None = None) -> Move:
    """Bring every database into a new cluster, check it there, and set the old data aside.

    Until the last step the old cluster is as it was.
    """
    if cluster.aside().exists():
        raise ClusterError(
            f"{cluster.aside()} stands there from an earlier upgrade.",
            "Look whether all is in place, then remove it or move it away.",
        )
    before = data_major(cluster.folder) or 0
    successor = _successor(cluster)
    with cluster.alone():
        _clear(successor)
        try:
            successor.start()
            after = data_major(successor.folder) or 0
            moved = _bring_all(cluster, successor, progress)
            aside = cluster.give_way(successor)
        finally:
            _clear(successor)
    return Move(before=before, after=after, databases=moved, aside=aside)


def _bring_all(cluster: Cluster, successor: Cluster, progress: Progress | None) -> tuple[str, ...]:
    old = cluster.database(databases.MAINTENANCE).as_owner()
    new = successor.database(databases.MAINTENANCE).as_owner()
    moved = tuple(databases.names(old))
    for name in moved:
        path = successor.data.path / f"{name}.backup"
        manifest = keep(databases.at(old, name), path, progress)
        # Who is whom is asked of the operating system here, so logins have no secrets.
        bring(new, path, manifest, name, secrets={}, progress=progress)
        path.unlink()
    return moved


def _successor(cluster: Cluster) -> Cluster:
    """The cluster that is to take the place, in a data folder of its own inside the first."""
    folder = DataFolder(path=cluster.data.path / "upgrade", account=cluster.data.account)
    return Cluster(data=folder, extra=cluster.extra)


def _clear(successor: Cluster) -> None:
    """Stop and remove what was made on the way, also what a killed upgrade left."""
    successor.stop()
    if successor.data.path.exists():
        shutil.rmtree(successor.data.path)
