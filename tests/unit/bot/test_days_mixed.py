"""Messages of more matters than one day: what is over and what is now, this half and another day, hours."""

from datetime import date, timedelta

import pytest

from bot.entities.days import read_period, read_periods
from bot.parsers.normalise import normalise
from bot.parsers.protocol import Period
from rules.sessions import SchoolCalendar
from tests.unit.bot.conftest import at

CALENDAR = SchoolCalendar(closed=frozenset(date(2026, 12, 21) + timedelta(days=count) for count in range(12)))


def show(period: Period) -> str:
    """A period in the words of the list below."""
    last = "open" if period.last_on is None else f"{period.last_on:%m-%d}"
    first = f"{period.first_on:%m-%d}"
    said = [first if last == first else f"{first}..{last}"]
    said += [period.sessions.lower()] if period.sessions != "day" else []
    said += [f"{period.time:%H:%M}"] if period.time else []
    return " ".join([*said, f"ret {period.returns_on:%m-%d}"] if period.returns_on else said)


# text, sent at, the periods: first day(..last day), half, time, day of return
MIXED = [
    (
        "Ade was off Friday with a migraine and he's off again today with the same",
        "2026-11-24 08:00",
        "11-20 | 11-24",
    ),
    (
        "She wasn't in yesterday because of her asthma clinic and today she has a cold so staying home",
        "2026-11-24 08:00",
        "11-23 | 11-24",
    ),
    (
        "Zara was off yesterday with a temperature and is still poorly so off today too",
        "2026-11-24 08:00",
        "11-24",
    ),
    (
        "Off today, tummy bug. Last Friday he was off for the orthodontist, sorry no note",
        "2026-11-24 08:00",
        "11-24 | 11-20",
    ),
    (
        "eye clinic this morning at 9.30 and the physio on Thursday at 2",
        "2026-11-24 08:00",
        "11-24 am 09:30 | 11-26 pm 14:00",
    ),
    (
        "Missing maths this afternoon for the dentist at 2.40. On Friday he is away all day for a wedding",
        "2026-11-24 08:00",
        "11-24 pm 14:40 | 11-27",
    ),
    ("Sick this morning. Scan is on Friday at 10", "2026-11-24 08:00", "11-27 am 10:00"),
    ("Off today with earache and away on Friday for her hospital check", "2026-11-24 08:00", "11-24 | 11-27"),
    (
        "not in today, bad cough, and off tomorrow for his braces appointment all day",
        "2026-11-26 08:00",
        "11-26 | 11-27",
    ),
    ("not in today or tomorrow because of his operation", "2026-11-26 08:00", "11-26..11-27"),
    (
        "won't be in on Wednesday, Diwali, and on Friday he's got the optician at half nine",
        "2026-11-24 08:00",
        "11-25 | 11-27 am 09:30",
    ),
    (
        "absent Wednesday and Thursday for a funeral and leaving at 2 today for the GP at 2.30",
        "2026-11-24 08:00",
        "11-25..11-26 | 11-24 pm 14:30",
    ),
    ("Physio from 10 to 11 today then back", "2026-11-24 08:00", "11-24 am 10:00"),
    ("tutor today 9 to 11.30, back for lunch", "2026-11-24 08:00", "11-24 am 09:00"),
    ("He see dentist 10 o'clock 30, I take him 10 o'clock", "2026-11-24 08:00", "11-24 am 10:30"),
    ("My son has the nurse at 2", "2026-11-24 08:00", "11-24 pm 14:00"),
    (
        "She's got minor surgery on Thursday and we need to be there for 7.30. She won't be in at all",
        "2026-11-24 08:00",
        "11-26 07:30",
    ),
    ("we need to be at the hospital at 1 so I'll fetch him at 12", "2026-11-24 08:00", "11-24 pm 13:00"),
    (
        "hearing clinic, told to be there at quarter past one, collecting her at half 12",
        "2026-11-24 08:00",
        "11-24 pm 13:15",
    ),
    ("he's having his hearing checked on Thursday at ten", "2026-11-24 08:00", "11-26 am 10:00"),
    ("Pls send Kit to reception at 10 to 2, hygienist at 2.15", "2026-11-24 08:00", "11-24 pm 14:15"),
    ("she'll miss period 1 only", "2026-11-24 08:00", "11-24 am"),
    ("emergency doctors this morning, no idea how long it will take", "2026-11-24 08:00", "11-24 am"),
    ("we'll be there at quarter to nine. make that ten past", "2026-11-24 08:00", "11-24 am 09:10"),
    ("I'll be there at 2 to collect her, thanks for calling", "2026-11-24 13:30", "11-24 pm 14:00"),
    ("her nan will be at the gate at 1.30 to pick her up", "2026-11-24 08:00", "11-24 pm 13:30"),
    ("nobody can collect at 3.15 so grandad is coming for her at 2", "2026-11-24 08:00", "11-24 pm 14:00"),
    ("in for school lunch and then I'm taking her home, long drive", "2026-11-24 08:00", "11-24 pm"),
    (
        "Mornings only Monday and Tuesday, then full days from Wednesday",
        "2026-11-24 08:00",
        "11-30..12-01 pm",
    ),
    (
        "He's only a few days out of hospital so just the morning today please, I'll get him at 12",
        "2026-11-24 08:00",
        "11-24 pm 12:00",
    ),
    ("County hockey today, she goes at 12.30 with the coach", "2026-11-24 08:00", "11-24 pm 12:30"),
    (
        "Boiler flooded us. Can't leave till the plumber's been but should make afternoon school",
        "2026-11-24 08:00",
        "11-24 am",
    ),
    (
        "taxi hasn't come, the firm are sending one at 11 and he'll be on it",
        "2026-11-24 08:00",
        "11-24 am 11:00",
    ),
    (
        "History exam this afternoon at 1.30, she'll be in for that but home this morning on study leave",
        "2026-11-24 08:00",
        "11-24 am",
    ),
    (
        "taster session Thursday, it's just the morning bit, back with you after lunch",
        "2026-11-24 08:00",
        "11-26 am",
    ),
    (
        "Can she leave with me at 2.45 on Thursday and Friday? filming",
        "2026-11-24 08:00",
        "11-26..11-27 pm 14:45",
    ),
    ("She got picked for the regional gala so she's swimming all day Friday", "2026-11-24 08:00", "11-27"),
    ("she no well today, have hospital Thursday at 10", "2026-11-24 08:00", "11-24 | 11-26 am 10:00"),
    ("Our flight lands Monday night so he'll be in on Tuesday", "2026-11-22 18:00", "11-23 ret 11-24"),
    ("he come after lunch today, morning he go doctor", "2026-11-24 08:00", "11-24 am"),
    (
        "Blood test at 8.50 tomorrow morning, he'll come straight after. Off all day on Friday, wedding",
        "2026-11-24 08:00",
        "11-25 am 08:50 | 11-27",
    ),
    (
        "Yesterday she was off with a bug, today dentist at 10 then in",
        "2026-11-24 08:00",
        "11-23 | 11-24 am 10:00",
    ),
    (
        "was away Thursday and Friday last week with flu, now has an ear infection, off today",
        "2026-11-24 08:00",
        "11-19..11-20 | 11-24",
    ),
    (
        "Funeral Wednesday and open day at Leeds on Friday so that's two absences this week",
        "2026-11-24 08:00",
        "11-25 | 11-27",
    ),
    ("Nia was sent home yesterday with a rash and is off today", "2027-01-13 08:00", "01-13"),
    (
        "Omar has hospital this afternoon at 1.40, and on Monday he's off all day for Eid",
        "2027-01-13 08:00",
        "01-13 pm 13:40 | 01-18",
    ),
    (
        "Poorly this morning so won't be in, and has an appointment on Friday at 9",
        "2027-01-13 08:00",
        "01-13 | 01-15 am 09:00",
    ),
    (
        "He was off today with a cold. Tomorrow he has the dentist at 10",
        "2027-01-13 16:30",
        "01-13 | 01-14 am 10:00",
    ),
    ("Grace has been off since Monday with flu, still off today", "2027-01-13 08:00", "01-13"),
    (
        "physio at 11.15 today, we are due there at 11 so I'll get him at 10.30, back for lunch",
        "2027-01-13 08:00",
        "01-13 am 11:15",
    ),
    ("I need to be there at 3 to pick her up, dentist at 3.20", "2027-01-13 08:00", "01-13 pm 15:20"),
    ("Jabs at the surgery at 2.50, leaving you at 2.30", "2027-01-13 08:00", "01-13 pm 14:50"),
    ("he got selected so he's playing at Wembley on Friday", "2027-01-13 08:00", "01-15"),
    ("RAC are coming at 9, we should be in for 10", "2027-01-13 08:00", "01-13 am 10:00"),
    ("at home this afternoon after his jabs, collecting at 12.30", "2027-01-13 08:00", "01-13 pm 12:30"),
    ("I'll walk her down at quarter past ten", "2027-01-13 08:00", "01-13 am 10:15"),
    (
        "Ivy off today with a rash. She was also off last Thursday, that was a funeral",
        "2027-03-17 08:00",
        "03-17 | 03-11",
    ),
    (
        "Sam has a stomach bug so off today, and next Thursday he has an MRI at 9",
        "2027-03-17 08:00",
        "03-17 | 03-25 am 09:00",
    ),
    (
        "orthodontist at 2.20 this afternoon, taking him at 2, tomorrow he's not in at all, a wedding",
        "2027-03-17 08:00",
        "03-17 pm 14:20 | 03-18",
    ),
    (
        "running late this morning be there 9.15. also he's off Friday for a wedding",
        "2027-03-17 08:00",
        "03-17 am 09:15 | 03-19",
    ),
    (
        "sick in the night so not in. PS dentist is still Friday at 2.30",
        "2027-03-17 08:00",
        "03-17 | 03-19 pm 14:30",
    ),
    (
        "She missed her spelling test Friday because she was ill, off again today",
        "2027-03-17 08:00",
        "03-12 | 03-17",
    ),
    ("He had his jabs on Monday and today he has a fever so staying off", "2027-03-17 08:00", "03-17"),
    (
        "late today, 9.30, he was at the walk in last night. Thursday hospital all day",
        "2027-03-17 08:00",
        "03-17 am 09:30 | 03-18",
    ),
]


@pytest.mark.parametrize(("text", "now", "expected"), MIXED, ids=[text for text, _, _ in MIXED])
def test_every_period_of_a_message(text: str, now: str, expected: str) -> None:
    """Each matter has its own days, half and hour."""
    text = normalise(text).text
    periods = read_periods(text, at(now), CALENDAR)
    assert " | ".join(show(period) for period in periods) == expected
    if len(periods) == 1:
        assert read_period(text, at(now), CALENDAR) == periods[0]
