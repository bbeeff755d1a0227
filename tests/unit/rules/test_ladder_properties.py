"""What holds of every ladder, calendar and moment, not only of those we thought of."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.ladder import (
    CaseContact,
    Closed,
    Ladder,
    OpenTask,
    Paused,
    Send,
    TakenStep,
    TaskKind,
    Wait,
    next_step,
)
from rules.policy import load_policy, policy_slugs
from rules.sessions import SchoolCalendar, local_instant
from tests.unit.rules.strategies import (
    FIRST,
    LONDON,
    MINUTE,
    blank,
    calendars,
    facts_on,
    ladders,
    people,
)


@settings(max_examples=150, deadline=None)
@given(
    ladder=ladders,
    contacts=people,
    calendar=calendars,
    start=st.integers(0, 20),
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    naps=st.lists(st.integers(1, 2000), min_size=1, max_size=30),
)
def test_an_open_case_is_never_silent(
    ladder: Ladder,
    contacts: tuple[CaseContact, ...],
    calendar: SchoolCalendar,
    start: int,
    flags: tuple[bool, bool, bool],
    naps: list[int],
) -> None:
    opened_on = calendar.school_day_on_or_after(FIRST + timedelta(days=start))
    now = local_instant(opened_on, time(9), LONDON)
    base = replace(
        blank(ladder, contacts), vulnerable=flags[0], social_worker=flags[1], youth_offending=flags[2]
    )
    seen: set[str] = set()
    for nap in naps:
        for _ in range(60):
            facts = facts_on(calendar, opened_on, now, base)
            decision = next_step(facts, now)
            assert decision == next_step(facts, now)
            assert decision.reason.endswith(".")
            if isinstance(decision, Wait):
                assert now < decision.until <= facts.next_contact_at
                break
            assert isinstance(decision, Send | OpenTask)
            assert decision.step_key not in seen, "a step was taken twice"
            seen.add(decision.step_key)
            base = replace(base, taken=(*base.taken, TakenStep(decision.step_key, facts.today, now)))
        else:
            raise AssertionError("the day does not come to an end")
        now += timedelta(minutes=nap)


@settings(max_examples=100, deadline=None)
@given(
    ladder=ladders,
    contacts=people,
    calendar=calendars,
    minutes=st.integers(-2000, 20000),
    vulnerable=st.booleans(),
    closed=st.booleans(),
)
def test_nothing_after_a_pause_or_a_stop(
    ladder: Ladder,
    contacts: tuple[CaseContact, ...],
    calendar: SchoolCalendar,
    minutes: int,
    vulnerable: bool,
    closed: bool,
) -> None:
    opened_on = calendar.school_day_on_or_after(FIRST)
    now = local_instant(opened_on, time(9), LONDON) + minutes * MINUTE
    facts = facts_on(calendar, opened_on, now, replace(blank(ladder, contacts), vulnerable=vulnerable))
    stopped = replace(facts, closed_at=now) if closed else replace(facts, paused_at=now)
    assert isinstance(next_step(stopped, now), Closed if closed else Paused)


@settings(max_examples=60, deadline=None)
@given(
    calendar=calendars,
    contacts=people,
    start=st.integers(0, 30),
    vulnerable=st.booleans(),
    slug=st.sampled_from(policy_slugs()),
)
def test_home_visits_fall_on_school_days_3_6_9(
    calendar: SchoolCalendar, contacts: tuple[CaseContact, ...], start: int, vulnerable: bool, slug: str
) -> None:
    opened_on = calendar.school_day_on_or_after(FIRST + timedelta(days=start))
    last_on = calendar.add_school_days(opened_on, 9)
    ladder = load_policy(slug).ladder_for(vulnerable=vulnerable)
    base = replace(blank(ladder, contacts), vulnerable=vulnerable)
    visits: list[date] = []
    contacted: set[date] = set()
    now = local_instant(opened_on, time(9), LONDON)
    while now.astimezone(LONDON).date() <= last_on:
        facts = facts_on(calendar, opened_on, now, base)
        decision = next_step(facts, now)
        if isinstance(decision, Wait):
            now = decision.until
            continue
        assert isinstance(decision, Send | OpenTask)
        if isinstance(decision, OpenTask) and decision.kind is TaskKind.HOME_VISIT:
            visits.append(facts.today)
        contacted.add(facts.today)
        base = replace(base, taken=(*base.taken, TakenStep(decision.step_key, facts.today, now)))
    days = calendar.school_days(opened_on, last_on)
    assert visits == [days[2], days[5], days[8]]
    assert contacted == set(days), "every school day somebody is contacted or asked, and no other day"


@settings(max_examples=100, deadline=None)
@given(contacts=people, minutes=st.lists(st.integers(1, 90), min_size=1, max_size=25))
def test_two_texts_are_never_closer_than_the_gap(
    contacts: tuple[CaseContact, ...], minutes: list[int]
) -> None:
    calendar = SchoolCalendar()
    now = local_instant(FIRST, time(9), LONDON)
    base = blank(load_policy("default").ladder, contacts)
    sent: list[datetime] = []
    for nap in minutes:
        facts = facts_on(calendar, FIRST, now, base)
        decision = next_step(facts, now)
        while isinstance(decision, Send | OpenTask):
            if isinstance(decision, Send):
                sent.append(now)
            base = replace(base, taken=(*base.taken, TakenStep(decision.step_key, facts.today, now)))
            facts = replace(facts, taken=base.taken)
            decision = next_step(facts, now)
        now += nap * MINUTE
    assert all(later - earlier >= 10 * MINUTE for earlier, later in pairwise(sent))


@settings(deadline=None)
@given(ladder=ladders)
def test_a_ladder_survives_being_copied_as_json(ladder: Ladder) -> None:
    assert Ladder.from_json(json.loads(json.dumps(ladder.to_json()))) == ladder
