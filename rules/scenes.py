"""Typical cases, to be played under any policy: who is missing, who can be reached, what people do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.casefacts import CaseContact
from rules.policy import Policy
from rules.rehearsal import Closure, Happening, Happens, Rehearsal, RehearsedPupil
from rules.sessions import ONE_DAY, SchoolCalendar, local_instant
from rules.timeline import time_line

FRIDAY = 4  # as date.weekday() counts


@dataclass(frozen=True, slots=True)
class Scene:
    """One case to be shown: a title, the pupils, the school's days. notes: what is special about a day."""

    title: str
    pupils: tuple[RehearsedPupil, ...]
    calendar: SchoolCalendar
    closures: tuple[Closure, ...] = ()
    notes: Mapping[date, str] | None = None


def two_contacts(numbers: int = 1) -> tuple[CaseContact, ...]:
    """Two contacts, each with so many numbers that can be texted."""
    return tuple(contact(place, numbers) for place in (1, 2))


def contact(place: int, numbers: int = 1) -> CaseContact:
    """The contact at this place in the listed order."""
    points = tuple(100 * place + number for number in range(1, numbers + 1))
    return CaseContact(place, points[0] if points else None, place, points)


def typical_scenes(start: date, zone: ZoneInfo, *, vulnerable: bool = False) -> tuple[Scene, ...]:
    """The cases that `ninebell policy play` shows.

    start: a school day. vulnerable: show each of them for a pupil who is flagged so.
    """
    calendar = SchoolCalendar()
    friday = start + timedelta(days=(FRIDAY - start.weekday()) % 7)
    before_break = replace(calendar, closed=frozenset(friday + timedelta(days=day) for day in range(3, 8)))
    scenes = (
        Scene("Nobody answers", (RehearsedPupil("Pupil", start, two_contacts()),), calendar),
        Scene("A reason on the second day, then confirmed", (_reasoned(start, calendar, zone),), calendar),
        Scene(
            "A vulnerable pupil with a social worker; nobody answers",
            (RehearsedPupil("Pupil", start, two_contacts(), vulnerable=True, social_worker=True),),
            calendar,
        ),
        Scene(
            "No contact has a number that can be texted",
            (RehearsedPupil("Pupil", start, two_contacts(numbers=0)),),
            calendar,
        ),
        Scene("The Friday before half-term", (_before_break(friday, zone),), before_break),
        Scene("A brother and a sister with the same contacts", _siblings(start), calendar),
    )
    return tuple(_flagged(scene, vulnerable) for scene in scenes)


def play_scene(scene: Scene, policy: Policy, zone: ZoneInfo, days: int) -> str:
    """One scene under a policy, from the first absence over `days` school days: a title and a time line."""
    rehearsal = Rehearsal(policy, scene.calendar, zone, scene.closures)
    first = min(pupil.absent_from for pupil in scene.pupils)
    last = scene.calendar.add_school_days(first, days - 1)
    until = local_instant(last + ONE_DAY, time(0), zone)
    moments = rehearsal.play(scene.pupils, until)
    shown = time_line(moments, first, last, rehearsal.calendar_at(until), scene.notes)
    return f"{scene.title}\n{'=' * len(scene.title)}\n\n{shown}"


def _flagged(scene: Scene, vulnerable: bool) -> Scene:
    pupils = (replace(pupil, vulnerable=pupil.vulnerable or vulnerable) for pupil in scene.pupils)
    return replace(scene, pupils=tuple(pupils))


def _reasoned(start: date, calendar: SchoolCalendar, zone: ZoneInfo) -> RehearsedPupil:
    def on(day: int, at: time) -> datetime:
        return local_instant(calendar.add_school_days(start, day), at, zone)

    answered = Happening(on(1, time(9, 14)), Happens.REASON, "Contact 1 texts a reason: contact pauses.")
    confirmed = Happening(on(1, time(10, 30)), Happens.CONFIRMED, "The office confirms the code and closes.")
    return RehearsedPupil("Pupil", start, two_contacts(), happenings=(answered, confirmed))


def _before_break(friday: date, zone: ZoneInfo) -> RehearsedPupil:
    tuesday = friday + timedelta(days=4)
    decided = Happening(
        local_instant(friday, time(14), zone),
        Happens.CONTACT_DAYS,
        f"The lead decides: the family is contacted on {tuesday:%A} in the break.",
        days=(tuesday,),
    )
    return RehearsedPupil("Pupil", friday, two_contacts(), happenings=(decided,))


def _siblings(start: date) -> tuple[RehearsedPupil, ...]:
    return tuple(RehearsedPupil(name, start, two_contacts()) for name in ("Brother", "Sister"))
