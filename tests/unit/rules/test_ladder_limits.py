"""The ladder within its limits: channels, texts a day, quiet hours, holds, and what people change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.ladder import (
    CaseContact,
    CaseFacts,
    Ladder,
    LadderStep,
    Only,
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
from rules.policy import load_policy
from rules.steps import FAMILY_CONTACT
from tests.unit.rules.making import CLOSE, DAY, MINUTE, MONDAY, case, contacts, keys, on_school_day, play

HOUR = timedelta(hours=1)


def forward(*keys: str) -> frozenset[str]:
    return frozenset(f"2026-11-23/{key}" for key in keys)


def texted(*counts: int) -> tuple[CaseContact, ...]:
    """Contacts 11, 12, … who had so many texts today."""
    people = contacts(*(100 + place for place in range(1, len(counts) + 1)))
    return tuple(replace(one, texts_today=count) for one, count in zip(people, counts, strict=True))


def ladder(*steps: LadderStep) -> Ladder:
    return Ladder((), steps, steps)


def test_each_attempt_goes_to_the_next_number_of_a_contact() -> None:
    people = (
        CaseContact(11, 101, 1, (101, 102, 103)),
        CaseContact(12, 201, 2, (201,)),
        CaseContact(13, 301, 3),
    )
    told, _ = play(case(contacts=people), CLOSE, CLOSE + DAY)
    sent = [
        (step.attempt, step.contact_id, step.contact_point_id) for _, step in told if isinstance(step, Send)
    ]
    assert sent == [(1, 11, 101), (1, 12, 201), (1, 13, 301), (2, 11, 102), (2, 12, 201), (2, 13, 301)]
    third = ladder(
        LadderStep("text/3", StepKind.TEXT, attempt=3), LadderStep("text/4", StepKind.TEXT, attempt=4)
    )
    told, _ = play(case(contacts=people[:1], ladder=third), CLOSE, CLOSE + MINUTE)
    assert [step.contact_point_id for _, step in told if isinstance(step, Send)] == [103, 101]


def test_numbers_without_a_first_are_numbers_too() -> None:
    person = CaseContact(11, None, 1, (105,))
    decision = next_step(case(contacts=(person,)), CLOSE)
    assert isinstance(decision, Send)
    assert decision.contact_point_id == 105


def test_a_contact_who_has_had_enough_is_passed_over_and_named() -> None:
    told, _ = play(case(contacts=texted(4, 3)), CLOSE, CLOSE + DAY)
    assert keys(told) == [
        "09:00 text/1/contact-12",
        "09:10 text/2/contact-12",
        "09:20 call",
        "09:50 visit_decision",
    ]
    assert told[0][1].reason == (
        "Nobody has told us why the pupil is away: text 1 to contact 2 of 2. "
        "1 contact has had as many texts today as one person may get."
    )
    call = told[2][1]
    assert isinstance(call, OpenTask)
    assert call.at_limit == (11,)
    assert call.contact_ids == (11, 12)
    assert call.not_textable == ()
    assert call.reason == (
        "No answer to our texts. Call the contacts in listed order. "
        "1 contact has had as many texts today as one person may get."
    )


def test_where_everybody_has_had_enough_the_call_opens_at_once() -> None:
    told, _ = play(case(contacts=texted(4, 9)), CLOSE, CLOSE + DAY)
    assert keys(told) == ["09:00 call", "09:30 visit_decision"]
    assert told[0][1].reason == (
        "Nobody has told us why the pupil is away. Call the contacts in listed order. "
        "2 contacts have had as many texts today as one person may get."
    )


def test_one_who_got_every_text_of_today_is_not_passed_over() -> None:
    _, facts = play(case(contacts=texted(0, 0)), CLOSE, CLOSE + 39 * MINUTE)
    full = replace(facts, contacts=texted(4, 4))
    decision = next_step(full, CLOSE + 40 * MINUTE)
    assert isinstance(decision, OpenTask)
    assert decision.at_limit == ()
    assert decision.reason == "No answer to our texts. Call the contacts in listed order."


def test_one_without_a_number_has_never_had_enough() -> None:
    people = (CaseContact(11, None, 1, texts_today=9), CaseContact(12, 102, 2))
    told, _ = play(case(contacts=people), CLOSE, CLOSE + DAY)
    call = told[2][1]
    assert isinstance(call, OpenTask)
    assert (call.at_limit, call.not_textable) == ((), (11,))


def test_how_many_texts_a_day_is_policy() -> None:
    two = replace(load_policy("default").ladder, most_a_day=2)
    told, _ = play(case(ladder=two, contacts=texted(2, 1)), CLOSE, CLOSE + MINUTE)
    assert keys(told) == ["09:00 text/1/contact-12"]


def test_no_text_goes_out_in_the_quiet_hours_of_the_morning() -> None:
    early = case(opened_at=CLOSE - 2 * HOUR, contact_from_at=CLOSE - 2 * HOUR, texts_from_at=CLOSE - HOUR)
    assert next_step(early, CLOSE - 2 * HOUR) == Wait(
        CLOSE - HOUR, "Giving time for an answer. Next: text 1 to contact 1 of 2."
    )
    assert isinstance(next_step(early, CLOSE - HOUR), Send)
    wanted = replace(early, brought_forward=forward("text/2/contact-12"))
    assert isinstance(next_step(wanted, CLOSE - 2 * HOUR), Wait)


def test_a_text_brought_forward_may_go_before_contact_begins_but_not_in_the_quiet_hours() -> None:
    facts = on_school_day(
        1,
        contact_from_at=CLOSE + 30 * MINUTE,
        texts_from_at=CLOSE,
        brought_forward=forward("text/1/contact-12"),
    )
    assert isinstance(next_step(facts, CLOSE - MINUTE), Wait)
    decision = next_step(facts, CLOSE)
    assert isinstance(decision, Send)
    assert decision.contact_id == 12
    without = replace(facts, texts_from_at=None)
    assert isinstance(next_step(without, CLOSE), Wait), (
        "nothing is said of quiet hours: contact has not begun"
    )


def test_a_hold_keeps_texts_and_calls_back_and_says_why() -> None:
    until = CLOSE + 25 * MINUTE
    facts = case(texts_not_before=until, held_reason="The bus of route 4 is late.")
    held = Wait(until, "Contact waits: The bus of route 4 is late.")
    assert next_step(facts, CLOSE) == held
    assert next_step(facts, until - MINUTE) == held
    told, _ = play(facts, CLOSE, CLOSE + DAY)
    assert keys(told)[:2] == ["09:25 text/1/contact-11", "09:35 text/1/contact-12"]
    nobody = case(contacts=(), texts_not_before=until)
    assert next_step(nobody, CLOSE) == Wait(until, "Contact waits: a member of staff asked for it.")
    told, _ = play(nobody, CLOSE, CLOSE + DAY)
    assert keys(told) == ["09:25 call", "09:25 visit_decision"]


def test_a_hold_in_the_middle_of_the_day_waits_for_the_gap_as_well() -> None:
    _, facts = play(case(), CLOSE, CLOSE + MINUTE)
    held = replace(facts, texts_not_before=CLOSE + 5 * MINUTE, held_reason="the office checks the class")
    told, _ = play(held, CLOSE + 2 * MINUTE, CLOSE + 15 * MINUTE)
    assert keys(told) == ["09:10 text/1/contact-12"]
    longer = replace(held, texts_not_before=CLOSE + 12 * MINUTE)
    told, _ = play(longer, CLOSE + 2 * MINUTE, CLOSE + 15 * MINUTE)
    assert keys(told) == ["09:12 text/1/contact-12"]


def test_a_hold_never_keeps_back_what_the_safeguarding_lead_must_know() -> None:
    facts = case(
        texts_not_before=CLOSE + HOUR, held_reason="A late bus.", vulnerable=True, social_worker=True
    )
    told, _ = play(facts, CLOSE, CLOSE + HOUR)
    assert keys(told) == ["09:00 vulnerable", "09:00 social_worker"]


@pytest.mark.parametrize(
    ("kind", "role", "held"),
    [
        (TaskKind.CALL, Role.OFFICE, True),
        (TaskKind.VISIT_DECISION, Role.HEAD, True),
        (TaskKind.HOME_VISIT, Role.ATTENDANCE_OFFICER, True),
        (TaskKind.CALL, Role.SAFEGUARDING_LEAD, False),
        (TaskKind.VISIT_DECISION, Role.DEPUTY_SAFEGUARDING_LEAD, False),
        (TaskKind.SAFEGUARDING, Role.OFFICE, False),
        (TaskKind.SITE_SEARCH, Role.OFFICE, False),
        (TaskKind.INFORM_SOCIAL_WORKER, Role.OFFICE, False),
        (TaskKind.INFORM_YOUTH_OFFENDING, Role.OFFICE, False),
        (TaskKind.WELFARE_CHECK, Role.HEAD, False),
        (TaskKind.LOCAL_AUTHORITY, Role.HEAD, False),
    ],
)
def test_what_a_hold_keeps_back(kind: TaskKind, role: Role, held: bool) -> None:
    step = LadderStep("task", StepKind.TASK, task=kind, role=role)
    for steps in (ladder(step), Ladder((step,), (), ())):
        facts = case(ladder=steps, texts_not_before=CLOSE + HOUR)
        assert isinstance(next_step(facts, CLOSE), Wait if held else OpenTask)
        assert isinstance(next_step(facts, CLOSE + HOUR), OpenTask)


def test_a_step_that_may_not_be_held_keeps_its_moment_behind_one_that_is() -> None:
    lead = LadderStep(
        "lead", StepKind.TASK, 20, task=TaskKind.SAFEGUARDING, role=Role.SAFEGUARDING_LEAD, due_minutes=15
    )
    steps = ladder(LadderStep("text/1", StepKind.TEXT, gap_minutes=10), lead)
    facts = case(ladder=steps, texts_not_before=CLOSE + HOUR, held_reason="A late bus.")
    decision = next_step(facts, CLOSE)
    assert decision == Wait(CLOSE + 30 * MINUTE, "Giving time for an answer. Next: a task (safeguarding).")
    told, _ = play(facts, CLOSE, CLOSE + 2 * HOUR)
    assert keys(told) == ["09:30 lead", "10:00 text/1/contact-11", "10:10 text/1/contact-12"]


def test_a_step_brought_forward_is_due_now() -> None:
    facts = case(brought_forward=forward("call", "visit_decision"))
    told, _ = play(facts, CLOSE - 30 * MINUTE, CLOSE + 5 * MINUTE)
    assert keys(told) == ["08:30 call", "08:30 visit_decision", "09:00 text/1/contact-11"]
    told, _ = play(facts, CLOSE, CLOSE + DAY)
    assert keys(told) == [
        "09:00 call",
        "09:00 visit_decision",
        "09:00 text/1/contact-11",
        "09:10 text/1/contact-12",
        "09:20 text/2/contact-11",
        "09:30 text/2/contact-12",
    ]


def test_a_call_brought_forward_is_not_held_but_a_text_is() -> None:
    held = {"texts_not_before": CLOSE + HOUR, "held_reason": "A late bus."}
    told, _ = play(case(brought_forward=forward("call"), **held), CLOSE, CLOSE + MINUTE)
    assert keys(told) == ["09:00 call"]
    told, _ = play(case(brought_forward=forward("text/1/contact-12"), **held), CLOSE, CLOSE + HOUR)
    assert keys(told) == []


def test_a_step_of_another_day_brought_forward_changes_nothing_today() -> None:
    facts = case(brought_forward=frozenset({"2026-11-22/call"}))
    told, _ = play(facts, CLOSE, CLOSE + MINUTE)
    assert keys(told) == ["09:00 text/1/contact-11"]


def test_a_once_step_brought_forward_comes_before_its_day_for_whom_it_concerns() -> None:
    told, facts = play(case(brought_forward=forward("local_authority")), CLOSE, CLOSE + MINUTE)
    assert keys(told)[0] == "09:00 local_authority"
    assert "09:00 local_authority" not in keys(play(facts, CLOSE, CLOSE + MINUTE)[0])
    told, _ = play(case(brought_forward=forward("social_worker")), CLOSE, CLOSE + MINUTE)
    assert keys(told) == ["09:00 text/1/contact-11"]


def test_a_once_step_of_a_later_day_waits_for_that_days_contact_time() -> None:
    night = CLOSE + 9 * DAY - 6 * HOUR
    facts = on_school_day(10)
    decision = next_step(facts, night)
    assert isinstance(decision, Wait)
    assert decision.until == CLOSE + 9 * DAY
    told, _ = play(facts, CLOSE + 9 * DAY, CLOSE + 9 * DAY + MINUTE)
    assert keys(told)[0] == "09:00 local_authority"
    weekend = replace(facts, is_school_day_today=False)
    assert isinstance(next_step(weekend, CLOSE + 9 * DAY), Wait)
    flagged = replace(facts, vulnerable=True)
    assert isinstance(next_step(flagged, night), OpenTask), "a vulnerable pupil is told by day or night"


def test_a_day_whose_only_step_is_a_late_once_step_wakes_for_it() -> None:
    once = LadderStep("la", StepKind.TASK, from_day=10, task=TaskKind.LOCAL_AUTHORITY, role=Role.HEAD)
    facts = on_school_day(10, ladder=Ladder((once,), (), ()))
    decision = next_step(facts, CLOSE + 9 * DAY - HOUR)
    assert isinstance(decision, Wait)
    assert decision.until == CLOSE + 9 * DAY


def test_a_family_on_the_priority_list_is_rung_first() -> None:
    told, _ = play(case(priority=True), CLOSE, CLOSE + DAY)
    assert keys(told) == [
        "09:00 call",
        "09:00 text/1/contact-11",
        "09:10 text/1/contact-12",
        "09:20 text/2/contact-11",
        "09:30 text/2/contact-12",
        "10:00 visit_decision",
    ]
    assert told[0][1].reason == "Nobody has told us why the pupil is away. Call the contacts in listed order."


def test_a_call_before_any_text_names_who_cannot_be_texted() -> None:
    told, _ = play(case(priority=True, contacts=contacts(None, 102)), CLOSE, CLOSE + MINUTE)
    assert told[0][1].reason == (
        "Nobody has told us why the pupil is away, and 1 contact could not be texted. "
        "Call them in listed order."
    )


def test_a_skipped_step_holds_nothing_up() -> None:
    _, facts = play(case(), CLOSE, CLOSE + 15 * MINUTE)
    skipped = TakenStep("2026-11-23/text/2/contact-11", MONDAY, CLOSE + 18 * MINUTE, skipped=True)
    told, _ = play(replace(facts, taken=(*facts.taken, skipped)), CLOSE + 18 * MINUTE, CLOSE + 31 * MINUTE)
    assert keys(told) == ["09:20 text/2/contact-12", "09:30 call"]


def test_a_text_that_was_skipped_is_no_text() -> None:
    one = case(contacts=contacts(101))
    taken = tuple(
        TakenStep(f"2026-11-23/text/{number}/contact-11", MONDAY, CLOSE, skipped=True) for number in (1, 2)
    )
    told, _ = play(replace(one, taken=taken), CLOSE, CLOSE + 15 * MINUTE)
    assert told[0][1].reason.startswith("Nobody has told us why the pupil is away. Call")


def on_break(today: date, *days: date, **changes: object) -> CaseFacts:
    """The ordinary case on a day without school, with these days chosen for contact."""
    begins = CLOSE + (today - MONDAY)
    facts = case(
        today=today,
        is_school_day_today=False,
        contact_from_at=begins,
        next_contact_at=CLOSE + 14 * DAY,
        contact_days=days,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def test_on_a_day_chosen_for_contact_one_task_opens() -> None:
    tuesday = MONDAY + 8 * DAY
    facts = on_break(tuesday, tuesday)
    begins = facts.contact_from_at
    assert next_step(facts, begins - HOUR) == Wait(begins, "No school today, but the family is contacted.")
    told, after = play(facts, begins, begins + HOUR)
    assert keys(told) == ["09:00 family_contact"]
    assert told[0][1] == OpenTask(
        step_key="2026-12-01/family_contact",
        kind=TaskKind.FAMILY_CONTACT,
        for_role=Role.ATTENDANCE_OFFICER,
        due_at=begins + 4 * HOUR,
        reason="No school today, but contact was decided on: call or visit the family.",
        contact_ids=(11, 12),
    )
    assert next_step(after, begins + HOUR) == Wait(
        CLOSE + 14 * DAY, "No school today: contact goes on next school day."
    )


def test_a_day_that_was_not_chosen_waits_for_one_that_was() -> None:
    today, chosen = MONDAY + 7 * DAY, MONDAY + 9 * DAY
    decision = next_step(on_break(today, chosen, MONDAY + 6 * DAY), CLOSE + 7 * DAY)
    assert isinstance(decision, Wait)
    assert decision.until == CLOSE + 9 * DAY - HOUR, "an hour early: the clocks may change"


def test_the_last_day_of_school_waits_for_the_first_chosen_day() -> None:
    _, facts = play(case(next_contact_at=CLOSE + 14 * DAY), CLOSE, CLOSE + 3 * HOUR)
    chosen = replace(facts, contact_days=(MONDAY + 2 * DAY, MONDAY + 5 * DAY))
    decision = next_step(chosen, CLOSE + 3 * HOUR)
    assert isinstance(decision, Wait)
    assert decision.until == CLOSE + 2 * DAY - HOUR


def test_on_a_school_day_a_day_chosen_for_contact_is_an_ordinary_day() -> None:
    told, _ = play(case(contact_days=(MONDAY,)), CLOSE, CLOSE + MINUTE)
    assert keys(told) == ["09:00 text/1/contact-11"]


def test_who_contacts_the_family_comes_with_the_ladder() -> None:
    tuesday = MONDAY + 8 * DAY
    step = replace(FAMILY_CONTACT, role=Role.HEAD, due_minutes=60)
    facts = on_break(tuesday, tuesday, ladder=replace(load_policy("default").ladder, family_contact=step))
    decision = next_step(facts, facts.contact_from_at)
    assert isinstance(decision, OpenTask)
    assert (decision.for_role, decision.due_at) == (Role.HEAD, facts.contact_from_at + HOUR)


def test_the_steps_ahead_are_those_of_today_with_their_moments() -> None:
    _, facts = play(case(), CLOSE, CLOSE + 15 * MINUTE)
    ahead = steps_ahead(facts, CLOSE + 15 * MINUTE)
    assert [(step.key, step.due_at) for step in ahead] == [
        ("2026-11-23/text/2/contact-11", CLOSE + 20 * MINUTE),
        ("2026-11-23/text/2/contact-12", CLOSE + 30 * MINUTE),
        ("2026-11-23/call", CLOSE + 40 * MINUTE),
        ("2026-11-23/visit_decision", CLOSE + 70 * MINUTE),
    ]
    for nothing in (
        replace(facts, paused_at=CLOSE),
        replace(facts, closed_at=CLOSE),
        replace(facts, is_school_day_today=False),
    ):
        assert steps_ahead(nothing, CLOSE + 15 * MINUTE) == ()


def test_a_ladder_of_an_earlier_version_is_still_read() -> None:
    policy = load_policy("default")
    kept = policy.ladder.to_json()
    del kept["most_a_day"], kept["family_contact"]
    assert Ladder.from_json(kept) == policy.ladder
    assert Ladder.from_json(kept).most_a_day == 4


def test_a_ladder_keeps_its_own_limits_through_json() -> None:
    step = replace(FAMILY_CONTACT, role=Role.HEAD)
    own = replace(load_policy("clifford").ladder, most_a_day=2, family_contact=step)
    assert Ladder.from_json(own.to_json()) == own


def test_a_welfare_check_is_asked_for_on_every_day_on_which_nobody_was_reached() -> None:
    assert Only.NOBODY_REACHED == "nobody_reached"
    for day in (2, 5, 9):
        told, _ = play(on_school_day(day), CLOSE + (day - 1) * DAY, CLOSE + day * DAY)
        assert keys(told)[-1].endswith("welfare_check")
    told, _ = play(case(), CLOSE, CLOSE + DAY)
    assert not any("welfare" in key for key in keys(told))
