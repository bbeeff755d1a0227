"""Clock times, and what they are for."""

from datetime import time

import pytest

from bot.entities.times import find_times
from bot.parsers.normalise import normalise
from tests.unit.bot.conftest import at

NOW = at("2026-11-16 08:12")

TIMES = [
    ("will be in by half ten", "10:30", "arrives"),
    ("in at half 10", "10:30", "arrives"),
    ("picking her up at half 2", "14:30", "leaves"),
    ("collecting him at quarter to two", "13:45", "leaves"),
    ("leaving at 20 past 11", "11:20", "leaves"),
    ("be in by quarter past nine", "09:15", "arrives"),
    ("dentist at 10.30am", "10:30", "appointment"),
    ("orthodontist 14:15", "14:15", "appointment"),
    ("gp at ten to nine", "08:50", "appointment"),
    ("hospital appt 9am", "09:00", "appointment"),
    ("optician 2pm", "14:00", "appointment"),
    ("dentist ten thirty", "10:30", "appointment"),
    ("0930 appt at the clinic", "09:30", "appointment"),
    ("in by 10", "10:00", "arrives"),
    ("won't be in until 11", "11:00", "arrives"),
    ("off from 11", "11:00", "leaves"),
    ("leaving at noon", "12:00", "leaves"),
    ("back by 1", "13:00", "arrives"),
    ("there in 10 minutes", "08:22", "arrives"),
    ("eleven o'clock scan", "11:00", "appointment"),
    ("half ten", "10:30", None),
]


@pytest.mark.parametrize(("text", "expected", "kind"), TIMES)
def test_time(text: str, expected: str, kind: str | None) -> None:
    found = find_times(normalise(text).text, NOW)
    assert [(clock.at, clock.kind) for clock in found] == [(time.fromisoformat(expected), kind)]


@pytest.mark.parametrize(
    "text",
    [
        "she was sick at 4 this morning",
        "vomiting since 3am",
        "temperature of 38.5",
        "he is 10 years old",
        "about 10 minutes late",
        "off for 2 days",
        "back after half term",
        "half a day",
        "year 4",
        "on 24/11",
        "back by the 10th",
    ],
)
def test_no_time(text: str) -> None:
    assert find_times(normalise(text).text, NOW) == []


def test_the_appointments_time_is_kept_beside_the_pick_up() -> None:
    found = find_times(normalise("Dentist at 10:15 for Molly, I'll fetch her at half nine").text, NOW)
    assert [(clock.at, clock.kind) for clock in found] == [
        (time(10, 15), "appointment"),
        (time(9, 30), "leaves"),
    ]
