"""The officer's documents are filled in from what is in force, and say what is left to assess."""

import re

import pytest

from db.access import Role
from gis_service.log.documents import LOGINS, SECTIONS, Document
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.people import Browser


@pytest.mark.parametrize("document", list(Document))
def test_a_document_tells_roles_rules_and_logins(officer: Browser, document: Document) -> None:
    officer.form("/log/frister/regel", subject="flag", months="17", reason="Byrådet 1. maj")
    answer = officer.ask("GET", f"/log/{document}")
    assert answer.status_code == 200
    for word in (
        *("Databeskyttelsesrådgiver", "Socialrådgiver", "17", "Byrådet 1. maj", "Til vurdering:"),
        *(login.value for login in LOGINS),
    ):
        assert word in answer.text, word
    roles = answer.text.partition("roles-heading")[2].partition("retention-heading")[0]
    assert roles.count("<tr>") == len(Role) + 1
    assert f"/log/{document}?hent" in answer.text


@pytest.mark.parametrize("document", list(Document))
def test_a_file_of_it_stands_alone(officer: Browser, document: Document) -> None:
    answer = officer.ask("GET", f"/log/{document}?hent")
    assert answer.headers["content-disposition"] == f'attachment; filename="{document}.html"'
    assert not re.search(r"(src|href|action)=", answer.text)
    assert "Til vurdering:" in answer.text


@pytest.mark.parametrize("document", list(Document))
def test_what_somebody_else_has_said_has_a_source_with_its_year(document: Document) -> None:
    points = [point for section in SECTIONS[document] for point in section.points]
    sources = [point.source for point in points if point.source is not None]
    assert sources
    for source in sources:
        assert re.search(r"20\d\d", source.da), source
        assert re.search(r"20\d\d", source.en), source
    assert any(point.is_open for point in points)
    # What is to be answered has no answer yet.
    assert all(point.source is None for point in points if point.is_open)


def test_there_is_no_other_document(officer: Browser) -> None:
    told(officer.ask("GET", "/log/andet"), 404)


@pytest.mark.parametrize("path", ("/log/fortegnelse", "/log/konsekvensanalyse"))
def test_it_is_there_in_english_too(officer: Browser, path: str) -> None:
    text = officer.ask("GET", f"{path}?lang=en").text
    assert "To be assessed:" in text
    assert "Til vurdering" not in text
