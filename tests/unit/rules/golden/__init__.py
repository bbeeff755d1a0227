"""A fortnight of every policy, kept as text to be read in review.

After a change that is meant: `python -m tests.unit.rules.golden`, then read the difference line by line.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from rules.policy import load_policy
from rules.rehearsal import Closure, Happening, Happens, Rehearsal, RehearsedPupil
from rules.scenes import Scene, two_contacts
from rules.sessions import ONE_DAY, SchoolCalendar, local_instant
from rules.timeline import said_day, time_line

FOLDER = Path(__file__).parent
LONDON = ZoneInfo("Europe/London")
FIRST, LAST = date(2026, 10, 19), date(2026, 10, 30)
SNOW, INSET, BANK_HOLIDAY = date(2026, 10, 21), date(2026, 10, 23), date(2026, 10, 26)
CALENDAR = SchoolCalendar(closed=frozenset({INSET, BANK_HOLIDAY}))
NOTES = {
    SNOW: "snow day, decided at 07:15",
    INSET: "INSET day",
    date(2026, 10, 25): "the clocks go back at 02:00",
    BANK_HOLIDAY: "bank holiday of the town",
}


def at(day: int, hour: int, minute: int) -> datetime:
    """A moment of October 2026 on the school's clock."""
    return local_instant(date(2026, 10, day), time(hour, minute), LONDON)


def pupil(day: int, numbers: int = 1, *happenings: Happening, **flags: bool) -> RehearsedPupil:
    """A pupil who is missing from that day of October on."""
    absent = RehearsedPupil("Pupil", date(2026, 10, day), two_contacts(numbers), happenings=happenings)
    return replace(absent, **flags)  # type: ignore[arg-type]


def _on_break(*days: date) -> Happening:
    said = " and ".join(f"{day:%A}" for day in days)
    words = f"The lead decides: the family is contacted on {said}."
    return Happening(at(22, 14, 0), Happens.CONTACT_DAYS, words, days=days)


def _reasons() -> tuple[Happening, ...]:
    return (
        Happening(at(20, 9, 12), Happens.REASON, "Contact 2 texts a reason: contact pauses."),
        Happening(at(22, 10, 0), Happens.REJECTED, "The office does not accept it: contact goes on."),
        Happening(at(28, 9, 20), Happens.CONFIRMED, "The office speaks to contact 1 and closes the case."),
    )


def _bus() -> tuple[Happening, ...]:
    late = Happening(at(27, 8, 58), Happens.HELD, "The bus of route 4 is late.", until=at(27, 9, 30))
    ring = Happening(at(27, 9, 35), Happens.FORWARD, "The office decides now.", key="visit_decision")
    skip = Happening(at(27, 9, 36), Happens.SKIPPED, "Contact 2 is abroad.", key="text/2/contact-2")
    return late, ring, skip


def scenes() -> tuple[Scene, ...]:
    """What is played under every policy."""
    children = tuple(replace(pupil(29), name=name) for name in ("Brother", "Sister"))
    answered = Happening(at(13, 11, 0), Happens.REACHED, "Contact 1 answers, without a reason.")
    flagged = pupil(19, 1, _on_break(BANK_HOLIDAY), vulnerable=True, social_worker=True, youth_offending=True)
    shown = {
        "Nobody answers; each contact has two numbers": (pupil(19, 2, _on_break(INSET, BANK_HOLIDAY)),),
        "A vulnerable pupil with a social worker and a youth offending officer": (flagged,),
        "A reason on the second day is not accepted on the third; later the code is confirmed": (
            pupil(19, 1, *_reasons()),
        ),
        "No number can be texted; the family is on the list of those rung first": (
            pupil(19, 0, priority=True),
        ),
        "Away since 12 October; an adult was reached, without a reason": (pupil(12, 1, answered),),
        "A late bus; a step brought forward, another skipped": (pupil(27, 1, *_bus()),),
        "A brother and a sister with the same contacts": children,
    }
    closure = Closure(SNOW, at(21, 7, 15))
    return tuple(Scene(title, pupils, CALENDAR, (closure,), NOTES) for title, pupils in shown.items())


def play_fortnight(slug: str) -> str:
    """The fortnight under one policy, as its file holds it."""
    policy = load_policy(slug)
    parts = [f"{policy.title}: from {said_day(FIRST)} to {said_day(LAST)}\n"]
    until = local_instant(LAST + ONE_DAY, time(0), LONDON)
    for scene in scenes():
        rehearsal = Rehearsal(policy, scene.calendar, LONDON, scene.closures)
        moments = rehearsal.play(scene.pupils, until)
        first = max(FIRST, min(pupil.absent_from for pupil in scene.pupils))
        shown = time_line(moments, first, LAST, rehearsal.calendar_at(until), scene.notes)
        parts.append(f"\n{scene.title}\n{'=' * len(scene.title)}\n\n{shown}")
    return "\n".join(parts)
