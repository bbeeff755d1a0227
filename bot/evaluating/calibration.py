"""Whether "80 % sure" is right four times in five: bins, the expected calibration error, coverage and error.

The error is the mean distance between confidence and share right over bins of equal mass (Naeini, Cooper and
Hauskrecht 2015; equal mass after Nixon et al. 2019). It is never quite 0 on few messages, so what a perfectly
calibrated reader would show on as many is given beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.evaluating.answers import Pair, same_code

SEED = 20260901
BINS = 10
RESAMPLES = 1000
INTERVAL = (2.5, 97.5)  # per cent of the resamples
THRESHOLDS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bin:
    """A tenth of the answers, by confidence. confidence: their mean. right: share, 0 to 1. count: answers."""

    confidence: float
    right: float
    count: int


@dataclass(frozen=True, slots=True)
class Covered:
    """Answers with at least `threshold`: how many of all, and how many of them wrong; 0 to 1 each."""

    threshold: float
    coverage: float
    error: float | None


@dataclass(frozen=True, slots=True)
class CalibrationFigures:
    """count: answers. right: share of them. error: expected calibration error, low to high its 95 % interval.

    by_chance: the mean error of a perfectly calibrated reader with these confidences.
    """

    count: int
    right: float
    error: float
    low: float
    high: float
    by_chance: float
    bins: tuple[Bin, ...]
    coverage: tuple[Covered, ...]


def calibrate(confidence: Floats, right: Truths) -> CalibrationFigures | None:
    """The figures of answers: confidence (n,) from 0 to 1, right (n,); None of no answers."""
    if not confidence.size:
        return None
    order = np.argsort(confidence, kind="stable")
    confidence, right = confidence[order], right[order]
    low, high = _interval(confidence, right)
    return CalibrationFigures(
        count=int(confidence.size),
        right=float(right.mean()),
        error=_error(confidence, right),
        low=low,
        high=high,
        by_chance=_by_chance(confidence),
        bins=_bins(confidence, right),
        coverage=tuple(_covered(confidence, right, threshold) for threshold in THRESHOLDS),
    )


def calibrate_pairs(pairs: Sequence[Pair]) -> CalibrationFigures | None:
    """Of every best guess at a code, abstained or not: its confidence against whether it is right."""
    guessed = [pair for pair in pairs if pair.given and pair.given.guess]
    confidence = [pair.given.confidence for pair in guessed if pair.given]
    right = [_is_right(pair) for pair in guessed]
    return calibrate(np.array(confidence, dtype=np.float64), np.array(right, dtype=np.bool_))


def calibrate_classes(
    probabilities: npt.NDArray[np.floating], truth: npt.NDArray[np.integer]
) -> CalibrationFigures | None:
    """Of probabilities (n, classes) with the right class of each row (n,): those of the likeliest class."""
    if not len(truth):
        return None
    right = probabilities.argmax(axis=1) == truth
    return calibrate(probabilities.max(axis=1).astype(np.float64), right.astype(np.bool_))


def _is_right(pair: Pair) -> bool:
    expected, given = pair.expected, pair.given
    return expected is not None and given is not None and same_code(expected.code, given.guess)


def _bins(confidence: Floats, right: Truths) -> tuple[Bin, ...]:
    """Bins of equal mass of sorted answers; fewer than ten where there are fewer answers."""
    parts = zip(np.array_split(confidence, BINS), np.array_split(right, BINS), strict=True)
    return tuple(
        Bin(float(sure.mean()), float(correct.mean()), int(sure.size)) for sure, correct in parts if sure.size
    )


def _error(confidence: Floats, right: Truths) -> float:
    """The expected calibration error of sorted answers."""
    ends = np.array_split(np.arange(confidence.size), BINS)
    gaps = confidence - right
    return float(sum(abs(gaps[part].sum()) for part in ends) / confidence.size)


def _interval(confidence: Floats, right: Truths) -> tuple[float, float]:
    """The bootstrap interval of the error."""
    random = np.random.default_rng(SEED)
    errors = []
    for _ in range(RESAMPLES):
        chosen = np.sort(random.integers(0, confidence.size, confidence.size))
        errors.append(_error(confidence[chosen], right[chosen]))
    low, high = np.percentile(errors, INTERVAL)
    return float(low), float(high)


def _by_chance(confidence: Floats) -> float:
    random = np.random.default_rng(SEED)
    draws = (random.random(confidence.size) < confidence for _ in range(RESAMPLES))
    return float(np.mean([_error(confidence, drawn) for drawn in draws]))


def _covered(confidence: Floats, right: Truths, threshold: float) -> Covered:
    kept = confidence >= threshold
    error = float(1 - right[kept].mean()) if kept.any() else None
    return Covered(threshold, float(kept.mean()), error)
