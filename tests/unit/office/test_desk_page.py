"""The desk, holds and closures, as the office uses them."""

import re

from sqlalchemy import select

from storage.engine import Database
from storage.models import Arrival, Case, Closure, Hold, Mark, Pupil, SchoolDay
from tests.unit.office.conftest import Desk
from tests.unit.office.school import NOW, TODAY, Marlow

AWAY = "Nia Penrose"


def mark_of(database: Database, pupil_id: int) -> Mark:
    with database.read() as db:
        return db.scalars(
            select(Mark).where(Mark.pupil_id == pupil_id, Mark.on_date == TODAY, Mark.session == "am")
        ).one()


def words(answer: object) -> str:
    return answer.get_data(as_text=True)  # type: ignore[attr-defined, no-any-return]


def test_a_child_is_found_by_any_part_of_the_name(office: Desk) -> None:
    text = words(office.get("/desk?q=pen+ni"))
    assert re.search(r"<h3[^>]*><a[^>]*>Nia Penrose</a>", text)
    assert "Nobody on roll is called that" in words(office.get("/desk?q=zzzz"))
    assert "<h3" not in words(office.get("/desk"))


def test_signing_in_marks_the_child_and_closes_the_follow_up(
    office: Desk, database: Database, marlow: Marlow
) -> None:
    pupil_id = marlow.pupils[AWAY]
    answer = office.post(f"/desk/{pupil_id}/in", at="09:10", reason="Missed the bus")
    assert answer.status_code == 303
    assert mark_of(database, pupil_id).code in ("L", "U")
    with database.read() as db:
        case = db.scalars(select(Case).where(Case.pupil_id == pupil_id)).one()
        assert (case.closed_by_name, case.closed_at) == ("Priya Nair", NOW)
    text = words(office.get("/desk"))
    assert "The follow-up is closed." in text
    assert "Missed the bus" in text


def test_a_mistake_is_undone(office: Desk, database: Database, marlow: Marlow) -> None:
    pupil_id = marlow.pupils[AWAY]
    office.post(f"/desk/{pupil_id}/in", at="09:10")
    with database.read() as db:
        arrival_id = db.scalars(select(Arrival.id)).one()
    assert office.post(f"/desk/undo/{arrival_id}").status_code == 303
    assert mark_of(database, pupil_id).code == "N"
    with database.read() as db:
        assert db.scalars(select(Case).where(Case.pupil_id == pupil_id)).one().closed_at is None
    assert "Undone" in words(office.get("/desk"))
    office.post(f"/desk/undo/{arrival_id}")
    assert "This was undone already." in words(office.get("/desk"))


def test_signing_out_says_with_whom_and_until_when(office: Desk, database: Database, marlow: Marlow) -> None:
    pupil_id = marlow.pupils[AWAY]
    form = {"at": "09:11", "returns_at": "11:00", "with_whom": "Mum", "reason": "Dentist", "code": "dentist"}
    assert office.post(f"/desk/{pupil_id}/out", partial=False, **form).status_code == 303
    with database.read() as db:
        arrival = db.scalars(select(Arrival)).one()
    assert (arrival.with_whom, arrival.code, arrival.kind) == ("Mum", "M", "out")
    assert "Went out with Mum, back by 11:00" in words(office.get("/desk"))


def test_what_is_wrong_is_said_and_nothing_is_changed(
    office: Desk, database: Database, marlow: Marlow
) -> None:
    pupil_id = marlow.pupils[AWAY]
    for path, form, sentence in (
        ("in", {"at": "25:00"}, "hours and minutes"),
        ("in", {"at": "23:00"}, "not in the future"),
        ("out", {"with_whom": "", "reason": "Dentist"}, "Write who takes the child"),
        ("out", {"with_whom": "Mum", "reason": "x", "code": "zebra"}, "not a code or a word we know"),
    ):
        answer = office.post(f"/desk/{pupil_id}/{path}", q="nia", partial=False, **form)
        assert answer.status_code == 422
        assert sentence in words(answer)
    with database.read() as db:
        assert db.scalars(select(Arrival)).all() == []


