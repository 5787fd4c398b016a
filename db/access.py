"""Who may see what: the rights, the roles that hold them, and the viewer they are asked for."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """A right, written `<scope>:<resource>:<action>`."""

    READ_LAYERS = "map:layers:read"
    READ_SOCIAL_BANDS = "map:social_bands:read"
    EXPORT_LAYERS = "map:layers:export"
    READ_IMPORTS = "registry:imports:read"
    RUN_IMPORTS = "registry:imports:run"


class Role(StrEnum):
    """What a person does at work; decides her permissions."""

    PLANNER = "planner"


ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.PLANNER: frozenset(
        {
            Permission.READ_LAYERS,
            Permission.READ_SOCIAL_BANDS,
            Permission.EXPORT_LAYERS,
            Permission.READ_IMPORTS,
            Permission.RUN_IMPORTS,
        }
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody who looks at the registry, in one role and for some municipalities.

    Attributes:
        registries: Municipality codes that the viewer may see; None means all of the installation.
    """

    role: Role
    registries: frozenset[str] | None

    def may(self, permission: Permission) -> bool:
        """Whether the viewer's role holds the permission."""
        return permission in ROLE_PERMISSIONS[self.role]

    @property
    def scope(self) -> str:
        """What makes two viewers see the same: role and municipalities, as text for cache keys."""
        codes = "*" if self.registries is None else ",".join(sorted(self.registries))
        return f"{self.role}:{codes}"


PLANNER_OF_ALL = Viewer(role=Role.PLANNER, registries=None)
