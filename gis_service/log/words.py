"""What the log calls things: actions, rooms and kinds of rows, in both languages."""

from collections.abc import Mapping
from typing import Any, Final

from db.log.retention import Subject
from db.log.samples import Outcome
from db.recording import Event
from gis_service.roles import ROLES
from layers.catalogue import LAYERS
from layers.words import Language, Words

ACTIONS: Final[Mapping[str, Words]] = {
    "read": Words("læst", "read"),
    "search": Words("fundet ved søgning", "found by a search"),
    "tile": Words("vist på kort", "shown on a map"),
    "export": Words("hentet som fil", "taken out as a file"),
    "insert": Words("oprettet", "added"),
    "update": Words("ændret", "changed"),
    "delete": Words("slettet", "deleted"),
    "event": Words("hændelse", "event"),
}
# Rooms by their schema, and what happened by its name; one without words is shown as it is.
AREAS: Final[Mapping[str, Words]] = {
    "cases": Words("sager", "cases"),
    "social": Words("det sociale rum", "the social room"),
    "private": Words("borgerrådgiverens log", "the citizen adviser's log"),
    "staff": Words("konti og enheder", "accounts and units"),
    "work": Words("registret", "the registry"),
    "base": Words("kildernes rækker", "rows of the sources"),
    "map": Words("kortet", "the map"),
    "audit": Words("loggen og opbevaringsfrister", "the log and retention"),
    "log": Words("opbevaringsfrister", "retention"),
    Event.LOG_READ: Words("opslag i loggen", "a look into the log"),
    Event.SIGNED_IN: Words("log ind", "sign-in"),
    Event.SIGN_IN_FAILED: Words("mislykket log ind", "failed sign-in"),
    Event.LOCKED: Words("konto låst for en tid", "account locked for a while"),
    Event.PASSWORD_CHANGED: Words("adgangskode ændret", "password changed"),
    Event.FACTOR_SET: Words("to trin sat op", "second factor set up"),
    Event.FACTOR_REMOVED: Words("to trin fjernet", "second factor removed"),
    Event.TOKEN_MADE: Words("adgangsnøgle lavet", "token made"),
    Event.TOKEN_REVOKED: Words("adgangsnøgle trukket tilbage", "token revoked"),
    Event.LINK_MADE: Words("link lavet", "link made"),
    Event.LINK_USED: Words("link brugt", "link used"),
    Event.EXPORTED: Words("fil hentet", "file taken out"),
    Event.EXPORT_SENT: Words("fil sendt", "file sent"),
    Event.IMPORTED: Words("indlæsning", "import"),
    Event.IMPORT_UNDONE: Words("indlæsning fortrudt", "import taken back"),
    Event.SCREENED: Words("screening", "screening"),
    Event.ACTING_BEGUN: Words("stedfortræder begyndt", "deputy began"),
    Event.ACTING_ENDED: Words("stedfortræder holdt op", "deputy ended"),
}
TABLES: Final[Mapping[str, Words]] = {
    "case_head": Words("sag", "case"),
    "involvement": Words("enheds deltagelse i sag", "a unit's part in a case"),
    "flag": Words("social markering", "social flag"),
    "unit_note": Words("enhedsnotat", "unit note"),
    "entry": Words("indførsel", "entry"),
    "unit": Words("enhed", "unit"),
    "account": Words("konto", "account"),
    "deputy": Words("stedfortræder", "deputy"),
    "request": Words("anmodning", "request"),
    "claim_mapping": Words("rolle fra login-tjeneste", "role from the identity provider"),
    "emergency_access": Words("nødadgang", "emergency access"),
    "retention_rule": Words("opbevaringsfrist", "retention"),
    "legal_hold": Words("fastholdt ejendom", "property that is held"),
    "receipt": Words("slettekvittering", "deletion receipt"),
    "sample": Words("stikprøve", "sample"),
    "sample_line": Words("linje i stikprøve", "line of a sample"),
    "due": Words("hvad der snart slettes", "what is soon deleted"),
    "saved_list": Words("gemt liste", "saved list"),
    "dated_rule": Words("regel", "rule"),
    "screening_rule": Words("screeningsregel", "screening rule"),
    "priority_criterion": Words("prioriteringskriterium", "criterion of the priority"),
    "priority_points": Words("point til prioritering", "points of the priority"),
    "grade": Words("tilstandskarakter", "grade"),
    "registry": Words("register", "registry"),
    "municipality": Words("kommune", "municipality"),
    "place": Words("by", "place"),
    "property": Words("ejendom", "property"),
    "building": Words("bygning", "building"),
    "inspection": Words("besigtigelse", "inspection"),
    "identity": Words("ejendommens nøgler", "a property's keys"),
    "hit": Words("træffere af regler", "hits of rules"),
    "screening_run": Words("screening", "screening"),
    "screened_registry": Words("screenet register", "screened registry"),
    "column_mapping": Words("kolonnevalg", "choice of columns"),
    "import_run": Words("indlæsning", "import"),
    "import_file": Words("indlæst fil", "imported file"),
    "rejected_row": Words("afvist række", "rejected row"),
}
# What is no person's role.
_OTHERS: Final[Mapping[str, Words]] = {
    "atlas_sign_in": Words("tjenestens login", "the service signing in"),
    "atlas_social_importer": Words("indlæsning", "import"),
    "atlas_retention": Words("natlig sletning", "nightly deletion"),
    "atlas_owner": Words("teknisk ejer", "technical owner"),
}
_SERVICE: Final = Words("tjenesten", "the service")
SUBJECTS: Final[Mapping[Subject, Words]] = {
    Subject.CASE: Words("Sager", "Cases"),
    Subject.UNIT_NOTE: Words("Enhedsnotater", "Unit notes"),
    Subject.FLAG: Words("Sociale markeringer", "Social flags"),
    Subject.PRIVATE_ENTRY: Words("Borgerrådgiverens log", "The citizen adviser's log"),
    Subject.AUDIT_LINE: Words("Adgangsloggen selv", "The log itself"),
}
# From when the time of each runs.
SINCE: Final[Mapping[Subject, Words]] = {
    Subject.CASE: Words("fra sagen er lukket", "from when the case was closed"),
    Subject.UNIT_NOTE: Words(
        "fra notatet er skrevet, eller ejendommens seneste sag er lukket",
        "from when it was written, or the property's last case was closed",
    ),
    Subject.FLAG: Words(
        "fra opfølgningsdagen, ejendommens seneste sag er lukket, eller markeringen er indlæst",
        "from its day of review, when the property's last case was closed, or it was imported",
    ),
    Subject.PRIVATE_ENTRY: Words("fra den er skrevet", "from when it was written"),
    Subject.AUDIT_LINE: Words("fra linjen er skrevet", "from when the line was written"),
}
# Why the usual time of each is what it is, where nobody but the product has said so.
PRACTICE: Final[Mapping[Subject, Words]] = {
    Subject.CASE: Words(
        "fem år; selve sagen gemmes i kommunens journalsystem",
        "five years; the case file itself is kept by the municipality's records system",
    ),
    Subject.UNIT_NOTE: Words(
        "seks måneder efter, at ejendommens seneste sag er lukket",
        "six months after the last case at the property closed",
    ),
    Subject.FLAG: Words(
        "seks måneder efter, at ejendommens seneste sag er lukket, eller efter opfølgningsdagen",
        "six months after the last case closed or the review day",
    ),
    Subject.PRIVATE_ENTRY: Words(
        "seks måneder efter, at den er skrevet", "six months after it was written"
    ),
    Subject.AUDIT_LINE: Words("fem år", "five years"),
}
_OWN_PRACTICE: Final = "practice"
_PRACTICE: Final = Words("produktets egen praksis", "the product's own practice")
OUTCOMES: Final[Mapping[Outcome, Words]] = {
    Outcome.IN_ORDER: Words("I orden", "In order"),
    Outcome.LOOK_INTO: Words("Skal undersøges", "To be looked into"),
}
HEADINGS: Final[Mapping[str, Words]] = {
    "at": Words("Tidspunkt", "When"),
    "person": Words("Person", "Person"),
    "role": Words("Rolle", "Role"),
    "unit": Words("Enhed", "Unit"),
    "action": Words("Handling", "Action"),
    "what": Words("Hvad", "What"),
    "property": Words("Ejendom", "Property"),
    "fields": Words("Felter", "Fields"),
    "purpose": Words("Formål", "Purpose"),
    "detail": Words("Nærmere", "Detail"),
}


