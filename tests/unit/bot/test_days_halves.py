"""Half days as they are said: mornings only, until lunchtime, out at 10.40, back for period 3."""

import pytest

from rules.sessions import SchoolCalendar
from tests.unit.bot.conftest import read_days as read

MONDAY = "2026-11-16 08:12"  # the Friday of the week after is an INSET day
MONDAY_EVENING = "2026-11-16 19:40"
TUESDAY = "2026-11-17 07:55"
WEDNESDAY = "2026-11-18 08:12"
SUNDAY_NIGHT = "2026-11-22 21:15"


# text, sent at, first day, last day, sessions, first session, last session
HALVES = [
    ("won't be in this morning", MONDAY, "11-16", "11-16", "am", None, None),
    ("she's in court this morning so won't be at school", MONDAY, "11-16", "11-16", "day", None, None),
    ("bad cramps this morning and unable to come in", MONDAY, "11-16", "11-16", "day", None, None),
    ("I reported Ben absent this morning, it is Tom who is off", MONDAY, "11-16", "11-16", "day", None, None),
    ("deloused him this morning, I'd rather he stayed home", MONDAY, "11-16", "11-16", "day", None, None),
    ("dentist this morning, back for afternoon lessons", MONDAY, "11-16", "11-16", "am", None, None),
    ("resting, will bring her in for afternoon registration", MONDAY, "11-16", "11-16", "am", None, None),
    ("she's in this morning and home for the afternoon", MONDAY, "11-16", "11-16", "pm", None, None),
    ("study leave this morning, in for the exam this afternoon", MONDAY, "11-16", "11-16", "am", None, None),
    ("not in until lunchtime", MONDAY, "11-16", "11-16", "am", None, None),
    ("back in for period 3", MONDAY, "11-16", "11-16", "am", None, None),
    ("will be in by break", MONDAY, "11-16", "11-16", "am", None, None),
    ("blood test 9.15, in all day after that", MONDAY, "11-16", "11-16", "am", None, None),
    ("eyes tested at nine so he'll be a bit late", MONDAY, "11-16", "11-16", "am", None, None),
    ("released at 1.15 for the orthodontist at 2, he won't return that day", MONDAY, "11-16", "11-16", "pm",
     None, None),
    ("part time timetable, mornings only this week", TUESDAY, "11-17", "11-20", "pm", None, None),
    ("phased return, afternoons only Monday to Thursday", SUNDAY_NIGHT, "11-23", "11-26", "am", None, None),
    ("not in until lunchtime tomorrow", MONDAY_EVENING, "11-17", "11-17", "am", None, None),
    ("not in till 11 tomorrow", MONDAY_EVENING, "11-17", "11-17", "am", None, None),
    ("off till lunchtime on Wednesday", MONDAY, "11-16", "11-18", "day", None, "am"),
    ("poorly, will be back Wednesday afternoon", MONDAY, "11-16", "11-18", "day", None, "am"),
    ("away from Thursday lunchtime to Monday", WEDNESDAY, "11-19", "11-23", "day", "pm", None),
    ("off from this afternoon till Thursday", MONDAY, "11-16", "11-18", "day", "pm", None),
    ("we fly Thursday afternoon, back Tuesday", MONDAY, "11-19", "11-23", "day", "pm", None),
    ("funeral tomorrow afternoon, I'll collect at half 12", MONDAY, "11-17", "11-17", "pm", None, None),
    ("having his plaster off at 9.40 this morning, in after", MONDAY, "11-16", "11-16", "am", None, None),
    ("excluded at dinner so he's out this afternoon", MONDAY, "11-16", "11-16", "pm", None, None),
    ("can she come out at 10.40? she has the orthodontist", MONDAY, "11-16", "11-16", "am", None, None),
    ("entrance test, she will be out till 12", MONDAY, "11-16", "11-16", "am", None, None),
    ("panic attack at the gate this morning, so she's home", MONDAY, "11-16", "11-16", "day", None, None),
    ("nursery only does mornings", MONDAY, "11-16", "11-16", "pm", None, None),
    ("the team travels on Friday lunchtime", MONDAY, "11-20", "11-20", "pm", None, None),
    ("funeral today at 11, she will be back on Wednesday", MONDAY, "11-16", "11-17", "day", None, None),
    ("reduced timetable, he isn't due in, good morning", MONDAY, "11-16", "11-16", "day", None, None),
    ("at audiology till 12", MONDAY, "11-16", "11-16", "am", None, None),
    ("entrance test Wednesday morning", MONDAY, "11-18", "11-18", "am", None, None),
    ("she's at the masterclass this afternoon", MONDAY, "11-16", "11-16", "pm", None, None),
    ("county match, leaving after period 3", MONDAY, "11-16", "11-16", "pm", None, None),
    ("dance show on Wednesday so missing pm", MONDAY, "11-18", "11-18", "pm", None, None),
    ("in school this morning but I'm fetching him at 12", MONDAY, "11-16", "11-16", "pm", None, None),
    ("off today for her eye test at 10", MONDAY, "11-16", "11-16", "am", None, None),
    ("half day tomorrow, picking him up at 12", MONDAY, "11-17", "11-17", "pm", None, None),
    ("dental extraction, off for the whole of tomorrow", MONDAY, "11-17", "11-17", "day", None, None),
    ("only missing this afternoon, not the whole day", MONDAY, "11-16", "11-16", "pm", None, None),
    ("sorry, not off all day just this morning", MONDAY, "11-16", "11-16", "am", None, None),
    ("in this morning now, it's only the afternoon he'll miss", MONDAY, "11-16", "11-16", "pm", None, None),
    ("out just for the morning", MONDAY, "11-16", "11-16", "am", None, None),
    ("the burial is this morning so we're keeping her home", MONDAY, "11-16", "11-16", "day", None, None),
    ("the man can't mend it while this afternoon so he can't get in", MONDAY, "11-16", "11-16", "day", None,
     None),
    ("spots came out this morning so she's off", MONDAY, "11-16", "11-16", "day", None, None),
    ("you have Kit down as absent this morning, he's suspended", MONDAY, "11-16", "11-16", "day", None, None),
    ("forget my message this morning, she'll be in today", MONDAY, "11-16", "11-16", "day", None, None),
    ("release him at 1.30 for the dentist at 2. His sister stays to the end of the day", MONDAY, "11-16",
     "11-16", "pm", None, None),
    ("hospital at 10.45 and she won't be back today", MONDAY, "11-16", "11-16", "day", None, None),
    ("fetching him at 10.15, hospital 10.45, he won't be back", MONDAY, "11-16", "11-16", "pm", None, None),
    ("won't be in until maybe this afternoon", MONDAY, "11-16", "11-16", "am", None, None),
    ("half day today as we travel at 12.20", MONDAY, "11-16", "11-16", "pm", None, None),
    ("in from 10 tomorrow", MONDAY, "11-17", "11-17", "am", None, None),
    ("she'll be with you by second lesson", MONDAY, "11-16", "11-16", "am", None, None),
    ("in at 1.10 after his appointment at 12", MONDAY, "11-16", "11-16", "am", None, None),
    ("doctor at 3 today, off until Thursday", MONDAY, "11-16", "11-18", "day", None, None),
    ("please change his absence to just the morning", MONDAY, "11-16", "11-16", "am", None, None),
    ("she only needs the afternoon off now", MONDAY, "11-16", "11-16", "pm", None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "now", "first", "last", "sessions", "first_session", "last_session"), HALVES
)
def test_halves_said(
    text: str,
    now: str,
    first: str,
    last: str,
    sessions: str,
    first_session: str | None,
    last_session: str | None,
    calendar: SchoolCalendar,
) -> None:
    period = read(text, now, calendar)
    shown = (f"{period.first_on:%m-%d}", period.last_on and f"{period.last_on:%m-%d}", period.sessions)
    assert shown == (first, last, sessions)
    assert (period.first_session, period.last_session) == (first_session, last_session)
