"""So many exports at once, and every place is given back."""

import pytest
from starlette.testclient import TestClient

from gis_service.errors import Conflict
from gis_service.exports.desk import AT_ONCE, ExportDesk

EXPORT = "/api/layers/suspicion/export"


def test_the_next_one_is_asked_to_return() -> None:
    desk = ExportDesk(at_once=1, patience_s=0)
    desk.enter()
    with pytest.raises(Conflict):
        desk.enter()
    desk.leave()
    desk.enter()


@pytest.mark.parametrize("query", ("", "?sort=owner", "?filter=suspicion%20%3E%3D%2050"))
def test_every_download_gives_its_place_back(service: TestClient, query: str) -> None:
    answers = {service.get(f"{EXPORT}.csv{query}").status_code for _ in range(AT_ONCE + 1)}
    assert answers == ({400} if "sort" in query else {200})


def test_a_download_that_is_broken_off_gives_its_place_back(service: TestClient) -> None:
    for _ in range(AT_ONCE + 1):
        with service.stream("GET", f"{EXPORT}.csv") as answer:
            assert answer.status_code == 200
            next(answer.iter_bytes(10))
