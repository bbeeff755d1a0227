"""The invented school: sound files, invented numbers only, and the variety of a real one."""

import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from stdnum.gb import upn as stdnum_upn

from attendance.importing import SchoolFiles, read_folder
from attendance.importing.numbers_to_ring import find_few_contacts
from demo.days import demo_calendar, last_school_day
from demo.people import write_handsets
from demo.roll import LINE
from demo.school import write_school
from demo.staff import STAFF
from rules.steps import Role
from telephony.simulator.handsets import read_handsets

DAY = date(2026, 11, 20)
OFCOM_DRAMA = re.compile(r"\+447700900\d{3}|\+441614960\d{3}|\+442079460\d{3}")
ANY_NUMBER = re.compile(r"(?:\+44|\b0)[\d ]{9,}")
ROLES = {str(role) for role in Role}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("school")
    write_school(path, DAY)
    write_handsets(path, DAY)
    return path


@pytest.fixture(scope="module")
def files(folder: Path) -> SchoolFiles:
    return read_folder(folder)


def test_four_hundred_and_twenty_pupils_in_fourteen_classes(files: SchoolFiles) -> None:
    assert len(files.pupils) == 420
    assert len(files.classes) == 14
    assert set(Counter(pupil.group for pupil in files.pupils).values()) == {30}
    years = {record.name: record.year for record in files.classes}
    assert all(pupil.year == years[pupil.group] for pupil in files.pupils)


def test_every_pupil_is_of_an_age_for_the_year(files: SchoolFiles) -> None:
    for pupil in files.pupils:
        assert pupil.birth_on is not None
        youngest = date(2022 - pupil.year, 8, 31)
        assert youngest - timedelta(days=365) <= pupil.birth_on <= youngest


def test_upns_are_right(files: SchoolFiles) -> None:
    assert all(stdnum_upn.is_valid(pupil.upn) for pupil in files.pupils)


def test_the_same_files_every_time(folder: Path, tmp_path: Path) -> None:
    write_school(tmp_path, date(2027, 3, 1))
    write_handsets(tmp_path, date(2027, 3, 1))
    for file in folder.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_every_number_is_one_of_those_kept_for_drama(folder: Path, files: SchoolFiles) -> None:
    numbers = [number.e164 for contact in files.contacts for number in contact.numbers]
    assert all(OFCOM_DRAMA.fullmatch(number) for number in numbers)
    for file in folder.iterdir():
        for written in ANY_NUMBER.findall(file.read_text()):
            tidy = re.sub(r"\s", "", written)
            dialled = "+44" + tidy.removeprefix("+44").removeprefix("0")
            assert OFCOM_DRAMA.fullmatch(dialled), f"{file.name} holds {written}"


def test_the_line_belongs_to_no_family(files: SchoolFiles) -> None:
    assert files.school is not None
    assert files.school.lines == (LINE,)
    assert LINE not in {number.e164 for contact in files.contacts for number in contact.numbers}


def test_two_pupils_have_one_name_and_no_others_do(files: SchoolFiles) -> None:
    names = Counter(pupil.full_name for pupil in files.pupils)
    assert names.most_common(1) == [("Amelia Khan", 2)]
    assert names.most_common(2)[1][1] == 1
    assert {pupil.group for pupil in files.pupils if pupil.full_name == "Amelia Khan"} == {"1B", "4A"}


def test_the_variety_of_a_real_school(files: SchoolFiles) -> None:
    children = Counter(link.reference for link in files.links)
    assert sum(count > 1 for count in children.values()) > 100, "siblings"
    born = Counter((pupil.birth_on, pupil.last_name, pupil.address) for pupil in files.pupils)
    assert any(count > 1 for count in born.values()), "twins"
    surnames = {pupil.upn: pupil.last_name for pupil in files.pupils}
    of_parent: dict[str, set[str]] = {}
    for link in files.links:
        if link.relationship == "mother":
            of_parent.setdefault(link.reference, set()).add(surnames[link.upn])
    assert any(len(names) > 1 for names in of_parent.values()), "siblings with different surnames"
    names = "".join(f"{pupil.first_name}{pupil.last_name}" for pupil in files.pupils)
    assert all(sign in names for sign in "'-éłó")
    assert any(pupil.known_as for pupil in files.pupils)
    marks = Counter(mark for pupil in files.pupils for mark, given in pupil.marks if given)
    assert {
        "vulnerable",
        "social_worker",
        "ehcp",
        "looked_after",
        "medical_plan",
        "priority_call",
    } <= marks.keys()


