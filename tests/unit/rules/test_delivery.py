"""Statuses only move up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.delivery import RANKS, check_status, is_final

ORDER = ["queued", "sending", "sent", "delivered", "read"]


@pytest.mark.parametrize(("place", "old"), list(enumerate(ORDER)))
def test_a_status_moves_up_and_never_down(place: int, old: str) -> None:
    assert [new for new in ORDER if check_status(old, new)] == ORDER[place + 1 :]


@pytest.mark.parametrize("final", ["failed", "undelivered"])
def test_a_failure_is_final_and_comes_only_before_delivery(final: str) -> None:
    assert not any(check_status(final, new) for new in RANKS)
    assert [old for old in ORDER if check_status(old, final)] == ["queued", "sending", "sent"]


def test_an_unknown_word_is_never_accepted_and_is_replaced() -> None:
    assert check_status("queued", "teleported") is False
    assert not check_status("teleported", "teleported")
    assert check_status("unknown", "queued")


def test_what_needs_no_more_asking() -> None:
    assert [status for status in RANKS if is_final(status)] == ["undelivered", "failed", "delivered", "read"]


@given(st.lists(st.sampled_from(sorted(RANKS)), max_size=20))
def test_callbacks_in_any_order_never_lower_the_rank(callbacks: list[str]) -> None:
    status = "queued"
    for new in callbacks:
        before = RANKS[status]
        status = new if check_status(status, new) else status
        assert RANKS[status] >= before
