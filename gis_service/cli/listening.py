"""Where the service listens, and what has to be there before others may reach it."""

import errno
import ipaddress
import socket

from db.errors import AtlasError
from gis_service.settings import ServiceSettings

_FROM_ELSEWHERE = (
    "Put a reverse proxy with TLS before it, and set LANDSBYATLAS_SECURE_COOKIES=yes,"
    " LANDSBYATLAS_TRUSTED_PROXIES to its address and LANDSBYATLAS_HOSTS to its name; or use"
    " --host 127.0.0.1."
)


class AddressError(AtlasError):
    """The service cannot listen where it was asked to."""


def refuse_open_host(host: str, settings: ServiceSettings) -> None:
    """Beyond this machine only behind TLS: passwords and cookies would else be read on the way."""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        raise AddressError(
            f"The service does not listen on {host}: it is not an address of this machine.",
            "Use --host 127.0.0.1, or the address of a network card.",
        ) from None
    if loopback:
        return
    missing = [
        name
        for name, is_there in (
            ("LANDSBYATLAS_SECURE_COOKIES=yes", settings.signin.is_secure),
            ("LANDSBYATLAS_TRUSTED_PROXIES", bool(settings.proxies)),
            ("LANDSBYATLAS_HOSTS", bool(settings.hosts)),
        )
        if not is_there
    ]
    if missing:
        raise AddressError(
            f"The service does not listen on {host} without TLS before it:"
            f" {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set.",
            _FROM_ELSEWHERE,
        )


def address_of(host: str, port: int, settings: ServiceSettings) -> str:
    """Where browsers reach the service: the proxy's name where there is one."""
    if settings.hosts and settings.signin.is_secure:
        return f"https://{min(settings.hosts)}{settings.root_path}"
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}{settings.root_path}"


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
