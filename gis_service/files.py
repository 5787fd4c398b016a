"""The files that pages are made of: our own, and those fetched from npm."""

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

OURS = Path(str(files("gis_service").joinpath("web", "static")))
FETCHED = Path(str(files("maps").joinpath("vendor")))


def mount(app: FastAPI) -> None:
    """Serve the files; a browser asks each time whether its copy is fresh."""
    app.mount("/static/vendor", StaticFiles(directory=FETCHED, check_dir=False), name="vendor")
    app.mount("/static", StaticFiles(directory=OURS, check_dir=False), name="static")
