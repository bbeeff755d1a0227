"""Who is told of an urgent task, and when; and which answers take it on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.answers import takes_on
from rules.pushing import (
    GRACE,
    Channel,
    Colleague,
    Pushed,
    PushFacts,
    PushRule,
    Telling,
    first_push_at,
    next_push,
    push_again_at,
)
from rules.steps import Role, TaskKind

LEAD, DEPUTY, HEAD = Role.SAFEGUARDING_LEAD, Role.DEPUTY_SAFEGUARDING_LEAD, Role.HEAD
RULE = PushRule((LEAD, DEPUTY, HEAD), 5)
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
RUTH, DEV, HELEN = Colleague(1, LEAD, True), Colleague(2, DEPUTY, True), Colleague(3, HEAD, True)
ALL = (RUTH, DEV, HELEN)


def at(minute: int) -> datetime:
    return NINE + timedelta(minutes=minute)


def facts(*colleagues: Colleague, due: int = 15) -> PushFacts:
    return PushFacts(RULE, at(due), colleagues)


def told(now_facts: PushFacts, now: datetime) -> PushFacts:
    """The facts after whoever is due at `now` was told."""
    rows = tuple(
        Pushed(telling.round, telling.role, telling.user_id, telling.channel, now)
        for telling in next_push(now_facts, now).tell
    )
    return replace(now_facts, pushed=(*now_facts.pushed, *rows))


def play(now_facts: PushFacts, minutes: int) -> dict[int, list[str]]:
    """Minute → who was told then, as "text 1", "ring 2"."""
    happened: dict[int, list[str]] = {}
    for minute in range(minutes):
        after = told(now_facts, at(minute))
        new = after.pushed[len(now_facts.pushed) :]
        if new:
            happened[minute] = [f"{push.channel} {push.user_id}" for push in new]
        now_facts = after
    return happened


def test_lead_deputy_head_and_round_again_each_texted_then_rung() -> None:
    assert play(facts(*ALL), 21) == {
        0: ["text 1"],
        5: ["ring 1", "text 2"],
        10: ["ring 2", "text 3"],
        15: ["ring 3", "text 1"],
        20: ["ring 1", "text 2"],
    }


def test_whoever_is_away_is_passed_over_at_once() -> None:
    away = replace(RUTH, is_away=True)
    assert play(facts(away, DEV, HELEN), 11) == {
        0: ["text 2"],
        5: ["ring 2", "text 3"],
        10: ["ring 3", "text 2"],
    }


def test_without_a_mobile_the_office_rings_at_once() -> None:
    assert play(facts(replace(RUTH, has_mobile=False), DEV), 6) == {0: ["ring 1"], 5: ["text 2"]}


def test_one_who_goes_home_after_a_text_is_not_rung() -> None:
    first = told(facts(*ALL), at(0))
    gone = replace(first, colleagues=(replace(RUTH, is_away=True), DEV, HELEN))
    assert next_push(gone, at(5)).tell == (Telling(1, DEPUTY, 2, Channel.TEXT),)


def test_one_person_with_two_roles_is_told_once_in_a_round() -> None:
    head_too = Colleague(1, HEAD, True)
    assert play(facts(RUTH, DEV, head_too), 11) == {
        0: ["text 1"],
        5: ["ring 1", "text 2"],
        10: ["ring 2", "text 1"],
    }


def test_two_deputies_take_turns() -> None:
    second = Colleague(9, DEPUTY, True)
    assert play(facts(DEV, second), 11) == {0: ["text 2"], 5: ["ring 2", "text 9"], 10: ["ring 9", "text 2"]}


@pytest.mark.parametrize("colleagues", [(), tuple(replace(who, is_away=True) for who in ALL)])
def test_nobody_there_is_told_to_the_office_at_once_and_asked_again(
    colleagues: tuple[Colleague, ...],
) -> None:
    push = next_push(facts(*colleagues), at(0))
    assert push.is_nobody
    assert push.tell == (Telling(1, Role.OFFICE, None, Channel.RING),)
    assert push.next_at == at(5)
    back = replace(told(facts(*colleagues), at(0)), colleagues=ALL)
    assert next_push(back, at(5)).tell == (Telling(2, LEAD, 1, Channel.TEXT),)


def test_a_text_that_did_not_arrive_moves_on_at_once() -> None:
    first = told(facts(*ALL), at(0))
    lost = replace(first, pushed=(replace(first.pushed[0], failed=True),))
    assert next_push(lost, at(1)).tell == (
        Telling(1, LEAD, 1, Channel.RING),
        Telling(1, DEPUTY, 2, Channel.TEXT),
    )


def test_early_or_doubled_beats_tell_nobody_twice() -> None:
    once = told(facts(*ALL), at(0))
    assert next_push(once, at(0)).tell == ()
    assert next_push(once, at(4)).next_at == at(5)


def test_after_acknowledgement_nothing_until_it_is_long_overdue() -> None:
    has_it = replace(told(facts(*ALL), at(0)), acknowledged_at=at(3))
    again = push_again_at(at(15), at(3))
    assert again == at(15) + GRACE
    assert next_push(has_it, at(5)).tell == ()
    assert next_push(has_it, at(5)).next_at == again
    lapsed = next_push(has_it, again)
    assert lapsed.has_lapsed
    assert lapsed.tell == (Telling(2, LEAD, 1, Channel.TEXT),)
    goes_on = told(has_it, again)
    assert not next_push(goes_on, again + timedelta(minutes=5)).has_lapsed
    assert Telling(2, DEPUTY, 2, Channel.TEXT) in next_push(goes_on, again + timedelta(minutes=5)).tell


def test_done_is_done() -> None:
    push = next_push(replace(facts(*ALL), done_at=at(1)), at(60))
    assert (push.tell, push.next_at) == ((), None)


@pytest.mark.parametrize(
    ("kind", "role", "urgent", "when"),
    [
        ("safeguarding", "safeguarding_lead", True, 0),
        ("safeguarding", "deputy_safeguarding_lead", True, 0),
        ("safeguarding", "safeguarding_lead", False, None),
        ("site_search", "office", True, None),
        ("break_decision", "safeguarding_lead", True, 30),
        (TaskKind.INFORM_SOCIAL_WORKER, LEAD, True, 30),
    ],
)
def test_which_tasks_are_pushed_and_from_when(kind: str, role: str, urgent: bool, when: int | None) -> None:
    first = first_push_at(kind, role, urgent=urgent, due_at=at(30), now=at(0))
    assert first == (None if when is None else at(when))


PEOPLE = st.lists(
    st.builds(
        Colleague,
        user_id=st.integers(1, 4),
        role=st.sampled_from([LEAD, DEPUTY, HEAD]),
        has_mobile=st.booleans(),
        is_away=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda who: (who.user_id, who.role),
).map(tuple)


@given(people=PEOPLE, beats=st.lists(st.integers(0, 9), max_size=40), taken=st.integers(-1, 40))
def test_nobody_twice_in_a_round_nobody_after_it_is_taken_and_never_fifteen_silent_minutes(
    people: tuple[Colleague, ...], beats: list[int], taken: int
) -> None:
    now_facts, minute = facts(*people, due=600), 0
    for count, step in enumerate(beats):
        minute += step
        if count == taken:
            now_facts = replace(now_facts, acknowledged_at=at(minute))
        push = next_push(now_facts, at(minute))
        has_it = now_facts.acknowledged_at is not None
        assert not (push.tell and has_it)
        assert has_it or push.tell or (push.next_at or at(9999)) <= at(minute) + timedelta(minutes=5)
        now_facts = told(now_facts, at(minute))
    rows = [(push.round, push.role, push.channel) for push in now_facts.pushed]
    assert len(rows) == len(set(rows))
    reached = [(push.round, push.user_id, push.channel) for push in now_facts.pushed]
    assert len(reached) == len(set(reached))
    away = {who.user_id for who in people if who.is_away} - {who.user_id for who in people if not who.is_away}
    assert not away & {push.user_id for push in now_facts.pushed}


@given(people=PEOPLE.filter(lambda people: any(not who.is_away for who in people)))
def test_everybody_who_is_there_is_told_within_a_round(people: tuple[Colleague, ...]) -> None:
    happened = play(facts(*people, due=600), 16)
    first = [line for lines in happened.values() for line in lines]
    roles = {who.role for who in people if not who.is_away}
    assert len({line.split()[1] for line in first}) >= min(
        len(roles), len({who.user_id for who in people if not who.is_away})
    )


@pytest.mark.parametrize(
    "text",
    [
        "OK",
        "ok on it",
        "Yes",
        "got it",
        "will do",
        "Okay, thanks",
        "I'm on it",
        "ok I'll do it",
        "👍",
        "ill take it",
    ],
)
def test_words_that_take_a_task_on(text: str) -> None:
    assert takes_on(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "no", "ok but not before 10", "Who is it?", "ok?", "can't", "thanks", "in a meeting",
        "yes she is ill", "yes ill", "ok 5 min", "not ok", "I will", "now", "Daisy is poorly today",
    ],
)  # fmt: skip
def test_words_that_leave_it_with_nobody(text: str) -> None:
    assert not takes_on(text)
