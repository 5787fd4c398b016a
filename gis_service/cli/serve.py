"""`landsbyatlas serve`: the private cluster, then the service; the cluster is stopped last."""

import ctypes
import errno
import ipaddress
import os
import signal
import socket
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

from db.errors import AtlasError
from db.installation import Installation, Registry
from db.night import nightly
from db.sealer import sealed
from gis_service.cli.progress import ProgressBar
from gis_service.demo.recipe import Size
from gis_service.demo.service import make_demo
from gis_service.settings import ServiceSettings
from maps.basemap_files import begin as begin_base_map

APPLICATION = "gis_service.app:create_app"
_PR_SET_PDEATHSIG = 1


class AddressError(AtlasError):
    """The service cannot listen where it was asked to."""


class ServiceError(AtlasError):
    """The service ended without being asked to."""


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; only this machine's own.")] = (
        "127.0.0.1"
    ),
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
    refuse_foreign_host(host)
    refuse_taken_port(host, port)
    # Workers read it again; here a slip is told before anything is started.
    ServiceSettings.read(os.environ)
    installation = Installation.here()
    with _termination_is_interruption(), installation.running("serve"):
        installation.prepare()
        if demo_if_empty:
            make_demo_if_empty(installation)
        begin_base_map(installation.data.path)
        shown = installation.active()
        address = f"[{host}]" if ":" in host else host
        sys.stdout.write(
            f"Landsbyatlas: http://{address}:{port}"
            f" ({'demo registry, invented' if shown is Registry.DEMO else 'the real registry'})\n"
            f"Data folder:  {installation.data.path}\n"
            "Ctrl-C stops the service and its database.\n"
        )
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


def refuse_foreign_host(host: str) -> None:
    """Until people sign in, the service is for this machine alone."""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise AddressError(
            f"The service does not listen on {host}: nobody signs in yet, so it answers this"
            " machine only.",
            "Use --host 127.0.0.1, and reach it from elsewhere through ssh -L 8000:127.0.0.1:8000.",
        )


def refuse_taken_port(host: str, port: int) -> None:
    """Ask for the port before anything is started, since the server would share a taken one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Connections of a service that just stopped must not count; one that listens does.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise AddressError(
                    f"Port {port} is taken by another program (perhaps by Landsbyatlas itself).",
                    f"Stop that, or take another port: make run PORT={port + 1}"
                    f" (landsbyatlas serve --port {port + 1}).",
                ) from error
            raise AddressError(
                f"The service cannot listen on {host} port {port}: {error.strerror}.",
                "Take a port above 1023 on 127.0.0.1.",
            ) from error


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
