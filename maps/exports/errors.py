"""What can be refused of an export."""

from db.errors import AtlasError


class ExportError(AtlasError):
    """An export cannot be made as it was asked for."""
