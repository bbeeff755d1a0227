"""Facts for the tests of the rules: an ordinary case on an ordinary Monday, changed where a test cares."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rules.ladder import CaseContact, CaseFacts, Decision, OpenTask, Send, TakenStep, Wait, next_step
from rules.policy import load_policy

MONDAY = date(2026, 11, 23)
CLOSE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def contacts(*points: int | None) -> tuple[CaseContact, ...]:
    """Contacts 11, 12, … with these contact points, in this order."""
    return tuple(CaseContact(10 + place, point, place) for place, point in enumerate(points, start=1))


def case(**changes: Any) -> CaseFacts:
    """A case that opened at the close of Monday's register, with two contacts who can be texted."""
    facts = CaseFacts(
        case_id=1,
        opened_at=CLOSE,
        opened_on=MONDAY,
        today=MONDAY,
        school_day_number=1,
        is_school_day_today=True,
        contact_from_at=CLOSE,
        next_contact_at=CLOSE + DAY,
        ladder=load_policy("default").ladder,
        contacts=contacts(101, 102),
    )
    return replace(facts, **changes)


def on_school_day(number: int, **changes: Any) -> CaseFacts:
    """The ordinary case on its school day `number`, counting on from Monday without weekends."""
    later = DAY * (number - 1)
    moved = {
        "today": MONDAY + later,
        "school_day_number": number,
        "contact_from_at": CLOSE + later,
        "next_contact_at": CLOSE + later + DAY,
    }
    return case(**{**moved, **changes})


def take(facts: CaseFacts, decision: Send | OpenTask, at: datetime) -> CaseFacts:
    """The facts after the step was taken."""
    return replace(facts, taken=(*facts.taken, TakenStep(decision.step_key, facts.today, at)))


def play(facts: CaseFacts, now: datetime, until: datetime) -> tuple[list[tuple[str, Decision]], CaseFacts]:
    """Take every step from `now` to `until`, sleeping as each Wait says: ("09:10", decision) in order."""
    told: list[tuple[str, Decision]] = []
    while now < until:
        decision = next_step(facts, now)
        if isinstance(decision, Send | OpenTask):
            told.append((f"{now:%H:%M}", decision))
            facts = take(facts, decision, now)
        elif isinstance(decision, Wait):
            assert decision.until > now
            now = decision.until
        else:
            break
        assert len(told) < 200, "the day does not end"
    return told, facts


def keys(told: list[tuple[str, Decision]]) -> list[str]:
    """What was done, as "09:10 text/1/contact-12"."""
    return [
        f"{clock} {decision.step_key.partition('/')[2]}"
        for clock, decision in told
        if isinstance(decision, Send | OpenTask)
    ]
