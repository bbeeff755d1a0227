"""The token bucket never gives more than its rate, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.throttle import CLOCKS_APART, Bucket, Rate, allow, refill, share

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
    """A small jump back is waited out, as it may be another host's clock; then it takes one second more."""
    bucket, now = Bucket(1, START), START
    for jump in jumps:
        now += timedelta(seconds=jump)
        _, bucket = allow(bucket, 1, 1, now, 1)
    assert allow(bucket, 1, 1, now + CLOCKS_APART + SECOND, 1)[0] == 1


def test_two_clocks_in_turn_get_no_more_than_one() -> None:
    bucket, granted = Bucket(0, START), 0
    for second in range(1, 101):
        for host in (timedelta(0), -4 * SECOND):
            one, bucket = allow(bucket, 2, 50, START + second * SECOND + host, 50)
            granted += one
    assert granted == 200


@pytest.mark.parametrize(("per_second", "every"), [(0.75, 1.0), (10, 1.0), (3.3, 0.7), (0.1, 1.0)])
def test_nothing_of_a_rate_is_lost_between_beats(per_second: float, every: float) -> None:
    rate = Rate.over(per_second, every)
    bucket, granted = Bucket(0, START), 0
    for beat in range(1, 2001):
        now = START + timedelta(seconds=beat * every)
        one, bucket = allow(bucket, rate.per_second, rate.burst, now, 1000)
        granted += one
    allowed = per_second * 2000 * every
    assert allowed - 1 - 1e-6 <= granted <= allowed + 1e-6


def test_a_late_beat_loses_nothing_within_the_burst() -> None:
    rate = Rate.over(10, 3)
    assert rate.burst == 31
    for late in (1, 2, 3):
        assert allow(Bucket(0.9, START), 10, rate.burst, START + late * SECOND, 99)[0] == 10 * late


def test_those_who_wait_share_what_there_is_in_their_order() -> None:
    waiting = [(1, "a"), (2, "b"), (3, "a"), (4, "a"), (5, "b"), (6, "c")]
    assert share(waiting, {"a": 2, "b": 0}, 5, 10) == [1, 3, 6]
    assert share(waiting, {}, 1, 10) == [1, 2, 6]
    assert share(waiting, {}, 5, 4) == [1, 2, 3, 4]
    assert share(waiting, {}, 5, 0) == []


@given(
    st.lists(st.tuples(st.integers(), st.sampled_from("abc")), max_size=40, unique_by=lambda each: each[0]),
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 9)),
    st.integers(0, 9),
    st.integers(0, 40),
)
def test_a_share_is_never_too_large_and_leaves_nobody_out_who_may_go(
    waiting: list[tuple[int, str]], free: dict[str, int], elsewhere: int, most: int
) -> None:
    going = share(waiting, free, elsewhere, most)
    assert len(going) <= most
    of = dict(waiting)
    for key in "abc":
        gone = sum(of[one] == key for one in going)
        wanted = sum(each == key for _, each in waiting)
        assert gone <= min(free.get(key, elsewhere), wanted)
        assert len(going) == most or gone == min(free.get(key, elsewhere), wanted)
