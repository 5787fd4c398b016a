"""The record of processing and the impact assessment, as far as the product can fill them in.

What it knows of itself it says; what an authority has said stands with source and date; the rest
is the municipality's own to assess, and marked so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from db.logins import Login
from layers.words import Words


class Document(StrEnum):
    """A document, by the end of its address."""

    RECORD = "fortegnelse"
    ASSESSMENT = "konsekvensanalyse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that a document says.

    Attributes:
        said: What is said; or, where it is to be assessed, what is asked.
        source: Where that is from and of when; None where it is of the product itself.
        is_open: Whether the municipality has to answer.
    """

    said: Words
    source: Words | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Some points under one title."""

    title: Words
    points: tuple[Point, ...]


def _ask(da: str, en: str) -> Point:
    return Point(said=Words(da, en), is_open=True)


def _fact(da: str, en: str) -> Point:
    return Point(said=Words(da, en))


def _told(da: str, en: str, source_da: str, source_en: str) -> Point:
    return Point(said=Words(da, en), source=Words(source_da, source_en))


_CONFIDENTIAL: Final = _told(
    "Tavshedspligten omfatter også det, at en person har en sag.",
    "The duty of confidentiality covers even that a person has a case.",
    "Folketingets Ombudsmand, FOB 2022-4",
    "The Parliamentary Ombudsman, FOB 2022-4",
)
_BASIS: Final = (
    _ask(
        "Retsgrundlaget efter databeskyttelsesforordningen og den supplerende nationale hjemmel,"
        " for hvert formål.",
        "The legal basis in the data protection regulation and the supplementary national law, for"
        " each purpose.",
    ),
    _told(
        "En myndigheds behandling kræver et klart supplerende nationalt grundlag, og jo mere"
        " indgribende den er, desto klarere. Produktet vurderer bygninger og aldrig personer.",
        "An authority's processing needs a clear supplementary national basis, and the more"
        " intrusive it is, the clearer. The product scores buildings and never people.",
        "Datatilsynet, november 2023",
        "The Danish Data Protection Agency, November 2023",
    ),
    _CONFIDENTIAL,
    _ask(
        "Om en social markering efter sit indhold er en oplysning af særlig karakter. Produktet"
        " beskytter alle markeringer, som om de var det.",
        "Whether a social flag by its content is of a special category. The product protects every"
        " flag as if it were.",
    ),
)
_SECURITY: Final = (
    _fact(
        "Tre mure, der hver holder alene: adressens rettighed, forespørgslen, og databasen med"
        " roller, kolonnerettigheder og tvungne politikker, der kun tror på en underskrevet"
        " kontekst.",
        "Three walls that each hold alone: the right of the address, the statement, and the"
        " database with roles, column grants and forced policies that believe a signed context"
        " only.",
    ),
    _fact(
        "Roller, der når sociale oplysninger, kræver to trin. Sessioner udløber og kan lukkes.",
        "Roles that reach social information need a second factor. Sessions end and can be closed.",
    ),
    _fact(
        "Hver fortrolig læsning skrives i en log, før den vises. Loggen er kædet og underskrevet"
        " med en nøgle uden for databasen, og indeholder aldrig det, der stod.",
        "Each confidential read is kept in a log before it is shown. The log is chained and signed"
        " with a key outside the database, and never holds what was said.",
    ),
    _told(
        "Der trækkes en stikprøve af loggen hver måned: manglende jævnlig kontrol af loggen er"
        " blevet kritiseret, ligesom manglende sletteprocedurer og konsekvensanalyse.",
        "A sample of the log is drawn each month: not looking through the log regularly has been"
        " criticised, and so have missing procedures of deletion and impact assessment.",
        "Datatilsynet, februar 2024 (Kerteminde)",
        "The Danish Data Protection Agency, February 2024 (Kerteminde)",
    ),
    _fact(
        "CPR-numre afvises ved indlæsning og gemmes ikke.",
        "Civil registration numbers are refused at import and never kept.",
    ),
    _ask(
        "Kommunens egne foranstaltninger: drift, sikkerhedskopier, adgang til maskinen, oplæring.",
        "The municipality's own measures: operation, backups, access to the machine, training.",
    ),
)
_RIGHTS: Final = _told(
    "Den registrerede kan få indsigt i logoplysninger. Loggen hentes for en ejendom med rolle og"
    " enhed i stedet for kollegers navne.",
    "The data subject can get access to the log. It is taken out for a property, with role and unit"
    " instead of colleagues' names.",
    "EU-Domstolen, C-579/21; Datatilsynet, juni 2024",
    "The Court of Justice, C-579/21; the Danish Data Protection Agency, June 2024",
)

SECTIONS: Final[Mapping[Document, tuple[Section, ...]]] = {
    Document.RECORD: (
        Section(
            title=Words("Dataansvarlig", "Controller"),
            points=(
                _ask("Kommunens navn og kontakt.", "The municipality's name and contact."),
                _ask(
                    "Databeskyttelsesrådgiverens navn og kontakt.",
                    "The data protection officer's name and contact.",
                ),
                _ask(
                    "Databehandlere, der driver maskinen eller sikkerhedskopierne.",
                    "Processors who run the machine or keep the backups.",
                ),
            ),
        ),
        Section(
            title=Words("Formål", "Purposes"),
            points=(
                _fact(
                    "At finde og prioritere nedslidte ejendomme i landsbyer til besigtigelse, og"
                    " at følge op på dem.",
                    "To find and rank rundown properties of villages for inspection, and to follow"
                    " them up.",
                ),
                _fact(
                    "At enheder, der arbejder med mennesker på en ejendom, ved, at de ikke er"
                    " alene om det.",
                    "That units which work with people at a property know that they are not alone"
                    " in it.",
                ),
                *_BASIS[:2],
            ),
        ),
        Section(
            title=Words("Registrerede og oplysninger", "Data subjects and data"),
            points=(
                _fact(
                    "Ejendomme, bygninger og adresser fra BBR og DAR, med mistanke og karakterer.",
                    "Properties, buildings and addresses of BBR and DAR, with suspicion and"
                    " grades.",
                ),
                _fact(
                    "Sager, sociale markeringer og enhedsnotater ved en ejendom; borgerrådgiverens"
                    " log.",
                    "Cases, social flags and unit notes at a property; the citizen adviser's log.",
                ),
                _fact(
                    "Medarbejdere: brugernavn, visningsnavn, rolle, enhed og hvad de har set og"
                    " ændret.",
                    "Staff: user name, shown name, role, unit, and what they saw and changed.",
                ),
                *_BASIS[2:],
            ),
        ),
        Section(
            title=Words("Modtagere og overførsel", "Recipients and transfer"),
            points=(
                _fact(
                    "Produktet sender intet til andre af sig selv. Lister hentes som filer, uden"
                    " oplysninger om personer og uden sociale markeringer.",
                    "The product sends nothing to others by itself. Lists are taken out as files,"
                    " without information about people and without social flags.",
                ),
                _ask(
                    "Hvem kommunen videregiver til, og om noget forlader EU/EØS.",
                    "To whom the municipality discloses, and whether anything leaves the EU/EEA.",
                ),
            ),
        ),
        Section(title=Words("Sikkerhed", "Security"), points=_SECURITY),
        Section(
            title=Words("Den registreredes rettigheder", "Data subjects' rights"), points=(_RIGHTS,)
        ),
    ),
    Document.ASSESSMENT: (
        Section(
            title=Words("Hvad der vurderes", "What is assessed"),
            points=(
                _fact(
                    "Behandling af oplysninger om mennesker ved nedslidte ejendomme, i adskilte rum"
                    " ved siden af et kort over bygninger.",
                    "Processing of information about people at rundown properties, in separate"
                    " rooms beside a map of buildings.",
                ),
                _ask(
                    "Behandlingens omfang i kommunen: hvor mange ejendomme, enheder og"
                    " medarbejdere.",
                    "Its extent in the municipality: how many properties, units and staff.",
                ),
            ),
        ),
        Section(
            title=Words("Nødvendighed og proportionalitet", "Necessity and proportion"),
            points=(
                *_BASIS,
                _ask(
                    "Om formålet kan nås med færre oplysninger, og hvem der er hørt.",
                    "Whether the purpose can be reached with less, and who was heard.",
                ),
            ),
        ),
        Section(
            title=Words("Risici og hvad der er gjort", "Risks and what is done"),
            points=(
                _fact(
                    "At en ejendoms sociale markering kan udledes af kortet: landsbyer vises i bånd"
                    " fra fem ejendomme, og under det vises intet.",
                    "That a property's social flag follows from the map: villages are shown in"
                    " bands from five properties up, and below that nothing is shown.",
                ),
                _fact(
                    "At nogen ser efter af nysgerrighed: hver læsning er i loggen, og nødadgang"
                    " kræver en begrundelse, som lederen gennemgår.",
                    "That somebody looks out of curiosity: each read is in the log, and emergency"
                    " access needs a reason that the leader reviews.",
                ),
                _fact(
                    "At én kommune ser en andens arbejde: kommunen står i den underskrevne kontekst"
                    " og i databasens politikker.",
                    "That one municipality sees another's work: the municipality is part of the"
                    " signed context and of the database's policies.",
                ),
                _fact(
                    "At oplysninger bliver liggende: de slettes hver nat efter fristerne nedenfor,"
                    " og der gemmes en kvittering.",
                    "That information stays: it is deleted each night by the times below, and a"
                    " receipt is kept.",
                ),
                _fact(
                    "At den, der ejer databasen, kan ændre alt i den: loggens segl viser det"
                    " bagefter, men hindrer det ikke.",
                    "That whoever owns the database can change all of it: the seal of the log tells"
                    " afterwards, and does not prevent it.",
                ),
                _ask(
                    "Sandsynlighed og alvor af hver risiko, og hvad der er tilbage af den.",
                    "How likely and how grave each risk is, and what is left of it.",
                ),
            ),
        ),
        Section(title=Words("Foranstaltninger", "Measures"), points=(*_SECURITY, _RIGHTS)),
        Section(
            title=Words("Beslutning", "Decision"),
            points=(
                _ask(
                    "Databeskyttelsesrådgiverens udtalelse.",
                    "The data protection officer's opinion.",
                ),
                _ask(
                    "Ledelsens beslutning, dato, og hvornår der vurderes igen.",
                    "The management's decision, its day, and when it is assessed again.",
                ),
            ),
        ),
    ),
}
TITLES: Final[Mapping[Document, Words]] = {
    Document.RECORD: Words(
        "Fortegnelse over behandlingsaktiviteter", "Record of processing activities"
    ),
    Document.ASSESSMENT: Words(
        "Konsekvensanalyse vedrørende databeskyttelse", "Data protection impact assessment"
    ),
}
# What each login of the service reaches; nothing else does.
LOGINS: Final[Mapping[Login, Words]] = {
    Login.READER: Words("læser kortets visninger", "reads the views of the map"),
    Login.WRITER: Words("skriver gemte lister og screeninger", "writes saved lists and screenings"),
    Login.IMPORTER: Words("indlæser registerudtræk", "imports register extracts"),
    Login.CASEWORK: Words("sager, i personens egen rolle", "cases, in the person's own role"),
    Login.SOCIAL: Words(
        "det sociale rum, i personens egen rolle", "the social room, in the person's own role"
    ),
    Login.ADVISER: Words("borgerrådgiverens egne indførsler", "the citizen adviser's own entries"),
    Login.STAFF: Words(
        "konti, loggen og sletningen, i én rolle ad gangen",
        "accounts, the log and deletion, in one role at a time",
    ),
}
