"""What can go wrong in an installation, told in plain words with the next step."""


class AtlasError(Exception):
    """Something that the person at the keyboard can mend.

    Attributes:
        message: What happened, in one sentence.
        next_step: What to do about it.
    """

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(message, next_step)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}"


class SettingsError(AtlasError):
    """A setting from the environment is unknown or cannot be right."""


class FolderError(AtlasError):
    """The data folder cannot be made, entered or trusted."""


class ClusterError(AtlasError):
    """The private PostgreSQL cluster cannot be made, started or stopped."""


class DatabaseError(AtlasError):
    """A registry's database cannot be reached, or is not fit to hold a registry."""


class BackupError(AtlasError):
    """A backup cannot be made, read or restored."""
