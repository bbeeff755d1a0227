"""Days as British parents say them: returns, holidays, halves, and days apart, each a period of its own."""

from datetime import date, timedelta

import pytest

from bot.entities.days import read_period, read_periods
from bot.parsers.normalise import normalise
from bot.parsers.protocol import Period
from rules.sessions import SchoolCalendar
from tests.unit.bot.conftest import at

HOLIDAYS = [("2026-12-21", 12), ("2027-02-15", 5), ("2027-03-26", 15), ("2027-05-31", 5), ("2027-07-22", 41)]
CALENDAR = SchoolCalendar(
    closed=frozenset(
        date.fromisoformat(first) + timedelta(days=offset)
        for first, days in HOLIDAYS
        for offset in range(days)
    )
)


def show(period: Period) -> set[str]:
    """What a period says, in the words of the lists below."""
    last = "open" if period.last_on is None else f"{period.last_on:%m-%d}"
    first = f"{period.first_on:%m-%d}"
    said = {first if last == first else f"{first}..{last}", *([period.sessions] * (period.sessions != "day"))}
    said |= {f"fs={period.first_session.value}"} if period.first_session else set()
    said |= {f"ls={period.last_session.value}"} if period.last_session else set()
    said |= {f"{period.time:%H:%M}"} if period.time else set()
    return said | ({"ret", f"{period.returns_on:%m-%d}"} if period.returns_on else set())


