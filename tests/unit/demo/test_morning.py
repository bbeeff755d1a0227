"""The scripted morning: 31 children reported, 40 away, nine of them unexplained."""

from datetime import date, time

import pytest

from demo.morning import DemoText, morning_registers, morning_texts, unexplained
from demo.roll import build_roll
from rules.codes import get_code
from rules.sessions import Session

DAY = date(2026, 11, 20)
FIRST_CONTACT = time(9, 10)


@pytest.fixture(scope="module")
def texts() -> tuple[DemoText, ...]:
    return morning_texts(DAY)


def _of_kind(texts: tuple[DemoText, ...], kind: str) -> list[DemoText]:
    return [text for text in texts if text.kind == kind]


def test_thirty_one_children_are_reported_before_the_registers_close(texts: tuple[DemoText, ...]) -> None:
    reports = _of_kind(texts, "report")
    assert len({upn for text in reports for upn in text.about}) == 31
    assert reports[0].at == time(7, 20)
    assert reports[-1].at == time(9, 4)


def test_forty_are_away_and_nine_of_them_unexplained(texts: tuple[DemoText, ...]) -> None:
    rows = [row for register in morning_registers(DAY) for row in register.rows]
    away = {row.upn for row in rows if row.code == "N"}
    reported = {upn for text in _of_kind(texts, "report") for upn in text.about}
    assert len(rows) == 420
    assert len(away) == 40
    assert away - reported == set(unexplained(DAY))
    assert len(unexplained(DAY)) == 9


def test_the_registers_are_whole_and_in_time() -> None:
    registers = morning_registers(DAY)
    assert [register.group for register in registers][:3] == ["RA", "RB", "1A"]
    assert all(len(register.rows) == 30 for register in registers)
    assert all(time(8, 55) <= register.at < FIRST_CONTACT for register in registers)
    for row in (row for register in registers for row in register.rows):
        assert (row.on, row.session) == (DAY, Session.AM)
        assert get_code(row.code, DAY)
        assert (row.minutes_late is not None) == (row.code == "L")


def test_every_child_spoken_of_is_a_child_of_the_sender(texts: tuple[DemoText, ...]) -> None:
    roll = build_roll(2026)
    for text in (each for each in texts if each.kind != "unlisted"):
        for pupil in (each for each in roll.pupils if each.upn in text.about):
            numbers = {number for adult in pupil.adults for number in roll.numbers[adult.key]}
            assert text.number in numbers


def test_the_unusual_is_there(texts: tuple[DemoText, ...]) -> None:
    kinds = {text.kind for text in texts}
    assert kinds == {
        "report", "more", "late", "question", "correction", "other_language", "unlisted", "silenced",
        "unaware", "reply",
    }  # fmt: skip
    assert max(len(text.about) for text in texts) == 2
    after = [text.kind for text in texts if text.at > FIRST_CONTACT]
    assert after == ["unaware", "reply", "reply"]


def test_a_name_that_two_children_have_is_written_by_the_parent_of_one() -> None:
    roll = build_roll(2026)
    first, other = roll.pupil("Amelia Khan 4A"), roll.pupil("Amelia Khan 1B")
    assert not {adult.key for adult in first.adults} & {adult.key for adult in other.adults}
    with pytest.raises(KeyError, match="0 pupils are called 'Amelia Khan 3A'"):
        roll.pupil("Amelia Khan 3A")


def test_the_children_away_with_nobody_to_text_and_with_a_flag() -> None:
    roll = build_roll(2026)
    ethan, skye = roll.pupil("Ethan Rowe 3A"), roll.pupil("Skye Dunmore 2A")
    assert not any(number.startswith("+447") for adult in ethan.adults for number in roll.numbers[adult.key])
    assert "vulnerable" in skye.child.marks
    assert any(adult.must_not_be_contacted for adult in skye.adults)
