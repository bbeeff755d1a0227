"""A text that certainly reached nobody: nothing waits for an answer to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from rules.delivery import is_numbers_fault, needs_check
from rules.ladder import OpenTask, Send, Wait, next_step
from tests.unit.rules.making import CLOSE, DAY, MINUTE, MONDAY, case, contacts, keys, play, take

SECOND = timedelta(seconds=1)
FIRST, SECOND_CONTACT = "2026-11-23/text/1/contact-11", "2026-11-23/text/1/contact-12"


def test_the_next_contact_is_texted_at_once_when_the_first_text_failed() -> None:
    facts = take(case(), next_step(case(), CLOSE), CLOSE)  # type: ignore[arg-type]
    assert isinstance(next_step(facts, CLOSE + SECOND), Wait)
    decision = next_step(replace(facts, failed=frozenset({FIRST})), CLOSE + SECOND)
    assert isinstance(decision, Send)
    assert decision.step_key == SECOND_CONTACT


def test_a_text_that_failed_is_not_sent_again_by_the_same_step() -> None:
    told, _ = play(replace(_taken(FIRST), failed=frozenset({FIRST})), CLOSE, CLOSE + DAY)
    assert keys(told)[0] == "09:00 text/1/contact-12"
    assert "09:00 text/1/contact-11" not in keys(told)


def test_the_gap_counts_from_the_last_text_that_somebody_can_answer() -> None:
    facts = replace(_taken(FIRST, SECOND_CONTACT), failed=frozenset({SECOND_CONTACT}))
    told, _ = play(facts, CLOSE, CLOSE + DAY)
    assert keys(told)[0] == "09:10 text/2/contact-11"


def test_where_every_text_failed_a_person_calls_at_once() -> None:
    facts = case(contacts=contacts(101))
    failed = frozenset({f"{MONDAY}/text/{round_}/contact-11" for round_ in (1, 2)})
    now = CLOSE
    for _ in failed:
        decision = next_step(facts, now)
        assert isinstance(decision, Send)
        facts = replace(take(facts, decision, now), failed=failed)
    decision = next_step(facts, now + SECOND)
    assert isinstance(decision, OpenTask)
    assert decision.kind == "call"


def test_failed_texts_of_another_day_change_nothing() -> None:
    told, _ = play(case(failed=frozenset({"2026-11-20/text/1/contact-11"})), CLOSE, CLOSE + DAY)
    assert keys(told)[:2] == ["09:00 text/1/contact-11", "09:10 text/1/contact-12"]


def test_our_own_queue_or_account_is_not_the_numbers_fault() -> None:
    assert not any(map(is_numbers_fault, ["30001", "30002", "20005", "21611"]))
    assert all(map(is_numbers_fault, ["30003", "30005", "30006", "21211", "21614", "", None]))


def test_somebody_checks_a_number_once_when_it_has_failed_twice() -> None:
    assert [failures for failures in range(1, 6) if needs_check(failures)] == [2]


def _taken(*keys: str):  # type: ignore[no-untyped-def]
    facts = case()
    for place, _ in enumerate(keys):
        at = CLOSE + place * SECOND
        decision = next_step(replace(facts, failed=frozenset(keys[:place])), at)
        assert isinstance(decision, Send)
        facts = take(facts, decision, at)
    return facts


def test_the_call_after_a_failed_text_waits_only_for_those_who_can_answer() -> None:
    facts, now = case(), CLOSE
    told, facts = play(facts, CLOSE, CLOSE + 31 * MINUTE)
    assert keys(told)[-1] == "09:30 text/2/contact-12"
    last = f"{MONDAY}/text/2/contact-12"
    now = CLOSE + 31 * MINUTE
    assert isinstance(next_step(facts, now), Wait)
    decision = next_step(replace(facts, failed=frozenset({last})), now)
    assert isinstance(decision, OpenTask)
    assert decision.kind == "call"
