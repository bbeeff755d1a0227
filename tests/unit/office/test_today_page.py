"""Today and the registers: the numbers, the live part, and the files in and out."""

import re
from typing import Any

import pytest
from sqlalchemy import event

from storage.engine import Database
from storage.models import Enrolment, Mark, Pupil, Register
from storage.today import place_of_mark
from tests.unit.office.conftest import Desk
from tests.unit.office.school import NOW, TODAY, Marlow, add_report

HEAD = "upn,date,session,code,minutes_late\n"


def tiles(text: str) -> dict[str, int]:
    """What the tiles say."""
    found = re.findall(r'tile-number">(\d+)</span><span class="tile-label">([^<]+)<', text)
    return {label: int(number) for number, label in found}


def test_the_tiles_count_what_the_marks_say(office: Desk, database: Database, marlow: Marlow) -> None:
    with database.read() as db:
        marks = db.query(Mark).filter_by(school_id=marlow.school_id, on_date=TODAY, session="am").all()
    shown = tiles(office.get("/today").get_data(as_text=True))
    assert shown["Present"] == sum(mark.in_register and mark.code in "/L" for mark in marks)
    assert shown["Late"] == sum(mark.in_register and mark.code == "L" for mark in marks)
    assert shown["Unexplained"] == sum(mark.code == "N" for mark in marks) == 6
    assert shown["Reported"] == sum(mark.code in "IMG" for mark in marks) == 6
    assert shown["Registers missing"] == 2


@pytest.mark.parametrize(
    ("code", "in_register", "confirmed", "place"),
    [
        ("/", True, False, "present"), ("L", True, False, "present"), ("L", False, False, "reported"),
        ("L", False, True, "present"), ("U", True, False, "present"), ("N", True, False, "unexplained"),
        ("", False, False, "unexplained"), ("I", False, False, "reported"), ("G", True, True, "reported"),
        ("O", True, True, "reported"), ("V", True, False, "elsewhere"), ("D", True, False, "elsewhere"),
        ("#", True, False, "elsewhere"),
    ],
)  # fmt: skip
def test_where_a_mark_says_a_pupil_is(code: str, in_register: bool, confirmed: bool, place: str) -> None:
    assert place_of_mark(code, in_register, confirmed) == place


def test_every_number_opens_the_pupils_behind_it(office: Desk) -> None:
    page = office.get("/today").get_data(as_text=True)
    for place, label in (("present", "Present"), ("unexplained", "Unexplained"), ("late", "Late")):
        rows = office.get(f"/today/{place}").get_data(as_text=True).count('<th scope="row">')
        assert rows == tiles(page)[label]
    assert office.get("/today/anything").status_code == 404


def test_the_live_part_is_sent_only_when_something_changed(
    office: Desk, database: Database, marlow: Marlow
) -> None:
    text = office.get("/today").get_data(as_text=True)
    address = re.search(r'hx-get="(/today/board\?[^"]+)"', text)
    assert address is not None
    path = address.group(1).replace("&amp;", "&")
    assert office.htmx(path).status_code == 204
    with database.write() as db:
        add_report(db, marlow, "Ivo Lamb", "Ivo has a fever", "I", NOW)
    changed = office.htmx(path)
    assert changed.status_code == 200
    assert tiles(changed.get_data(as_text=True))["Reported"] == 7
    assert 'id="count-review"' in changed.get_data(as_text=True)


def test_a_day_without_school_says_so(office: Desk) -> None:
    text = office.get("/today?on=2026-11-21").get_data(as_text=True)
    assert "There is no school on Saturday 21 November 2026" in text
    assert "Show Fri 20 Nov" in text


def test_an_administrator_sees_numbers_and_no_names(admin: Desk) -> None:
    text = admin.get("/today").get_data(as_text=True)
    assert tiles(text)["Unexplained"] == 6
    assert "Amara" not in text
    assert admin.get("/today/unexplained").status_code == 403


def send(desk: Desk, content: bytes, name: str = "register.csv") -> Any:
    """Send a register as the form does."""
    edge = b"--------edge"
    body = b"\r\n".join(
        [
            b"--" + edge,
            b'Content-Disposition: form-data; name="csrf_token"',
            b"",
            desk.token().encode(),
            b"--" + edge,
            f'Content-Disposition: form-data; name="file"; filename="{name}"'.encode(),
            b"Content-Type: text/csv",
            b"",
            content,
            b"--" + edge + b"--",
            b"",
        ]
    )
    kind = f"multipart/form-data; boundary={edge.decode()}"
    return desk.client.post("/registers", data=body, content_type=kind)


def test_a_register_is_taken_in(office: Desk, database: Database, marlow: Marlow) -> None:
    group_id = marlow.groups[1]
    with database.read() as db:
        upns = (
            db.query(Pupil.upn).join(Enrolment, Enrolment.pupil_id == Pupil.id).filter_by(group_id=group_id)
        )
        lines = [f"{upn},2026-11-20,AM,/," for (upn,) in upns]
    answer = send(office, (HEAD + "\n".join(lines)).encode())
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert f"Taken in: {len(lines)} marks in 1 register" in office.get("/registers").get_data(as_text=True)
    with database.read() as db:
        register = db.query(Register).filter_by(group_id=group_id, on_date=TODAY, session="am").one()
        assert register.received_at == NOW


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "register.csv is empty"),
        (b"not a register", "Nothing was taken in"),
        (b"\xff\xfe\x00\x01", "Nothing was taken in"),
        ((HEAD + "X12345678901A,2026-11-20,AM,/,").encode(), "Nothing was taken in: 1 thing needs"),
        (b"x" * 2_050_000, "too large"),
    ],
)
def test_a_bad_register_says_what_to_put_right(office: Desk, content: bytes, sentence: str) -> None:
    answer = send(office, content)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_no_file_at_all_is_a_sentence_too(office: Desk) -> None:
    answer = office.post("/registers")
    assert answer.status_code == 422
    assert "Choose a register file first" in answer.get_data(as_text=True)


def test_confirmed_marks_come_out_as_csv(office: Desk, marlow: Marlow) -> None:
    office.post(f"/review/{marlow.reports['Obi Okafor']}/approve", version="1")
    answer = office.get("/registers/confirmed.csv?on=2026-11-20&session=am")
    assert answer.mimetype == "text/csv"
    assert "marks-2026-11-20-am.csv" in answer.headers["Content-Disposition"]
    lines = answer.get_data(as_text=True).strip().splitlines()
    assert lines[0] == HEAD.strip()
    assert len(lines) == 2
    assert ",I," in lines[1]


def test_no_page_asks_the_database_more_than_twelve_times(
    lead: Desk, database: Database, marlow: Marlow
) -> None:
    asked: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def count(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append(statement)

    pupil = f"/pupils/{marlow.pupils['Amara Okoro']}"
    parts = ("/today/board", "/review/arrivals?after=0", "/calls/news?after=0")
    for path in ("/today", "/today/unexplained", "/review", "/calls", "/registers", pupil, *parts):
        asked.clear()
        assert lead.get(path).status_code == 200
        assert 0 < len(asked) <= 12, (path, len(asked), asked)