# text, sent at, first day (..last day), half, time, first and last session, day of return
ONE_PERIOD = [
    ("She'll be off a couple of days, expect her in Thursday", "2026-11-24 08:00", "11-24..11-25 ret 11-26"),
    ("Off sick. Should be right by Thursday", "2026-11-24 08:00", "11-24"),
    ("Max is poorly, see u Monday", "2026-11-24 08:00", "11-24..11-27 ret 11-30"),
    (
        "We have norovirus in the house. Expect Max back at school on Friday.",
        "2026-11-24 08:00",
        "11-24..11-26 ret 11-27",
    ),
    ("he stay home 2 days, come Thursday to school", "2026-11-24 08:00", "11-24..11-25 ret 11-26"),
    ("Not going to be in before Friday I'm afraid", "2026-11-24 08:00", "11-24..11-26 ret 11-27"),
    ("He cannae come back afore Monday", "2026-11-24 08:00", "11-24..11-27 ret 11-30"),
    ("off from today to Friday inclusive", "2026-11-24 08:00", "11-24..11-27"),
    ("He was away yesterday with a sore throat but is back today", "2026-11-24 08:00", "11-23 ret 11-24"),
    ("Isla missed Friday because of a migraine, she's in today", "2026-11-24 08:00", "11-20 ret 11-24"),
    ("Leaving at lunchtime on Thursday and away all Friday too", "2026-11-24 08:00", "11-26..11-27 fs=pm"),
    ("He'll miss the first two days of next week", "2026-11-24 08:00", "11-30..12-01"),
    ("away the last two days of next week", "2026-11-24 08:00", "12-03..12-04"),
    ("won't be in this coming week, she has flu", "2026-11-22 18:00", "11-23..11-27"),
    ("off the whole of next week", "2026-11-24 08:00", "11-30..12-04"),
    ("w/c 7th December, whole week, we are in Pakistan", "2026-11-24 08:00", "12-07..12-11"),
    ("back at the beginning of next week", "2026-11-24 08:00", "11-24..11-27 ret 11-30"),
    ("off for the remainder of the week", "2026-11-24 08:00", "11-24..11-27"),
    ("Kian won't be in tomorrow, Thursday or Friday", "2026-11-24 08:00", "11-25..11-27"),
    ("off for a week, he'll be back on Tues 1st Dec", "2026-11-24 08:00", "11-24..11-30 ret 12-01"),
    ("Shingles. She won't be back till after half term", "2027-02-09 08:00", "02-09..02-12 ret 02-22"),
    ("off until half term", "2027-02-09 08:00", "02-09..02-12"),
    ("won't be in again before half term", "2027-02-09 08:00", "02-09..02-12"),
    ("Not going to be back until after Christmas", "2026-12-15 08:00", "12-15..12-18 ret 01-04"),
    ("won't be back this side of Christmas", "2026-12-15 08:00", "12-15..12-18"),
    ("measles so not back until after Easter", "2027-03-22 08:00", "03-22..03-25 ret 04-12"),
    ("glandular fever, that's him done till September", "2027-07-13 08:00", "07-13..07-21"),
    ("off till the summer holidays with her leg", "2027-07-13 08:00", "07-13..07-21"),
    ("please have him ready at half 12, he is not coming back after", "2026-11-24 08:00", "11-24 pm 12:30"),
    ("He'll only be in this morning", "2026-11-24 08:00", "11-24 pm"),
    ("she is keeping to mornings so will be at home in the afternoon", "2026-11-24 08:00", "11-24 pm"),
    ("won't be in this morning but should make it for afternoon register", "2026-11-24 08:00", "11-24 am"),
    ("off this afternoon for a scan at 2", "2026-11-24 08:00", "11-24 pm 14:00"),
    ("can I fetch Leo at quarter past one, he's got a temp", "2026-11-24 08:00", "11-24 pm 13:15"),
    (
        "Off Thursday and Friday this week and Monday and Tuesday next week",
        "2026-11-24 08:00",
        "11-26..12-01",
    ),
    ("in Year 5/6 and off today", "2026-11-24 08:00", "11-24"),
    ("Tilly off, shd be in weds", "2026-11-24 08:00", "11-24 ret 11-25"),
    ("He is to stay off school while Friday", "2026-11-24 08:00", "11-24..11-26 ret 11-27"),
    ("was sick on the way home, keeping her off till Friday", "2026-11-24 16:30", "11-25..11-26 ret 11-27"),
    ("Hospital today for tests and won't be in tomorrow either", "2026-11-24 08:00", "11-24..11-25"),
    ("We're away from Friday till Weds", "2026-11-24 08:00", "11-27..12-01 ret 12-02"),
    ("going to miss tomorrow and the day after", "2026-11-24 08:00", "11-25..11-26"),
    ("back tomorrow hopefully, not today", "2026-11-24 08:00", "11-24 ret 11-25"),
    ("her first day back will be Thursday", "2026-11-24 08:00", "11-24..11-25 ret 11-26"),
    ("off with her chest, we'll try her again Thursday", "2026-11-24 08:00", "11-24..11-25 ret 11-26"),
    ("no Jay today, catch you tomorrow", "2026-11-24 08:00", "11-24 ret 11-25"),
    ("fever, I'll send her in on Friday if she's clear", "2026-11-24 08:00", "11-24..11-26 ret 11-27"),
    ("rang in sick yesterday and still no better so off again today", "2027-03-09 08:00", "03-09"),
    ("fell off his bike on Saturday, resting till Thursday", "2027-03-09 08:00", "03-09..03-10 ret 03-11"),
    ("can you authorise Friday the 19th for a wedding in Leeds", "2027-03-09 08:00", "03-19"),
    ("hospital appt tomoz 8.30 till 11 then ill drop him in", "2027-03-09 08:00", "03-10 am 08:30"),
    ("running late be there by quarter to 10", "2027-03-09 08:00", "03-09 am 09:45"),
    ("he'll come in for period 5 after the dentist", "2027-03-09 08:00", "03-09 am"),
    ("Off the next two mornings for hydrotherapy", "2027-03-09 08:00", "03-09..03-10 am"),
    ("suspended for 5 days from today", "2027-03-09 08:00", "03-09..03-15"),
    ("Please cancel Friday's absence, we're not going", "2027-03-09 08:00", "03-12"),
    ("off today. I'll ring tomorrow and let you know how she is", "2027-03-09 08:00", "03-09"),
    ("Doing a trial for county on Weds and Thurs", "2027-03-09 08:00", "03-10..03-11"),
    ("Home today + 2moro, dr note to follow", "2027-03-09 08:00", "03-09..03-10"),
    ("signed off for a fortnight", "2027-03-09 08:00", "03-09..03-22"),
    ("needs the rest of this week and all of next at home", "2027-03-09 08:00", "03-09..03-19"),
    ("three days off starting Thursday for a wedding in Cork", "2027-03-09 08:00", "03-11..03-15"),
    ("not in for Eid Thursday or Friday", "2027-03-09 08:00", "03-11..03-12"),
    (
        "not well so won't be in, back on Wednesday all being well",
        "2027-03-14 20:00",
        "03-15..03-16 ret 03-17",
    ),
    ("was sick at 6 this morning, 48 hours so back Thursday", "2027-03-09 08:00", "03-09..03-10 ret 03-11"),
    ("was off all last week with flu and is back today", "2027-03-09 08:00", "03-01..03-05 ret 03-09"),
    ("collecting 1.45 for a 2.10 appointment", "2027-03-09 08:00", "03-09 pm 14:10"),
    ("no bus til Thursday so can't get in", "2027-03-09 08:00", "03-09..03-10 ret 03-11"),
    ("Both today and tomorrow she has mock interviews at the college", "2027-01-19 08:00", "01-19..01-20"),
    ("appointment at the clinic on the 4th Feb at 14.20", "2027-01-19 08:00", "02-04 pm 14:20"),
    (
        "she's going on the ski trip from Friday and is back the following Friday",
        "2027-01-19 08:00",
        "01-22..01-28 ret 01-29",
    ),
    ("He is suspended until next Tuesday 26th", "2027-01-19 08:00", "01-19..01-25 ret 01-26"),
    ("due back on Thursday", "2027-01-19 08:00", "01-19..01-20 ret 01-21"),
    ("off for a while with glandular fever", "2027-01-19 08:00", "01-19..open"),
    ("Just to remind you Ana's not in Thursday, same as I wrote last week", "2027-01-19 08:00", "01-21"),
    ("absent from 25/01 to 27/01", "2027-01-19 08:00", "01-25..01-27"),
    ("wont b in 2day or 2moro bk thurs", "2027-01-19 08:00", "01-19..01-20 ret 01-21"),
]

