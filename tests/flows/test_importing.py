"""A school's files into both databases: all or nothing, twice the same, and what changed since last time."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from attendance.exports import confirmed_marks_csv
from attendance.importing import (
    ImportRefused,
    ImportSummary,
    RegisterRow,
    import_school,
    read_folder,
    read_register,
)
from attendance.people import SOFTWARE
from demo.school import write_school
from rules.sessions import Session
from storage.engine import Database
from storage.importing import upns_on_roll
from storage.models import (
    Address,
    AuditEvent,
    Base,
    Contact,
    ContactPoint,
    Enrolment,
    Mark,
    PolicyVersion,
    Pupil,
    PupilContact,
    RegistrationGroup,
    SchoolDay,
    Term,
)
from storage.policies import policy_in_force
from tests.unit.importing.broken import BROKEN
from tests.unit.importing.files import AVA, BEN, PUPIL_HEADER, SOUND, ZOE, make_upn, spoiled, write_files

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
NOTHING = (0, 0, 0)
Files = dict[str, str | bytes]


def run(
    database: Database, folder: Path, *, today: date = TODAY, organisation: str = "Invented Trust"
) -> ImportSummary:
    """Import a folder, as the command does."""
    files = read_folder(folder)
    assert files.school is not None
    with database.write() as db:
        return import_school(
            db,
            files,
            organisation_name=organisation,
            school=files.school,
            today=today,
            now=NOW,
            actor=SOFTWARE,
            progress=lambda _kind, _done, _total: None,
        )


def rows_of(database: Database) -> dict[str, int]:
    """How many rows every table holds."""
    with database.read() as db:
        return {
            table.name: db.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def counts(summary: ImportSummary) -> dict[str, tuple[int, int, int]]:
    """Added, changed and gone, of the kinds with any."""
    found = {kind: (tally.added, tally.changed, tally.gone) for kind, tally in summary.tallies.items()}
    return {kind: count for kind, count in found.items() if count != NOTHING}


def only(database: Database, model: type[Any], **where: object) -> Any:
    """The one row of a table with those values."""
    with database.read() as db:
        return db.scalars(select(model).filter_by(**where)).one()


def test_nothing_is_written_of_a_broken_folder(database: Database, tmp_path: Path) -> None:
    before = rows_of(database)
    for number, broken in enumerate(BROKEN):
        with pytest.raises(ImportRefused):
            run(database, write_files(tmp_path / str(number), broken.files))
    assert rows_of(database) == before


def test_a_broken_folder_leaves_a_school_as_it_was(database: Database, tmp_path: Path) -> None:
    run(database, write_files(tmp_path / "sound", {**SOUND}))
    before = rows_of(database)
    for number, broken in enumerate(BROKEN):
        with pytest.raises(ImportRefused):
            run(database, write_files(tmp_path / str(number), broken.files))
    assert rows_of(database) == before
    assert counts(run(database, tmp_path / "sound")) == {}


def test_a_sound_folder_is_written(database: Database, tmp_path: Path) -> None:
    summary = run(database, write_files(tmp_path, {**SOUND}))
    assert counts(summary) == {
        "school": (1, 0, 0),
        "classes": (2, 0, 0),
        "days": (7, 0, 0),
        "pupils": (3, 0, 0),
        "contacts": (4, 0, 0),
        "numbers": (5, 0, 0),
        "links": (5, 0, 0),
    }
    assert [str(each) for each in summary.few_contacts] == [
        "Zoë Châtelain-Ó Séaghdha (2A) has only one emergency contact who can be rung."
    ]
    with database.read() as db:
        assert policy_in_force(db, summary.school_id, date(2026, 9, 2)).policy.slug == "default"
        assert upns_on_roll(db, summary.school_id, TODAY) == {AVA, BEN, ZOE}
    assert only(database, Pupil, upn=AVA).vulnerable
    assert only(database, Address).hazards == "Dog"
    event = only(database, AuditEvent, action="import")
    assert event.data["pupils"] == {"added": 3, "changed": 0, "gone": 0}


def test_the_same_files_again_change_nothing(database: Database, tmp_path: Path) -> None:
    run(database, write_files(tmp_path, {**SOUND}))
    before = rows_of(database)
    again = run(database, tmp_path, today=date(2026, 11, 23))
    assert counts(again) == {}
    assert not again.changed_anything
    assert rows_of(database) == before


def test_what_changed_is_changed_and_counted(database: Database, tmp_path: Path) -> None:
    run(database, write_files(tmp_path, {**SOUND}))
    changed: Files = {
        **SOUND,
        "pupils.csv": SOUND["pupils.csv"].replace(
            ",2,2A,2023-09-05,,,,,,,,,,", ",1,1A,2023-09-05,,,,yes,,,,,,"
        ),
        "contacts.csv": SOUND["contacts.csv"]
        .replace("+44 7700 900103", "07700 900133")
        .replace("C1,2,Mary", "C1,3,Mary"),
        "classes.csv": SOUND["classes.csv"].replace("2A,2,,,", "2A,2,Mr Made-Up,,13:30"),
        "calendar.csv": SOUND["calendar.csv"].replace("2026-12-18", "2026-12-17"),
        "school.csv": SOUND["school.csv"].replace("default", "stoc"),
    }
    summary = run(database, write_files(tmp_path, changed))
    assert counts(summary) == {
        "school": (0, 1, 0),
        "classes": (0, 1, 0),
        "days": (0, 1, 0),
        "pupils": (0, 1, 0),
        "numbers": (1, 0, 1),
        "links": (0, 1, 0),
    }
    ben = only(database, Pupil, upn=BEN)
    assert ben.vulnerable
    first_class = only(database, RegistrationGroup, name="1A")
    assert only(database, Enrolment, pupil_id=ben.id).group_id == first_class.id
    assert only(database, ContactPoint, number="+447700900133").can_text
    assert only(database, Term).last_on == date(2026, 12, 17)
    with database.read() as db:
        assert policy_in_force(db, summary.school_id, date(2026, 11, 19)).policy.slug == "default"
        assert policy_in_force(db, summary.school_id, TODAY).policy.slug == "stoc"
        assert db.scalar(select(func.count()).select_from(PolicyVersion)) == 2
    assert counts(run(database, tmp_path)) == {}


def test_who_is_gone_is_ended_and_never_deleted(database: Database, tmp_path: Path) -> None:
    run(database, write_files(tmp_path / "before", {**SOUND}))
    without_ben: Files = {
        **SOUND,
        "classes.csv": SOUND["classes.csv"].replace("2A,2", "2B,2"),
        "pupils.csv": "\n".join(line for line in SOUND["pupils.csv"].splitlines() if BEN not in line).replace(
            "2A", "2B"
        ),
        "contacts.csv": "\n".join(line for line in SOUND["contacts.csv"].splitlines() if BEN not in line),
        "calendar.csv": SOUND["calendar.csv"].replace("inset,Staff day,2026-09-02,\n", ""),
    }
    summary = run(database, write_files(tmp_path / "after", without_ben))
    assert counts(summary) == {
        "classes": (1, 0, 1),
        "days": (0, 0, 1),
        "pupils": (0, 1, 1),
        "contacts": (0, 0, 1),
        "links": (0, 0, 2),
    }
    ben, ewa = only(database, Pupil, upn=BEN), only(database, Contact, reference="C3")
    assert only(database, Enrolment, pupil_id=ben.id).to_on == TODAY
    assert ewa.ended_on == TODAY
    assert only(database, PupilContact, contact_id=ewa.id).to_on == TODAY
    assert only(database, Contact, reference="C1").ended_on is None
    assert only(database, RegistrationGroup, name="2A").ended_on == TODAY
    assert counts(run(database, tmp_path / "after", today=date(2026, 11, 24))) == {}
    back = run(database, tmp_path / "before")
    assert counts(back)["pupils"] == (0, 2, 0)
    assert only(database, Enrolment, pupil_id=ben.id).to_on is None
    assert only(database, Contact, reference="C3").ended_on is None


def test_next_years_calendar_leaves_this_years_days(database: Database, tmp_path: Path) -> None:
    run(database, write_files(tmp_path, {**SOUND}))
    next_year = "kind,name,first_date,last_date\nterm,Autumn term,2027-09-02,2027-12-17\n"
    run(database, write_files(tmp_path, {**SOUND, "calendar.csv": next_year}))
    with database.read() as db:
        names = set(db.scalars(select(Term.name)))
        days = db.scalar(select(func.count()).select_from(SchoolDay))
    assert names == {"Autumn term 2026", "Autumn term 2027"}
    assert days == 6


def test_a_pupil_who_left_and_came_back_has_two_places(database: Database, tmp_path: Path) -> None:
    left = spoiled("pupils.csv", "2023-09-05,,,,,,,,,,", "2023-09-05,2026-01-09,,,,,,,,,")
    run(database, write_files(tmp_path, left))
    back = spoiled("pupils.csv", "2023-09-05,,,,,,,,,,", "2026-11-02,,,,,,,,,,")
    run(database, write_files(tmp_path, back))
    ben = only(database, Pupil, upn=BEN)
    with database.read() as db:
        places = db.execute(
            select(Enrolment.from_on, Enrolment.to_on)
            .where(Enrolment.pupil_id == ben.id)
            .order_by(Enrolment.from_on)
        ).all()
    assert [tuple(place) for place in places] == [
        (date(2023, 9, 5), date(2026, 1, 9)),
        (date(2026, 11, 2), None),
    ]
    assert counts(run(database, tmp_path)) == {}


def test_a_file_cut_short_is_refused(database: Database, tmp_path: Path) -> None:
    rows = [f"{make_upn(100 + n)},Child{n},Made-Up,,,2,2A,2023-09-05,,,,,,,,,,\n" for n in range(60)]
    many: Files = {**SOUND, "pupils.csv": SOUND["pupils.csv"] + "".join(rows)}
    run(database, write_files(tmp_path, many))
    before = rows_of(database)
    with pytest.raises(ImportRefused, match="60 of the 63 pupils on roll are not in the file"):
        run(database, write_files(tmp_path, {**SOUND}))
    assert rows_of(database) == before
    fewer: Files = {**SOUND, "pupils.csv": SOUND["pupils.csv"] + "".join(rows[:45])}
    assert run(database, write_files(tmp_path, fewer)).tallies["pupils"].gone == 15


def _second_school(contacts: str) -> Files:
    upn = make_upn(500)
    return {
        **SOUND,
        "school.csv": SOUND["school.csv"].replace("100001", "100002").replace("900001", "900002"),
        "pupils.csv": f"{PUPIL_HEADER}\n{upn},Noa,O'Neill,,,1,1A,2025-09-03,,,,,,,,,,\n",
        "contacts.csv": SOUND["contacts.csv"].splitlines()[0] + "\n" + contacts.replace("UPN", upn),
    }


def test_a_contact_with_children_in_two_schools_is_one_person(database: Database, tmp_path: Path) -> None:
    run(database, write_files(tmp_path / "one", {**SOUND}))
    mary = "UPN,C1,1,Mary,O'Neill,mother,,07700 900101,0161 496 0101,,yes,yes,yes,no,no,yes,,,\n"
    assert counts(run(database, write_files(tmp_path / "two", _second_school(mary))))["links"] == (1, 0, 0)
    gone: Files = {
        **SOUND,
        "contacts.csv": "\n".join(line for line in SOUND["contacts.csv"].splitlines() if ",C1," not in line),
    }
    assert counts(run(database, write_files(tmp_path / "one", gone))) == {"links": (0, 0, 2)}
    assert only(database, Contact, reference="C1").ended_on is None, (
        "she still has a child at the other school"
    )


def test_two_schools_that_number_their_contacts_alike_are_refused(database: Database, tmp_path: Path) -> None:
    run(database, write_files(tmp_path / "one", {**SOUND}))
    before = rows_of(database)
    other = "UPN,C1,1,Olu,Adeyemi-Made-Up,father,,07700 900777,,,yes,yes,yes,no,no,yes,,,\n"
    with pytest.raises(ImportRefused, match="'C1' is the contact_id of somebody else at another school"):
        run(database, write_files(tmp_path / "two", _second_school(other)))
    assert rows_of(database) == before


def test_a_school_or_line_of_another_organisation_is_refused(database: Database, tmp_path: Path) -> None:
    run(database, write_files(tmp_path, {**SOUND}))
    before = rows_of(database)
    with pytest.raises(ImportRefused) as refused:
        run(database, tmp_path, organisation="Another Trust")
    assert [str(error) for error in refused.value.errors] == [
        "school.csv, line 2, urn: '100001' is a school of another organisation. "
        "Import it under the name of its own organisation.",
        "school.csv, line 2, line: '+447700900001' is the line of another organisation. "
        "Write the number of a line of your own.",
    ]
    assert rows_of(database) == before


def test_progress_is_told(database: Database, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    files = read_folder(write_files(tmp_path, {**SOUND}))
    assert files.school is not None
    with database.write() as db:
        import_school(
            db, files, organisation_name="Invented Trust", school=files.school, today=TODAY, now=NOW,
            actor=SOFTWARE, progress=lambda kind, done, total: told.append((kind, done, total)),
        )  # fmt: skip
    assert [each for each in told if each[1] == each[2]] == [
        ("pupils", 3, 3),
        ("contacts", 4, 4),
        ("links", 5, 5),
    ]


def test_a_formula_in_a_name_stays_words(database: Database, tmp_path: Path) -> None:
    run(database, write_files(tmp_path, spoiled("pupils.csv", "Zoë", "'=1+1")))
    assert only(database, Pupil, upn=ZOE).first_name == "=1+1"


def _mark(database: Database, upn: str, code: str, *, confirmed: bool = True, **values: object) -> None:
    with database.write() as db:
        pupil = db.scalars(select(Pupil).filter_by(upn=upn)).one()
        place = db.scalars(select(Enrolment).filter_by(pupil_id=pupil.id)).one()
        db.add(
            Mark(
                organisation_id=pupil.organisation_id, school_id=place.school_id, pupil_id=pupil.id,
                enrolment_id=place.id, group_id=place.group_id, on_date=TODAY, code=code, confirmed=confirmed,
                **{"session": "am", **values},
            )
        )  # fmt: skip


def test_confirmed_marks_come_out_in_register_order_and_go_in_again(
    database: Database, tmp_path: Path
) -> None:
    school_id = run(database, write_files(tmp_path, {**SOUND})).school_id
    _mark(database, ZOE, "I")
    _mark(database, BEN, "L", minutes_late=12)
    _mark(database, AVA, "/")
    _mark(database, AVA, "M", session="pm")
    _mark(database, BEN, "I", confirmed=False, session="pm")
    with database.read() as db:
        day = confirmed_marks_csv(db, school_id, TODAY, None)
        morning = confirmed_marks_csv(db, school_id, TODAY, Session.AM)
    assert morning.splitlines() == [
        "upn,date,session,code,minutes_late",
        f"{AVA},2026-11-20,AM,/,",
        f"{ZOE},2026-11-20,AM,I,",
        f"{BEN},2026-11-20,AM,L,12",
    ]
    assert read_register(day.encode()) == (
        RegisterRow(AVA, TODAY, Session.AM, "/", None),
        RegisterRow(AVA, TODAY, Session.PM, "M", None),
        RegisterRow(ZOE, TODAY, Session.AM, "I", None),
        RegisterRow(BEN, TODAY, Session.AM, "L", 12),
    )


def test_the_database_is_asked_a_few_questions_however_many_pupils(
    database: Database, tmp_path: Path
) -> None:
    asked: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_rest: asked.append(statement),
    )
    write_school(tmp_path, TODAY)
    first = run(database, tmp_path)
    assert counts(first)["pupils"] == (420, 0, 0)
    assert sum(statement.startswith("SELECT") for statement in asked) < 30
    asked.clear()
    assert counts(run(database, tmp_path)) == {}
    assert len(asked) < 30
