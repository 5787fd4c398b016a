"""From the files that somebody brought to the sources in them."""

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from db.imports.errors import Refused
from db.imports.forms import OPENERS
from db.imports.part import (
    HEAD_BYTES,
    MAXIMUM_MEMBER_BYTES,
    MAXIMUM_RATIO,
    Opener,
    Part,
    broken_zip,
)
from db.imports.source import ImportOptions, Meter, Source

_ZIP = b"PK\x03\x04"
# Below this a high ratio is harmless: empty and repetitive files compress well.
_RATIO_MATTERS_BYTES = 10_000_000
_MAXIMUM_MEMBERS = 10_000
KNOWN_FORMS = (
    "BBR som OIS-udtræk (XML i zip), Datafordeler-fil (CSV eller JSON), REST-JSON eller "
    "GraphQL-JSON; DAR-adresser; kommunegrænser, byer og bygningsomrids (GeoPackage, GeoJSON, "
    "TopoJSON, CSV); "
    "eller en tabel over ejendomme (CSV, XLSX, GeoPackage, GeoJSON, Shapefile i zip)"
)


def sources_of(files: Sequence[Path], options: ImportOptions) -> list[Source]:
    """All sources of the files; raises `Refused` for a file that cannot be read as a whole."""
    if not files:
        raise Refused("Der er ikke valgt nogen fil.", "Angiv mindst én fil.")
    return [source for file in files for source in _sources_of_file(file, options)]


def names_of(files: Iterable[Path]) -> list[str]:
    """What files are called, and the files inside those that are zips."""
    return [name for file in files for name in (str(file), file.name, *_inside(file))]


def without_names(text: str, names: Iterable[str]) -> str:
    """A text without the names of files: one may be named for those it is about."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        # Standing alone: a file called `e` takes no letter out of a sentence.
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", text)
    return text


def _inside(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return []


def _sources_of_file(path: Path, options: ImportOptions) -> Iterator[Source]:
    whole = _whole(path)
    opener = _opener_of(whole)
    if opener is not None:
        yield from opener.open(whole, options)
        return
    if not whole.head.startswith(_ZIP):
        raise _unknown(whole.name)
    known = [(part, found) for part in _members(whole) if (found := _opener_of(part)) is not None]
    if not known:
        raise _unknown(whole.name)
    for part, found in known:
        yield from found.open(part, options)


def _opener_of(part: Part) -> Opener | None:
    return next((opener for opener in OPENERS if opener.recognise(part)), None)


def _whole(path: Path) -> Part:
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise Refused(
            f"Filen {path} kan ikke læses ({error.strerror}).",
            "Kontrollér navnet, og at du har lov til at læse den.",
        ) from error
    if not head:
        raise Refused(f"Filen {path.name} er tom.", "Hent den igen.")
    return Part(
        path=path,
        member=None,
        size=(size := path.stat().st_size),
        head=head,
        content_hash=digest,
        meter=Meter(total=size),
    )


def _members(whole: Part) -> Iterator[Part]:
    try:
        with zipfile.ZipFile(whole.path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > _MAXIMUM_MEMBERS:
                raise _too_large(whole.name, f"{len(infos)} filer")
            if len({info.filename for info in infos}) < len(infos):
                raise Refused(
                    f"Zip-filen {whole.name} har to filer med samme navn.",
                    "Pak den ud, giv filerne hver sit navn, og indlæs dem.",
                )
            for info in infos:
                _bounded(whole.name, info)
                with archive.open(info) as stream:
                    head = stream.read(HEAD_BYTES)
                yield Part(
                    path=whole.path,
                    member=info.filename,
                    size=info.file_size,
                    head=head,
                    content_hash=whole.content_hash,
                    meter=Meter(total=info.file_size),
                )
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise broken_zip(whole.name) from error


def _bounded(name: str, info: zipfile.ZipInfo) -> None:
    if info.file_size > MAXIMUM_MEMBER_BYTES:
        raise _too_large(name, f"{info.file_size / 1e9:.0f} GB")
    if info.file_size > _RATIO_MATTERS_BYTES and info.file_size > MAXIMUM_RATIO * max(
        info.compress_size, 1
    ):
        raise Refused(
            f"Zip-filen {name} er pakket over {MAXIMUM_RATIO} gange; sådan ser et registerudtræk "
            "ikke ud.",
            "Pak filen ud, og indlæs indholdet, hvis du stoler på den.",
        )


def _too_large(name: str, size: str) -> Refused:
    return Refused(
        f"Zip-filen {name} er for stor, når den pakkes ud ({size}).",
        "Del udtrækket op, for eksempel efter kommune.",
    )


def _unknown(name: str) -> Refused:
    return Refused(
        f"Filen {name} har ikke en form, som kan indlæses.", f"Kendte former: {KNOWN_FORMS}."
    )