def test_the_contacts_of_a_real_school(files: SchoolFiles) -> None:
    links = [dict(link.marks) for link in files.links]
    assert any(marks["must_not_be_contacted"] and marks["court_restriction"] for marks in links)
    assert any(not marks["may_report"] and not marks["must_not_be_contacted"] for marks in links)
    relationships = {link.relationship for link in files.links}
    assert {"grandmother", "foster carer", "social worker", "childminder", "stepfather"} <= relationships
    assert {contact.kind for contact in files.contacts} == {"person", "professional"}
    users = Counter(number.e164 for contact in files.contacts for number in contact.numbers)
    assert any(count > 1 for count in users.values()), "a shared number"
    texted = [any(number.can_text for number in contact.numbers) for contact in files.contacts]
    assert any(contact.numbers and not can for contact, can in zip(files.contacts, texted, strict=True))
    languages = {contact.language for contact in files.contacts}
    assert languages == {"en", "pl", "ur", "pa", "ro", "bn", "ar", "so", "gu", "pt", "uk", "ta", "fr", "cy"}


def test_the_summary_has_something_to_say(files: SchoolFiles) -> None:
    assert len(files.cannot_be_dialled) == 1
    assert 1 <= len(find_few_contacts(files, DAY)) < 20
    assert files.notices == ()


def test_the_handsets_are_those_of_the_contacts(folder: Path, files: SchoolFiles) -> None:
    handsets = read_handsets(folder / "handsets.json")
    mobiles = {number.e164 for contact in files.contacts for number in contact.numbers if number.can_text}
    strangers = [each for each in handsets if "not listed" in each.label]
    assert {each.number for each in handsets} == mobiles | {each.number for each in strangers}
    assert len(handsets) == len({each.number for each in handsets})
    assert len(strangers) == 2
    labels = {each.label for each in handsets}
    assert "Mum of Oliver Hughes (3B)" in labels
    assert "Mum and Nan of Poppy Wainwright (4A)" in labels
    raw = json.loads((folder / "handsets.json").read_text())
    assert any("Must not be contacted" in each.get("note", "") for each in raw)


@pytest.mark.parametrize("year", range(2024, 2034))
def test_the_days_of_any_year_are_sound(year: int, tmp_path: Path) -> None:
    write_school(tmp_path, date(year, 11, 1))
    read = read_folder(tmp_path)
    calendar = demo_calendar(date(year, 11, 1))
    days = calendar.school_days(date(year, 9, 1), date(year + 1, 8, 31))
    assert 180 <= len(days) <= 195
    assert tuple((term.first_on, term.last_on) for term in read.terms) == calendar.terms
    assert {day.on_date for day in read.closed_days} == {day for day in calendar.closed if day.weekday() < 5}


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 22), date(2026, 11, 20)),
        (date(2026, 10, 28), date(2026, 10, 23)),
        (date(2027, 1, 1), date(2026, 12, 18)),
        (date(2027, 8, 15), date(2027, 7, 16)),
        (date(2027, 9, 1), date(2027, 7, 16)),
    ],
)
def test_the_last_school_day(today: date, last: date) -> None:
    assert last_school_day(today) == last


def test_somebody_has_every_role() -> None:
    assert {role for member in STAFF for role in member.roles} == ROLES
    assert all(member.email.endswith("@example.invalid") for member in STAFF)
    assert len({member.email for member in STAFF}) == len(STAFF)
