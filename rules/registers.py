"""Registers that come in pieces, late, wrong or not at all: what each of these asks of whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class RegisterRules:
    """What a school's policy says about registers. Minutes are whole; shares are of 100.

    missing_minutes: after its close, a class that has sent no register is asked for it.
    deputy_minutes: after that, the next person is asked.
    unusual_least, unusual_percent: so many unexplained pupils, and such a share of the class, are unusual.
    check_minutes: so long first texts of such a class wait for an office check; unanswered, they go.
    overdue_minutes: so long after the time agreed a pupil who went out is overdue.
    """

    missing_minutes: int = 10
    deputy_minutes: int = 10
    unusual_least: int = 5
    unusual_percent: int = 30
    check_minutes: int = 10
    overdue_minutes: int = 30


#: Codes a person may have for a pupil who comes in late: they explain it, so that U does not apply.
EXPLAINS_NOTHING = frozenset({"", "N", "O", "G", "L", "U"})


@dataclass(frozen=True, slots=True)
class ArrivalVerdict:
    """What coming in at the desk makes of the mark.

    code: for the mark; None leaves it as it is. minutes: after the register's close, 0 before it.
    """

    code: str | None
    minutes: int
    why: str


def code_on_arrival(at: datetime, closes_at: datetime, mark: str, *, session: str) -> ArrivalVerdict:
    """What a pupil who comes in at `at` is marked.

    Before the close `L`, after it `U`, but only where no other code applies: 09:40 from the dentist is `M`
    (regulations of 2024, code U; S-stoc 4.1).

    Args:
        at, closes_at: aware; the close of the pupil's own register.
        mark: what the session's mark says now; "" when there is none.
        session: "am" or "pm".
    """
    minutes = max(0, int((at - closes_at).total_seconds() // 60))
    if mark in ("/", "\\"):
        return ArrivalVerdict(None, minutes, "Marked as in school already.")
    if at <= closes_at:
        return ArrivalVerdict("L", 0, "Came in before the register closed.")
    if mark not in EXPLAINS_NOTHING:
        return ArrivalVerdict(None, minutes, "Came in after the register closed, for a reason already given.")
    half = "morning" if session == "am" else "afternoon"
    return ArrivalVerdict("U", minutes, f"Came in {minutes} minutes after the {half} register closed.")


def is_unusual(unexplained: int, on_roll: int, rules: RegisterRules) -> bool:
    """Whether so many unexplained pupils in one class make it likely that the register is wrong."""
    share = 100 * unexplained / on_roll if on_roll else 100
    return unexplained >= rules.unusual_least and share >= rules.unusual_percent


@dataclass(frozen=True, slots=True)
class AwayFacts:
    """What is known of a pupil who is away at a register's close with no reason from who may give one.

    Instants are aware. closed: why the school, or the class, was shut for the session. own_close: the
    pupil's own register close, agreed with the family. seen_before: in school earlier that day. signed_out:
    went out at the desk. returns_at: and is to be back by then. held_until, held: a person holds the cases of
    the pupil's route or class, and why. check_until: the office is asked whether the register is right.
    """

    now: datetime
    closed: str | None = None
    own_close: datetime | None = None
    seen_before: bool = False
    signed_out: bool = False
    returns_at: datetime | None = None
    held_until: datetime | None = None
    held: str | None = None
    check_until: datetime | None = None
    rules: RegisterRules = RegisterRules()


@dataclass(frozen=True, slots=True)
class AwayVerdict:
    """What an absence comes to; see `attendance.exceptions.Treatment`."""

    open: bool
    why: str
    gone: bool = False
    texts_not_before: datetime | None = None
    held_reason: str | None = None


NOBODY_SAID = "Away at the register's close, and nobody who may report has said why."
CHECKING = "Many of this class are away without a reason: the office is asked whether the register is right."


def next_on_absence(facts: AwayFacts) -> AwayVerdict:
    """What an absence without a reason comes to.

    Only a person's act keeps a case from opening: a closure, agreed times, a sign-out. Everything else opens
    one; a hold or an office check keeps back its texts, never its tasks for the safeguarding lead, and
    neither keeps anything back for a pupil who was in school and is gone.
    """
    if facts.closed is not None:
        return AwayVerdict(False, f"Not expected: {facts.closed}")
    if facts.own_close is not None and facts.own_close > facts.now:
        return AwayVerdict(False, "Not expected yet: a later start is agreed.")
    if facts.signed_out:
        return _after_sign_out(facts)
    if facts.seen_before:
        why = "In school this morning, away this afternoon, and nobody signed the pupil out."
        return AwayVerdict(True, why, gone=True)
    until, reason = _waits(facts)
    return AwayVerdict(True, NOBODY_SAID, texts_not_before=until, held_reason=reason)


def _after_sign_out(facts: AwayFacts) -> AwayVerdict:
    if facts.returns_at is None:
        return AwayVerdict(False, "Signed out at the desk for the rest of the day.")
    if is_overdue(facts.returns_at, facts.now, facts.rules):
        return AwayVerdict(True, "Signed out at the desk, and not back by the time that was agreed.")
    return AwayVerdict(False, "Signed out at the desk, and not due back yet.")


def _waits(facts: AwayFacts) -> tuple[datetime | None, str | None]:
    """Until when texts wait, and why: the later of a person's hold and the office check."""
    waits = [
        (until, reason)
        for until, reason in ((facts.held_until, facts.held), (facts.check_until, CHECKING))
        if until is not None and until > facts.now
    ]
    return max(waits, key=lambda each: each[0]) if waits else (None, None)


def is_overdue(due_at: datetime, now: datetime, rules: RegisterRules) -> bool:
    """Whether somebody who should be in school by `due_at` (aware) is overdue at `now`."""
    return now >= due_at + timedelta(minutes=rules.overdue_minutes)


def is_covered(closure: ClosureFacts, session: str, group_id: int, closes: time) -> bool:
    """Whether a closure covers a class's session.

    From mid-day on, it covers the sessions whose register closes later: the morning's marks were right.

    Args:
        closes: the wall-clock close of the class's register.
    """
    if closure.sessions not in ("day", session):
        return False
    if closure.group_ids and group_id not in closure.group_ids:
        return False
    return closure.from_time is None or closes > closure.from_time


@dataclass(frozen=True, slots=True)
class ClosureFacts:
    """A closure. sessions: "am", "pm" or "day". group_ids: none means all. from_time: school time, or all."""

    sessions: str
    group_ids: frozenset[int]
    from_time: time | None
