"""Calibration: figures worked out by hand, and what must hold for any answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluating.answers import Pair
from bot.evaluating.calibration import CalibrationFigures, calibrate, calibrate_classes, calibrate_pairs
from tests.unit.bot.evaluating import item


def of(confidence: list[float], right: list[bool]) -> CalibrationFigures:
    figures = calibrate(np.array(confidence), np.array(right, dtype=bool))
    assert figures is not None
    return figures


def test_bins_of_equal_mass_and_their_error() -> None:
    # twenty answers: ten at 0.5 of which five are right, ten at 0.9 of which six are right
    figures = of([0.5] * 10 + [0.9] * 10, [True, False] * 5 + [True, False, True, False, True] * 2)
    assert [one.count for one in figures.bins] == [2] * 10
    assert [round(one.confidence, 6) for one in figures.bins] == [0.5] * 5 + [0.9] * 5
    assert figures.right == 0.55
    # in pairs: 0 for the five even bins; then the pairs TF TF TT FT FT
    gaps = [0.0] * 5 + [0.4, 0.4, 0.1, 0.4, 0.4]
    assert figures.error == pytest.approx(sum(gaps) / 10)
    assert figures.low <= figures.high


def test_the_surest_and_right_have_no_error() -> None:
    figures = of([1.0] * 50, [True] * 50)
    assert (figures.error, figures.low, figures.high, figures.by_chance) == (0, 0, 0, 0)


def test_a_boaster_is_found_out() -> None:
    figures = of([0.99] * 200, [True, False] * 100)
    assert figures.error == pytest.approx(0.49)
    assert figures.low > figures.by_chance
    assert 0.4 < figures.low < 0.49 < figures.high < 0.6


def test_coverage_against_error() -> None:
    figures = of([0.2, 0.5, 0.85, 0.97], [False, True, False, True])
    covered = {each.threshold: (each.coverage, each.error) for each in figures.coverage}
    assert covered[0.0] == (1.0, 0.5)
    assert covered[0.5] == (0.75, pytest.approx(1 / 3))
    assert covered[0.9] == (0.25, 0.0)
    assert covered[0.99] == (0.0, None)


def test_of_no_answers_there_are_no_figures() -> None:
    assert calibrate(np.array([]), np.array([], dtype=bool)) is None
    assert calibrate_classes(np.zeros((0, 3)), np.array([], dtype=np.int64)) is None
    assert calibrate_pairs([Pair(item(), None)]) is None


def test_the_likeliest_class_is_judged() -> None:
    chances = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
    figures = calibrate_classes(chances, np.array([0, 1]))
    assert figures is not None
    assert [(one.confidence, one.right) for one in figures.bins] == [(0.6, 0.0), (0.7, 1.0)]


def test_abstentions_and_unexpected_items_count_too() -> None:
    pairs = [
        Pair(item("I"), item(None, guess="I", confidence=0.4)),
        Pair(item("L"), item("U", confidence=0.8)),
        Pair(None, item("M", confidence=0.9)),
        Pair(item("I"), item(None, guess=None, confidence=0.0)),
    ]
    figures = calibrate_pairs(pairs)
    assert figures is not None
    assert [(one.confidence, one.right) for one in figures.bins] == [(0.4, 1.0), (0.8, 1.0), (0.9, 0.0)]


ANSWERS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@settings(max_examples=25, deadline=None)
@given(ANSWERS)
def test_any_answers_give_figures_between_0_and_1_and_the_same_ones_again(
    answers: list[tuple[float, bool]],
) -> None:
    confidence, right = [one for one, _ in answers], [two for _, two in answers]
    figures = of(confidence, right)
    numbers = [figures.error, figures.low, figures.high, figures.by_chance, figures.right]
    assert all(-1e-12 <= number <= 1 + 1e-12 for number in numbers)
    assert sum(one.count for one in figures.bins) == len(answers)
    coverage = [each.coverage for each in figures.coverage]
    assert coverage == sorted(coverage, reverse=True)
    assert of(confidence, right) == figures
