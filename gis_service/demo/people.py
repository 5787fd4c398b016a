"""The invented people of the demo: an account for every role, and how each of them signs in."""

import base64
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import orjson
import pyotp

from db import secret_files
from db.access import Role, needs_second_factor
from db.context import Context
from db.errors import AtlasError
from db.installation import Installation, Registry
from db.logins import ApplicationRole
from db.staff import accounts, units
from db.staff.accounts import NewAccount
from db.staff.staff import SIGNING_IN, Staff, at_once
from gis_service.signin import second_factor, totp
from gis_service.signin.passwords import Passwords
from gis_service.signin.settings import SignInSettings
from gis_service.signin.vault import KEY_FILE, Vault

# Whose people they are; the demo's map is of all municipalities, and so is theirs.
MUNICIPALITY: Final = "0360"
SIGN_INS: Final = "demo-sign-ins"
_GROUPS, _GROUP = 4, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """Somebody who works in the demo."""

    name: str
    display_name: str
    role: Role
    unit: str


_ENGINEERS, _FAMILIES, _HALL = "Teknik og Miljø", "Familie og Social", "Rådhuset"
PEOPLE: Final = (
    Invented(name="planlaegger", display_name="Petra Plan", role=Role.PLANNER, unit=_ENGINEERS),
    Invented(name="tilsyn", display_name="Tim Tilsyn", role=Role.INSPECTOR, unit=_ENGINEERS),
    Invented(
        name="ansoegning", display_name="Anja Ansøgning", role=Role.APPLICANT, unit=_ENGINEERS
    ),
    Invented(name="social", display_name="Sanne Social", role=Role.SOCIAL_WORKER, unit=_FAMILIES),
    Invented(
        name="koordinator", display_name="Kim Koordinator", role=Role.COORDINATOR, unit=_FAMILIES
    ),
    Invented(name="borgerraadgiver", display_name="Bodil Borger", role=Role.ADVISER, unit=_HALL),
    Invented(name="leder", display_name="Lis Leder", role=Role.LEADER, unit=_ENGINEERS),
    Invented(name="administrator", display_name="Ali Admin", role=Role.ADMINISTRATOR, unit=_HALL),
    Invented(name="dpo", display_name="Dina Data", role=Role.DATA_PROTECTION_OFFICER, unit=_HALL),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """How somebody of the demo comes in.

    Attributes:
        secret: What the codes of her second factor are made from; None where her role needs none.
    """

    password: str
    secret: str | None

    def code(self) -> str:
        """The code that is good now."""
        if self.secret is None:
            raise AtlasError(
                "This role of the demo signs in without a second factor.",
                "Its password is enough: landsbyatlas demo people",
            )
        return pyotp.TOTP(self.secret).now()


SignIns = Mapping[str, SignIn]


def sign_ins(folder: Path) -> SignIns:
    """How everybody of the demo comes in; made by whoever comes first, and kept for later demos."""
    path = folder / SIGN_INS
    try:
        kept = orjson.loads(secret_files.read(path))
    except FileNotFoundError:
        kept = {}
    known = {name: SignIn(**each) for name, each in kept.items()}
    missing = {each.name: _made(each.role) for each in PEOPLE if each.name not in known}
    if missing:
        known |= missing
        told = {name: asdict(each) for name, each in known.items()}
        secret_files.write(path, orjson.dumps(told, option=orjson.OPT_INDENT_2))
    return known


def make_people(installation: Installation) -> SignIns:
    """Make the accounts that the demo lacks; whoever is there already stays as she is."""
    known = sign_ins(installation.data.path)
    vault = Vault(key=secret_files.kept(installation.data.path / KEY_FILE))
    at_once(installation.database(Registry.DEMO), lambda staff: _make(staff, known, vault))
    return known


async def _make(staff: Staff, known: SignIns, vault: Vault) -> None:
    passwords = Passwords(SignInSettings().hash_memory_kib)
    organising = Context(role=ApplicationRole.ADMINISTRATOR, municipality=MUNICIPALITY)
    async with staff.acting(organising) as act:
        for unit in dict.fromkeys(each.unit for each in PEOPLE):
            await units.add(act, unit, None)
        numbers = {each["name"]: each["id"] for each in await units.every(act)}
    for each in PEOPLE:
        new = NewAccount(
            municipality_code=MUNICIPALITY,
            name=each.name,
            display_name=each.display_name,
            role=each.role.value,
            unit_id=numbers.get(each.unit),
            reads_all=True,
        )
        sign_in = known[each.name]
        hashed = await passwords.hashed(sign_in.password)
        async with staff.acting(SIGNING_IN) as act:
            account_id = await accounts.add(act, new)
            if account_id is None:
                continue
            await accounts.set_password(act, account_id, hashed)
            if sign_in.secret is not None:
                sealed = vault.seal(second_factor.place(account_id), sign_in.secret)
                await accounts.confirm_second_factor(act, account_id, sealed, step=0)


def _made(role: Role) -> SignIn:
    chance = base64.b32encode(os.urandom(_GROUPS * _GROUP * 5 // 8)).decode().lower()
    groups = (chance[at : at + _GROUP] for at in range(0, _GROUPS * _GROUP, _GROUP))
    secret = totp.fresh_secret() if needs_second_factor(role) else None
    return SignIn(password="-".join(groups), secret=secret)
