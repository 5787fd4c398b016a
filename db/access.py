"""Who may see what: the rights, the roles that hold them, and the viewer they are asked for."""

from dataclasses import dataclass
from enum import StrEnum

from db.logins import ApplicationRole

_CLOSED_ROOMS = frozenset({"cases", "social", "private"})


class Permission(StrEnum):
    """A right, written `<scope>:<resource>:<action>`."""

    READ_LAYERS = "map:layers:read"
    READ_SOCIAL_BANDS = "map:social_bands:read"
    EXPORT_LAYERS = "map:layers:export"
    READ_IMPORTS = "registry:imports:read"
    RUN_IMPORTS = "registry:imports:run"
    RUN_FLAG_IMPORTS = "social:flags:import"
    READ_CASES = "cases:heads:read"
    WRITE_CASES = "cases:heads:write"
    READ_WORKLOAD = "cases:workload:read"
    READ_INVOLVEMENT = "social:involvement:read"
    READ_FLAGS = "social:flags:read"
    READ_NOTES = "social:notes:read"
    WRITE_NOTES = "social:notes:write"
    USE_EMERGENCY_ACCESS = "social:notes:emergency"
    REVIEW_EMERGENCY_ACCESS = "audit:emergency:review"
    KEEP_PRIVATE_LOG = "private:entries:write"
    READ_AUDIT = "audit:lines:read"
    EDIT_RETENTION = "audit:retention:write"
    MANAGE_ACCOUNTS = "staff:accounts:write"
    NAME_DEPUTIES = "staff:deputies:write"
    SEE_AS_ROLE = "staff:roles:read"

    @property
    def is_confidential(self) -> bool:
        """Whether what it opens tells of a closed room, were it only in bands."""
        return self is Permission.READ_SOCIAL_BANDS or self.partition(":")[0] in _CLOSED_ROOMS


class Role(StrEnum):
    """What a person does at work; decides her permissions."""

    PLANNER = "planner"
    INSPECTOR = "inspector"
    APPLICANT = "applicant"
    SOCIAL_WORKER = "social_worker"
    COORDINATOR = "coordinator"
    ADVISER = "adviser"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    DATA_PROTECTION_OFFICER = "data_protection_officer"

    @property
    def in_database(self) -> ApplicationRole:
        """The database role that a transaction of hers takes."""
        return ApplicationRole(f"atlas_{self}")


_MAP = frozenset({Permission.READ_LAYERS, Permission.READ_IMPORTS})

# One row a role, as the municipality's own people divide the work. What is not here is denied.
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.PLANNER: _MAP
    | {Permission.READ_SOCIAL_BANDS, Permission.EXPORT_LAYERS, Permission.RUN_IMPORTS},
    Role.INSPECTOR: _MAP | {Permission.READ_CASES},
    # Never the social layer: what an application rests on is houses and money.
    Role.APPLICANT: _MAP | {Permission.EXPORT_LAYERS},
    Role.SOCIAL_WORKER: _MAP
    | {
        Permission.READ_CASES,
        Permission.WRITE_CASES,
        Permission.READ_INVOLVEMENT,
        Permission.READ_FLAGS,
        Permission.READ_NOTES,
        Permission.WRITE_NOTES,
        Permission.USE_EMERGENCY_ACCESS,
    },
    # That a unit is there and when it looks again; content only of her own unit.
    Role.COORDINATOR: _MAP
    | {
        Permission.READ_SOCIAL_BANDS,
        Permission.RUN_FLAG_IMPORTS,
        Permission.READ_CASES,
        Permission.WRITE_CASES,
        Permission.READ_INVOLVEMENT,
        Permission.READ_NOTES,
        Permission.WRITE_NOTES,
        Permission.USE_EMERGENCY_ACCESS,
        Permission.NAME_DEPUTIES,
    },
    # Nothing flows from her to a case unless she sends it, so she holds no right in cases at all.
    Role.ADVISER: frozenset({Permission.READ_LAYERS, Permission.KEEP_PRIVATE_LOG}),
    Role.LEADER: _MAP
    | {
        Permission.READ_SOCIAL_BANDS,
        Permission.READ_WORKLOAD,
        Permission.REVIEW_EMERGENCY_ACCESS,
        Permission.NAME_DEPUTIES,
    },
    # Configures, and sees no content: not even the map's properties need her.
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.MANAGE_ACCOUNTS,
            Permission.NAME_DEPUTIES,
            Permission.SEE_AS_ROLE,
        }
    ),
    Role.DATA_PROTECTION_OFFICER: frozenset({Permission.READ_AUDIT, Permission.EDIT_RETENTION}),
}

# Whoever reaches these rooms proves herself twice.
SECOND_FACTOR_SCOPES = frozenset({"social", "private", "audit", "staff"})


# Whoever has the machine itself is not signed in.
COMMAND_LINE = "planner"


def needs_second_factor(role: Role) -> bool:
    """Whether the role reaches a room that a password alone does not open."""
    return any(
        permission.partition(":")[0] in SECOND_FACTOR_SCOPES
        for permission in ROLE_PERMISSIONS[role]
    )


def opens_room(role: Role) -> bool:
    """Whether what the role reaches is too much for one administrator alone to take over."""
    return needs_second_factor(role) or any(
        permission.partition(":")[0] in _CLOSED_ROOMS for permission in ROLE_PERMISSIONS[role]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody who looks at the registry, in one role and for some municipalities.

    Attributes:
        registries: Municipality codes that the viewer may see; None means all of the installation.
        account: Her number; None for whoever works at the command line.
        name: What others read beside what she changed.
        municipality: The municipality whose lists and imports are hers; None at the command line,
            which serves them all.
        permissions: What she asks with less than her role holds, as by a token made for less; None
            for all of it.
    """

    role: Role
    registries: frozenset[str] | None
    account: int | None = None
    name: str = COMMAND_LINE
    municipality: str | None = None
    permissions: frozenset[Permission] | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the viewer's role holds the permission, and she asks with it."""
        is_asked = self.permissions is None or permission in self.permissions
        return is_asked and permission in ROLE_PERMISSIONS[self.role]

    @property
    def scope(self) -> str:
        """What makes two viewers see the same: role, municipalities and what narrows the role."""
        codes = "*" if self.registries is None else ",".join(sorted(self.registries))
        narrowed = "" if self.permissions is None else f":{','.join(sorted(self.permissions))}"
        return f"{self.role}:{codes}{narrowed}"


PLANNER_OF_ALL = Viewer(role=Role.PLANNER, registries=None)
"""Whoever works at the command line of the machine: a planner who sees all registries."""
