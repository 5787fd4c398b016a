"""A cluster that dies under a running service is started again, without anybody being asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from db.cluster import Cluster
from db.errors import AtlasError

_PAUSE_S = 2.0
Tell = Callable[[str], None]


@contextmanager
def revived(cluster: Cluster, tell: Tell, pause_s: float = _PAUSE_S) -> Iterator[None]:
    """Look after a cluster that the caller holds for as long as the block lasts.

    What happened is told in one line; a start that fails is told once and tried again.
    """
    ended = threading.Event()
    watch = threading.Thread(
        target=_watch, args=(cluster, tell, pause_s, ended), name="cluster watch", daemon=True
    )
    watch.start()
    try:
        yield
    finally:
        ended.set()
        watch.join()


def _watch(cluster: Cluster, tell: Tell, pause_s: float, ended: threading.Event) -> None:
    told = ""
    while not ended.wait(pause_s):
        if cluster.running() is not None:
            continue
        try:
            cluster.start()
        except (AtlasError, OSError) as error:
            if str(error) != told:
                told = str(error)
                tell(f"The database stopped, and does not start again: {told}")
        else:
            told = ""
            tell("The database had stopped and was started again; nothing committed is lost.")