def basis_words(rule: Mapping[str, Any], language: Language) -> str:
    """By whose word rows of a kind are kept so long where the municipality says nothing."""
    if rule["status"] != _OWN_PRACTICE:
        return f"{rule['source']} ({rule['status']})"
    practice = PRACTICE[Subject(rule["subject"])]
    return f"{_PRACTICE.in_(language)}, {practice.in_(language)}"


def action_words(action: str, language: Language) -> str:
    """What was done."""
    return ACTIONS[action].in_(language) if action in ACTIONS else action


def area_words(area: str, language: Language) -> str:
    """In which room, or what happened."""
    return AREAS[area].in_(language) if area in AREAS else area


def what_words(line: Mapping[str, Any], language: Language) -> str:
    """What a line is about: the kind of row, else the room or the happening."""
    area, table = line["area"], line["table_name"]
    if area == "map" and table in LAYERS:
        return LAYERS[table].title.in_(language)
    if table in TABLES:
        return TABLES[table].in_(language)
    room = area_words(area, language)
    return room if table is None else f"{room} ({table})"


def role_words(role: str | None, language: Language) -> str:
    """In which role, by the name that the database knows it by; the service's own work is its."""
    if role is None:
        return _SERVICE.in_(language)
    known = {each.in_database.value: words for each, words in ROLES.items()}
    words = known.get(role) or _OTHERS.get(role)
    return words.in_(language).lower() if words else role
