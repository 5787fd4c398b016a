"""The page where a leader reviews emergency accesses: who, when and why, never where."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from gis_service.social import emergency
from gis_service.state import OpenRegistry
from gis_service.web.administration_office import Number, ReviewOffice, seen_at
from gis_service.web.forms import CheckedForm

router = APIRouter(include_in_schema=False)

REVIEW = "/ledelse"
_MOST = 50
After = Annotated[int | None, Query(alias="efter", ge=1, le=2**63 - 1)]


@router.get(REVIEW)
async def review_page(
    office: ReviewOffice, registry: OpenRegistry, after: After = None
) -> Response:
    """The emergency accesses of the municipality, the newest first; looking is itself on record."""
    found = await emergency.every(
        registry, office.signed, is_reviewed=None, after=after, limit=_MOST
    )
    following = found[-1]["id"] if len(found) == _MOST else None
    return office.show("administration_review.html", {"accesses": found, "following": following})


@router.post(f"{REVIEW}/{{access}}/gennemgaaet")
async def review(
    access: Number, form: CheckedForm, office: ReviewOffice, registry: OpenRegistry
) -> Response:
    """Notes that she has looked at one that somebody else opened."""
    del form
    await emergency.review(registry, office.signed, access)
    return seen_at(REVIEW)
