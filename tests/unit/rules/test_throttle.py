"""The token bucket never gives more than its rate, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.throttle import Bucket, allow, refill

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_full_bucket_gives_its_burst_and_no_more() -> None:
    assert allow(Bucket(10, START), 2, 10, START, 15) == (10, Bucket(0, START))
    assert allow(Bucket(10, START), 2, 10, START, 4) == (4, Bucket(6, START))


def test_tokens_come_back_at_the_rate_up_to_the_burst() -> None:
    empty = Bucket(0, START)
    assert refill(empty, 2, 10, START + 3 * SECOND) == Bucket(6, START + 3 * SECOND)
    assert refill(empty, 2, 10, START + 60 * SECOND) == Bucket(10, START + 60 * SECOND)
    assert allow(empty, 2, 10, START + SECOND / 4, 5) == (0, Bucket(0.5, START + SECOND / 4))


def test_a_bucket_fuller_than_the_burst_is_cut_down_to_it() -> None:
    assert refill(Bucket(50, START), 2, 10, START) == Bucket(10, START)


def test_nothing_wanted_takes_nothing() -> None:
    assert allow(Bucket(5, START), 1, 10, START, 0) == (0, Bucket(5, START))
    assert allow(Bucket(5, START), 1, 10, START, -3) == (0, Bucket(5, START))


def test_a_clock_that_jumped_back_gives_nothing_extra_and_goes_on() -> None:
    back = START - timedelta(hours=1)
    granted, bucket = allow(Bucket(0, START), 1, 10, back, 5)
    assert (granted, bucket) == (0, Bucket(0, back))
    assert allow(bucket, 1, 10, back + 5 * SECOND, 5)[0] == 5


@given(
    st.integers(1, 20),
    st.integers(1, 20),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 30)), max_size=40),
)
def test_never_more_than_the_burst_and_the_rate(rate: int, burst: int, asked: list[tuple[int, int]]) -> None:
    bucket, now, total = Bucket(burst, START), START, 0
    for milliseconds, wanted in asked:
        now += timedelta(milliseconds=milliseconds)
        granted, bucket = allow(bucket, rate, burst, now, wanted)
        assert 0 <= granted <= wanted
        assert bucket.tokens >= 0
        total += granted
    assert total <= burst + rate * (now - START).total_seconds() + 1e-6


@given(st.lists(st.integers(-5000, 5000), min_size=1, max_size=30))
def test_after_any_jumps_it_gives_again_within_a_second_of_tokens(jumps: list[int]) -> None:
    bucket, now = Bucket(1, START), START
    for jump in jumps:
        now += timedelta(seconds=jump)
        _, bucket = allow(bucket, 1, 1, now, 1)
    assert allow(bucket, 1, 1, now + SECOND, 1)[0] == 1
