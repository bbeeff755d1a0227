"""Clock times, and what they are for."""

from datetime import time

import pytest

from bot.entities.days import read_period
from bot.entities.times import find_times
from bot.parsers.normalise import normalise
from rules.sessions import SchoolCalendar
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
    ("will arrive 10 today, waiting for the plumber", "10:00", "arrives"),
    ("about 20 minutes away so quarter to nine", "08:45", "arrives"),
    ("she missed the 8.05 and the next one's at 8.30 so there by 8.50", "08:50", "arrives"),
    ("I told you his clinic is at half ten it's half eleven", "11:30", "appointment"),
    ("there in 20", "08:32", "arrives"),
    ("off from 11", "11:00", "leaves"),
    ("leaving at noon", "12:00", "leaves"),
    ("back by 1", "13:00", "arrives"),
    ("there in 10 minutes", "08:22", "arrives"),
    ("eleven o'clock scan", "11:00", "appointment"),
    ("half ten", "10:30", None),
    ("be there about nine twenty penny's gone in", "09:20", "arrives"),
    ("he'll be with you by quarter past nine thanks", "09:15", "arrives"),
    ("we'll be there ten past", "09:10", "arrives"),
    ("late, quarter to", "08:45", "arrives"),
    ("running late, 9ish", "09:00", "arrives"),
    ("be in about 920", "09:20", "arrives"),
    ("dr appt 220", "14:20", "appointment"),
    ("speech therapy 11 today", "11:00", "appointment"),
    ("appointment's at one fifteen", "13:15", "appointment"),
    ("orthodontist one forty five", "13:45", "appointment"),
    ("dentist nine oh five", "09:05", "appointment"),
    ("blood test at nine fifty this morning", "09:50", "appointment"),
    ("optician at 2 pm", "14:00", "appointment"),
    ("gp at two p m", "14:00", "appointment"),
    ("physio 10 till 11", "10:00", "appointment"),
    ("interview at ten in the morning", "10:00", "appointment"),
    ("she has got the dentist at half 1", "13:30", "appointment"),
    ("delayed 8.02 again, in by 9", "09:00", "arrives"),
    ("scan is at 9.30 not 10", "09:30", "appointment"),
    ("we said 9.15 but now it will be in at 10", "10:00", "arrives"),
    ("please have her ready at 10", "10:00", "leaves"),
    ("out till 12", "12:00", "arrives"),
    ("leaving home now, about 9.15", "09:15", "arrives"),
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
        "sick last night at 9",
        "yesterday about 5pm she threw up",
        "we were in a and e till five",
        "on his xbox till four in the morning",
        "phone me after 4",
        "Mason is 10 today",
        "about four hundred pounds",
        "away until three negative tests",
        "he is five so he is still in reception",
        "the 7.40 bus never came",
        "he was sent home at 2 with a headache",
        "please scrap the voicemail I left at half seven",
        "the trip coach left at 7.45",
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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("excused from 1pm please, hospital appointment at 1.45", "13:45"),
        ("leaving at 11.15 for an appointment, back by 1", "11:15"),
        ("scan at half nine, in by eleven", "09:30"),
        ("collecting her at 2 for the optician", "14:00"),
    ],
)
def test_the_time_that_matters(text: str, told: str, calendar: SchoolCalendar) -> None:
    assert read_period(normalise(text).text, NOW, calendar).time == time.fromisoformat(told)
