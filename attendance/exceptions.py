"""Absences without a reason, sorted before a case is opened: most open at once, some wait, some need nobody.

Whatever keeps an absence from a case has a person's act behind it: a sign-out, an agreed late start, a
closure. Nothing here is decided by a guess.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from attendance.asking import Ask, ask_people, role_and_due
from attendance.known import Known
from attendance.siblings import point_out
from rules.registers import NOBODY_SAID, AwayVerdict, is_unusual, next_on_absence
from rules.steps import Role, TaskKind
from storage.models import Register
from storage.open_cases import open_case_ids
from storage.registers import registers_of_groups, rolls_of

__all__ = ["NOBODY_SAID", "Absence", "Treatment", "check_key", "raise_gone", "sort_absences"]


@dataclass(frozen=True, slots=True)
class Absence:
    """A pupil away at a register's close, with nobody who may report having said why.

    on: the school's day. session: "am" or "pm". closes_at: aware.
    """

    mark_id: int
    pupil_id: int
    group_id: int
    school_id: int
    on: date
    session: str
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Treatment:
    """What an absence comes to.

    open: a case opens (or goes on). texts_not_before, held_reason: texts and calls wait until then, and why;
    safeguarding tasks never wait. gone: in school in the morning, away in the afternoon, with no sign-out.
    why: a sentence for staff.
    """

    pupil_id: int
    open: bool
    texts_not_before: datetime | None
    held_reason: str | None
    gone: bool
    why: str


def sort_absences(db: Session, absences: Sequence[Absence], now: datetime) -> list[Treatment]:
    """What each absence comes to, in the order given; a constant number of statements for any number.

    Where an unusual number of a class are unexplained, the office is asked whether the register is right, and
    first texts of that class wait for a few minutes. Where a sibling was reported who is in school, the
    report says so from now on, and so does the sentence for staff.

    Args:
        absences: of any schools and sessions.
        now: aware.
    """
    if not absences:
        return []
    known = Known(db, absences, now)
    verdicts = [next_on_absence(known.facts(each)) for each in absences]
    checks = _checks(db, absences, verdicts, known, now)
    final = [
        next_on_absence(replace(known.facts(each), check_until=checks.get(_class(each)))) for each in absences
    ]
    away = {each.pupil_id for each, verdict in zip(absences, final, strict=True) if verdict.open}
    mistaken = point_out(db, away, {each.on for each in absences}, now)
    return [
        Treatment(
            pupil_id=each.pupil_id,
            open=verdict.open,
            texts_not_before=verdict.texts_not_before,
            held_reason=verdict.held_reason,
            gone=verdict.gone,
            why=" ".join([verdict.why, *mistaken.get(each.pupil_id, ())]),
        )
        for each, verdict in zip(absences, final, strict=True)
    ]


def _class(absence: Absence) -> tuple[int, date, str]:
    return absence.group_id, absence.on, absence.session


def _checks(
    db: Session,
    absences: Sequence[Absence],
    verdicts: Sequence[AwayVerdict],
    known: Known,
    now: datetime,
) -> dict[tuple[int, date, str], datetime]:
    """Until when first texts of a class wait for the office; asks it where nobody did yet."""
    cases = open_case_ids(db, {each.pupil_id for each in absences}, before=max(each.on for each in absences))
    counts = Counter(
        _class(each)
        for each, verdict in zip(absences, verdicts, strict=True)
        if verdict.open and not verdict.gone and each.pupil_id not in cases
    )
    days = {each.on for each in absences}
    groups = {each.group_id for each in absences}
    registers, rolls = registers_of_groups(db, groups, days), rolls_of(db, groups, max(days))
    new = [
        register
        for key, register in registers.items()
        if register.texts_wait_until is None
        and counts[key]
        and is_unusual(counts[key], rolls.get(register.group_id, 0), known.rules(register.school_id))
    ]
    _ask_whether_right(db, new, counts, known, now)
    return {key: each.texts_wait_until for key, each in registers.items() if each.texts_wait_until}


def check_key(register_id: int) -> str:
    """The one class check of a register."""
    return f"class-check:{register_id}"


def _ask_whether_right(
    db: Session,
    registers: Sequence[Register],
    counts: Counter[tuple[int, date, str]],
    known: Known,
    now: datetime,
) -> None:
    asked = []
    for register in registers:
        policy = known.policy(register.school_id)
        if not policy.registers.check_minutes:
            continue
        register.texts_wait_until = now + timedelta(minutes=policy.registers.check_minutes)
        away = counts[(register.group_id, register.on_date, register.session)]
        role, _ = role_and_due(policy, TaskKind.CLASS_CHECK, now)
        asked.append(
            Ask(
                organisation_id=register.organisation_id,
                school_id=register.school_id,
                kind=TaskKind.CLASS_CHECK.value,
                role=role,
                why=f"{away} pupils of {known.group(register.group_id)} are away without a reason. Is the "
                "register right? Their first texts wait until you answer, and go at the time shown.",
                due_at=register.texts_wait_until,
                dedupe_key=check_key(register.id),
                urgent=True,
            )
        )
    db.flush()
    ask_people(db, asked, now)


def raise_gone(db: Session, gone: Sequence[Absence], now: datetime) -> None:
    """In school in the morning and gone in the afternoon: the safeguarding lead looks now.

    Once a pupil and day; one task each, in a constant number of statements. Call it after the cases have
    been opened: the task belongs to the case, which climbs in parallel.
    """
    if not gone:
        return
    cases = open_case_ids(db, {each.pupil_id for each in gone})
    known = Known(db, gone, now)
    asked = []
    for each in gone:
        _, due_at = role_and_due(known.policy(each.school_id), TaskKind.SAFEGUARDING, now)
        asked.append(
            Ask(
                organisation_id=known.organisation(each.school_id),
                school_id=each.school_id,
                kind=TaskKind.SAFEGUARDING.value,
                role=Role.SAFEGUARDING_LEAD.value,
                why="In school this morning and gone this afternoon, and nobody signed this child out. Find "
                "out where the child is, now.",
                due_at=due_at,
                dedupe_key=f"gone:{each.pupil_id}:{each.on.isoformat()}",
                urgent=True,
                case_id=cases.get(each.pupil_id),
                pupil_id=each.pupil_id,
            )
        )
    ask_people(db, asked, now)
