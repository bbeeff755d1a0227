"""Invented ladders, families and calendars for the tests of what holds of every one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from rules.cases import school_day_number
from rules.ladder import CaseContact, CaseFacts, Ladder, LadderStep, Only, Role, StepKind, TaskKind
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
        Ladder,
        steps(onces),
        steps(texts | tasks),
        steps(texts | tasks),
        st.integers(1, 9),
        st.integers(1, 9),
        st.integers(1, 5),
    ),
)
people = st.lists(
    st.builds(
        CaseContact,
        st.integers(1, 9),
        st.none() | st.integers(100, 109),
        st.integers(1, 5),
        st.lists(st.integers(110, 119), max_size=3).map(tuple),
    ),
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
        texts_from_at=local_instant(today, time(8), LONDON),
        contact_until_at=local_instant(today, time(18), LONDON),
    )


def blank(ladder: Ladder, contacts: tuple[CaseContact, ...]) -> CaseFacts:
    moment = datetime(2026, 9, 1, 8, tzinfo=UTC)
    return CaseFacts(1, moment, FIRST, FIRST, 1, True, moment, moment, ladder, contacts)
