"""Who may see and who may run imports."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from fastapi import Depends

from db.access import Permission, Viewer
from db.imports.files import sources_of
from db.imports.flags.taking import holds_flags
from db.imports.history import FileRow
from db.imports.source import ImportOptions, Target
from gis_service.errors import Forbidden
from gis_service.signin.rights import Needs
from gis_service.signin.session import SignedIn
from gis_service.viewer import CurrentViewer

_NO_FLAGS = Forbidden(
    da="Sociale markeringer indlæses af den, der har ansvar for dem.",
    en="Social flags are brought by whoever is responsible for them.",
    next_da="Bed koordinatoren om at indlæse filen; den er ikke gemt.",
    next_en="Ask the coordinator to bring the file; it is not kept.",
)
_FLAGS_ALONE = Forbidden(
    da="Din rolle indlæser kun sociale markeringer.",
    en="Your role brings social flags alone.",
    next_da="Bed en planlægger om at indlæse de andre filer.",
    next_en="Ask a planner to bring the other files.",
)


async def reads_imports(
    viewer: CurrentViewer, _may: Annotated[SignedIn, Depends(Needs(Permission.READ_IMPORTS))]
) -> Viewer:
    """A viewer who may see the imports and what they refused."""
    return viewer


async def brings_files(
    viewer: CurrentViewer,
    _may: Annotated[
        SignedIn, Depends(Needs(Permission.RUN_IMPORTS, or_else=Permission.RUN_FLAG_IMPORTS))
    ],
) -> Viewer:
    """A viewer who may bring files into the registry; which of them, what they hold decides."""
    return viewer


async def leaves_demo(
    viewer: CurrentViewer, _may: Annotated[SignedIn, Depends(Needs(Permission.RUN_IMPORTS))]
) -> Viewer:
    """A viewer who may say which registry is shown."""
    return viewer


def refuse_kind(viewer: Viewer, files: Sequence[Path], options: ImportOptions) -> None:
    """Refuse flags from whoever brings none, and other files from whoever brings flags alone."""
    _refuse(viewer, _right_for(are_flags=holds_flags(sources_of(files, options))))


def refuse_undo(viewer: Viewer, files: Sequence[FileRow]) -> None:
    """Refuse to take back what one may not bring."""
    _refuse(viewer, _right_for(are_flags=_are_flags(files)))


def may_take_back(viewer: Viewer, files: Sequence[FileRow]) -> bool:
    """Whether a viewer may take the import of these files back."""
    return viewer.may(_right_for(are_flags=_are_flags(files)))


def may_see_rows(viewer: Viewer) -> bool:
    """Whether a viewer may see the rows that were not taken: what stands in them nobody knows."""
    return viewer.may(Permission.RUN_IMPORTS)


def _are_flags(files: Sequence[FileRow]) -> bool:
    return any(file.target == Target.SOCIAL_FLAG for file in files)


def _right_for(*, are_flags: bool) -> Permission:
    return Permission.RUN_FLAG_IMPORTS if are_flags else Permission.RUN_IMPORTS


def _refuse(viewer: Viewer, needed: Permission) -> None:
    if not viewer.may(needed):
        raise _NO_FLAGS if needed is Permission.RUN_FLAG_IMPORTS else _FLAGS_ALONE


ReadsImports = Annotated[Viewer, Depends(reads_imports)]
BringsFiles = Annotated[Viewer, Depends(brings_files)]
LeavesDemo = Annotated[Viewer, Depends(leaves_demo)]
