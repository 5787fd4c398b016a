"""What is said when somebody signs in or changes an account."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from db.access import Permission, Role
from gis_service.signin import tokens
from gis_service.signin.links import DISPLAY_NAME_LENGTH, NAME
from gis_service.signin.passwords import LONGEST

UNIT_LENGTH, CONTACT_LENGTH = 120, 200
# Longer than any that is taken, so that what is wrong with it is told in our words.
_Password = Annotated[str, Field(max_length=2 * LONGEST)]
_Code = Annotated[str, Field(max_length=40, description="Of the authenticator, or a recovery code")]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AskedEntry(_Asked):
    """Name and password."""

    name: str = Field(max_length=120, description="The user name; capitals make no difference.")
    password: _Password
    municipality: str | None = Field(
        default=None, max_length=20, description="Needed where several have accounts here."
    )


class AskedCode(_Asked):
    """A code of the second factor."""

    code: _Code


class AskedFactor(_Asked):
    """The first code of a new second factor."""

    sealed: str = Field(max_length=400, description="As it was told when it was begun.")
    code: _Code


class AskedActing(_Asked):
    """A colleague for whom somebody acts while she is away."""

    for_: int = Field(alias="for", ge=1, le=2**63 - 1, description="The number of her account.")


class AskedPassword(_Asked):
    """A change of one's own password."""

    present: _Password
    chosen: _Password


class AskedToken(_Asked):
    """A personal token for a script."""

    name: str = Field(
        min_length=1, max_length=tokens.NAME_LENGTH, description="What it is for, in a few words."
    )
    proof: _Password = Field(description="Your password, or a code of your second factor.")
    scopes: list[Permission] = Field(
        min_length=1, max_length=50, description="Some of your own rights."
    )
    days: int = Field(
        default=tokens.USUAL_DAYS,
        ge=1,
        le=tokens.LONGEST_DAYS,
        description="How long it is good for.",
    )


class AskedUnit(_Asked):
    """A unit of the municipality's organisation."""

    name: str = Field(min_length=1, max_length=UNIT_LENGTH)
    contact: str | None = Field(
        default=None,
        max_length=CONTACT_LENGTH,
        description="How colleagues reach it; never a person's.",
    )


class AskedAccount(_Asked):
    """Somebody who is to have an account."""

    name: str = Field(pattern=f"^{NAME.pattern}$", description="The user name, in small letters.")
    display_name: str = Field(min_length=1, max_length=DISPLAY_NAME_LENGTH)
    role: Role
    unit_id: int | None = Field(default=None, ge=1, le=2**63 - 1)
