"""The register entities of BBR and DAR, and every name that a file may call them by."""

from dataclasses import dataclass

from db.imports.source import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One register entity: where it is kept, and what the forms call it.

    Attributes:
        code: The table code of the OIS extract, without the trailing T.
        names: Names in file names, `id_namespace` and GraphQL types, lower case, ASCII.
        prefix: What its numbered fields begin with, as in `byg026`.
    """

    target: Target
    code: str
    names: tuple[str, ...]
    prefix: str = ""

    @property
    def table_code(self) -> str:
        """What tells its rows apart where several tables are kept in one."""
        return self.code or self.names[0]

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user is told of a table that is kept but not used."""
        if self.target is not Target.BBR_OTHER:
            return ()
        return (f"BBR-tabellen {self.title} er gemt hel, men bruges ikke endnu.",)

    @property
    def title(self) -> str:
        """The table's name and code for a person."""
        name = self.names[0]
        return f"{name} ({self.code.upper()})" if self.code and self.code != name else name.upper()


ENTITIES = (
    Entity(target=Target.BBR_BUILDING, code="co50200", names=("bygning",), prefix="byg"),
    Entity(target=Target.BBR_UNIT, code="co50500", names=("enhed",), prefix="enh"),
    Entity(target=Target.BBR_ENTRANCE, code="co51200", names=("opgang",), prefix="opg"),
    Entity(target=Target.BBR_STOREY, code="co50800", names=("etage",), prefix="eta"),
    Entity(target=Target.BBR_GROUND, code="co51000", names=("grund",), prefix="gru"),
    Entity(target=Target.BBR_GROUND_PARCEL, code="co51100", names=("grundjordstykke",)),
    Entity(target=Target.BBR_PROPERTY_RELATION, code="co50400", names=("ejendomsrelation",)),
)
# Kept whole in base.bbr_other under the name that the register gives them.
OTHER = (
    Entity(target=Target.BBR_OTHER, code="co51500", names=("tekniskanlaeg",), prefix="tek"),
    Entity(target=Target.BBR_OTHER, code="", names=("bbrsag", "sag"), prefix="sag"),
    Entity(target=Target.BBR_OTHER, code="", names=("sagsniveau",), prefix="niv"),
    Entity(target=Target.BBR_OTHER, code="", names=("fordelingaffordelingsareal",)),
    Entity(target=Target.BBR_OTHER, code="", names=("fordelingsareal",), prefix="for"),
    Entity(target=Target.BBR_OTHER, code="", names=("bygningejendomsrelation",)),
    Entity(target=Target.BBR_OTHER, code="", names=("enhedejendomsrelation",)),
)


def entity_named(name: str) -> Entity | None:
    """The entity of a BBR name such as `bbr_bygning`, `BBR_Bygning` or `CO50200T`, in ASCII."""
    short = name.lower().removeprefix("bbr_").removeprefix("bbr")
    for entity in (*ENTITIES, *OTHER):
        if short in entity.names or (entity.code and short.removesuffix("t") == entity.code):
            return entity
    return None


def unused(code: str) -> Entity:
    """A BBR table of the same form that nobody has named here: kept whole, not used."""
    return Entity(target=Target.BBR_OTHER, code=code, names=(code,))
