"""At which figures somebody looks."""

from __future__ import annotations

import pytest

from rules.codes import Figures
from rules.thresholds import (
    Level,
    Thresholds,
    check_continuous_days,
    check_lates,
    check_level,
    check_penalty_sessions,
    check_sickness,
)

USUAL = Thresholds()


@pytest.mark.parametrize(
    ("attended", "missed", "level"),
    [
        (0, 0, Level.FINE),
        (100, 0, Level.FINE),
        (95, 5, Level.FINE),
        (949, 51, Level.ATTENTION),
        (901, 99, Level.ATTENTION),
        (90, 10, Level.PERSISTENT),
        (501, 499, Level.PERSISTENT),
        (50, 50, Level.SEVERE),
        (0, 1, Level.SEVERE),
    ],
)
def test_the_level_turns_exactly_at_its_figure(attended: int, missed: int, level: Level) -> None:
    assert check_level(Figures(attended, missed, 0, 0), USUAL) is level
    assert check_level(Figures(attended, 0, missed, 0), USUAL) is level


def test_more_than_three_lates() -> None:
    assert not check_lates(Figures(10, 0, 0, 3), USUAL)
    assert check_lates(Figures(10, 0, 0, 4), USUAL)


def test_ten_sessions_in_ten_rolling_weeks() -> None:
    assert check_penalty_sessions([0] * 9 + [10], USUAL)
    assert check_penalty_sessions([1] * 10, USUAL)
    assert not check_penalty_sessions([9], USUAL)
    assert not check_penalty_sessions([5, *[0] * 9, 5], USUAL), "eleven weeks apart"
    assert check_penalty_sessions([5, *[0] * 8, 5, 0, 0], USUAL)
    assert check_penalty_sessions([0] * 12 + [4, 6], USUAL)
    assert not check_penalty_sessions([], USUAL)


def test_ten_days_on_end() -> None:
    away = [("O", "N")] * 9
    assert not check_continuous_days(away, USUAL)
    assert check_continuous_days([*away, ("G", "U")], USUAL)
    assert check_continuous_days([("/", "\\"), *away, ("G", "U")], USUAL)
    assert not check_continuous_days([*away, ("I", "O")], USUAL)
    assert not check_continuous_days([*away, ("O", "I")], USUAL)
    assert not check_continuous_days([*away, ("O", "O"), ("/", "\\")], USUAL)


def test_fifteen_days_of_illness_had_or_expected() -> None:
    assert not check_sickness(10, 4, USUAL)
    assert check_sickness(10, 5, USUAL)
    assert check_sickness(0, 15, USUAL)
