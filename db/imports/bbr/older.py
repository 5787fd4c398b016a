"""The register form from before 2017, known by name and not read."""

import re
from collections.abc import Iterator

from db.imports.errors import Refused
from db.imports.part import Part
from db.imports.source import ImportOptions, Source

_OLDER = re.compile(
    rb"[<\"';,\t>](?:Bygning_id|ESREjdNr|ESR_Ejdnr|Enhed_id|Opgang_id|BygAnvendelseKode|"
    rb"BYG_ANVEND_KODE|KomEjdNr)(?=[>\"';,\t\s/])",
    re.IGNORECASE,
)


class OlderRegister:
    """Refuses the older BBR form as a whole: half-read, it would look like a register."""

    def recognise(self, part: Part) -> bool:
        """Never reads; refuses what carries the older form's names."""
        # A table of the municipality's own may have one such column; two, or XML, is a register.
        found = _OLDER.findall(b"," + part.head)
        names = {name.strip(b"<>\"';,\t\r\n /") for name in found}
        if len(names) > 1 or (names and part.head.lstrip().startswith(b"<")):
            first = min(name.decode() for name in names)
            raise Refused(
                f"Filen {part.name} er i BBR's ældre form fra før 2017 (den har {first}), som ikke "
                "kan indlæses.",
                "Hent udtrækket i den nuværende form: OIS GRBBR (tabellerne CO50200T og videre) "
                "eller Datafordelerens BBR.",
            )
        return False

    def open(self, part: Part, options: ImportOptions) -> Iterator[Source]:
        """Never called: nothing is recognised."""
        del part, options
        return iter(())
