"""The command as a module: `python -m gis_service.cli`."""

from gis_service.cli.main import run

run()
