"""What an administrator is asked before something is done, and what follows from it."""

from dataclasses import dataclass
from enum import StrEnum

from db.staff.requests import What
from gis_service.web.speech import Speech


class Asked(StrEnum):
    """What is asked once before it is done."""

    LINK = "link"
    REMOVE_FACTOR = "remove factor"
    CLOSE = "close"
    REOPEN = "reopen"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    CLOSE_UNIT = "close unit"
    END_DEPUTY = "end deputy"
    REMOVE_MAPPING = "remove mapping"


def way_words(speech: Speech) -> dict[str, str]:
    """What the pages that belong together are called, by address."""
    _ = speech._
    return {
        "/administration": _("Accounts"),
        "/administration/enheder": _("Units"),
        "/stedfortraedere": _("Deputies"),
        "/administration/roller": _("What each role may do"),
        "/administration/identitet": _("Sign-in through the municipality"),
        "/ledelse": _("Emergency accesses"),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWords:
    """A question, what follows from saying yes, and what the button says."""

    title: str
    follows: tuple[str, ...]
    button: str


def asked_words(speech: Speech, asked: Asked, name: str) -> AskedWords:
    """What is asked about somebody or something that is called by name."""
    _ = speech._
    two = _("Where the account opens a confidential room, another administrator must confirm it.")
    found = {
        Asked.LINK: (
            _("Make a link for %(name)s?"),
            (
                _("The link is good once and for a day; one that was made before is good no more."),
                _("When a new password is chosen, open sessions and tokens of the account end."),
                two,
            ),
            _("Make the link"),
        ),
        Asked.REMOVE_FACTOR: (
            _("Ask for the second factor of %(name)s to be removed?"),
            (
                _("Another administrator must confirm it before anything happens."),
                _("Then the password alone opens the account, until a new one is set up."),
                _("Open sessions end, and the account is told."),
            ),
            _("Ask for it"),
        ),
        Asked.CLOSE: (
            _("Close the account of %(name)s?"),
            (
                _("Nobody can sign in with it; open sessions and tokens end at once."),
                _("What was done with the account stays told as hers or his."),
                _("It can be opened again."),
            ),
            _("Close the account"),
        ),
        Asked.REOPEN: (
            _("Open the account of %(name)s again?"),
            (
                _("Role, unit, password and second factor are as they were."),
                _("Sessions and tokens from before stay ended."),
            ),
            _("Open the account"),
        ),
        Asked.CONFIRM: (
            _("Confirm: %(name)s?"),
            (
                _("You make sure that the person in question has asked for it herself."),
                _("It is done at once, and the account is told. A link is shown to you once."),
                _("Both of you stand in the log."),
            ),
            _("Confirm"),
        ),
        Asked.REFUSE: (
            _("Refuse: %(name)s?"),
            (_("Nothing is done. It can be asked for again."),),
            _("Refuse"),
        ),
        Asked.CLOSE_UNIT: (
            _("Close the unit %(name)s?"),
            (
                _("Nobody new is put in it; whoever is in it stays until you move her."),
                _("What it has written stays its own."),
                _("It can be opened again."),
            ),
            _("Close the unit"),
        ),
        Asked.END_DEPUTY: (
            _("End it now: %(name)s?"),
            (_("The deputy sees no more of it from her next request on; both are told."),),
            _("End it"),
        ),
        Asked.REMOVE_MAPPING: (
            _("Remove the rule %(name)s?"),
            (
                _("Whoever has no other rule is not let in at her next sign-in."),
                _("It can be added again."),
            ),
            _("Remove the rule"),
        ),
    }
    title, follows, button = found[asked]
    return AskedWords(title=title % {"name": name}, follows=follows, button=button)


def request_words(speech: Speech, what: str, name: str) -> str:
    """What one administrator asked another to confirm."""
    _ = speech._
    return {
        What.RESET_LINK: _("A new link for %(name)s"),
        What.SECOND_FACTOR_REMOVAL: _("Removal of the second factor of %(name)s"),
    }[What(what)] % {"name": name}
