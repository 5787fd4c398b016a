"""The forms that files are read in, in the order they are asked, and the loaders of their rows."""

from db.imports.bbr.graphql import GraphqlJson
from db.imports.bbr.loader import VersionLoader
from db.imports.bbr.ois_xml import OisXml
from db.imports.bbr.older import OlderRegister
from db.imports.bbr.register_csv import RegisterCsv
from db.imports.bbr.register_json import RegisterJson
from db.imports.loading import Loader
from db.imports.part import Opener
from db.imports.tables.loader import TABLE_LOADERS
from db.imports.tables.opener import TableOpener

# The first that recognises a part reads it: exact forms before guesses, tables of properties last.
OPENERS: tuple[Opener, ...] = (
    OlderRegister(),
    OisXml(),
    GraphqlJson(),
    RegisterJson(),
    RegisterCsv(),
    TableOpener(),
)

LOADERS: tuple[Loader, ...] = (VersionLoader(), *TABLE_LOADERS)
