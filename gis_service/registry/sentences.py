"""What a property's card says in whole sentences, in both languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from layers.words import Language, Words

_KILOMETRE_M: Final = 1000
_HIGHEST: Final = 100
STATES: Final = {
    "standing": Words(da="Opført", en="Standing"),
    "planned": Words(da="Planlagt", en="Planned"),
    "gone": Words(da="Nedlagt", en="Gone"),
}
_SUSPICION: Final = Words(
    da="Registrene giver {value} af 100: et tegn på, hvor det er værd at køre ud og se.",
    en="The registers give {value} of 100: a sign of where it is worth while to go and look.",
)
_STOPS: Final = Words(
    da="Reglerne giver tilsammen {sum}, men mistanken stopper ved {value}.",
    en="The rules add up to {sum}, but suspicion stops at {value}.",
)
_NO_SIGN: Final = Words(
    da="Registrene rummer ingen tegn (0 af 100).", en="The registers hold no sign (0 of 100)."
)
_NO_RULE: Final = Words(
    da="Ingen regel gælder: registrene ved for lidt om ejendommen.",
    en="No rule applies: the registers know too little about the property.",
)
_NOT_STANDING: Final = Words(
    da="Ejendommen har ingen opført bygning og screenes derfor ikke.",
    en="The property has no standing building and is therefore not screened.",
)
_NOT_SCREENED: Final = Words(
    da="Ejendommen er ikke screenet endnu.", en="The property has not been screened yet."
)

# By the answer, and by whether the property lies in a place; carried by the rule of the year.
_YES_IN_PLACE: Final = Words(
    da="Ja: {place} har {population} indbyggere, og grænsen i {year} er {limit}.",
    en="Yes: {place} has {population} inhabitants, and the limit in {year} is {limit}.",
)
_NO_IN_PLACE: Final = Words(
    da="Nej: {place} har {population} indbyggere, og grænsen i {year} er {limit}.",
    en="No: {place} has {population} inhabitants, and the limit in {year} is {limit}.",
)
_YES_OPEN: Final = Words(
    da="Ja: ejendommen ligger i det åbne land.", en="Yes: the property lies in the open land."
)
_UNKNOWN_RULE: Final = Words(
    da="Uvist: puljens bygrænse for {year} er ikke kendt.",
    en="Unknown: the pool's town limit for {year} is not known.",
)
_UNKNOWN_PLACE: Final = Words(
    da="Uvist: det vides ikke, hvilken by ejendommen ligger i.",
    en="Unknown: it is not known which place the property lies in.",
)
_UNKNOWN_POPULATION: Final = Words(
    da="Uvist: indbyggertallet i {place} er ikke kendt.",
    en="Unknown: the population of {place} is not known.",
)
_COMPARISONS: Final = {
    "<": Words(da="under {value}", en="below {value}"),
    "<=": Words(da="højst {value}", en="at most {value}"),
}
RULE_STATUSES: Final = {
    "carried forward": Words(
        da="Grænsen er videreført fra året før og ikke bekræftet.",
        en="The limit is carried forward from the year before and not confirmed.",
    ),
    "planned": Words(da="Grænsen er planlagt.", en="The limit is planned."),
    "unknown": Words(da="Grænsen er ikke kendt.", en="The limit is not known."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How numbers and days stand in a sentence of one language."""

    language: Language

    def say(self, words: Words, **values: Any) -> str:
        """The sentence with its values."""
        return words.in_(self.language).format(**values)

    def number(self, value: int) -> str:
        """A count: 1.268 or 1,268."""
        return f"{value:,}".replace(",", "." if self.language is Language.DA else ",")

    def metres(self, value: float) -> str:
        """A distance: 640 m or 4,2 km."""
        if value < _KILOMETRE_M:
            return f"{round(value)} m"
        point = "," if self.language is Language.DA else "."
        return f"{value / _KILOMETRE_M:.1f} km".replace(".", point)

    def day(self, value: date) -> str:
        """A day: 22-11-2026 or 2026-11-22."""
        return value.strftime("%d-%m-%Y" if self.language is Language.DA else "%Y-%m-%d")

    def suspicion(self, row: Mapping[str, Any], hits: Iterable[Mapping[str, Any]]) -> str:
        """What the suspicion means, and where it stops short of its rules; or why there is none."""
        if not row["is_standing"]:
            return self.say(_NOT_STANDING)
        if row["screened_as_of"] is None:
            return self.say(_NOT_SCREENED)
        if row["suspicion"] is None:
            return self.say(_NO_RULE)
        if row["suspicion"] == 0:
            return self.say(_NO_SIGN)
        sentence = self.say(_SUSPICION, value=row["suspicion"])
        # A rule counts once, however many buildings it hits on.
        total = sum({hit["rule"]: hit["weight"] for hit in hits if hit["scores"]}.values())
        if row["suspicion"] < _HIGHEST or total <= _HIGHEST:
            return sentence
        return f"{sentence} {self.say(_STOPS, sum=total, value=_HIGHEST)}"

    def eligibility(
        self, row: Mapping[str, Any], answer: str, rule: Mapping[str, Any] | None, year: int
    ) -> str:
        """Whether the pool of the year reaches the property, and why."""
        limit = self.limit(rule)
        if limit is None:
            sentence = self.say(_UNKNOWN_RULE, year=year)
        elif row["in_place"] is None:
            sentence = self.say(_UNKNOWN_PLACE)
        elif not row["in_place"]:
            sentence = self.say(_YES_OPEN)
        elif row["place_population"] is None:
            sentence = self.say(_UNKNOWN_POPULATION, place=row["place_name"])
        else:
            sentence = self.say(
                _YES_IN_PLACE if answer == "yes" else _NO_IN_PLACE,
                place=row["place_name"],
                population=self.number(row["place_population"]),
                year=year,
                limit=limit,
            )
        if limit is None or rule is None or rule["status"] not in RULE_STATUSES:
            return sentence
        return f"{sentence} {self.say(RULE_STATUSES[rule['status']])}"

    def limit(self, rule: Mapping[str, Any] | None) -> str | None:
        """The town limit in words: under 4.000; None where it is not known."""
        if rule is None or rule["value"] is None or rule["comparison"] not in _COMPARISONS:
            return None
        return self.say(_COMPARISONS[rule["comparison"]], value=self.number(int(rule["value"])))
