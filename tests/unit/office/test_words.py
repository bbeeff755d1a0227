"""Words: codes as people type them, and how days and numbers are written."""

from datetime import date

import pytest

from office.codewords import SHORT, UnreadableCode, choices_on, read_code
from office.shown import confidence, phone
from rules.codes import all_codes, codes_on
from tests.unit.office.school import TODAY


def test_every_code_in_use_has_a_short_word() -> None:
    assert {code.code for code in codes_on(TODAY)} == set(SHORT)


def test_every_choice_can_be_typed_as_it_is_shown() -> None:
    for choice in choices_on(TODAY):
        assert read_code(f"{choice.code} {choice.word}", TODAY).code == choice.code
        assert read_code(choice.code.lower(), TODAY).code == choice.code


def test_withdrawn_codes_are_refused_by_date() -> None:
    assert "H" in all_codes()
    assert read_code("H", date(2024, 7, 1)).code == "H"
    with pytest.raises(UnreadableCode, match="withdrawn"):
        read_code("H", TODAY)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("  dentist ", "M"), ("HOLIDAY", "G"), ("sick", "I"), ("bus", "Y1"), ("eid", "R"), ("interview", "J1")],
)
def test_words_mean_codes(typed: str, code: str) -> None:
    assert read_code(typed, TODAY).code == code


@pytest.mark.parametrize("typed", ["", "   ", "leave", "qq", "\x00", "I\u202eM"])
def test_what_decides_no_code_is_a_sentence(typed: str) -> None:
    with pytest.raises(UnreadableCode, match="Type"):
        read_code(typed, TODAY)


def test_confidence_in_words() -> None:
    assert [confidence(share) for share in (1.0, 0.9, 0.89, 0.75, 0.5, 0.49, 0.0)] == [
        "Sure", "Sure", "Fairly sure", "Fairly sure", "Not sure", "A guess", "A guess",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+447700900123", "07700 900123"),
        ("+441614960100", "0161 496 0100"),
        ("+48500900100", "+48 500 900 100"),
        ("withheld", "withheld"),
        (None, ""),
    ],
)
def test_numbers_are_written_as_people_read_them_out(number: str | None, shown: str) -> None:
    assert phone(number) == shown