def test_another_schools_child_is_not_here(office: Desk, database: Database, marlow: Marlow) -> None:
    pupil_id = next(value for key, value in marlow.other.items() if "pupil" in key)
    assert office.post(f"/desk/{pupil_id}/in").status_code == 404
    assert office.post("/desk/undo/999").status_code == 303
    assert "not in this school" in words(office.get("/desk"))


def test_a_route_is_held_and_released(office: Desk, database: Database, marlow: Marlow) -> None:
    with database.write() as db:
        db.get_one(Pupil, marlow.pupils[AWAY]).route = "12B"
    assert "Route 12B" in words(office.get("/holds"))
    answer = office.post("/holds", whose="route:12B", reason="Stuck behind a lorry.", until="10:00")
    assert answer.status_code == 303
    with database.read() as db:
        held = db.scalars(select(Hold)).one()
        case = db.scalars(select(Case).where(Case.pupil_id == marlow.pupils[AWAY])).one()
    assert case.held_reason == "Stuck behind a lorry."
    assert "Stuck behind a lorry." in words(office.get("/holds"))
    assert office.post(f"/holds/{held.id}/end").status_code == 303
    assert "Follow-ups that go on now: 1." in words(office.get("/holds"))


def test_a_class_is_held(office: Desk, database: Database, marlow: Marlow) -> None:
    form = {"whose": f"class:{marlow.groups[0]}", "reason": "Looking into it.", "until": "10:00"}
    assert office.post("/holds", partial=False, **form).status_code == 303
    with database.read() as db:
        assert db.scalars(select(Hold.group_id)).all() == [marlow.groups[0]]


def test_holds_and_closures_that_cannot_be(office: Desk, database: Database) -> None:
    for path, form, sentence in (
        ("/holds", {"whose": "route:99", "reason": "Late.", "until": "10:00"}, "No pupil is on that route"),
        ("/holds", {"whose": "class:x", "reason": "Late.", "until": "10:00"}, "Choose a class"),
        ("/holds", {"whose": "class:1", "reason": "Late.", "until": "soon"}, "hours and minutes"),
        ("/holds", {"whose": "class:1", "reason": "Late.", "until": "23:00"}, "two hours"),
        ("/closures", {"on": "never"}, "Choose a day"),
        ("/closures", {"on": TODAY.isoformat(), "code": "Y4", "sessions": "day"}, "Write why"),
        ("/days-without-school", {"on": TODAY.isoformat(), "kind": "inset", "name": "x"}, "to come"),
    ):
        answer = office.post(path, partial=False, **form)
        assert answer.status_code == 422, (path, form)
        assert sentence in words(answer)
    with database.read() as db:
        assert db.scalars(select(Hold)).all() == []
        assert db.scalars(select(Closure)).all() == []


def test_shut_from_midday_confirmed_and_ended(head: Desk, database: Database, marlow: Marlow) -> None:
    form = {
        "on": TODAY.isoformat(), "code": "Y4", "sessions": "day", "from_time": "12:00", "reason": "Snow.",
    }  # fmt: skip
    assert head.post("/closures", partial=False, **form).status_code == 303
    with database.read() as db:
        closure_id = db.scalars(select(Closure.id)).one()
        proposed = db.scalars(select(Mark).where(Mark.code == "Y4")).all()
    assert {mark.session for mark in proposed} == {"pm"}
    assert "Snow." in words(head.get("/holds"))
    assert head.post(f"/closures/{closure_id}/confirm").status_code == 303
    with database.read() as db:
        assert all(db.scalars(select(Mark.confirmed).where(Mark.code == "Y4")))
    assert head.post(f"/closures/{closure_id}/end").status_code == 303
    assert "Ended" in words(head.get("/holds"))


def test_a_day_to_come_is_entered(head: Desk, database: Database) -> None:
    form = {"on": "2026-11-23", "kind": "inset", "name": "Staff training"}
    assert head.post("/days-without-school", partial=False, **form).status_code == 303
    with database.read() as db:
        assert db.scalars(select(SchoolDay.name)).all() == ["Staff training"]
    assert head.post("/days-without-school", partial=False, **form).status_code == 303
    assert "in the calendar already" in words(head.get("/holds"))
