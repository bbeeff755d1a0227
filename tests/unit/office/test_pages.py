"""Every page opens on either database, and no page is heavy."""

import gzip

import pytest
from flask import Flask

from office import Office, register
from office.assets import all_assets
from storage.engine import open_database
from tests.unit.office import school
from tests.unit.office.conftest import Desk, sign_in
from tests.unit.office.school import Marlow

PAGES = ("/today", "/today/unexplained", "/review", "/calls", "/registers", "/registers/confirmed.csv")
#: What a page may weigh on its first visit, in bytes over the wire, its files included.
HEAVIEST = 150_000


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_every_page_opens_on_either_database(request: pytest.FixtureRequest, kind: str) -> None:
    database = open_database(request.getfixturevalue(f"{kind}_url"))
    marlow = school.build(database)
    app = Flask("office_alone", static_folder=None)
    app.config["SECRET_KEY"] = "for tests only"
    register(app, Office(database=database, now=lambda: school.NOW))
    for person in (school.LEAD, school.OFFICE):
        desk = sign_in(app, person[0])
        for path in (*PAGES, f"/pupils/{marlow.pupils['Amara Okoro']}"):
            answer = desk.get(path)
            assert answer.status_code == 200, (path, answer.get_data(as_text=True))
    answer = desk.post(f"/review/{marlow.reports['Obi Okafor']}/approve", partial=True, version="1")
    assert answer.status_code == 200
    assert "Decided today" in desk.get("/review").get_data(as_text=True)
    database.close()


def test_every_pupils_page_opens(lead: Desk, marlow: Marlow) -> None:
    for pupil_id in set(marlow.pupils.values()) - {marlow.other["pupil"]}:
        assert lead.get(f"/pupils/{pupil_id}").status_code == 200


def test_no_page_is_heavy(lead: Desk, marlow: Marlow) -> None:
    files = [asset for name, asset in all_assets().items() if name.endswith((".css", ".js", ".svg"))]
    packed = sum(len(asset.packed or asset.plain) for asset in files)
    for path in (*PAGES, f"/pupils/{marlow.pupils['Amara Okoro']}"):
        page = lead.get(path).data
        assert packed + len(page) < HEAVIEST, (path, packed, len(page), len(gzip.compress(page)))