# the same for each period
DAYS_APART = [
    (
        "Dentist tomorrow at 9.15 and hospital on Friday at 2pm",
        "2026-11-24 08:00",
        "11-25 am 09:15 | 11-27 pm 14:00",
    ),
    (
        "physio Thurs 26th + Mon 30th, both 9am, in after",
        "2026-11-24 08:00",
        "11-26 am 09:00 | 11-30 am 09:00",
    ),
    ("physio Weds 25 and Fri 27 at 2.15", "2026-11-24 08:00", "11-25 pm 14:15 | 11-27 pm 14:15"),
    ("Off today and again on Friday for a funeral", "2026-11-24 08:00", "11-24 | 11-27"),
    ("Rory is absent on Wednesday and Friday this week", "2026-11-24 08:00", "11-25 | 11-27"),
    ("He will miss the 1st, 8th and 15th of December for chemo", "2026-11-24 08:00", "12-01 | 12-08 | 12-15"),
    (
        "She has physio on Tuesdays 1st, 8th and 15th December at 9.30 and will be in after",
        "2026-11-24 08:00",
        "12-01 am 09:30 | 12-08 am 09:30 | 12-15 am 09:30",
    ),
    (
        "counselling on thursday at half nine then again the following monday same time",
        "2026-11-24 08:00",
        "11-26 am 09:30 | 11-30 am 09:30",
    ),
    (
        "eye clinic on the third of december at ten and again on the tenth at ten he will come in after both",
        "2026-11-24 08:00",
        "12-03 am 10:00 | 12-10 am 10:00",
    ),
    (
        "Off today with a cold. Also she has the dentist on Friday at 3pm",
        "2026-11-24 08:00",
        "11-24 | 11-27 pm 15:00",
    ),
    (
        "Off today, back tomorrow, but off again Friday for a hospital appointment",
        "2026-11-24 08:00",
        "11-24 ret 11-25 | 11-27",
    ),
    (
        "Tests at the hospital Weds 25th and Fri 27th, she'll miss both days",
        "2026-11-24 08:00",
        "11-25 | 11-27",
    ),
    (
        "Scan on Thursday at 10.20, in by lunch, and results appointment on Monday at 1.50",
        "2026-11-24 08:00",
        "11-26 am 10:20 | 11-30 pm 13:50",
    ),
    (
        "9am speech therapy on Wednesday and 2pm hearing test on Friday",
        "2026-11-24 08:00",
        "11-25 am 09:00 | 11-27 pm 14:00",
    ),
    ("absent on 26/11 and 30/11", "2026-11-24 08:00", "11-26 | 11-30"),
    ("off 26th Nov, 30th Nov and 2nd Dec", "2026-11-24 08:00", "11-26 | 11-30 | 12-02"),
    ("not in Monday or Wednesday next week", "2026-11-24 08:00", "11-30 | 12-02"),
    (
        "out today and tomorrow, then Friday she'll come for the morning and go home at lunch",
        "2026-11-24 08:00",
        "11-24..11-25 | 11-27 pm",
    ),
    ("Off Thursday this week and Tuesday next week", "2026-11-24 08:00", "11-26 | 12-01"),
    ("dentist 9am thurs and opticians 2.45 fri", "2026-11-24 08:00", "11-26 am 09:00 | 11-27 pm 14:45"),
    (
        "Interview at a college Thursday at 1.30 and open day all day Friday",
        "2026-11-24 08:00",
        "11-26 pm 13:30 | 11-27",
    ),
    (
        "The orthodontist wants her on Wed 2nd Dec at 9.10 and on "
        "Wed 16th Dec at 9.40. She'll be in straight after each one.",
        "2026-11-24 08:00",
        "12-02 am 09:10 | 12-16 am 09:40",
    ),
    (
        "Missing Monday morning and Wednesday afternoon next week for CAMHS",
        "2027-01-19 08:00",
        "01-25 am | 01-27 pm",
    ),
]


@pytest.mark.parametrize(("text", "now", "said"), ONE_PERIOD)
def test_one_period(text: str, now: str, said: str) -> None:
    text = normalise(text).text
    period = read_period(text, at(now), CALENDAR)
    assert show(period) == set(said.split())
    assert read_periods(text, at(now), CALENDAR) == (period,)


@pytest.mark.parametrize(("text", "now", "said"), DAYS_APART)
def test_days_apart(text: str, now: str, said: str) -> None:
    periods = read_periods(normalise(text).text, at(now), CALENDAR)
    assert [show(period) for period in periods] == [set(each.split()) for each in said.split("|")]
