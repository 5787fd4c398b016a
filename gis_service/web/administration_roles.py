"""The page of roles: what each may see and do, told from the code that holds to it, no content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from db.access import ROLE_PERMISSIONS, Permission, Role, Viewer, needs_second_factor
from db.clock import today
from db.logins import ApplicationRole
from db.staff import role_grants
from db.staff.role_grants import RoleGrant
from gis_service.signin.needs import Address, addresses
from gis_service.web.administration_office import RolesOffice
from gis_service.web.speech import Speech
from gis_service.web.staff_words import permission_words, role_words, verb_words
from layers.catalogue import CATALOGUE
from layers.definition import Layer

router = APIRouter(include_in_schema=False)

ROLES = "/administration/roller"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLayer:
    """A layer as some roles see it, all alike: what it tells them."""

    title: str
    roles: Sequence[str]
    fields: Sequence[str]


@router.get(ROLES)
async def roles_page(request: Request, office: RolesOffice) -> Response:
    """Every role: rights, layers and fields, pages and addresses, and what the database lets it."""
    context = office.signed.context(ApplicationRole.SIGN_IN)
    async with office.door.staff.acting(context) as act:
        grants = await role_grants.every(act)
    speech, app = office.page.speech, request.app
    told = {
        "day": today(),
        "roles": [_role(speech, role, grants) for role in Role],
        "permissions": _matrix(speech),
        "layers": [seen for layer in CATALOGUE for seen in seen_layers(speech, layer)],
        "addresses": _addresses(speech, app),
    }
    return office.show("administration_roles.html", told)


def seen_layers(speech: Speech, layer: Layer) -> Sequence[SeenLayer]:
    """A layer, once for each set of fields that some roles see of it; none where no role does."""
    fields_of: dict[tuple[str, ...], list[str]] = {}
    for role in Role:
        visible = layer.as_seen_by(Viewer(role=role, registries=frozenset()))
        if visible is not None:
            titles = tuple(speech.words(field.title) for field in visible.fields)
            fields_of.setdefault(titles, []).append(role_words(speech, role))
    title = speech.words(layer.title)
    return [
        SeenLayer(title=title, roles=roles, fields=fields) for fields, roles in fields_of.items()
    ]


def _role(speech: Speech, role: Role, grants: Sequence[RoleGrant]) -> Mapping[str, Any]:
    held = ROLE_PERMISSIONS[role]
    viewer = Viewer(role=role, registries=frozenset())
    return {
        "id": role.value,
        "title": role_words(speech, role),
        "needs_factor": needs_second_factor(role),
        "may": [permission_words(speech, each) for each in Permission if each in held],
        "may_not": [permission_words(speech, each) for each in Permission if each not in held],
        "layers": [
            speech.words(layer.title) for layer in CATALOGUE if layer.as_seen_by(viewer) is not None
        ],
        "database_role": role.in_database.value,
        "grants": _granted(speech, [each for each in grants if each.role is role]),
    }


def _granted(speech: Speech, grants: Sequence[RoleGrant]) -> Sequence[tuple[str, str]]:
    """Each table once, and what is done there in words, with the columns where not in all."""
    found = []
    for relation, of_table in groupby(grants, key=lambda each: each.relation):
        verbs = [
            verb_words(speech, each.verb)
            + (f" ({', '.join(each.columns)})" if each.columns is not None else "")
            for each in of_table
        ]
        found.append((relation, "; ".join(verbs)))
    return found


def _matrix(speech: Speech) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "id": permission.value,
            "title": permission_words(speech, permission),
            "held": [permission in ROLE_PERMISSIONS[role] for role in Role],
        }
        for permission in Permission
    ]


def _addresses(speech: Speech, app: FastAPI) -> Sequence[Mapping[str, Any]]:
    by_permission = addresses(app)
    return [
        {
            "title": permission_words(speech, permission),
            "pages": [_spelled(each) for each in by_permission[permission] if each.is_page],
            "interface": [_spelled(each) for each in by_permission[permission] if not each.is_page],
        }
        for permission in Permission
    ]


def _spelled(address: Address) -> str:
    return f"{' '.join(address.methods)} {address.path}"
