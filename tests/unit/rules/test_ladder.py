"""The ladder, branch by branch."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.ladder import (
    CaseContact,
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
from rules.policy import load_policy
from tests.unit.rules.making import (
    CLOSE,
    DAY,
    MINUTE,
    MONDAY,
    case,
    contacts,
    keys,
    on_school_day,
    play,
    take,
)


def test_the_first_day_climbs_in_listed_order() -> None:
    told, _ = play(case(), CLOSE, CLOSE + DAY)
    assert keys(told) == [
        "09:00 text/1/contact-11",
        "09:10 text/1/contact-12",
        "09:20 text/2/contact-11",
        "09:30 text/2/contact-12",
        "09:40 call",
        "10:10 visit_decision",
    ]


def test_a_text_says_whom_to_text_and_why() -> None:
    decision = next_step(case(), CLOSE)
    assert decision == Send(
        step_key="2026-11-23/text/1/contact-11",
        contact_id=11,
        contact_point_id=101,
        attempt=1,
        reason="Nobody has told us why the pupil is away: text 1 to contact 1 of 2.",
    )


def test_the_second_round_is_the_second_attempt() -> None:
    told, _ = play(case(), CLOSE, CLOSE + DAY)
    second = told[3][1]
    assert isinstance(second, Send)
    assert (second.attempt, second.contact_id, second.contact_point_id) == (2, 12, 102)
    assert second.reason.endswith("text 2 to contact 2 of 2.")


def test_listed_order_is_by_order_then_by_contact() -> None:
    mixed = (CaseContact(9, 109, 2), CaseContact(5, 105, 2), CaseContact(7, 107, 1))
    told, _ = play(case(contacts=mixed), CLOSE, CLOSE + DAY)
    assert [decision.contact_id for _, decision in told[:3] if isinstance(decision, Send)] == [7, 5, 9]
    call = told[6][1]
    assert isinstance(call, OpenTask)
    assert call.contact_ids == (7, 5, 9)


def test_before_the_register_closes_it_waits_for_it() -> None:
    decision = next_step(case(), CLOSE - MINUTE)
    assert decision == Wait(CLOSE, "Giving time for an answer. Next: text 1 to contact 1 of 2.")


def test_a_case_that_opens_later_begins_when_it_opens() -> None:
    opened = CLOSE + 5 * MINUTE
    assert next_step(case(opened_at=opened), CLOSE) == Wait(
        opened, "Giving time for an answer. Next: text 1 to contact 1 of 2."
    )
    assert isinstance(next_step(case(opened_at=opened), opened), Send)


def test_between_texts_it_waits_for_an_answer() -> None:
    facts = take(case(), next_step(case(), CLOSE), CLOSE)  # type: ignore[arg-type]
    assert next_step(facts, CLOSE + 9 * MINUTE) == Wait(
        CLOSE + 10 * MINUTE, "Giving time for an answer. Next: text 1 to contact 2 of 2."
    )
    assert isinstance(next_step(facts, CLOSE + 10 * MINUTE), Send)


def test_a_machine_that_slept_does_not_burst() -> None:
    woke = CLOSE + timedelta(hours=1)
    facts = case()
    facts = take(facts, next_step(facts, CLOSE), CLOSE)  # type: ignore[arg-type]
    told, _ = play(facts, woke, CLOSE + DAY)
    assert keys(told)[:3] == ["10:00 text/1/contact-12", "10:10 text/2/contact-11", "10:20 text/2/contact-12"]


def test_a_call_task_names_who_could_not_be_texted() -> None:
    told, _ = play(case(contacts=contacts(None, 102, None)), CLOSE, CLOSE + DAY)
    assert keys(told) == [
        "09:00 text/1/contact-12",
        "09:10 text/2/contact-12",
        "09:20 call",
        "09:50 visit_decision",
    ]
    call = told[2][1]
    assert call == OpenTask(
        step_key="2026-11-23/call",
        kind=TaskKind.CALL,
        for_role=Role.ATTENDANCE_OFFICER,
        due_at=CLOSE + 50 * MINUTE,
        reason="No answer to our texts, and 2 contacts could not be texted. Call them in listed order.",
        contact_ids=(11, 12, 13),
        not_textable=(11, 13),
    )


def test_one_contact_who_could_not_be_texted_is_singular() -> None:
    told, _ = play(case(contacts=contacts(101, None)), CLOSE, CLOSE + DAY)
    assert told[2][1].reason.startswith("No answer to our texts, and 1 contact could not be texted.")


def test_without_any_textable_number_the_call_opens_at_once() -> None:
    told, _ = play(case(contacts=contacts(None, None)), CLOSE, CLOSE + DAY)
    assert keys(told) == ["09:00 call", "09:30 visit_decision"]
    assert told[0][1].reason == (
        "No contact has a number that can be texted. Call or find another way, in listed order."
    )


def test_without_any_contact_a_person_is_asked_at_once() -> None:
    told, _ = play(case(contacts=()), CLOSE, CLOSE + DAY)
    assert keys(told) == ["09:00 call", "09:00 visit_decision"]
    assert told[0][1].reason == (
        "No contact for this pupil may be contacted. Find out from the records whom to call."
    )


def test_the_ordinary_call_task_says_that_nobody_answered() -> None:
    told, _ = play(case(), CLOSE, CLOSE + DAY)
    assert told[4][1].reason == "No answer to our texts. Call the contacts in listed order."
    assert told[5][1].reason == "Nobody has told us why the pupil is away: decide on a home visit today."
    decision = told[5][1]
    assert isinstance(decision, OpenTask)
    assert decision.due_at == CLOSE + 130 * MINUTE


def test_waiting_for_a_task_says_which() -> None:
    _, facts = play(case(), CLOSE, CLOSE + 35 * MINUTE)
    assert next_step(facts, CLOSE + 35 * MINUTE) == Wait(
        CLOSE + 40 * MINUTE, "Giving time for an answer. Next: a task (call)."
    )
    _, facts = play(facts, CLOSE + 40 * MINUTE, CLOSE + 41 * MINUTE)
    assert next_step(facts, CLOSE + 41 * MINUTE) == Wait(
        CLOSE + 70 * MINUTE, "Giving time for an answer. Next: a task (visit decision)."
    )


def test_when_the_day_is_done_it_waits_for_the_next_school_day() -> None:
    _, facts = play(case(), CLOSE, CLOSE + DAY)
    assert next_step(facts, CLOSE + timedelta(hours=3)) == Wait(
        CLOSE + DAY, "All steps of today are taken: the next come next school day."
    )


def test_a_vulnerable_pupil_is_told_to_the_safeguarding_lead_at_once() -> None:
    facts = case(vulnerable=True, social_worker=True, youth_offending=True)
    told, _ = play(facts, CLOSE - 5 * MINUTE, CLOSE + 5 * MINUTE)
    assert keys(told) == [
        "08:55 vulnerable",
        "08:55 social_worker",
        "08:55 youth_offending",
        "09:00 text/1/contact-11",
    ]
    first = told[0][1]
    assert isinstance(first, OpenTask)
    assert first.kind is TaskKind.SAFEGUARDING
    assert first.for_role is Role.SAFEGUARDING_LEAD
    assert first.due_at == CLOSE + 10 * MINUTE


@pytest.mark.parametrize(
    ("flag", "kind"),
    [
        ("vulnerable", TaskKind.SAFEGUARDING),
        ("social_worker", TaskKind.INFORM_SOCIAL_WORKER),
        ("youth_offending", TaskKind.INFORM_YOUTH_OFFENDING),
    ],
)
def test_each_flag_opens_its_own_task(flag: str, kind: TaskKind) -> None:
    told, _ = play(case(**{flag: True}), CLOSE, CLOSE + MINUTE)
    assert [decision.kind for _, decision in told if isinstance(decision, OpenTask)] == [kind]


def test_a_flag_set_later_still_opens_its_task_and_only_once() -> None:
    told, facts = play(on_school_day(2, vulnerable=True), CLOSE + DAY, CLOSE + 2 * DAY)
    assert keys(told)[0] == "09:00 vulnerable"
    told, _ = play(on_school_day(3, vulnerable=True, taken=facts.taken), CLOSE + 2 * DAY, CLOSE + 3 * DAY)
    assert not any("vulnerable" in key for key in keys(told))


def test_a_flag_set_at_the_weekend_does_not_wait_for_monday() -> None:
    facts = case(is_school_day_today=False, vulnerable=True, next_contact_at=CLOSE + 2 * DAY)
    decision = next_step(facts, CLOSE)
    assert isinstance(decision, OpenTask)
    assert isinstance(next_step(take(facts, decision, CLOSE), CLOSE), Wait)


def test_a_task_of_a_flag_does_not_hold_up_the_texts() -> None:
    facts = case()
    facts = take(facts, next_step(facts, CLOSE), CLOSE)  # type: ignore[arg-type]
    flagged = replace(facts, vulnerable=True)
    at = CLOSE + 9 * MINUTE
    flagged = take(flagged, next_step(flagged, at), at)  # type: ignore[arg-type]
    decision = next_step(flagged, CLOSE + 10 * MINUTE)
    assert isinstance(decision, Send)


def test_on_a_day_without_school_nothing_goes_out() -> None:
    facts = case(is_school_day_today=False, next_contact_at=CLOSE + 2 * DAY)
    assert next_step(facts, CLOSE) == Wait(
        CLOSE + 2 * DAY, "No school today: contact goes on next school day."
    )


def test_later_days_contact_again_and_call() -> None:
    told, _ = play(on_school_day(2), CLOSE + DAY, CLOSE + 2 * DAY)
    assert keys(told) == [
        "09:00 text/1/contact-11",
        "09:10 text/1/contact-12",
        "09:25 call",
        "10:25 welfare_check",
    ]
    welfare = told[3][1]
    assert isinstance(welfare, OpenTask)
    assert (welfare.kind, welfare.for_role) == (TaskKind.WELFARE_CHECK, Role.SAFEGUARDING_LEAD)
    assert welfare.reason == (
        "School day 2 and nobody has been reached: consider asking the police for a welfare check."
    )


def test_where_an_adult_has_answered_no_welfare_check_is_asked_for() -> None:
    told, _ = play(on_school_day(2, reached=True), CLOSE + DAY, CLOSE + 2 * DAY)
    assert keys(told)[-1] == "09:25 call"


def test_the_third_day_begins_with_a_home_visit() -> None:
    told, facts = play(on_school_day(3), CLOSE + 2 * DAY, CLOSE + 3 * DAY)
    assert keys(told)[0] == "09:00 visit/day-3"
    visit = told[0][1]
    assert isinstance(visit, OpenTask)
    assert visit.kind is TaskKind.HOME_VISIT
    assert visit.reason == "School day 3 away with no satisfactory reason: a home visit is due."
    told, _ = play(on_school_day(4, taken=facts.taken), CLOSE + 3 * DAY, CLOSE + 4 * DAY)
    assert not any("visit" in key for key in keys(told))


def test_a_visit_missed_by_a_stopped_machine_is_still_owed() -> None:
    told, facts = play(on_school_day(5), CLOSE + 4 * DAY, CLOSE + 5 * DAY)
    assert keys(told)[0] == "09:00 visit/day-3"
    told, _ = play(on_school_day(6, taken=facts.taken), CLOSE + 5 * DAY, CLOSE + 6 * DAY)
    assert keys(told)[0] == "09:00 visit/day-6"


def test_the_cadence_of_visits_is_policy() -> None:
    ladder = replace(load_policy("default").ladder, visit_every=2)
    told, _ = play(on_school_day(2, ladder=ladder), CLOSE + DAY, CLOSE + 2 * DAY)
    assert keys(told)[0] == "09:00 visit/day-2"


def test_after_ten_school_days_the_local_authority_is_considered_once() -> None:
    told, _ = play(on_school_day(9), CLOSE + 8 * DAY, CLOSE + 9 * DAY)
    assert "09:00 local_authority" not in keys(told)
    told, facts = play(on_school_day(11), CLOSE + 10 * DAY, CLOSE + 11 * DAY)
    assert keys(told)[0] == "09:00 local_authority"
    assert told[0][1].reason == "School day 11 away unexplained: consider telling the local authority."
    told, _ = play(on_school_day(12, taken=facts.taken), CLOSE + 11 * DAY, CLOSE + 12 * DAY)
    assert "09:00 local_authority" not in keys(told)


def test_on_the_tenth_day_exactly_it_is_considered() -> None:
    told, _ = play(on_school_day(10), CLOSE + 9 * DAY, CLOSE + 10 * DAY)
    assert keys(told)[0] == "09:00 local_authority"


@pytest.mark.parametrize(("days", "expected"), [(1, False), (3, False), (4, True), (10, True)])
def test_three_days_without_school_need_a_decision_first(days: int, expected: bool) -> None:
    told, _ = play(case(next_contact_at=CLOSE + days * DAY), CLOSE, CLOSE + timedelta(hours=8))
    breaks = [
        decision for _, decision in told if isinstance(decision, OpenTask) and "break" in decision.step_key
    ]
    assert bool(breaks) is expected
    if breaks:
        assert breaks[0].kind is TaskKind.BREAK_DECISION
        assert breaks[0].for_role is Role.SAFEGUARDING_LEAD


def test_a_paused_case_does_nothing() -> None:
    facts = case(paused_at=CLOSE, vulnerable=True)
    assert next_step(facts, CLOSE + DAY) == Paused(
        "A reason was given, so contact is paused until a person confirms or rejects it."
    )


def test_a_closed_case_does_nothing_even_when_paused() -> None:
    assert next_step(case(closed_at=CLOSE), CLOSE) == Closed("A person closed this case.")
    assert isinstance(next_step(case(closed_at=CLOSE, paused_at=CLOSE), CLOSE), Closed)


def test_no_text_goes_out_in_the_evening_but_tasks_do() -> None:
    evening = CLOSE + timedelta(hours=9)
    facts = case(contact_until_at=evening)
    assert isinstance(next_step(facts, evening - MINUTE), Send)
    told, _ = play(facts, evening, CLOSE + DAY)
    assert keys(told) == ["18:00 call", "18:30 visit_decision"]


def test_a_step_a_person_skipped_is_not_taken() -> None:
    skipped = TakenStep("2026-11-23/text/1/contact-11", MONDAY, CLOSE)
    told, _ = play(case(taken=(skipped,)), CLOSE, CLOSE + 15 * MINUTE)
    assert keys(told) == ["09:10 text/1/contact-12"]


def test_a_contact_removed_after_being_texted_leaves_the_gap() -> None:
    taken = TakenStep("2026-11-23/text/1/contact-11", MONDAY, CLOSE)
    facts = case(contacts=contacts(101, 102)[1:], taken=(taken,))
    told, _ = play(facts, CLOSE, CLOSE + 15 * MINUTE)
    assert keys(told) == ["09:10 text/1/contact-12"]


def test_yesterdays_steps_do_not_count_for_today() -> None:
    taken = TakenStep("2026-11-23/text/1/contact-11", MONDAY, CLOSE + 3 * DAY)
    told, _ = play(on_school_day(2, taken=(taken,)), CLOSE + DAY, CLOSE + DAY + MINUTE)
    assert keys(told) == ["09:00 text/1/contact-11"]


def test_a_gap_longer_than_the_night_ends_at_the_next_contact_time() -> None:
    step = LadderStep("call", StepKind.TASK, task=TaskKind.CALL, role=Role.OFFICE, after_minutes=9999)
    text = LadderStep("text/1", StepKind.TEXT)
    ladder = Ladder((), (text, step), (step,))
    facts = case(ladder=ladder, contacts=contacts(101))
    facts = take(facts, next_step(facts, CLOSE), CLOSE)  # type: ignore[arg-type]
    decision = next_step(facts, CLOSE + MINUTE)
    assert isinstance(decision, Wait)
    assert decision.until == CLOSE + DAY


def test_facts_of_yesterday_are_asked_again_in_a_minute() -> None:
    _, facts = play(case(), CLOSE, CLOSE + DAY)
    stale = CLOSE + DAY
    decision = next_step(facts, stale)
    assert isinstance(decision, Wait)
    assert decision.until == stale + MINUTE


def test_a_step_after_calls_waits_for_them_and_one_before_does_not() -> None:
    def task(key: str, kind: TaskKind) -> LadderStep:
        return LadderStep(key, StepKind.TASK, task=kind, role=Role.OFFICE, after_minutes=20)

    first = task("safe", TaskKind.SAFEGUARDING)
    ladder = Ladder((), (first, task("call", TaskKind.CALL), task("visit", TaskKind.VISIT_DECISION)), ())
    told, _ = play(case(ladder=ladder), CLOSE, CLOSE + DAY)
    assert keys(told) == ["09:00 safe", "09:00 call", "09:20 visit"]


def test_a_step_from_a_later_day_is_left_out_before_it() -> None:
    late = LadderStep("late", StepKind.TASK, task=TaskKind.CALL, role=Role.OFFICE, from_day=3)
    ladder = Ladder((), (late,), (late,))
    assert isinstance(next_step(on_school_day(2, ladder=ladder), CLOSE + DAY), Wait)
    assert isinstance(next_step(on_school_day(3, ladder=ladder), CLOSE + 2 * DAY), OpenTask)


def test_a_visit_may_be_due_on_the_first_day() -> None:
    visit = LadderStep("visit", StepKind.TASK, task=TaskKind.HOME_VISIT, role=Role.HEAD, only=Only.VISIT_DAY)
    ladder = Ladder((), (visit,), (visit,), visit_every=1)
    told, _ = play(case(ladder=ladder), CLOSE, CLOSE + MINUTE)
    assert keys(told) == ["09:00 visit/day-1"]


def test_the_same_facts_give_the_same_decision() -> None:
    assert next_step(case(), CLOSE) == next_step(case(), CLOSE)


def test_a_task_step_without_a_task_or_a_role_is_refused() -> None:
    for broken in (
        LadderStep("call", StepKind.TASK, task=TaskKind.CALL),
        LadderStep("call", StepKind.TASK, role=Role.OFFICE),
    ):
        with pytest.raises(ValueError, match="step call of the ladder names no task or no role"):
            next_step(case(ladder=Ladder((), (broken,), ())), CLOSE)


def test_waiting_names_the_task_and_not_its_key() -> None:
    step = LadderStep("ring", StepKind.TASK, task=TaskKind.CALL, role=Role.OFFICE)
    decision = next_step(case(ladder=Ladder((), (step,), ())), CLOSE - MINUTE)
    assert decision.reason == "Giving time for an answer. Next: a task (call)."


def test_what_a_step_or_a_ladder_does_not_say() -> None:
    assert LadderStep("text/1", StepKind.TEXT) == LadderStep(
        "text/1", StepKind.TEXT, 0, Only.ALWAYS, 1, 1, 0, None, None, 0
    )
    assert Ladder((), (), ()) == Ladder((), (), (), 3, 3)


def test_every_task_has_its_reason() -> None:
    for kind in TaskKind:
        step = LadderStep("task", StepKind.TASK, task=kind, role=Role.OFFICE)
        decision = next_step(case(ladder=Ladder((), (step,), ())), CLOSE)
        assert isinstance(decision, OpenTask)
        assert len(decision.reason) > 20
        assert decision.reason.endswith(".")
        assert decision.kind is kind


def test_a_ladder_is_copied_as_json_and_rebuilt() -> None:
    for slug in ("default", "clifford"):
        ladder = load_policy(slug).ladder
        assert Ladder.from_json(ladder.to_json()) == ladder
        assert ladder.to_json()["day_one"][0]["kind"] in ("text", "task")
