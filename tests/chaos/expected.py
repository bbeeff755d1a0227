"""The steps a case owes, worked out anew from the school's policy and lists, without the ladder's own code.

Only the first school day of a case is played here; a chaotic morning has no second.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.steps import Ladder, LadderStep, Only, StepKind


@dataclass(frozen=True, slots=True)
class Owed:
    """A step of the day. after: how long after the step before it. to: the contact of a text."""

    key: str
    after: timedelta
    to: int | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """What decides which steps apply. contacts: who may be texted, in listed order."""

    vulnerable: bool
    social_worker: bool
    youth_offending: bool
    contacts: tuple[int, ...]


def once_owed(ladder: Ladder, child: Child) -> list[str]:
    """The keys of the steps that are taken once, as soon as a case is open."""
    return [step.key for step in ladder.once if step.from_day <= 1 and _is_for(step, child)]


def day_owed(ladder: Ladder, child: Child) -> Iterator[Owed]:
    """The steps of the first day in order, each with the time it waits after the one before."""
    asked = False  # somebody may answer: only then does a task wait
    for step in ladder.day_one:
        if step.from_day > 1 or not _is_for(step, child):
            continue
        if step.kind is StepKind.TEXT:
            for place, contact in enumerate(child.contacts):
                minutes = step.gap_minutes if place else step.after_minutes
                yield Owed(f"{step.key}/contact-{contact}", timedelta(minutes=minutes), contact)
            asked = asked or bool(child.contacts)
        else:
            yield Owed(step.key, timedelta(minutes=step.after_minutes if asked else 0))
            asked = True


def first_overdue(
    owed: Sequence[Owed],
    taken: Mapping[str, datetime],
    active: Sequence[tuple[datetime, datetime]],
    patience: timedelta,
) -> Owed | None:
    """The first step that was due and not taken though the case was active for long enough after.

    Args:
        owed: in order.
        taken: key → when. A step that was taken early, because a person or a failure hastened it, is taken.
        active: from-to of the times in which the case was neither paused nor closed nor held.
        patience: so much active time a step may be late, while everything round it breaks.
    """
    if not active:
        return None
    last = active[0][0]
    for step in owed:
        if step.key in taken:
            last = max(last, taken[step.key])
            continue
        late = sum(
            (max(timedelta(0), end - max(begin, last + step.after)) for begin, end in active), timedelta(0)
        )
        return step if late > patience else None
    return None


def _is_for(step: LadderStep, child: Child) -> bool:
    flags = {
        Only.VULNERABLE: child.vulnerable,
        Only.SOCIAL_WORKER: child.social_worker,
        Only.YOUTH_OFFENDING: child.youth_offending,
        Only.VISIT_DAY: False,
        Only.BEFORE_BREAK: False,
        Only.NOBODY_REACHED: False,  # hangs on what people were told; it comes on top of what is owed here
    }
    return flags.get(step.only, True)
