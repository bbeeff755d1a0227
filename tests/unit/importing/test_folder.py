"""Reading a school's files: what is kept as it is, and what is said of broken ones."""

from datetime import date, time
from pathlib import Path

import pytest

from attendance.importing import ImportRefused, read_files, read_folder
from attendance.importing.phones import Number
from tests.unit.importing.broken import BROKEN, Broken
from tests.unit.importing.files import AVA, BEN, SOUND, ZOE, as_bytes, spoiled, write_files


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_says_exactly_what_is_wrong_and_what_would_be_right(tmp_path: Path, broken: Broken) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_folder(write_files(tmp_path, broken.files))
    assert tuple(str(error) for error in refused.value.errors) == broken.messages
    assert refused.value.count == len(broken.messages)


def test_reads_what_a_sound_folder_says(tmp_path: Path) -> None:
    files = read_folder(write_files(tmp_path, {**SOUND}))
    assert files.school is not None
    assert (files.school.urn, files.school.phone, files.school.lines) == (
        "100001",
        "+441614960001",
        ("+447700900001",),
    )
    assert [(each.name, each.year, each.am_closes) for each in files.classes] == [
        ("1A", 1, time(9, 10)),
        ("2A", 2, None),
    ]
    assert [pupil.full_name for pupil in files.pupils] == [
        "Ava O'Neill",
        "Ben Nowak",
        "Zoë Châtelain-Ó Séaghdha",
    ]
    assert files.pupils[1].birth_on == date(2019, 6, 5)
    assert dict(files.pupils[0].marks)["vulnerable"] is True
    assert not any(dict(files.pupils[1].marks).values())
    assert files.notices == files.cannot_be_dialled == ()


def test_one_contact_with_two_children_is_one_contact() -> None:
    files = read_files(as_bytes({**SOUND}))
    assert [contact.reference for contact in files.contacts] == ["C1", "C2", "C3", "C4"]
    assert [(link.upn, link.reference, link.order) for link in files.links] == [
        (AVA, "C1", 1),
        (AVA, "C2", 2),
        (BEN, "C3", 1),
        (BEN, "C1", 2),
        (ZOE, "C4", 1),
    ]
    mary, pat = files.contacts[0], files.contacts[1]
    assert mary.numbers == (Number("+447700900101", can_text=True), Number("+441614960101", can_text=False))
    assert pat.numbers[0] == mary.numbers[1], "two contacts may share a number"


def test_a_bank_holiday_may_lie_in_a_holiday_and_weekends_are_left_out() -> None:
    files = read_files(as_bytes({**SOUND}))
    assert [(day.on_date.day, day.kind) for day in files.closed_days] == [
        (2, "inset"),
        (26, "holiday"),
        (27, "holiday"),
        (28, "bank_holiday"),
        (29, "holiday"),
        (30, "holiday"),
    ]
    assert files.terms[0].name == "Autumn term 2026"
    assert files.first_day == date(2026, 9, 2)


@pytest.mark.parametrize(
    "written",
    ["07700 90", "none", "07700900101 mum", "0161 496 0101 x12", "999", "4.47E+11", "07700 900101/2"],
)
def test_a_number_that_cannot_be_dialled_is_left_out_and_told(written: str) -> None:
    files = as_bytes(spoiled("contacts.csv", "+44 7700 900103", written))
    read = read_files(files)
    assert [str(each) for each in read.cannot_be_dialled] == [
        f"contacts.csv, line 4, phone_1: '{written}' is not a number that can be dialled. "
        "Write it like 07700 900123."
    ]
    assert {contact.reference: contact.numbers for contact in read.contacts}["C3"] == ()


@pytest.mark.parametrize(
    "written", ["07700900103", "+447700900103", "00447700900103", "(07700) 900-103", "7700900103"]
)
def test_a_number_is_understood_however_it_is_written(written: str) -> None:
    files = as_bytes(spoiled("contacts.csv", "+44 7700 900103", written))
    numbers = {contact.reference: contact.numbers for contact in read_files(files).contacts}
    assert numbers["C3"] == (Number("+447700900103", can_text=True),)


def test_a_number_that_costs_extra_is_left_out() -> None:
    files = as_bytes(spoiled("contacts.csv", "+44 7700 900103", "0901 123 4567"))
    assert "costs extra" in str(read_files(files).cannot_be_dialled[0])


def test_a_byte_order_mark_crlf_and_a_blank_line_do_no_harm() -> None:
    plain = read_files(as_bytes({**SOUND}))
    dressed = {
        name: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") + b"\r\n , \r\n"
        for name, data in as_bytes({**SOUND}).items()
    }
    assert read_files(dressed) == plain


def test_an_unknown_column_is_left_out_and_told() -> None:
    files = as_bytes({**SOUND})
    files["classes.csv"] = b"class,year,teacher,am_close,pm_close,Room No\n1A,1,,,,7\n2A,2,,,,8\n"
    assert [str(each) for each in read_files(files).notices] == [
        "classes.csv, line 1, room_no: this column is not one we know. It was left out."
    ]


def test_a_line_of_the_file_is_named_even_after_a_cell_of_two_lines() -> None:
    files = spoiled("pupils.csv", '"1 Made Up Street, Town"', '"1 Made Up Street\nTown"')
    files["pupils.csv"] = str(files["pupils.csv"]).replace("05/06/2019", "never")
    with pytest.raises(ImportRefused) as refused:
        read_files(as_bytes(files))
    assert [(error.line, error.column) for error in refused.value.errors] == [(4, "birth_date")]


def test_letters_that_are_not_seen_are_taken_out_and_accents_are_composed() -> None:
    files = spoiled("pupils.csv", "Zoë", "\u202eZoe\u0308\u200b")
    read = read_files(as_bytes(files))
    assert read.pupils[2].first_name == "Zoë"


def test_names_of_every_script_are_kept() -> None:
    files = spoiled("pupils.csv", "Zoë", "محمد")
    assert read_files(as_bytes(files)).pupils[2].first_name == "محمد"


def test_at_most_fifty_errors_are_listed_and_all_are_counted() -> None:
    rows = "".join(f"K{number},1,,late,\n" for number in range(60))
    files = as_bytes({**SOUND})
    files["classes.csv"] += rows.encode()
    with pytest.raises(ImportRefused) as refused:
        read_files(files)
    assert (len(refused.value.errors), refused.value.count) == (50, 60)
    lines = str(refused.value).splitlines()
    assert lines[0] == "Nothing was imported: 60 things need putting right."
    assert lines[-1] == "… and 10 more like these."


def test_a_second_school_in_one_folder_is_refused() -> None:
    files = as_bytes({**SOUND})
    files["school.csv"] += b"100002,Other,0161 496 0002,,07700 900002,\n"
    with pytest.raises(ImportRefused, match="line 3, urn: '100002' is a second school"):
        read_files(files)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"nowhere: this is not a folder\. Give the folder that holds"):
        read_folder(tmp_path / "nowhere")


def test_file_names_may_be_in_capitals(tmp_path: Path) -> None:
    read_folder(write_files(tmp_path, {name.upper(): text for name, text in SOUND.items()}))


def test_a_school_without_school_csv() -> None:
    files = {name: text.encode() for name, text in SOUND.items() if name != "school.csv"}
    assert read_files(files).school is None
