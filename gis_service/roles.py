"""What each role is called, wherever it is named: pages, the log and its files."""

from collections.abc import Mapping
from typing import Final

from db.access import Role
from layers.words import Words

ROLES: Final[Mapping[Role, Words]] = {
    Role.PLANNER: Words("Planlægger", "Planner"),
    Role.INSPECTOR: Words("Besigtiger", "Inspector"),
    Role.APPLICANT: Words("Ansøgningsmedarbejder", "Grant applicant"),
    Role.SOCIAL_WORKER: Words("Socialrådgiver", "Social worker"),
    Role.COORDINATOR: Words("Koordinator", "Coordinator"),
    Role.ADVISER: Words("Borgerrådgiver", "Citizen adviser"),
    Role.LEADER: Words("Leder", "Leader"),
    Role.ADMINISTRATOR: Words("Administrator", "Administrator"),
    Role.DATA_PROTECTION_OFFICER: Words("Databeskyttelsesrådgiver", "Data protection officer"),
}
