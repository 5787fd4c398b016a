"""How many exports are written at once: each holds a connection and a look at the registry."""

from threading import BoundedSemaphore
from typing import Annotated, Final

from fastapi import Depends, Request

from gis_service.errors import Conflict

AT_ONCE: Final = 4
PATIENCE_S: Final = 5
_BUSY: Final = Conflict(
    da="Der hentes allerede så mange lister, som tjenesten kan skrive ad gangen.",
    en="As many lists are being downloaded as the service can write at once.",
    next_da="Vent et minut og hent igen.",
    next_en="Wait a minute and download again.",
)


class ExportDesk:
    """Lets so many exports through at once; the next waits a little, then is asked to return."""

    def __init__(self, at_once: int = AT_ONCE, patience_s: float = PATIENCE_S) -> None:
        self._places = BoundedSemaphore(at_once)
        self._patience_s = patience_s

    def enter(self) -> None:
        """Take a place; refused where none comes free in time."""
        if not self._places.acquire(timeout=self._patience_s):
            raise _BUSY

    def leave(self) -> None:
        """Give the place back."""
        self._places.release()


def _desk(request: Request) -> ExportDesk:
    desk: ExportDesk = request.state.exports
    return desk


Desk = Annotated[ExportDesk, Depends(_desk)]
