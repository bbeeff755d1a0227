"""The circuit breaker: what opens it, how it tries again, and what closes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.breaker import (
    FAILURES,
    LONGEST_WAIT,
    PEOPLE_RING_AFTER,
    TRIAL_HOLDS,
    WINDOW,
    Breaker,
    Leave,
    State,
    after_failure,
    after_success,
    begin_trial,
    check_send,
    people_should_ring,
)

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def failed(times: int, breaker: Breaker | None = None, at: datetime = START) -> Breaker:
    """The breaker after so many failures in one second."""
    breaker = breaker or Breaker()
    for _ in range(times):
        breaker = after_failure(breaker, at)
    return breaker


def test_all_is_well_until_so_many_failures_in_a_row() -> None:
    nearly = failed(FAILURES - 1)
    assert (nearly.state, nearly.failures, check_send(nearly, START)) == (State.CLOSED, 4, Leave.GO)
    opened = failed(1, nearly)
    assert (opened.state, opened.opened_at, opened.retry_at) == (State.OPEN, START, START + 5 * SECOND)
    assert check_send(opened, START) is Leave.HOLD


def test_one_success_between_them_begins_the_count_anew() -> None:
    again = failed(FAILURES - 1, after_success(failed(FAILURES - 1)))
    assert again.state is State.CLOSED
    assert after_success(Breaker()) == Breaker()


def test_failures_far_apart_are_bad_luck() -> None:
    breaker = Breaker()
    for number in range(3 * FAILURES):
        breaker = after_failure(breaker, START + number * (WINDOW + SECOND))
    assert (breaker.state, breaker.failures) == (State.CLOSED, 1)


def test_failures_at_the_end_of_the_window_still_count() -> None:
    nearly = failed(FAILURES - 1)
    assert failed(1, nearly, START + WINDOW).state is State.OPEN
    assert failed(1, nearly, START + WINDOW + SECOND).state is State.CLOSED


def test_what_was_on_its_way_when_it_opened_makes_nothing_worse() -> None:
    opened = failed(FAILURES)
    assert failed(7, opened, START + SECOND) == opened


def test_one_is_tried_after_the_wait_and_no_other_beside_it() -> None:
    opened = failed(FAILURES)
    due = START + 5 * SECOND
    assert check_send(opened, due - SECOND) is Leave.HOLD
    assert check_send(opened, due) is Leave.TRY
    trial = begin_trial(opened, due)
    assert (trial.state, trial.opened_at) == (State.HALF_OPEN, START)
    assert check_send(trial, due + SECOND) is Leave.HOLD
    assert check_send(trial, due + TRIAL_HOLDS) is Leave.TRY, "whoever tried has died"


def test_the_wait_doubles_up_to_a_minute() -> None:
    breaker, now, waits = failed(FAILURES), START, []
    for _ in range(7):
        assert breaker.retry_at is not None
        waits.append((breaker.retry_at - now).total_seconds())
        now = breaker.retry_at
        breaker = after_failure(begin_trial(breaker, now), now)
    assert waits == [5, 10, 20, 40, 60, 60, 60]
    assert breaker.opened_at == START


def test_a_success_closes_it_whatever_it_stood_at() -> None:
    opened = failed(FAILURES)
    assert after_success(begin_trial(opened, START + LONGEST_WAIT)) == Breaker()
    assert after_success(opened) == Breaker()


def test_people_ring_once_it_has_lasted_two_minutes() -> None:
    opened = failed(FAILURES)
    assert not people_should_ring(opened, START + PEOPLE_RING_AFTER - SECOND)
    assert people_should_ring(opened, START + PEOPLE_RING_AFTER)
    assert people_should_ring(begin_trial(opened, START), START + PEOPLE_RING_AFTER)
    assert not people_should_ring(replace(opened, state=State.CLOSED), START + PEOPLE_RING_AFTER)
    assert not people_should_ring(replace(opened, opened_at=None), START + PEOPLE_RING_AFTER)


def test_a_clock_that_jumped_back_does_not_hold_texts_for_an_hour() -> None:
    opened = failed(FAILURES)
    assert check_send(opened, START - timedelta(hours=1)) is Leave.TRY
    assert check_send(replace(opened, retry_at=None), START) is Leave.TRY
    assert failed(1, failed(FAILURES - 1), START - timedelta(hours=1)).failures == 1


@given(st.lists(st.tuples(st.sampled_from(["ok", "away"]), st.integers(0, 90)), max_size=60))
def test_it_never_holds_for_more_than_the_longest_wait(told: list[tuple[str, int]]) -> None:
    breaker, now = Breaker(), START
    for what, seconds in told:
        now += seconds * SECOND
        leave = check_send(breaker, now)
        if leave is Leave.TRY:
            breaker = begin_trial(breaker, now)
        if leave is not Leave.HOLD:
            breaker = after_success(breaker) if what == "ok" else after_failure(breaker, now)
        assert check_send(breaker, now + LONGEST_WAIT) is not Leave.HOLD
        assert (breaker.state is State.CLOSED) == (breaker.opened_at is None)
