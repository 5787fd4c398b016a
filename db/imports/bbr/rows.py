"""From a record of a register file to the version row that is staged, or the reason it is not."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from db.imports.bbr.values import canonical, moment_of, position_of, spelled_time
from db.imports.cpr import find_cpr
from db.imports.source import Record, Rejection, Source, Target

# Denmark with its waters in EPSG:25832, metres: (west, south, east, north).
DENMARK_25832 = (410_000.0, 6_030_000.0, 910_000.0, 6_430_000.0)
NO_MUNICIPALITY = "0000"
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_MUNICIPALITY = re.compile(r"\d{4}", re.ASCII)
_TIMES = ("registreringfra", "registreringtil", "virkningfra", "virkningtil")
_POSITIONS = ("byg404koordinat", "tek109koordinat")
# Fields whose content the register fixes; any other may hold anything, and the guard reads it.
_FIXED = re.compile(r"(?:byg|enh|opg|eta|gru|tek|sag|niv|for)(?!500)\d{3}[a-z0-9_]*", re.ASCII)
_KEYS = frozenset(
    {
        "id_lokalid", "kommunekode", "status", "grund", "husnummer", "jordstykke", "bygning",
        "etage", "opgang", "ejerlejlighed", "enhed", "adresseidentificerer", "doerpunkt",
        "adgangfrahusnummer", "bfenummer", "bestemtfastejendom", "samletfastejendom",
        "ejendomsnummer", "vurderingsejendomsnummer", "ejerlejlighedsnummer", "ejendomstype",
        "ejendommensejerforholdskode", "tinglystareal", "forretningshaendelse",
        "forretningsomraade", "forretningsproces", "registreringsaktoer", "virkningsaktoer",
        "bygningpaafremmedgrund", *_TIMES,
    }
)  # fmt: skip
# More names than any register has: a file cannot fill the memory with its own.
_KNOWN_NAMES = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One bitemporal version of one register object, as it is staged; its times as spelled."""

    municipality_code: str
    id_lokal_id: str
    registration_from: str
    effect_from: str
    attributes: dict[str, str]
    extract_date: date | None


def version_of(record: Record, source: Source, registry: str | None) -> Version | Rejection:
    """The version in a record, or why it is rejected."""
    facts = canonical(record.values)
    key = facts.get("id_lokalid", "")
    if not _UUID.fullmatch(key):
        return _rejection(record, "bad_id", "id_lokalId er ikke et UUID.", "id_lokalid")
    for name in _TIMES:
        problem = _time_problem(facts, name)
        if problem:
            return _rejection(record, "bad_time", problem, name)
    code = _municipality(facts, source, registry)
    if code is None:
        reason = "Rækken har ingen gyldig kommunekode; angiv kommunen med --registry."
        return _rejection(record, "no_municipality", reason, "kommunekode")
    refused = _position_problem(record, facts) or _cpr_problem(record, facts)
    if refused:
        return refused
    if source.target is Target.DAR_ADDRESS:
        _as_address(facts, key)
    registration, effect = facts.pop("registreringfra"), facts.pop("virkningfra")
    del facts["id_lokalid"]
    return Version(
        municipality_code=code,
        id_lokal_id=key,
        registration_from=registration,
        effect_from=effect,
        attributes=facts,
        extract_date=source.extract_date or _updated(record),
    )


def _as_address(facts: dict[str, str], key: str) -> None:
    """A house number's own text is the address without floor and door."""
    text = facts.pop("adgangsadressebetegnelse", None)
    if text is not None and "husnummer" not in facts:
        facts["husnummer"] = key
        facts.setdefault("adressebetegnelse", text)


def _time_problem(facts: dict[str, str], name: str) -> str | None:
    text = facts.get(name)
    if text is None:
        return f"{name} mangler." if name.endswith("fra") else None
    spelled = spelled_time(text)
    if spelled is None:
        return f"{name} er ikke et tidspunkt."
    facts[name] = spelled
    return None


def _municipality(facts: dict[str, str], source: Source, registry: str | None) -> str | None:
    if source.target is Target.DAR_ADDRESS:
        return NO_MUNICIPALITY
    code = facts.get("kommunekode") or registry or ""
    return code if _MUNICIPALITY.fullmatch(code) else None


def _position_problem(record: Record, facts: dict[str, str]) -> Rejection | None:
    for name in _POSITIONS:
        position = position_of(facts[name]) if name in facts else None
        # The register writes (0 0) where it has no position: that is no error.
        if position is None or position == (0.0, 0.0) or _in_denmark(*position):
            continue
        x, y = position
        reason = (
            "Koordinatets akser er byttet om (nord før øst)."
            if _in_denmark(y, x)
            else "Koordinatet ligger uden for Danmark (EPSG:25832)."
        )
        code = "swapped_axes" if _in_denmark(y, x) else "outside_denmark"
        return _rejection(record, code, reason, name)
    return None


def _in_denmark(x: float, y: float) -> bool:
    west, south, east, north = DENMARK_25832
    return west <= x <= east and south <= y <= north


@lru_cache(maxsize=_KNOWN_NAMES)
def _is_fixed(name: str) -> bool:
    return name in _KEYS or _FIXED.fullmatch(name) is not None


def _cpr_problem(record: Record, facts: dict[str, str]) -> Rejection | None:
    for name in [name for name in facts if not _is_fixed(name)]:
        text = facts[name]
        if find_cpr(name) is not None:  # the name itself is not told
            reason = "Et felts navn ligner et CPR-nummer."
            return Rejection(line=record.line, reason_code="cpr", reason=reason)
        if find_cpr(text) is not None:
            return Rejection(
                line=record.line,
                column=name,
                reason_code="cpr",
                reason="Feltet indeholder noget, der ligner et CPR-nummer.",
            )
    return None


def _updated(record: Record) -> date | None:
    """When the Datafordeler last wrote the row: the date that stands for its extract."""
    moment = moment_of(record.values.get("datafordeleropdateringstid") or "")
    return moment.date() if moment else None


def _rejection(record: Record, code: str, reason: str, column: str) -> Rejection:
    # The content is shown only after the guard has seen it.
    texts = (text for pair in record.values.items() for text in pair if text)
    clean = not any(find_cpr(text) is not None for text in texts)
    return Rejection(
        line=record.line,
        column=column,
        reason_code=code,
        reason=reason,
        content=record.values if clean else None,
    )
