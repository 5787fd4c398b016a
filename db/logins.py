"""The logins that connect to a registry and the roles that own it, by name."""

from enum import StrEnum


class Login(StrEnum):
    """A login that a pool of the service connects as; each reaches one area of the registry."""

    READER = "atlas_reader_login"
    WRITER = "atlas_writer_login"
    IMPORTER = "atlas_importer_login"
    CASEWORK = "atlas_casework_login"
    SOCIAL = "atlas_social_login"
    ADVISER = "atlas_adviser_login"
    STAFF = "atlas_staff_login"


class Role(StrEnum):
    """A role without login: owners, and the bypassing roles behind the `map` views."""

    OWNER = "atlas_owner"
    AGGREGATOR = "atlas_aggregator"
    BACKUP = "atlas_backup"
    PURGE = "atlas_purge"


class ApplicationRole(StrEnum):
    """A database role taken for one transaction: a person's role at work, or an import's."""

    PLANNER = "atlas_planner"
    INSPECTOR = "atlas_inspector"
    APPLICANT = "atlas_applicant"
    SOCIAL_WORKER = "atlas_social_worker"
    COORDINATOR = "atlas_coordinator"
    ADVISER = "atlas_adviser"
    LEADER = "atlas_leader"
    ADMINISTRATOR = "atlas_administrator"
    DATA_PROTECTION_OFFICER = "atlas_data_protection_officer"
    SOCIAL_IMPORTER = "atlas_social_importer"
    SIGN_IN = "atlas_sign_in"
    SEALER = "atlas_sealer"
    RETENTION = "atlas_retention"
