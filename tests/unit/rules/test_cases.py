"""What opens, pauses and closes a case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rules.cases import (
    CloseVerdict,
    Effect,
    MarkVerdict,
    Outcome,
    OutcomeFacts,
    OutcomeVerdict,
    check_close,
    is_same_spell,
    next_after_outcome,
    next_on_mark,
    school_day_number,
)
from rules.codes import UnknownCode, all_codes
from rules.sessions import SchoolCalendar
from rules.steps import Role, TaskKind

FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
PLAIN = SchoolCalendar()
BANK_HOLIDAY = SchoolCalendar(closed=frozenset({MONDAY}))


def test_an_unexplained_absence_opens_a_case() -> None:
    assert next_on_mark("N", case_open=False, listed_report=False) == MarkVerdict(
        Effect.OPEN, "Away and nobody who may report has said why."
    )


@pytest.mark.parametrize("code", sorted(set(all_codes()) - {"N"}))
def test_no_other_mark_opens_a_case(code: str) -> None:
    assert next_on_mark(code, case_open=False, listed_report=False).effect is Effect.NOTHING


def test_a_listed_reason_holds_the_call_and_pauses_an_open_case() -> None:
    held = next_on_mark("N", case_open=False, listed_report=True)
    assert held == MarkVerdict(
        Effect.NOTHING, "A listed contact has given a reason: a person confirms the code."
    )
    assert next_on_mark("N", case_open=True, listed_report=True).effect is Effect.PAUSE


def test_still_away_keeps_going() -> None:
    assert next_on_mark("N", case_open=True, listed_report=False) == MarkVerdict(
        Effect.KEEP_GOING, "Still away and nobody has said why."
    )


@pytest.mark.parametrize("code", ["/", "\\", "L", "U"])
def test_a_pupil_seen_in_school_pauses_the_case_for_a_person_to_close(code: str) -> None:
    verdict = next_on_mark(code, case_open=True, listed_report=False)
    assert verdict == MarkVerdict(
        Effect.PAUSE, "The pupil is marked as in school: a person confirms and closes the case."
    )
    assert next_on_mark(code, case_open=False, listed_report=False).effect is Effect.NOTHING


def test_another_code_alone_does_not_touch_an_open_case() -> None:
    assert next_on_mark("I", case_open=True, listed_report=False) == MarkVerdict(
        Effect.NOTHING, "The mark says where the pupil is or why they are away."
    )


def test_an_unknown_mark_is_refused() -> None:
    with pytest.raises(UnknownCode):
        next_on_mark("?", case_open=True, listed_report=False)


@pytest.mark.parametrize(
    ("on", "calendar", "seen", "same"),
    [
        (FRIDAY, PLAIN, False, True),
        (MONDAY, PLAIN, False, True),
        (MONDAY, PLAIN, True, False),
        (MONDAY + DAY, PLAIN, False, False),
        (MONDAY + DAY, BANK_HOLIDAY, False, True),
        (FRIDAY - DAY, PLAIN, False, True),
    ],
)
def test_a_spell_goes_on_over_days_without_school(
    on: date, calendar: SchoolCalendar, seen: bool, same: bool
) -> None:
    assert is_same_spell(FRIDAY, on, calendar, seen_since=seen) is same


def test_on_the_last_day_of_the_calendar_a_spell_is_still_itself() -> None:
    last_term = SchoolCalendar(terms=((FRIDAY - 7 * DAY, FRIDAY),))
    assert is_same_spell(FRIDAY, FRIDAY, last_term, seen_since=False)


def test_school_days_of_a_case_are_counted_over_the_weekend() -> None:
    assert school_day_number(FRIDAY, FRIDAY, PLAIN) == 1
    assert school_day_number(FRIDAY, FRIDAY + DAY, PLAIN) == 1
    assert school_day_number(FRIDAY, MONDAY, PLAIN) == 2
    assert school_day_number(FRIDAY, MONDAY, BANK_HOLIDAY) == 1
    assert school_day_number(FRIDAY + DAY, FRIDAY + DAY, PLAIN) == 1


@pytest.mark.parametrize(
    ("outcome", "facts", "verdict"),
    [
        (
            Outcome.REACHED_REASON,
            OutcomeFacts(),
            OutcomeVerdict(Effect.PAUSE, "A reason was given: a person confirms the code."),
        ),
        (
            Outcome.REACHED_REASON,
            OutcomeFacts(listed=False, vulnerable=True),
            OutcomeVerdict(
                Effect.KEEP_GOING,
                "The reason came from somebody who may not report. Check with a listed contact; "
                "contact goes on.",
            ),
        ),
        (
            Outcome.REACHED_REASON,
            OutcomeFacts(vulnerable=True),
            OutcomeVerdict(
                Effect.PAUSE,
                "A reason was given. This pupil is flagged as vulnerable: speak to or see the child to "
                "close.",
                TaskKind.SAFEGUARDING,
                Role.SAFEGUARDING_LEAD,
            ),
        ),
        (
            Outcome.NOT_AWARE,
            OutcomeFacts(),
            OutcomeVerdict(
                Effect.KEEP_GOING,
                "The adult did not know that the pupil is away. The safeguarding lead acts now.",
                TaskKind.SAFEGUARDING,
                Role.SAFEGUARDING_LEAD,
            ),
        ),
        (
            Outcome.NO_ANSWER,
            OutcomeFacts(),
            OutcomeVerdict(Effect.KEEP_GOING, "No answer: the ladder goes on."),
        ),
        (
            Outcome.WRONG_NUMBER,
            OutcomeFacts(),
            OutcomeVerdict(
                Effect.KEEP_GOING,
                "The number is wrong: the office finds the right one, and the ladder goes on.",
                TaskKind.CHECK_NUMBER,
                Role.OFFICE,
            ),
        ),
        (
            Outcome.VISITED_SEEN,
            OutcomeFacts(vulnerable=True),
            OutcomeVerdict(
                Effect.PAUSE,
                "The pupil was seen at home: a person confirms the code and decides on closing the case.",
            ),
        ),
        (
            Outcome.VISITED_NOBODY,
            OutcomeFacts(),
            OutcomeVerdict(
                Effect.KEEP_GOING,
                "Nobody was at home. The safeguarding lead decides on a welfare check; contact goes on.",
                TaskKind.SAFEGUARDING,
                Role.SAFEGUARDING_LEAD,
            ),
        ),
    ],
)
def test_what_follows_from_an_outcome(outcome: Outcome, facts: OutcomeFacts, verdict: OutcomeVerdict) -> None:
    assert next_after_outcome(outcome, facts) == verdict


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("vulnerable", [True, False])
@pytest.mark.parametrize("listed", [True, False])
def test_no_outcome_closes_a_case(outcome: Outcome, vulnerable: bool, listed: bool) -> None:
    verdict = next_after_outcome(outcome, OutcomeFacts(vulnerable, listed))
    assert verdict.effect in (Effect.PAUSE, Effect.KEEP_GOING)


def test_only_a_person_closes_and_a_vulnerable_child_must_be_seen() -> None:
    assert check_close(confirmed_by_person=False, vulnerable=False, child_seen=True) == CloseVerdict(
        False, "Confirm or amend the code first."
    )
    assert check_close(confirmed_by_person=True, vulnerable=True, child_seen=False) == CloseVerdict(
        False, "This pupil is flagged as vulnerable. Speak to or see the child before closing."
    )
    assert check_close(confirmed_by_person=True, vulnerable=True, child_seen=True).allowed
    assert check_close(confirmed_by_person=True, vulnerable=False, child_seen=False) == CloseVerdict(
        True, "A person has confirmed the code."
    )
