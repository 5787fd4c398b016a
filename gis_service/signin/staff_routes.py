"""The accounts of a municipality over HTTP, for its administrators."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from db.staff.accounts import NewAccount
from gis_service.answers import as_json
from gis_service.problems import RESPONSES
from gis_service.signin import administration, second_person
from gis_service.signin.door import CurrentDoor
from gis_service.signin.links import Made
from gis_service.signin.rights import ManagesAccounts
from gis_service.signin.schemas import AskedAccount, AskedUnit
from gis_service.signin.second_person import Waiting
from gis_service.signin.shapes import (
    AccountsTold,
    ConfirmedTold,
    InvitedTold,
    InvitedWaitingTold,
    LinkTold,
    MadeTold,
    OrganisationUnitsTold,
    RequestsTold,
    WaitingTold,
)

router = APIRouter(prefix="/api/accounts", tags=["accounts"], responses=RESPONSES)
unit_router = APIRouter(prefix="/api/units", tags=["units"], responses=RESPONSES)

UnitNumber = Annotated[int, Path(ge=1, le=2**63 - 1, description="The number of the unit.")]
AccountNumber = Annotated[int, Path(ge=1, le=2**63 - 1, description="The number of the account.")]
RequestNumber = Annotated[int, Path(ge=1, le=2**63 - 1, description="The number of the request.")]


@router.get("", response_model=AccountsTold, summary="The accounts of your municipality")
async def every(signed: ManagesAccounts, door: CurrentDoor) -> Response:
    """Name, role, unit and state of each."""
    return as_json({"accounts": await administration.every(door, signed)})


@router.post(
    "",
    status_code=201,
    response_model=InvitedTold,
    responses={
        202: {
            "model": InvitedWaitingTold,
            "description": "Its link waits for an administrator.",
        }
    },
    summary="Invite somebody",
)
async def invite(
    asked: AskedAccount, request: Request, signed: ManagesAccounts, door: CurrentDoor
) -> Response:
    """An account without a password, and the link with which its owner chooses one.

    In a role that opens a confidential room only the request for the link is made (202).
    """
    new = NewAccount(
        municipality_code=signed.municipality_code,
        name=asked.name,
        display_name=asked.display_name,
        role=asked.role.value,
        unit_id=asked.unit_id,
    )
    account_id, made = await administration.invite(door, signed, new)
    if isinstance(made, Waiting):
        return as_json({"id": account_id, "request": made.request}, status=202)
    return as_json({"id": account_id, **_told(request, made)}, status=201)


@router.get(
    "/requests", response_model=RequestsTold, summary="What waits for a second administrator"
)
async def open_requests(signed: ManagesAccounts, door: CurrentDoor) -> Response:
    """Links and removals that one of your colleagues asked for, and your own."""
    return as_json({"requests": await second_person.open_ones(door, signed)})


@router.post(
    "/requests/{number}/confirm",
    response_model=ConfirmedTold,
    summary="Confirm what a colleague asked for",
)
async def confirm(
    number: RequestNumber, request: Request, signed: ManagesAccounts, door: CurrentDoor
) -> Response:
    """Does it; a link is told now and never again. Never one's own request."""
    made = await second_person.confirm(door, signed, number)
    return as_json({"link": None, "ends_at": None} if made is None else _told(request, made))


@router.delete("/requests/{number}", status_code=204, summary="Refuse a request")
async def refuse(number: RequestNumber, signed: ManagesAccounts, door: CurrentDoor) -> Response:
    """Refuses a colleague's, or takes back one's own."""
    await second_person.refuse(door, signed, number)
    return Response(status_code=204)


@router.post(
    "/{account}/link",
    status_code=201,
    response_model=LinkTold,
    responses={202: {"model": WaitingTold, "description": "It waits for another administrator."}},
    summary="Make a reset link",
)
async def reset_link(
    account: AccountNumber, request: Request, signed: ManagesAccounts, door: CurrentDoor
) -> Response:
    """Good once and for a day, for choosing a new password; an earlier one is good no more.

    Of an account that opens a confidential room only the request is made (202).
    """
    made = await administration.reset_link(door, signed, account)
    if isinstance(made, Waiting):
        return as_json({"request": made.request}, status=202)
    return as_json(_told(request, made), status=201)


@router.delete(
    "/{account}/second-factor",
    status_code=202,
    response_model=WaitingTold,
    summary="Remove a second factor",
)
async def remove_second_factor(
    account: AccountNumber, signed: ManagesAccounts, door: CurrentDoor
) -> Response:
    """For somebody whose device is lost; it waits for another administrator to confirm it."""
    waiting = await administration.remove_second_factor(door, signed, account)
    return as_json({"request": waiting.request}, status=202)


@router.delete("/{account}", status_code=204, summary="Close an account")
async def close(account: AccountNumber, signed: ManagesAccounts, door: CurrentDoor) -> Response:
    """Sessions and tokens end at once; what she did stays told as hers."""
    await administration.close(door, signed, account)
    return Response(status_code=204)


@unit_router.get("", response_model=OrganisationUnitsTold, summary="The units of your municipality")
async def every_unit(signed: ManagesAccounts, door: CurrentDoor) -> Response:
    """Name, contact, and whether it is closed."""
    return as_json({"units": await administration.every_unit(door, signed)})


@unit_router.post("", status_code=201, response_model=MadeTold, summary="Add a unit")
async def add_unit(asked: AskedUnit, signed: ManagesAccounts, door: CurrentDoor) -> Response:
    """A wall inside the municipality: what it writes is its own."""
    unit_id = await administration.add_unit(door, signed, asked.name, asked.contact)
    return as_json({"id": unit_id}, status=201)


@unit_router.delete("/{unit}", status_code=204, summary="Close a unit")
async def close_unit(unit: UnitNumber, signed: ManagesAccounts, door: CurrentDoor) -> Response:
    """Nobody new is put in it; what it has written stays its own."""
    await administration.close_unit(door, signed, unit)
    return Response(status_code=204)


def _told(request: Request, made: Made) -> dict[str, object]:
    return {"link": str(request.url_for("link_page", token=made.token)), "ends_at": made.ends_at}
