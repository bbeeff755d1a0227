"""Register codes by date, and the figures made of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.codes import (
    Figures,
    Kind,
    UnknownCode,
    WithdrawnCode,
    all_codes,
    attendance,
    codes_on,
    get_code,
    is_absent,
    is_on_site,
    needs_explaining,
)

TODAY = date(2026, 11, 23)
CLASSES = {
    Kind.PRESENT: "/ \\ L",
    Kind.APPROVED_ACTIVITY: "K V P W B",
    Kind.AUTHORISED: "C C1 C2 E I J1 M R S T",
    Kind.UNAUTHORISED: "G N O U",
    Kind.NOT_POSSIBLE: "D Q X Y1 Y2 Y3 Y4 Y5 Y6 Y7",
    Kind.NOT_COLLECTED: "Z #",
}


def test_the_codes_in_use_are_those_of_the_2024_regulations_in_their_classes() -> None:
    found = {kind: " ".join(code.code for code in codes_on(TODAY) if code.kind is kind) for kind in Kind}
    assert found == CLASSES


def test_a_code_says_what_it_means_and_who_decides() -> None:
    code = get_code("C1", TODAY)
    assert code.meaning == "Leave for a regulated performance or employment abroad"
    assert code.who_decides == "head"
    assert get_code("I", TODAY).who_decides == "office"


@pytest.mark.parametrize(
    ("code", "last", "instead"),
    [
        ("F", date(2013, 8, 31), "G, or C when leave was granted"),
        ("H", date(2024, 8, 18), "G, or C when leave was granted"),
        ("J", date(2024, 8, 18), "J1"),
        ("Y", date(2024, 8, 18), "one of Y1 to Y7"),
    ],
)
def test_a_withdrawn_code_is_refused_by_date(code: str, last: date, instead: str) -> None:
    assert get_code(code, last).code == code
    assert code in [each.code for each in codes_on(last)]
    with pytest.raises(WithdrawnCode, match=rf"^Code {code} \(.+\) has been withdrawn. Use {instead}\.$"):
        get_code(code, date.fromordinal(last.toordinal() + 1))


def test_a_new_code_is_refused_before_its_first_day() -> None:
    assert get_code("Y3", date(2024, 8, 19)).code == "Y3"
    with pytest.raises(WithdrawnCode, match="is in use only from 19 August 2024"):
        get_code("Y3", date(2024, 8, 18))


def test_an_unknown_code_says_what_was_meant() -> None:
    with pytest.raises(UnknownCode, match=r'^There is no register code "i"\. Did you mean I\?$'):
        get_code("i", TODAY)
    with pytest.raises(
        UnknownCode, match=r'^There is no register code "QQ"\. Use a code of the 2024 regulations'
    ):
        get_code("QQ", TODAY)


def test_late_is_attended_and_after_the_close_is_absent() -> None:
    assert get_code("L", TODAY).counts_as_attended
    assert not get_code("U", TODAY).counts_as_attended
    assert get_code("U", TODAY).is_possible
    assert is_absent("U")
    assert not is_absent("L")


@pytest.mark.parametrize("code", CLASSES[Kind.NOT_POSSIBLE].split() + CLASSES[Kind.NOT_COLLECTED].split())
def test_what_is_not_possible_is_neither_attended_nor_absent(code: str) -> None:
    assert not get_code(code, TODAY).is_possible
    assert not is_absent(code)
    assert attendance(["/", code]) == Figures(attended=1, authorised=0, unauthorised=0, lates=0)


def test_only_n_needs_explaining() -> None:
    assert [code for code in all_codes() if needs_explaining(code)] == ["N"]


def test_who_has_been_seen_in_school() -> None:
    assert [code for code in all_codes() if is_on_site(code)] == ["/", "\\", "L", "U"]


@pytest.mark.parametrize("check", [is_absent, is_on_site, needs_explaining, lambda code: attendance([code])])
def test_an_unknown_mark_is_never_counted(check: object) -> None:
    assert callable(check)
    with pytest.raises(UnknownCode):
        check("?")


def test_the_figures_of_a_week() -> None:
    figures = attendance(["/", "\\", "L", "\\", "I", "I", "O", "U", "V", "D"])
    assert figures == Figures(attended=5, authorised=2, unauthorised=2, lates=1)
    assert (figures.absent, figures.possible) == (4, 9)
    assert figures.percent == Decimal("55.6")


def test_the_percentage_is_rounded_half_up_and_absent_without_sessions() -> None:
    assert attendance([]).percent is None
    assert attendance(["#", "X"]).percent is None
    assert Figures(1999, 1, 0, 0).percent == Decimal("100.0")
    assert Figures(9, 1, 0, 0).percent == Decimal("90.0")
    assert Figures(1, 7, 0, 0).percent == Decimal("12.5")
    assert Figures(3, 77, 0, 0).percent == Decimal("3.8")


@given(st.lists(st.sampled_from(sorted(all_codes()))))
def test_every_possible_session_is_attended_or_absent(marks: list[str]) -> None:
    figures = attendance(marks)
    assert figures.possible == sum(all_codes()[mark].is_possible for mark in marks)
    assert figures.absent == sum(is_absent(mark) for mark in marks)
    assert figures.percent is None or 0 <= figures.percent <= 100
