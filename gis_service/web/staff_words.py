"""What roles, rights and notices are called on pages."""

from db.access import Permission, Role
from gis_service.web.speech import Speech


def role_words(speech: Speech, role: Role) -> str:
    """A role as people call it at work."""
    _ = speech._
    return {
        Role.PLANNER: _("Planner"),
        Role.INSPECTOR: _("Inspector"),
        Role.APPLICANT: _("Grant applicant"),
        Role.SOCIAL_WORKER: _("Social worker"),
        Role.COORDINATOR: _("Coordinator"),
        Role.ADVISER: _("Citizen adviser"),
        Role.LEADER: _("Leader"),
        Role.ADMINISTRATOR: _("Administrator"),
        Role.DATA_PROTECTION_OFFICER: _("Data protection officer"),
    }[role]


def permission_words(speech: Speech, permission: Permission) -> str:
    """A right in words; one that nobody has found words for is named as scripts name it."""
    _ = speech._
    return {
        Permission.READ_LAYERS: _("Read the map and its lists"),
        Permission.READ_SOCIAL_BANDS: _("Read the bands of villages"),
        Permission.EXPORT_LAYERS: _("Take lists out as files"),
        Permission.READ_IMPORTS: _("Read the imports"),
        Permission.RUN_IMPORTS: _("Import files"),
    }.get(permission, permission.value)


def notice_words(speech: Speech, kind: str, about: str | None) -> str:
    """What a notice tells."""
    _ = speech._
    name = about or _("Whoever runs the service")
    return {
        "locked": _("Too many wrong attempts: %(name)s has to wait before signing in.")
        % {"name": name},
        "reset": _("%(name)s made a link with which your password can be chosen anew.")
        % {"name": name},
        "second factor removed": _("%(name)s removed your second factor.") % {"name": name},
        "requested": _("Something is asked for about %(name)s that you can confirm.")
        % {"name": name},
    }.get(kind, kind)
