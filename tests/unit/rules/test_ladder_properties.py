"""What holds of every ladder, calendar and moment, not only of those we thought of."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.cases import school_day_number
from rules.ladder import (
    CaseContact,
    CaseFacts,
    Closed,
    Ladder,
    LadderStep,
    Only,
    OpenTask,
    Paused,
    Role,
    Send,
    StepKind,
    TakenStep,
    TaskKind,
    Wait,
    next_step,
)
from rules.policy import load_policy, policy_slugs
from rules.sessions import SchoolCalendar, local_instant

LONDON = ZoneInfo("Europe/London")
FIRST = date(2026, 9, 1)
MINUTE = timedelta(minutes=1)
MINUTES = st.integers(0, 600)

texts = st.builds(
    LadderStep,
    key=st.sampled_from(["text/1", "text/2"]),
    kind=st.just(StepKind.TEXT),
    after_minutes=MINUTES,
    gap_minutes=MINUTES,
    attempt=st.integers(1, 3),
)
tasks = st.builds(
    LadderStep,
    key=st.sampled_from(["a", "b", "c", "d"]),
    kind=st.just(StepKind.TASK),
    after_minutes=MINUTES,
    only=st.sampled_from(Only),
    from_day=st.integers(1, 12),
    task=st.sampled_from(TaskKind),
    role=st.sampled_from(Role),
    due_minutes=MINUTES,
)
onces = st.builds(
    LadderStep,
    key=st.sampled_from(["x", "y"]),
    kind=st.just(StepKind.TASK),
    only=st.sampled_from([Only.ALWAYS, Only.VULNERABLE, Only.SOCIAL_WORKER, Only.YOUTH_OFFENDING]),
    task=st.sampled_from(TaskKind),
    role=st.sampled_from(Role),
)


def steps(one: st.SearchStrategy[LadderStep]) -> st.SearchStrategy[tuple[LadderStep, ...]]:
    return st.lists(one, max_size=4, unique_by=lambda step: step.key).map(tuple)


ladders = st.one_of(
    st.sampled_from([load_policy(slug).ladder for slug in policy_slugs()]),
    st.sampled_from([load_policy(slug).vulnerable_ladder for slug in policy_slugs()]),
    st.builds(
        Ladder, steps(onces), steps(texts | tasks), steps(texts | tasks), st.integers(1, 9), st.integers(1, 9)
    ),
)
people = st.lists(
    st.builds(CaseContact, st.integers(1, 9), st.none() | st.integers(100, 109), st.integers(1, 5)),
    max_size=4,
    unique_by=lambda contact: contact.contact_id,
).map(tuple)
calendars = st.builds(
    lambda closed: SchoolCalendar(closed=frozenset(FIRST + timedelta(days=offset) for offset in closed)),
    st.sets(st.integers(0, 60), max_size=25),
)


def facts_on(calendar: SchoolCalendar, opened_on: date, now: datetime, base: CaseFacts) -> CaseFacts:
    """The facts as the clock would gather them at `now`."""
    today = now.astimezone(LONDON).date()
    return replace(
        base,
        opened_on=opened_on,
        opened_at=local_instant(opened_on, time(9), LONDON),
        today=today,
        school_day_number=school_day_number(opened_on, today, calendar),
        is_school_day_today=calendar.is_school_day(today),
        contact_from_at=local_instant(today, time(9), LONDON),
        next_contact_at=local_instant(calendar.next_school_day(today), time(9), LONDON),
        contact_until_at=local_instant(today, time(18), LONDON),
    )


def blank(ladder: Ladder, contacts: tuple[CaseContact, ...]) -> CaseFacts:
    moment = datetime(2026, 9, 1, 8, tzinfo=UTC)
    return CaseFacts(1, moment, FIRST, FIRST, 1, True, moment, moment, ladder, contacts)


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


@given(ladder=ladders)
def test_a_ladder_survives_being_copied_as_json(ladder: Ladder) -> None:
    assert Ladder.from_json(json.loads(json.dumps(ladder.to_json()))) == ladder
