"""What a claim of the identity provider gives: role and unit, in one municipality."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from db.staff.staff import Act

# More than any municipality maps, and as many as a page shows.
MOST = 500
CLAIM_LENGTH, VALUE_LENGTH = 120, 200
# Claims that tell of the token or of how somebody signed in, and those that people may write about
# themselves: no role follows from them.
NO_ROLE_FROM = frozenset(
    {
        *("iss", "aud", "azp", "exp", "iat", "nbf", "auth_time", "nonce", "at_hash", "c_hash"),
        *("jti", "sid", "amr", "acr", "name", "given_name", "family_name", "middle_name"),
        *("nickname", "preferred_username", "profile", "picture", "website", "email"),
        *("email_verified", "gender", "birthdate", "zoneinfo", "locale", "phone_number"),
        *("phone_number_verified", "address", "updated_at"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMapping:
    """A claim of the identity provider, one value of it, and what whoever has it does here.

    Attributes:
        role: As in `db.access.Role`; plain text here, so that a new role needs no migration.
        unit_id: Her unit, where the role works in one.
    """

    claim: str
    value: str
    role: str
    unit_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a mapping gives: a role and perhaps a unit, in one municipality."""

    municipality_code: str
    role: str
    unit_id: int | None


async def every(act: Act) -> list[dict[str, Any]]:
    """The mappings of the administrator's municipality, by claim and value."""
    return await act.rows("claim_mapping_list", {"most": MOST})


async def add(act: Act, new: NewMapping) -> int | None:
    """Keep a mapping and tell its number.

    Nothing where the value has one already, no role follows from the claim, the unit is not an
    open one of hers, or there are as many as may be.
    """
    if new.claim in NO_ROLE_FROM:
        return None
    found = await act.row(
        "claim_mapping_add",
        {
            "claim": new.claim,
            "value": new.value,
            "role": new.role,
            "unit": new.unit_id,
            "most": MOST,
        },
    )
    return found["id"] if found else None


async def remove(act: Act, mapping_id: int) -> bool:
    """Remove a mapping: nobody enters by it any more; false where there is none."""
    return await act.run("claim_mapping_remove", {"mapping": mapping_id}) == 1


async def given(act: Act, said: Collection[tuple[str, str]]) -> frozenset[Given]:
    """What the claims of somebody who signs in give, whichever municipality maps them."""
    values = {"claims": [claim for claim, _ in said], "values": [value for _, value in said]}
    found = await act.rows("claim_mapping_given", values)
    return frozenset(Given(**row) for row in found)
