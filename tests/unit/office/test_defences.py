"""What a browser is told, what is refused, and what hostile words come to."""

import re

import pytest
from flask import Flask

from office.assets import all_assets
from storage.engine import Database
from storage.models import AbsenceReport, Pupil, Task
from tests.unit.office.conftest import Desk
from tests.unit.office.school import NOW, Marlow, add_report

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def test_every_answer_carries_the_headers(office: Desk, app: Flask) -> None:
    for path in ("/today", "/review", "/nowhere", "/pupils/999999"):
        headers = office.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_are_kept_in_no_cache_and_files_are(office: Desk) -> None:
    page = office.get("/review")
    assert page.headers["Cache-Control"] == "no-store"
    sheet = re.search(r'href="(/assets/[^"]+office\.css)"', page.get_data(as_text=True))
    assert sheet is not None
    plain = office.get(sheet.group(1))
    packed = office.get(sheet.group(1), headers={"Accept-Encoding": "gzip"})
    assert "immutable" in plain.headers["Cache-Control"]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2
    assert office.get("/assets/000000000000/css/office.css").status_code == 404
    assert office.get("/assets/000000000000/../access.py").status_code == 404


def test_no_page_has_script_or_style_of_its_own(lead: Desk, marlow: Marlow) -> None:
    for path in ("/today", "/review", "/calls", "/registers", f"/pupils/{marlow.pupils['Amara Okoro']}"):
        text = lead.get(path).get_data(as_text=True)
        assert "<style" not in text
        assert not re.search(r"<script(?![^>]*\ssrc=)", text)
        assert not re.search(r"\s(style|on\w+)=", text)


def test_licences_stand_beside_what_others_wrote() -> None:
    names = set(all_assets())
    assert {"vendor/bootstrap/LICENSE", "vendor/htmx/LICENSE"} <= names


def test_a_form_without_its_token_changes_nothing(office: Desk, database: Database, marlow: Marlow) -> None:
    report_id = marlow.reports["Grace Adeyemi"]
    answer = office.client.post(f"/review/{report_id}/approve", data={"version": "1"})
    assert answer.status_code == 400
    assert "Reload it" in answer.get_data(as_text=True)
    with database.read() as db:
        assert db.get_one(AbsenceReport, report_id).state == "provisional"


def test_hostile_words_and_names_are_shown_as_words(lead: Desk, database: Database, marlow: Marlow) -> None:
    with database.write() as db:
        pupil = db.get_one(Pupil, marlow.pupils["Ivo Lamb"])
        pupil.first_name = HOSTILE
        add_report(db, marlow, "Ivo Lamb", HOSTILE, "I", NOW)
        db.get_one(Task, marlow.tasks["Ivo Lamb"]).why = HOSTILE
    for path in ("/review", "/calls", "/today/reported", f"/pupils/{marlow.pupils['Ivo Lamb']}"):
        text = lead.get(path).get_data(as_text=True)
        assert "&lt;script&gt;" in text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "9" * 40])
def test_a_version_that_is_none_is_refused_with_a_sentence(
    office: Desk, marlow: Marlow, version: str
) -> None:
    answer = office.post(f"/review/{marlow.reports['Grace Adeyemi']}/approve", version=version)
    assert answer.status_code == 400
    assert "reload the page" in answer.get_data(as_text=True)


@pytest.mark.parametrize("query", ["on=0000-99-99", "on=9999-12-31", "on=x&session=z", "class=x", "seen=%00"])
def test_nonsense_in_an_address_shows_now(office: Desk, query: str) -> None:
    assert office.get(f"/today?{query}").status_code == 200
    assert office.get(f"/today/board?{query}").status_code == 200
    assert office.get(f"/today/unexplained?{query}").status_code == 200


def test_a_fault_of_ours_says_so_and_logs_no_name(
    app: Flask,
    office: Desk,
    marlow: Marlow,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("Amara Okoro")

    monkeypatch.setattr("office.pages.pupils.find_pupil_record", fail)
    answer = office.get(f"/pupils/{marlow.pupils['Ivo Lamb']}")
    assert answer.status_code == 500
    assert "It is our fault" in answer.get_data(as_text=True)
    assert "Amara" not in answer.get_data(as_text=True)
    assert all("Amara" not in record.getMessage() for record in caplog.records)
