"""Every setting that the program reads is one that it knows, or it would be refused as a slip."""

import re
from pathlib import Path

from db.settings import KNOWN, Settings

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"\bLANDSBYATLAS_[A-Z_]+\b")


def test_what_is_read_is_known_and_told() -> None:
    read = {
        name
        for folder in ("db", "gis_service")
        for file in (ROOT / folder).rglob("*.py")
        for name in NAME.findall(file.read_text(encoding="utf-8"))
    }
    assert read == set(KNOWN)
    assert set(NAME.findall((ROOT / "README.md").read_text(encoding="utf-8"))) >= read
    Settings.read(dict.fromkeys(read - {"LANDSBYATLAS_DATA"}, "x"))
