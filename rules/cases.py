"""Rules about cases: which mark opens one, what makes a spell, what a person's finding changes.

Nothing here concludes that a child is safe: a case closes only when a person says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.codes import is_on_site, needs_explaining
from rules.sessions import SchoolCalendar
from rules.steps import Role, TaskKind


class Effect(StrEnum):
    """What happens to the case."""

    OPEN = "open"
    KEEP_GOING = "keep_going"
    PAUSE = "pause"
    NOTHING = "nothing"


class Outcome(StrEnum):
    """What a person found when they called or visited."""

    REACHED_REASON = "reached_reason"
    NOT_AWARE = "not_aware"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    VISITED_SEEN = "visited_seen"
    VISITED_NOBODY = "visited_nobody"


@dataclass(frozen=True, slots=True)
class MarkVerdict:
    """What a mark does to the pupil's case, and why."""

    effect: Effect
    why: str


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """Who was spoken to or looked for. listed: the person reached is a listed contact who may report."""

    vulnerable: bool = False
    listed: bool = True


@dataclass(frozen=True, slots=True)
class OutcomeVerdict:
    """What an outcome changes. task and for_role: what is opened at once, or None. It never closes a case."""

    effect: Effect
    why: str
    task: TaskKind | None = None
    for_role: Role | None = None


@dataclass(frozen=True, slots=True)
class CloseVerdict:
    """Whether a person may close the case now, and if not, what is missing."""

    allowed: bool
    why: str


def next_on_mark(code: str, *, case_open: bool, listed_report: bool) -> MarkVerdict:
    """What a register mark does.

    code: as marked. case_open: the pupil has an open case. listed_report: a listed contact has given a reason
    for the session, confirmed or not; it holds the call, also when it came after the register closed.
    Raises rules.codes.UnknownCode.
    """
    if is_on_site(code) and case_open:
        return MarkVerdict(
            Effect.PAUSE, "The pupil is marked as in school: a person confirms and closes the case."
        )
    if not needs_explaining(code):
        return MarkVerdict(Effect.NOTHING, "The mark says where the pupil is or why they are away.")
    if listed_report:
        effect = Effect.PAUSE if case_open else Effect.NOTHING
        return MarkVerdict(effect, "A listed contact has given a reason: a person confirms the code.")
    if case_open:
        return MarkVerdict(Effect.KEEP_GOING, "Still away and nobody has said why.")
    return MarkVerdict(Effect.OPEN, "Away and nobody who may report has said why.")


def is_same_spell(last_absent_on: date, on: date, calendar: SchoolCalendar, *, seen_since: bool) -> bool:
    """Whether an unexplained absence on `on` continues the spell that was last seen on `last_absent_on`.

    Weekends and closed days do not break a spell; being seen in school, or a school day in between, does.
    """
    if seen_since:
        return False
    return on <= last_absent_on or calendar.next_school_day(last_absent_on) >= on


def school_day_number(opened_on: date, today: date, calendar: SchoolCalendar) -> int:
    """Which school day of the case `today` is: 1 on the first; on a day without school, that of the last."""
    return max(1, len(calendar.school_days(opened_on, today)))


def next_after_outcome(outcome: Outcome, facts: OutcomeFacts) -> OutcomeVerdict:
    """What follows from what a person found (S-stoc 4.5; an adult who did not know is an unaware answer)."""
    match outcome:
        case Outcome.REACHED_REASON:
            return _after_reason(facts)
        case Outcome.NOT_AWARE:
            return _to_safeguarding(
                "The adult did not know that the pupil is away. The safeguarding lead acts now."
            )
        case Outcome.NO_ANSWER:
            return OutcomeVerdict(Effect.KEEP_GOING, "No answer: the ladder goes on.")
        case Outcome.WRONG_NUMBER:
            why = "The number is wrong: the office finds the right one, and the ladder goes on."
            return OutcomeVerdict(Effect.KEEP_GOING, why, TaskKind.CHECK_NUMBER, Role.OFFICE)
        case Outcome.VISITED_SEEN:
            why = "The pupil was seen at home: a person confirms the code and decides on closing the case."
            return OutcomeVerdict(Effect.PAUSE, why)
        case Outcome.VISITED_NOBODY:
            return _to_safeguarding(
                "Nobody was at home. The safeguarding lead decides on a welfare check; contact goes on."
            )


def check_close(*, confirmed_by_person: bool, vulnerable: bool, child_seen: bool) -> CloseVerdict:
    """Whether a case may be closed.

    confirmed_by_person: a named person confirmed the code. child_seen: somebody spoke to or saw the pupil.
    """
    if not confirmed_by_person:
        return CloseVerdict(False, "Confirm or amend the code first.")
    if vulnerable and not child_seen:
        return CloseVerdict(
            False, "This pupil is flagged as vulnerable. Speak to or see the child before closing."
        )
    return CloseVerdict(True, "A person has confirmed the code.")


def _after_reason(facts: OutcomeFacts) -> OutcomeVerdict:
    if not facts.listed:
        why = (
            "The reason came from somebody who may not report. Check with a listed contact; contact goes on."
        )
        return OutcomeVerdict(Effect.KEEP_GOING, why)
    if facts.vulnerable:
        why = "A reason was given. This pupil is flagged as vulnerable: speak to or see the child to close."
        return OutcomeVerdict(Effect.PAUSE, why, TaskKind.SAFEGUARDING, Role.SAFEGUARDING_LEAD)
    return OutcomeVerdict(Effect.PAUSE, "A reason was given: a person confirms the code.")


def _to_safeguarding(why: str) -> OutcomeVerdict:
    return OutcomeVerdict(Effect.KEEP_GOING, why, TaskKind.SAFEGUARDING, Role.SAFEGUARDING_LEAD)
