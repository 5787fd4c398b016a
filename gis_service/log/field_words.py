"""What the log calls the fields of a line and what else it tells of a happening."""

from collections.abc import Mapping
from typing import Any, Final

from layers.words import Language, Words

# By the name of the column; one without words is shown as it is.
FIELDS: Final[Mapping[str, Words]] = {
    "account_id": Words("konto", "account"),
    "acting_for_id": Words("handler for", "acts for"),
    "begins": Words("første dag", "first day"),
    "begins_at": Words("begynder", "begins"),
    "body": Words("tekst", "text"),
    "claim": Words("oplysning fra login-tjenesten", "claim"),
    "closed_on": Words("lukket", "closed"),
    "contact": Words("kontakt", "contact"),
    "decided_at": Words("afgjort", "decided"),
    "decided_by": Words("afgjort af", "decided by"),
    "decision": Words("afgørelse", "decision"),
    "deputy_id": Words("stedfortræder", "deputy"),
    "display_name": Words("visningsnavn", "shown name"),
    "ended_at": Words("afsluttet", "ended"),
    "ends": Words("sidste dag", "last day"),
    "ends_at": Words("slutter", "ends"),
    "finished_at": Words("færdig", "finished"),
    "finished_by": Words("afsluttet af", "finished by"),
    "flag_type": Words("slags markering", "kind of flag"),
    "issuer": Words("login-tjeneste", "identity provider"),
    "lifted_at": Words("løftet", "lifted"),
    "lifted_by": Words("løftet af", "lifted by"),
    "locked_until": Words("låst til", "locked until"),
    "looked_at": Words("set på", "looked at"),
    "looked_by": Words("set på af", "looked at by"),
    "months": Words("måneder", "months"),
    "name": Words("navn", "name"),
    "number": Words("nummer", "number"),
    "opened_by": Words("åbnet af", "opened by"),
    "opened_on": Words("åbnet", "opened"),
    "outcome": Words("svar", "answer"),
    "password_hash": Words("adgangskode", "password"),
    "password_set_at": Words("adgangskode valgt", "password chosen"),
    "property_key": Words("ejendom", "property"),
    "reads_all": Words("ser alle kommuner", "reads all municipalities"),
    "reason": Words("begrundelse", "reason"),
    "remark": Words("bemærkning", "remark"),
    "reported_on": Words("indberettet", "reported"),
    "review_on": Words("opfølgning", "day of review"),
    "reviewed_at": Words("gennemgået", "reviewed"),
    "reviewed_by": Words("gennemgået af", "reviewed by"),
    "role": Words("rolle", "role"),
    "state": Words("status", "state"),
    "subject": Words("emne", "subject"),
    "totp_confirmed_at": Words("to trin slået til", "second factor set up"),
    "totp_secret": Words("to trin", "second factor"),
    "totp_step": Words("seneste kode", "last code"),
    "unit": Words("enhed", "unit"),
    "unit_id": Words("enhed", "unit"),
    "value": Words("værdi", "value"),
    "written_at": Words("skrevet", "written"),
    "written_by": Words("skrevet af", "written by"),
}
# What is told of a happening, by the name that the line has for it.
_DETAILS: Final[Mapping[str, Words]] = {
    "account": Words("konto", "account"),
    "action": Words("handling", "action"),
    "area": Words("rum", "room"),
    "fields": Words("felter", "fields"),
    "file": Words("fil", "file"),
    "filter": Words("filter", "filter"),
    "first": Words("første", "first"),
    "format": Words("form", "form"),
    "last": Words("sidste", "last"),
    "layer": Words("lag", "layer"),
    "parameters": Words("parametre", "parameters"),
    "rows": Words("rækker", "rows"),
    "run": Words("kørsel", "run"),
    "sample": Words("stikprøve", "sample"),
    "token": Words("adgangsnøgle", "token"),
    "what": Words("vist", "shown"),
}
_SHOWN: Final[Mapping[str, Words]] = {
    "lines": Words("linjer på siden", "lines on the page"),
    "file": Words("linjer som fil", "lines as a file"),
    "data subject": Words("linjer til borgeren", "lines for the citizen"),
    "sample": Words("stikprøve", "sample"),
}


def field_words(fields: list[str] | None, language: Language) -> str:
    """The fields of a line."""
    return ", ".join(_said(FIELDS, each, language) for each in fields or ())


def detail_words(line: Mapping[str, Any], language: Language) -> str:
    """What else the line tells of a happening; nothing in it is confidential."""
    return "; ".join(
        f"{_said(_DETAILS, name, language)}: "
        + (_said(_SHOWN, str(value), language) if name == "what" else str(value))
        for name, value in sorted(line["detail"].items())
    )


def _said(words: Mapping[str, Words], name: str, language: Language) -> str:
    return words[name].in_(language) if name in words else name
