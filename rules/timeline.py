"""What a rehearsal showed, as text for people: a heading a day, a line a step, the school's own clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from rules.rehearsal import Moment
from rules.sessions import SchoolCalendar

SENTENCES_BEGIN = 72  # the column in which the reasons stand


def time_line(
    moments: Sequence[Moment],
    first: date,
    last: date,
    calendar: SchoolCalendar,
    notes: Mapping[date, str] | None = None,
) -> str:
    """The days from `first` to `last`, both inclusive, with what happens on each.

    calendar: as it turned out in the end. notes: of a day, such as "INSET day". Steps of several pupils are
    told apart by their names; one step about several of them is one line. Days on which nothing happens are
    left out, unless they have a note.
    """
    by_day = {day: list(steps) for day, steps in groupby(moments, key=lambda moment: moment.local.date())}
    named = len({moment.pupil for moment in moments}) > 1
    lines: list[str] = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        note = (notes or {}).get(day, "")
        steps = by_day.get(day, [])
        if steps or note:
            lines += ["", _heading(day, calendar, note), *_steps(steps, named)]
    return "\n".join(lines).strip("\n") + "\n"


def said_day(day: date) -> str:
    """A day as people say it: "Monday 19 October 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _heading(day: date, calendar: SchoolCalendar, note: str) -> str:
    school = "" if calendar.is_school_day(day) else "no school"
    return " · ".join(filter(None, [said_day(day), school, note]))


def _steps(steps: Iterable[Moment], named: bool) -> list[str]:
    together: dict[tuple[datetime, str, str, str], list[str]] = {}
    for step in steps:
        together.setdefault((step.local, step.what, step.who, step.why), []).append(step.pupil)
    lines = [
        _step(local, f"{' and '.join(pupils)}: {what}" if named else what, who, why)
        for (local, what, who, why), pupils in together.items()
    ]
    return lines or ["  nothing to do"]


def _step(local: datetime, what: str, who: str, why: str) -> str:
    start = f"  {local:%H:%M}  {what} · {who}"
    return f"{start:<{SENTENCES_BEGIN}} {why}"
