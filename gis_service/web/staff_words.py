"""What roles, rights and notices are called on pages."""

from db.access import Permission, Role
from gis_service.roles import ROLES
from gis_service.web.speech import Speech


def role_words(speech: Speech, role: Role) -> str:
    """A role as people call it at work."""
    return speech.words(ROLES[role])


def permission_words(speech: Speech, permission: Permission) -> str:
    """A right in words: what whoever holds it may do."""
    _ = speech._
    return {
        Permission.READ_LAYERS: _("Read the map and its lists"),
        Permission.READ_SOCIAL_BANDS: _("Read the bands of villages"),
        Permission.EXPORT_LAYERS: _("Take lists out as files"),
        Permission.READ_IMPORTS: _("Read the imports"),
        Permission.RUN_IMPORTS: _("Import files"),
        Permission.RUN_FLAG_IMPORTS: _("Import flags of social cases"),
        Permission.READ_CASES: _("Read the heads of the cases that are hers to read"),
        Permission.WRITE_CASES: _("Open cases and change their heads"),
        Permission.READ_WORKLOAD: _("Read how many cases there are, not where"),
        Permission.READ_INVOLVEMENT: _("Read that a unit is involved in a property"),
        Permission.READ_FLAGS: _("Read the flags of her own unit"),
        Permission.READ_NOTES: _("Read the notes of her own unit"),
        Permission.WRITE_NOTES: _("Write notes for her own unit"),
        Permission.USE_EMERGENCY_ACCESS: _(
            "Read another unit's notes on one property in an emergency, with a reason"
        ),
        Permission.REVIEW_EMERGENCY_ACCESS: _("Review emergency accesses"),
        Permission.KEEP_PRIVATE_LOG: _("Keep a contact log that nobody else can read"),
        Permission.READ_AUDIT: _("Read the log of who saw and changed what"),
        Permission.EDIT_RETENTION: _("Decide how long things are kept"),
        Permission.MANAGE_ACCOUNTS: _("Manage accounts and units"),
        Permission.NAME_DEPUTIES: _("Name deputies"),
        Permission.SEE_AS_ROLE: _("See what each role may do"),
    }[permission]


def state_words(speech: Speech, state: str) -> str:
    """What an account's state is called."""
    _ = speech._
    return {
        "invited": _("Invited, has not chosen a password"),
        "active": _("Open"),
        "closed": _("Closed"),
    }[state]


def verb_words(speech: Speech, verb: str) -> str:
    """What a role does in a table, as SQL calls it, in words."""
    _ = speech._
    return {
        "select": _("reads"),
        "insert": _("adds"),
        "update": _("changes"),
        "delete": _("deletes"),
    }[verb]


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
        "changed": _("%(name)s changed your name, role or unit here.") % {"name": name},
        "emergency access": _("%(name)s read another unit's notes in an emergency.")
        % {"name": name},
        "deputy": _("You act for %(name)s while she is away.") % {"name": name},
        "has deputy": _("%(name)s acts for you while you are away.") % {"name": name},
        "deputy ended": _("Nobody acts for %(name)s under that arrangement any more.")
        % {"name": name},
        "reopened": _("%(name)s opened your account again.") % {"name": name},
    }.get(kind, kind)
