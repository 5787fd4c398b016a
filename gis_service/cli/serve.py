"""`landsbyatlas serve`: the private cluster, then the service; the cluster is stopped last."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated, Any

import typer
from granian import Granian
from granian._internal import load_target
from granian.constants import Interfaces
from granian.log import LogLevels

from db.data_folder import CONTEXT_KEY, DataFolder
from db.errors import AtlasError
from db.installation import Installation, Registry
from db.night import nightly
from db.sealer import sealed
from db.sealing import SIGNING_KEY
from db.staff.staff import at_once
from gis_service.cli.demo import table
from gis_service.cli.listening import address_of, refuse_open_host, refuse_taken_port
from gis_service.cli.progress import ProgressBar
from gis_service.demo.people import make_people
from gis_service.demo.recipe import Size
from gis_service.demo.service import make_demo
from gis_service.resources import PAGE_SECRET
from gis_service.settings import ServiceSettings
from gis_service.signin import links
from gis_service.signin.vault import KEY_FILE
from maps.basemap_files import begin as begin_base_map

APPLICATION = "gis_service.app:create_app"
_PR_SET_PDEATHSIG = 1


class ServiceError(AtlasError):
    """The service ended without being asked to."""


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; others than 127.0.0.1 only behind TLS.")
    ] = ("127.0.0.1"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 2,
    *,
    demo_if_empty: Annotated[
        bool,
        typer.Option(
            "--demo-if-empty", help="Make the demo registry first where there is nothing to show."
        ),
    ] = False,
) -> None:
    """Start the service, and the private cluster around it; Ctrl-C stops both."""
    # Workers read it again; here a slip is told before anything is started.
    settings = ServiceSettings.read(os.environ)
    refuse_open_host(host, settings)
    refuse_taken_port(host, port)
    installation = Installation.here()
    with _termination_is_interruption(), installation.running("serve"):
        installation.prepare()
        refuse_guessable_secrets(installation.data)
        if demo_if_empty:
            make_demo_if_empty(installation)
        begin_base_map(installation.data.path)
        shown = installation.active()
        address = address_of(host, port, settings)
        sys.stdout.write(
            f"Landsbyatlas: {address}"
            f" ({'demo registry, invented' if shown is Registry.DEMO else 'the real registry'})\n"
            f"Data folder:  {installation.data.path}\n"
            f"{first_link(installation, address)}"
            "Ctrl-C stops the service and its database.\n"
        )
        if shown is Registry.DEMO:
            sys.stdout.write(f"\n{table(make_people(installation))}\n")
        sys.stdout.flush()
        try:
            with (
                installation.looked_after(_tell),
                nightly(installation, _tell),
                sealed(installation, _tell),
            ):
                _answer(host, port, workers)
        finally:
            # The cluster is stopped in peace: a second Ctrl-C would only leave it behind.
            for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(each, signal.SIG_IGN)
    sys.stdout.write("Stopped.\n")


def make_demo_if_empty(installation: Installation) -> None:
    """Give a newcomer something to look at; never in a database that somebody else runs."""
    if installation.external is not None or installation.active() is Registry.DEMO:
        return
    if not installation.is_empty(Registry.REAL):
        return
    sys.stdout.write("Nothing is imported yet: making the demo registry (invented properties).\n")
    sys.stdout.flush()
    with ProgressBar("Preparing") as bar:
        make_demo(installation, Size.SMALL, seed=1, progress=bar.show)


def first_link(installation: Installation, address: str) -> str:
    """What a new installation tells whoever starts it: how she makes the first administrator.

    Nothing where there is one, or the demo is shown, which has people of its own.
    """
    if installation.active() is Registry.DEMO:
        return ""
    token = at_once(installation.database(), links.make_first)
    if token is None:
        return ""
    return (
        "Nobody can sign in yet. Make the first administrator here (good once, for a day;"
        " another: landsbyatlas staff first):\n"
        f"  {address}/link/{token}\n"
    )


def refuse_guessable_secrets(data: DataFolder) -> None:
    """Tell of a secret that is no secret before anything is started with it."""
    for name in (CONTEXT_KEY, SIGNING_KEY, PAGE_SECRET, KEY_FILE):
        data.kept_secret(name)


def _tell(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def _answer(host: str, port: int, workers: int) -> None:
    server = Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        factory=True,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        # Long answers (an export) may end; one that hangs may not keep the cluster from stopping.
        workers_kill_timeout=10,
    )

    def close_with_the_terminal() -> None:
        # The server would take a hang-up as the wish to reload.
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)

    server.on_startup(close_with_the_terminal)
    try:
        server.serve(target_loader=_load)
    except SystemExit:
        raise ServiceError(
            "The service stopped by itself: its processes do not keep running.",
            "The reason stands above. Start it again when that is mended.",
        ) from None


def _load(target: str) -> Callable[..., Any]:
    """Build the application in a worker that does not outlive its parent, even after kill -9."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died in between
            raise SystemExit(1)
    application: Callable[..., Any] = load_target(target, factory=True)
    return application


@contextmanager
def _termination_is_interruption() -> Iterator[None]:
    """Let SIGTERM and a closed terminal end the command as Ctrl-C does, through every `finally`."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, interrupt)
    yield
