"""Whatever people hold, skip or bring forward: an open case is never silent, and the limits are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.ladder import (
    CaseContact,
    CaseFacts,
    Ladder,
    OpenTask,
    Role,
    Send,
    StepKind,
    TakenStep,
    TaskKind,
    Wait,
    next_step,
    steps_ahead,
)
from rules.policy import load_policy, policy_slugs
from rules.sessions import SchoolCalendar, local_instant
from tests.unit.rules.strategies import FIRST, LONDON, MINUTE, blank, calendars, facts_on, ladders, people

NEVER_HELD = {TaskKind.SAFEGUARDING, TaskKind.INFORM_SOCIAL_WORKER, TaskKind.INFORM_YOUTH_OFFENDING}


@dataclass(frozen=True)
class Changes:
    """What people do during a case. after: minutes from its opening. length: minutes of a hold."""

    after: int
    kind: str
    length: int
    choice: int


changes = st.builds(
    Changes,
    st.integers(0, 6000),
    st.sampled_from(["hold", "forward", "skip", "contact_days", "reached", "elsewhere"]),
    st.integers(1, 400),
    st.integers(0, 9),
)


def changed(facts: CaseFacts, change: Changes, now: datetime) -> CaseFacts:
    """The facts after somebody did this at `now`."""
    ahead = steps_ahead(facts, now)
    key = ahead[change.choice % len(ahead)].key if ahead else ""
    match change.kind:
        case "hold":
            return replace(facts, texts_not_before=now + change.length * MINUTE, held_reason="A late bus")
        case "forward":
            return replace(facts, brought_forward=facts.brought_forward | {key})
        case "skip" if key:
            return replace(facts, taken=(*facts.taken, TakenStep(key, facts.today, now, skipped=True)))
        case "contact_days":
            days = (facts.today + timedelta(days=offset) for offset in range(change.choice + 1))
            return replace(facts, contact_days=tuple(days))
        case "reached":
            return replace(facts, reached=True)
    return facts


@dataclass
class Watched:
    """A case being played, with what went to whom on which day."""

    base: CaseFacts
    calendar: SchoolCalendar
    opened_on: date
    texts: dict[tuple[date, int], int]
    elsewhere: int = 0

    def facts(self, now: datetime) -> CaseFacts:
        """As the clock would gather them."""
        facts = facts_on(self.calendar, self.opened_on, now, self.base)
        counted = tuple(
            replace(one, texts_today=self.elsewhere + self.texts.get((facts.today, one.contact_id), 0))
            for one in facts.contacts
        )
        return replace(facts, contacts=counted)

    def take(self, facts: CaseFacts, decision: Send | OpenTask, now: datetime) -> None:
        """Check a step against every limit, and take it."""
        assert decision.step_key not in {taken.key for taken in self.base.taken}, "a step was taken twice"
        held = facts.texts_not_before is not None and now < facts.texts_not_before
        if isinstance(decision, Send):
            self.check_text(facts, decision, now, held)
            where = (facts.today, decision.contact_id)
            self.texts[where] = self.texts.get(where, 0) + 1
        elif held and decision.kind in (TaskKind.CALL, TaskKind.VISIT_DECISION, TaskKind.HOME_VISIT):
            free = decision.for_role in (Role.SAFEGUARDING_LEAD, Role.DEPUTY_SAFEGUARDING_LEAD)
            wanted = {key.partition("/")[2] for key in facts.brought_forward}
            assert free or decision.step_key.partition("/")[2] in wanted
        taken = TakenStep(decision.step_key, facts.today, now)
        self.base = replace(self.base, taken=(*self.base.taken, taken))

    def check_text(self, facts: CaseFacts, decision: Send, now: datetime, held: bool) -> None:
        """No text in a hold, in quiet hours, above the limit, on a day without school, to a wrong number."""
        assert not held
        assert facts.texts_from_at is not None
        assert facts.contact_until_at is not None
        assert facts.texts_from_at <= now < facts.contact_until_at
        assert facts.is_school_day_today
        contact = next(one for one in facts.contacts if one.contact_id == decision.contact_id)
        assert contact.texts_today < facts.ladder.most_a_day
        assert decision.contact_point_id == contact.points[(decision.attempt - 1) % len(contact.points)]


@settings(max_examples=150, deadline=None)
@given(
    ladder=ladders,
    contacts=people,
    calendar=calendars,
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    naps=st.lists(st.integers(1, 900), min_size=1, max_size=25),
    done=st.lists(changes, max_size=6),
)
def test_whatever_people_do_a_case_is_never_silent_and_the_limits_are_kept(
    ladder: Ladder,
    contacts: tuple[CaseContact, ...],
    calendar: SchoolCalendar,
    flags: tuple[bool, bool, bool],
    naps: list[int],
    done: list[Changes],
) -> None:
    opened_on = calendar.school_day_on_or_after(FIRST)
    opened_at = now = local_instant(opened_on, time(9), LONDON)
    base = replace(blank(ladder, contacts), vulnerable=flags[0], social_worker=flags[1], priority=flags[2])
    watched = Watched(base, calendar, opened_on, {})
    for nap in naps:
        for change in [change for change in done if opened_at + change.after * MINUTE <= now]:
            watched.base = changed(watched.facts(now), change, now)
            watched.elsewhere += change.kind == "elsewhere"
            done = [other for other in done if other is not change]
        for _ in range(80):
            facts = watched.facts(now)
            decision = next_step(facts, now)
            assert decision.reason.endswith(".")
            if isinstance(decision, Wait):
                assert now < decision.until <= facts.next_contact_at
                break
            assert isinstance(decision, Send | OpenTask)
            watched.take(facts, decision, now)
        else:
            raise AssertionError("the day does not come to an end")
        now += nap * MINUTE


@settings(max_examples=100, deadline=None)
@given(
    contacts=people,
    slug=st.sampled_from(policy_slugs()),
    vulnerable=st.booleans(),
    priority=st.booleans(),
    naps=st.lists(st.integers(8, 13), min_size=40, max_size=40),
    busy=st.integers(0, 5),
)
def test_every_contact_under_the_limit_is_texted_twice_before_a_visit_is_decided_on(
    contacts: tuple[CaseContact, ...],
    slug: str,
    vulnerable: bool,
    priority: bool,
    naps: list[int],
    busy: int,
) -> None:
    policy = load_policy(slug)
    now = policy.contact_from_at(FIRST, 1, LONDON)
    base = replace(blank(policy.ladder_for(vulnerable=vulnerable), contacts), vulnerable=vulnerable)
    watched = Watched(replace(base, priority=priority), SchoolCalendar(), FIRST, {}, busy)
    kinds: list[TaskKind] = []
    for nap in naps:
        decision = next_step(watched.facts(now), now)
        while isinstance(decision, Send | OpenTask):
            watched.take(watched.facts(now), decision, now)
            if isinstance(decision, OpenTask):
                kinds.append(decision.kind)
            if isinstance(decision, OpenTask) and decision.kind is TaskKind.VISIT_DECISION:
                room = min(2, max(0, policy.ladder.most_a_day - busy))
                for contact in contacts:
                    expected = room if contact.points else 0
                    assert watched.texts.get((FIRST, contact.contact_id), 0) == expected
                assert TaskKind.CALL in kinds
            decision = next_step(watched.facts(now), now)
        now += nap * MINUTE
    assert TaskKind.VISIT_DECISION in kinds


@settings(max_examples=100, deadline=None)
@given(
    contacts=people,
    slug=st.sampled_from(policy_slugs()),
    hold=st.integers(1, 2000),
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_a_hold_never_delays_the_safeguarding_lead(
    contacts: tuple[CaseContact, ...], slug: str, hold: int, flags: tuple[bool, bool, bool]
) -> None:
    ladder = load_policy(slug).ladder_for(vulnerable=flags[0])
    now = local_instant(FIRST, time(9), LONDON)
    base = replace(
        blank(ladder, contacts), vulnerable=flags[0], social_worker=flags[1], youth_offending=flags[2]
    )
    watched = Watched(
        replace(base, texts_not_before=now + hold * MINUTE, held_reason="A late bus."),
        SchoolCalendar(),
        FIRST,
        {},
    )
    opened: list[TaskKind] = []
    decision = next_step(watched.facts(now), now)
    while isinstance(decision, OpenTask):
        opened.append(decision.kind)
        watched.take(watched.facts(now), decision, now)
        decision = next_step(watched.facts(now), now)
    assert isinstance(decision, Wait)
    assert decision.reason == "Contact waits: A late bus."
    expected = [
        step.task
        for step, flag in zip(ladder.once[:3], flags, strict=True)
        if flag and step.kind is StepKind.TASK
    ]
    assert opened == expected
    assert set(opened) <= NEVER_HELD


@settings(max_examples=60, deadline=None)
@given(calendar=calendars, chosen=st.sets(st.integers(0, 40), max_size=15), contacts=people)
def test_on_every_day_chosen_for_contact_the_family_is_contacted_once(
    calendar: SchoolCalendar, chosen: set[int], contacts: tuple[CaseContact, ...]
) -> None:
    opened_on = calendar.school_day_on_or_after(FIRST)
    last_on = opened_on + timedelta(days=40)
    days = tuple(sorted(opened_on + timedelta(days=offset) for offset in chosen))
    base = replace(blank(load_policy("default").ladder, contacts), contact_days=days)
    watched = Watched(base, calendar, opened_on, {})
    now = local_instant(opened_on, time(9), LONDON)
    contacted: list[date] = []
    while now.astimezone(LONDON).date() <= last_on:
        facts = watched.facts(now)
        decision = next_step(facts, now)
        if isinstance(decision, Wait):
            now = decision.until
            continue
        assert isinstance(decision, Send | OpenTask)
        if isinstance(decision, OpenTask) and decision.kind is TaskKind.FAMILY_CONTACT:
            assert now >= facts.contact_from_at
            contacted.append(facts.today)
        watched.take(facts, decision, now)
    assert contacted == [day for day in days if not calendar.is_school_day(day)]
