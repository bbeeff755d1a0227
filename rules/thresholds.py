"""At which figures somebody looks. Each answers whether, never what must follow: that is for people.

Sources: persistent absence is 10 % or more of possible sessions missed, severe 50 % (S-stoc 8.4 and guidance,
so exactly 90.0 % is persistent); more than 3 lates (S-stoc 4.4); 10 unauthorised sessions in 10 school weeks
(national threshold); 10 continuous unauthorised school days and 15 days of illness (returns).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.codes import Figures

UNAUTHORISED_DAYS = frozenset({"G", "N", "O", "U"})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All of them whole numbers; per cents of possible sessions."""

    attention_percent: int = 95
    persistent_percent: int = 10
    severe_percent: int = 50
    lates: int = 3
    penalty_sessions: int = 10
    penalty_weeks: int = 10
    continuous_days: int = 10
    sickness_days: int = 15


class Level(StrEnum):
    """How much of school a pupil misses."""

    FINE = "fine"
    ATTENTION = "attention"
    PERSISTENT = "persistent"
    SEVERE = "severe"


def check_level(figures: Figures, thresholds: Thresholds) -> Level:
    """How much is missed. Whole numbers, so exactly 10 % is persistent; FINE without sessions."""
    if not figures.possible:
        return Level.FINE
    missed = figures.absent * 100
    if missed >= thresholds.severe_percent * figures.possible:
        return Level.SEVERE
    if missed >= thresholds.persistent_percent * figures.possible:
        return Level.PERSISTENT
    if figures.attended * 100 < thresholds.attention_percent * figures.possible:
        return Level.ATTENTION
    return Level.FINE


def check_lates(figures: Figures, thresholds: Thresholds) -> bool:
    """Whether the pupil was late more often than the policy lets pass (S-stoc 4.4: more than three)."""
    return figures.lates > thresholds.lates


def check_penalty_sessions(weeks: Sequence[int], thresholds: Thresholds) -> bool:
    """Whether a penalty notice may be considered.

    weeks: unauthorised sessions of each school week in order, across terms and years.
    """
    span = thresholds.penalty_weeks
    return any(sum(weeks[start : start + span]) >= thresholds.penalty_sessions for start in range(len(weeks)))


def check_continuous_days(days: Sequence[tuple[str, str]], thresholds: Thresholds) -> bool:
    """Whether the latest days make a run to report: both marks (AM, PM) of each school day unauthorised.

    days: (AM, PM) codes of school days in order, the latest last.
    """
    latest = days[-thresholds.continuous_days :]
    return len(latest) == thresholds.continuous_days and all(
        am in UNAUTHORISED_DAYS and pm in UNAUTHORISED_DAYS for am, pm in latest
    )


def check_sickness(days_ill: int, days_expected: int, thresholds: Thresholds) -> bool:
    """Whether a sickness return is due: days of I this school year, and those reasonably expected to come."""
    return days_ill + days_expected >= thresholds.sickness_days
