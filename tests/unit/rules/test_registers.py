"""What a register that is late, wrong or contradicted comes to."""

from datetime import UTC, datetime, time, timedelta

import pytest

from rules.registers import (
    CHECKING,
    NOBODY_SAID,
    AwayFacts,
    ClosureFacts,
    RegisterRules,
    code_on_arrival,
    is_covered,
    is_overdue,
    is_unusual,
    next_on_absence,
)

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
RULES = RegisterRules()


def later(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "mark", "code", "late"),
    [
        (-10, "N", "L", 0),
        (0, "N", "L", 0),
        (1, "N", "U", 1),
        (40, "", "U", 40),
        (40, "M", None, 40),
        (40, "I", None, 40),
        (40, "U", "U", 40),
        (40, "O", "U", 40),
        (40, "/", None, 40),
        (-10, "M", "L", 0),
    ],
)
def test_the_code_of_a_pupil_who_comes_in(minutes: int, mark: str, code: str | None, late: int) -> None:
    verdict = code_on_arrival(later(minutes), NINE, mark, session="am")
    assert (verdict.code, verdict.minutes) == (code, late)
    assert verdict.why.endswith(".")


@pytest.mark.parametrize(
    ("unexplained", "on_roll", "unusual"),
    [(5, 16, True), (5, 17, False), (4, 5, False), (9, 30, True), (8, 30, False), (5, 0, True)],
)
def test_an_unusual_number_is_many_and_a_large_share(unexplained: int, on_roll: int, unusual: bool) -> None:
    assert is_unusual(unexplained, on_roll, RULES) is unusual


def test_nobody_said_why_opens_a_case_at_once() -> None:
    verdict = next_on_absence(AwayFacts(now=NINE))
    assert verdict.open
    assert verdict.why == NOBODY_SAID
    assert verdict.texts_not_before is None
    assert not verdict.gone


def test_only_what_a_person_did_keeps_a_case_from_opening() -> None:
    for facts in (
        AwayFacts(now=NINE, closed="No heating."),
        AwayFacts(now=NINE, own_close=later(1)),
        AwayFacts(now=NINE, signed_out=True),
        AwayFacts(now=NINE, signed_out=True, returns_at=later(-29)),
    ):
        assert not next_on_absence(facts).open, facts


def test_what_a_person_did_ends_when_its_time_has_come() -> None:
    for facts in (
        AwayFacts(now=NINE, own_close=NINE),
        AwayFacts(now=NINE, signed_out=True, returns_at=later(-30)),
    ):
        verdict = next_on_absence(facts)
        assert verdict.open, facts
        assert not verdict.gone


def test_seen_before_and_not_signed_out_is_gone_and_nothing_waits() -> None:
    verdict = next_on_absence(
        AwayFacts(now=NINE, seen_before=True, held_until=later(60), held="Bus.", check_until=later(10))
    )
    assert verdict.open
    assert verdict.gone
    assert verdict.texts_not_before is None
    assert not next_on_absence(AwayFacts(now=NINE, seen_before=True, signed_out=True)).gone


def test_texts_wait_for_the_later_of_a_hold_and_a_check() -> None:
    both = AwayFacts(now=NINE, held_until=later(60), held="Bus.", check_until=later(10))
    verdict = next_on_absence(both)
    assert (verdict.texts_not_before, verdict.held_reason) == (later(60), "Bus.")
    check = next_on_absence(AwayFacts(now=NINE, held_until=later(-1), held="Bus.", check_until=later(10)))
    assert (check.texts_not_before, check.held_reason) == (later(10), CHECKING)
    assert next_on_absence(AwayFacts(now=NINE, check_until=NINE)).texts_not_before is None


def test_overdue_half_an_hour_after_the_time() -> None:
    assert not is_overdue(NINE, later(29), RULES)
    assert is_overdue(NINE, later(30), RULES)


@pytest.mark.parametrize(
    ("closure", "session", "group", "closes", "covered"),
    [
        (ClosureFacts("day", frozenset(), None), "am", 1, time(9, 0), True),
        (ClosureFacts("pm", frozenset(), None), "am", 1, time(9, 0), False),
        (ClosureFacts("day", frozenset({2}), None), "am", 1, time(9, 0), False),
        (ClosureFacts("day", frozenset({1}), None), "pm", 1, time(13, 30), True),
        (ClosureFacts("day", frozenset(), time(10, 30)), "am", 1, time(9, 0), False),
        (ClosureFacts("day", frozenset(), time(10, 30)), "pm", 1, time(13, 30), True),
        (ClosureFacts("day", frozenset(), time(9, 0)), "am", 1, time(9, 0), False),
    ],
)
def test_which_sessions_a_closure_covers(
    closure: ClosureFacts, session: str, group: int, closes: time, covered: bool
) -> None:
    assert is_covered(closure, session, group, closes) is covered
