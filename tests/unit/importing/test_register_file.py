"""Reading a register file."""

from datetime import date
from pathlib import Path

import pytest

from attendance.importing import ImportRefused, RegisterRow, read_register
from rules.sessions import SchoolCalendar, Session
from tests.unit.importing.files import AVA, BEN, ZOE, make_upn

HEADER = "upn,date,session,code,minutes_late\n"
FRIDAY = date(2026, 11, 20)
CALENDAR = SchoolCalendar(closed=frozenset({date(2026, 11, 19)}))


def test_reads_marks_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "today.csv"
    file.write_text(f"{HEADER}{BEN},2026-11-20,AM,L,12\n{AVA},20/11/2026,am,/,\n{ZOE},2026-11-20,PM,N,\n")
    assert read_register(file, calendar=CALENDAR, today=FRIDAY, on_roll={AVA, BEN, ZOE}) == (
        RegisterRow(BEN, FRIDAY, Session.AM, "L", 12),
        RegisterRow(AVA, FRIDAY, Session.AM, "/", None),
        RegisterRow(ZOE, FRIDAY, Session.PM, "N", None),
    )


STRANGER = make_upn(77)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (f"{AVA},2026-11-20,AM,QQ,", "code: 'QQ' is not a register code. There is no register code \"QQ\". "
         "Use a code of the 2024 regulations, such as I, M or N."),
        (f"{AVA},2026-11-20,AM,i,", "code: 'i' is not a register code. There is no register code \"i\". "
         "Did you mean I?"),
        (f"{AVA},2026-11-20,AM,H,", "code: 'H' is a code that could not be used on that day. "
         "Code H (Family holiday granted by the school) has been withdrawn. "
         "Use G, or C when leave was granted."),
        (f"{AVA},2026-11-20,AM,\\,", "code: '\\' is for the afternoon. Write / for the morning."),
        (f"{AVA},2026-11-20,PM,/,", "code: '/' is for the morning. Write \\ for the afternoon."),
        (f"{AVA},2026-11-19,AM,/,", "date: '2026-11-19' is not a school day. "
         "Correct the date, or the school's calendar.csv."),
        (f"{AVA},2026-11-21,AM,/,", "date: '2026-11-21' has not come yet. Registers are taken on the day."),
        (f"{AVA},30/02/2026,AM,/,", "date: '30/02/2026' is a date that does not exist. "
         "Write it like 2026-11-20 or 20/11/2026."),
        (f"{AVA},2026-11-20,noon,/,", "session: 'noon' is not a session. Write AM or PM."),
        (f"{AVA},2026-11-20,AM,,", "code: nothing is written here. It is needed in every row."),
        (f"{AVA},2026-11-20,AM,L,soon", "minutes_late: 'soon' is not a number of minutes. "
         "Write a whole number, such as 12."),
        (f"{AVA},2026-11-20,AM,I,12", "minutes_late: '12' stands beside code I. Only L and U have minutes: "
         "leave it empty."),
        (f"{STRANGER},2026-11-20,AM,/,", f"upn: '{STRANGER}' is not the UPN of a pupil on roll. "
         "Import the school's pupils first."),
    ],
)  # fmt: skip
def test_says_exactly_what_is_wrong_with_a_mark(row: str, message: str) -> None:
    data = f"{HEADER}{BEN},2026-11-20,AM,/,\n{row}\n".encode()
    with pytest.raises(ImportRefused) as refused:
        read_register(data, calendar=CALENDAR, today=FRIDAY, on_roll={AVA, BEN})
    assert [str(error) for error in refused.value.errors] == [f"register.csv, line 3, {message}"]


def test_a_session_of_a_pupil_stands_once() -> None:
    data = f"{HEADER}{AVA},2026-11-20,AM,/,\n{AVA},2026-11-20,PM,N,\n{AVA},2026-11-20,AM,N,\n".encode()
    with pytest.raises(ImportRefused) as refused:
        read_register(data, name="marks.csv")
    assert [str(error) for error in refused.value.errors] == [
        "marks.csv, line 4, session: 'AM' is there already, on line 2. Take one of the two out."
    ]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"marks.csv: the file is missing"):
        read_register(tmp_path / "marks.csv")


def test_withdrawn_codes_can_still_be_read_for_their_own_days() -> None:
    assert read_register(f"{HEADER}{AVA},2023-11-20,AM,H,\n".encode())[0].code == "H"
