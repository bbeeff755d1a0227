"""Policies: the presets, what is refused and how it is said, and the round trip."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.coding import HolidayRule
from rules.policy import (
    Policy,
    PolicyError,
    load_policy,
    parse_policy,
    policy_from_dict,
    policy_slugs,
    policy_to_dict,
)
from rules.pushing import PushRule
from rules.registers import RegisterRules
from rules.sessions import Session, SessionTimes
from rules.steps import Only, Role, StepKind, TaskKind
from rules.thresholds import Thresholds

LONDON = ZoneInfo("Europe/London")
DEFAULT = resources.files("rules").joinpath("policies", "default.toml").read_text("utf-8")


def refusal(text: str) -> str:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, "ours")
    return str(caught.value)


def changed(old: str, new: str) -> str:
    assert old in DEFAULT
    return refusal(DEFAULT.replace(old, new, 1))


def test_the_presets() -> None:
    assert policy_slugs() == ("default", "clarion", "clifford", "five", "stoc")
    assert [load_policy(slug).slug for slug in policy_slugs()] == list(policy_slugs())


def test_the_default_policy_is_what_the_law_and_the_guidance_leave_us_with() -> None:
    policy = load_policy("default")
    assert policy.title == "Default"
    assert policy.report_by == time(9, 0)
    assert policy.sessions == {
        Session.AM: SessionTimes(time(8, 55), time(9, 0), time(12, 0)),
        Session.PM: SessionTimes(time(13, 15), time(13, 20), time(15, 20)),
    }
    assert policy.later_contact_from is None
    assert policy.contact_until == time(18, 0)
    assert policy.thresholds == Thresholds(95, 10, 50, 3, 10, 10, 10, 15)
    assert policy.coding.holiday is HolidayRule.HEAD
    assert (policy.coding.religious_days, policy.coding.doubtful_below, policy.coding.stale_days) == (
        3,
        0.75,
        4,
    )
    assert not policy.coding.appointment_evidence
    assert (policy.ladder.visit_every, policy.ladder.break_days) == (3, 3)


def test_who_gets_which_task_is_copied_into_the_steps() -> None:
    policy = load_policy("default")
    call = next(step for step in policy.ladder.day_one if step.key == "call")
    assert (call.task, call.role, call.due_minutes) == (TaskKind.CALL, Role.ATTENDANCE_OFFICER, 30)
    assert (call.after_minutes, call.only, call.from_day) == (10, Only.ALWAYS, 1)
    assert policy.tasks[TaskKind.SAFEGUARDING].role is Role.SAFEGUARDING_LEAD
    assert set(policy.tasks) == set(TaskKind)


def test_the_steps_of_the_first_day() -> None:
    steps = load_policy("default").ladder.day_one
    assert [
        (step.key, step.kind, step.attempt, step.after_minutes, step.gap_minutes) for step in steps[:2]
    ] == [
        ("text/1", StepKind.TEXT, 1, 0, 10),
        ("text/2", StepKind.TEXT, 2, 10, 10),
    ]
    assert load_policy("default").ladder.once[-1].from_day == 10


def test_a_vulnerable_pupil_has_a_faster_ladder_with_the_same_steps() -> None:
    policy = load_policy("default")
    fast = policy.ladder_for(vulnerable=True)
    assert policy.ladder_for(vulnerable=False) is policy.ladder
    assert fast is policy.vulnerable_ladder
    assert {step.key for step in fast.day_one} == {step.key for step in policy.ladder.day_one}
    assert fast.day_one[0].gap_minutes < policy.ladder.day_one[0].gap_minutes


def test_presets_differ_where_the_schools_do() -> None:
    assert load_policy("clifford").coding.holiday is HolidayRule.NEVER
    assert load_policy("clifford").thresholds.attention_percent == 96
    assert load_policy("clifford").ladder.day_one[0].task is TaskKind.CALL
    assert load_policy("stoc").coding.appointment_evidence
    assert load_policy("clarion").tasks[TaskKind.LOCAL_AUTHORITY].role is Role.HEAD
    assert load_policy("five").ladder == load_policy("default").ladder


def test_contact_begins_at_the_close_or_at_the_policys_time() -> None:
    policy = load_policy("default")
    summer = date(2026, 7, 1)
    assert policy.contact_from_at(summer, 1, LONDON) == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    assert policy.contact_from_at(summer, 2, LONDON) == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    later = parse_policy(DEFAULT.replace('"register_close"', '"09:30"'), "ours")
    assert later.later_contact_from == time(9, 30)
    assert later.contact_from_at(summer, 1, LONDON) == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    assert later.contact_from_at(summer, 2, LONDON) == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    assert policy.texts_from_at(summer, LONDON) == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
    assert policy.contact_until_at(summer, LONDON) == datetime(2026, 7, 1, 17, 0, tzinfo=UTC)
    assert policy_from_dict(policy_to_dict(later), "ours") == later


def test_contact_begins_at_a_classs_own_close_but_never_in_the_quiet_hours() -> None:
    policy = load_policy("default")
    winter = date(2026, 12, 1)
    for close, begins in ((time(9, 20), time(9, 20)), (time(7, 45), time(8, 0)), (None, time(9, 0))):
        at = policy.contact_from_at(winter, 1, LONDON, close)
        assert at == datetime.combine(winter, begins, UTC)
        assert policy.contact_from_at(winter, 2, LONDON, close) == at
    later = parse_policy(DEFAULT.replace('"register_close"', '"09:30"'), "ours")
    assert later.contact_from_at(winter, 2, LONDON, time(9, 20)) == datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def test_urgent_tasks_and_registers_are_policy() -> None:
    policy = load_policy("default")
    assert policy.push == PushRule((Role.SAFEGUARDING_LEAD, Role.DEPUTY_SAFEGUARDING_LEAD, Role.HEAD), 5)
    assert policy.registers == RegisterRules(10, 10, 5, 30, 10, 30)
    assert (policy.contact_from, policy.ladder.most_a_day) == (time(8, 0), 4)
    own = 'extends = "default"\ntitle = "Ours"\n[contact]\nmost_a_day = 3\n[push]\ngap_minutes = 3\n'
    ours = parse_policy(own, "ours")
    assert (ours.ladder.most_a_day, ours.vulnerable_ladder.most_a_day, ours.push.gap_minutes) == (3, 3, 3)


def test_who_contacts_a_family_in_a_break_is_policy() -> None:
    own = 'extends = "default"\ntitle = "Ours"\n[tasks.family_contact]\nrole = "head"\ndue_minutes = 60\n'
    step = parse_policy(own, "ours").ladder.family_contact
    assert (step.task, step.role, step.due_minutes) == (TaskKind.FAMILY_CONTACT, Role.HEAD, 60)


def test_a_policy_extends_another() -> None:
    own = parse_policy('extends = "default"\ntitle = "Ours"\n[coding]\nreligious_days = 5\n', "ours")
    assert (own.slug, own.title, own.coding.religious_days) == ("ours", "Ours", 5)
    assert own.ladder == load_policy("default").ladder
    chained = parse_policy('extends = "clifford"\ntitle = "Ours"\n', "ours")
    assert chained.coding.holiday is HolidayRule.NEVER
    assert (
        refusal('extends = "nobody"')
        == "ours: extends (line 1): write one of default, clarion, clifford, five, stoc."
    )


def test_without_a_vulnerable_ladder_there_is_one_ladder() -> None:
    text = DEFAULT[: DEFAULT.index("# The same, faster")]
    policy = parse_policy(text, "ours")
    assert policy.vulnerable_ladder is policy.ladder


def test_an_unknown_policy_is_named_with_those_there_are() -> None:
    with pytest.raises(PolicyError, match=r'^There is no policy "none"\. Choose one of default, clarion'):
        load_policy("none")


def test_what_is_not_toml_says_where() -> None:
    assert refusal("title = ").startswith("ours: this is not TOML: ")
    assert refusal('title = "a"\nlates == 3').endswith(
        "(at line 2, column 8). Compare it with the default policy."
    )


def line_of(words: str) -> int:
    return DEFAULT[: DEFAULT.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Default"', "title = 3", 'title (line {}): write a text in quotes, such as "call".'),
        ('title = "Default"', 'title = " "', 'title (line {}): write a text in quotes, such as "call".'),
        ('report_by = "09:00"', 'report_by = "9"', 'report_by (line {}): write a time such as "09:00".'),
        ('report_by = "09:00"', "report_by = 9", 'report_by (line {}): write a time such as "09:00".'),
        ('report_by = "09:00"', 'report_by = "24:00"', 'report_by (line {}): write a time such as "09:00".'),
        ('until = "18:00"', 'until = "1800"', 'contact.until (line {}): write a time such as "09:00".'),
        (
            'later_days_from = "register_close"',
            'later_days_from = "noon"',
            'contact.later_days_from (line {}): write a time such as "09:00".',
        ),
        ('holiday = "head"', 'holiday = "yes"', "coding.holiday (line {}): write one of never, head."),
        ('holiday = "head"', "holiday = 1", "coding.holiday (line {}): write one of never, head."),
        (
            "religious_days = 3",
            "religious_days = 21",
            "coding.religious_days (line {}): write a whole number from 0 to 20.",
        ),
        (
            "religious_days = 3",
            "religious_days = true",
            "coding.religious_days (line {}): write a whole number from 0 to 20.",
        ),
        (
            "religious_days = 3",
            "religious_days = 2.5",
            "coding.religious_days (line {}): write a whole number from 0 to 20.",
        ),
        (
            "stale_days = 4",
            "stale_days = 6",
            "coding.stale_days (line {}): write a whole number from 1 to 5.",
        ),
        (
            "stale_days = 4",
            "stale_days = 0",
            "coding.stale_days (line {}): write a whole number from 1 to 5.",
        ),
        (
            "doubtful_below = 0.75",
            "doubtful_below = 75",
            "coding.doubtful_below (line {}): write a number from 0 to 1, such as 0.75.",
        ),
        (
            "doubtful_below = 0.75",
            "doubtful_below = -0.1",
            "coding.doubtful_below (line {}): write a number from 0 to 1, such as 0.75.",
        ),
        (
            "doubtful_below = 0.75",
            "doubtful_below = true",
            "coding.doubtful_below (line {}): write a number from 0 to 1, such as 0.75.",
        ),
        (
            "doubtful_below = 0.75",
            'doubtful_below = "0.75"',
            "coding.doubtful_below (line {}): write a number from 0 to 1, such as 0.75.",
        ),
        (
            "appointment_evidence = false",
            "appointment_evidence = 0",
            "coding.appointment_evidence (line {}): write true or false.",
        ),
        (
            'role = "office"',
            'role = "ofice"',
            "tasks.check_number.role (line {}): write one of office, attendance_officer, safeguarding_lead, "
            "deputy_safeguarding_lead, head, admin.",
        ),
        (
            "due_minutes = 30",
            "due_minuts = 30",
            "tasks.call.due_minuts (line {}): there is no such setting; did you mean due_minutes?",
        ),
        (
            "due_minutes = 30",
            "due_minutes = 0",
            "tasks.call.due_minutes (line {}): write a whole number from 1 to 2880.",
        ),
        (
            "due_minutes = 30",
            "due_minutes = 2881",
            "tasks.call.due_minutes (line {}): write a whole number from 1 to 2880.",
        ),
        (
            "due_minutes = 30",
            "due_minutes = 30\ncolour = 1",
            "tasks.call.colour (line {} + 1): take it out.",
        ),
        (
            "due_minutes = 30",
            "due_minutes = 30\nrol = 1",
            "tasks.call.rol (line {} + 1): there is no such setting; did you mean role?",
        ),
        (
            "visit_every = 3",
            "visit_every = 0",
            "ladder.visit_every (line {}): write a whole number from 1 to 20.",
        ),
        (
            "break_days = 3",
            "break_days = 31",
            "ladder.break_days (line {}): write a whole number from 1 to 30.",
        ),
        (
            'closes_at = "09:00"',
            'closes_at = "08:55"',
            "sessions.am.closes_at (line {}): write times in order: opens_at, closes_at, ends_at.",
        ),
        (
            'closes_at = "09:00"',
            'closes_at = "12:00"',
            "sessions.am.closes_at (line {}): write times in order: opens_at, closes_at, ends_at.",
        ),
        (
            'closes_at = "09:00"',
            'closes_at = "09:26"',
            "sessions.am.closes_at (line {}): a register may stay open for 30 minutes at most.",
        ),
        (
            'closes_at = "13:20"',
            'closes_at = "13:46"',
            "sessions.pm.closes_at (line {}): a register may stay open for 30 minutes at most.",
        ),
        (
            'key = "call"',
            'key = "Call me"',
            "ladder.day_one.3.key (line {}): write small letters, and perhaps a number, such as "
            '"call" or "text/1".',
        ),
        (
            'text = "each_contact"',
            'text = "somebody"',
            'ladder.day_one.1.text (line {}): write "each_contact".',
        ),
        (
            "gap_minutes = 10",
            "gap_minutes = 0",
            "ladder.day_one.1.gap_minutes (line {}): write a whole number from 1 to 480.",
        ),
        (
            "gap_minutes = 10",
            'gap_minutes = 10\nonly = "visit_day"',
            "ladder.day_one.1.only (line {} + 1): visit_day is for a task, such as home_visit.",
        ),
        (
            "attempt = 2",
            "attempt = 10",
            "ladder.day_one.2.attempt (line {}): write a whole number from 1 to 9.",
        ),
        (
            'task = "call"',
            'task = "shout"',
            "ladder.day_one.3.task (line {}): write one of call, visit_decision, home_visit, safeguarding, "
            "inform_social_worker, inform_youth_offending, break_decision, local_authority, check_number, "
            "site_search, welfare_check, family_contact, register, class_check, sight_check, ring_colleague.",
        ),
        (
            "after_minutes = 30",
            "after_minutes = 481",
            "ladder.day_one.4.after_minutes (line {}): write a whole number from 0 to 480.",
        ),
        (
            "from_day = 10",
            "from_day = 0",
            "ladder.once.4.from_day (line {}): write a whole number from 1 to 100.",
        ),
        (
            'only = "vulnerable"',
            'only = "before_break"',
            "ladder.once.1.only (line {}): before_break comes again and again; write the step in later_days.",
        ),
        (
            "lates = 3",
            "lates = 0",
            "thresholds.lates (line {}): write a whole number from 1 to 100.",
        ),
        (
            "doubtful_below = 0.75",
            "doubtful_below = 1.5",
            "coding.doubtful_below (line {}): write a number from 0 to 1, such as 0.75.",
        ),
        (
            "attempt = 1",
            "attempt = 1\nfrom_day = 101",
            "ladder.day_one.1.from_day (line {} + 1): write a whole number from 1 to 100.",
        ),
        (
            'holiday = "head"',
            'holiday = "#"',
            "coding.holiday (line {}): write one of never, head.",
        ),
    ],
)
def test_a_complaint_names_the_key_its_line_and_what_to_write(old: str, new: str, said: str) -> None:
    line = line_of(old)
    expected = said.replace("{} + 1", str(line + 1)).replace("{}", str(line))
    assert changed(old, new) == f"ours: {expected}"


def test_what_is_missing_is_said_with_what_to_write() -> None:
    assert changed("stale_days = 4", "") == (
        f"ours: coding.stale_days (line {line_of('[coding]')}): this is missing: "
        "write a whole number from 1 to 5."
    )
    assert changed('opens_at = "08:55"', "") == (
        f"ours: sessions.am.opens_at (line {line_of('[sessions.am]')}): this is missing: "
        'write a time such as "09:00".'
    )
    text = DEFAULT[: DEFAULT.index("[ladder]")]
    assert refusal(text) == "ours: ladder: this is missing: write this table, as the default policy has it."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('title = "Default"', 'title: this is missing: write a text in quotes, such as "call".'),
        (
            "appointment_evidence = false",
            "coding.appointment_evidence (line {}): this is missing: write true or false.",
        ),
        (
            "doubtful_below = 0.75",
            "coding.doubtful_below (line {}): this is missing: write a number from 0 to 1, such as 0.75.",
        ),
        ('until = "18:00"', 'contact.until (line {}): this is missing: write a time such as "09:00".'),
        ('holiday = "head"', "coding.holiday (line {}): this is missing: write one of never, head."),
    ],
)
def test_whatever_is_missing_is_said_in_its_own_words(line: str, said: str) -> None:
    heading = "[contact]" if said.startswith("contact") else "[coding]"
    assert changed(line, "") == f"ours: {said.replace('{}', str(line_of(heading)))}"


@pytest.mark.parametrize(
    ("after", "table"),
    [
        ("[sessions.am]", "sessions.am"),
        ("[sessions.pm]", "sessions.pm"),
        ("[contact]", "contact"),
        ("[coding]", "coding"),
        ("[thresholds]", "thresholds"),
        ("[tasks.call]", "tasks.call"),
        ("[ladder]", "ladder"),
        ("[[ladder.once]]", "ladder.once.1"),
        ("[[ladder.day_one]]", "ladder.day_one.1"),
        ("[[ladder.later_days]]", "ladder.later_days.1"),
        ("[vulnerable_ladder]", "vulnerable_ladder"),
    ],
)
def test_a_setting_that_does_not_exist_is_refused_in_every_table(after: str, table: str) -> None:
    assert (
        changed(after, f"{after}\nzzz = 1") == f"ours: {table}.zzz (line {line_of(after) + 1}): take it out."
    )


def test_a_session_that_does_not_exist_is_refused() -> None:
    assert changed("[contact]", "[sessions.zzz]\n[contact]") == (
        f"ours: sessions.zzz (line {line_of('[contact]')}): take it out."
    )


def test_a_register_may_stay_open_for_half_an_hour() -> None:
    policy = parse_policy(DEFAULT.replace('closes_at = "09:00"', 'closes_at = "09:25"'), "ours")
    assert policy.sessions[Session.AM].closes_at == time(9, 25)


def test_what_a_step_of_a_policy_leaves_out() -> None:
    policy = parse_policy(DEFAULT.replace("attempt = 1\n", ""), "ours")
    assert policy.ladder == load_policy("default").ladder
    assert {(step.after_minutes, step.from_day) for step in policy.ladder.once[:3]} == {(0, 1)}


def test_a_comment_beside_a_heading_does_not_hide_it() -> None:
    text = DEFAULT.replace("[coding]", "[coding] # ours").replace('holiday = "head"', 'holiday = "yes"')
    line = line_of('holiday = "head"')
    assert refusal(text) == f"ours: coding.holiday (line {line}): write one of never, head."


def test_what_extends_another_is_refused_just_the_same() -> None:
    assert refusal('extends = "default"\ncoding = 3') == (
        "ours: coding (line 2): write a table here, such as [coding]."
    )
    assert refusal('extends = "default"\n[colours]\nred = 1') == "ours: colours (line 2): take it out."


def test_a_table_must_be_a_table() -> None:
    assert changed("[contact]", "[other]\n[contacts]").startswith("ours: contacts (line ")
    assert refusal(DEFAULT.replace("[contact]", "[away]", 1).replace("title", "contact = 3\ntitle", 1)) == (
        f"ours: contact (line {line_of('title')}): write a table here, such as [contact]."
    )


def test_a_list_of_steps_must_be_a_list() -> None:
    text = DEFAULT[: DEFAULT.index("[[ladder.once]]")] + "once = 3\n"
    assert refusal(text) == (
        f"ours: ladder.once (line {line_of('[[ladder.once]]')}): write one [[ladder.once]] for each step."
    )


def test_a_table_that_is_too_much_is_named_with_its_line() -> None:
    assert changed("[thresholds]", "[colours]\n\n[thresholds]") == (
        f"ours: colours (line {line_of('[thresholds]')}): take it out."
    )
    assert changed("[thresholds]", "[tasks.dance]\n[thresholds]").endswith(": take it out.")


def test_two_steps_with_one_key_are_refused() -> None:
    line = line_of('key = "call"')
    assert changed('key = "visit_decision"', 'key = "call"') == (
        f'ours: ladder.day_one.3.key (line {line}): "call" is used twice here; give each step its own key.'
    )
    line = line_of('key = "visit_decision"')
    assert changed('key = "visit_decision"', 'key = "vulnerable"') == (
        f'ours: ladder.day_one.4.key (line {line}): "vulnerable" is also a step of ladder.once; '
        "give each its own key."
    )
    assert changed('key = "visit"', 'key = "social_worker"').endswith("give each its own key.")


def test_a_text_among_the_steps_taken_once_is_refused() -> None:
    line = line_of('task = "safeguarding"')
    said = changed('task = "safeguarding"', 'text = "each_contact"\ngap_minutes = 1')
    assert said == (
        f"ours: ladder.once.1.text (line {line}): texts belong in day_one or later_days; write a task here."
    )


@pytest.mark.parametrize("slug", policy_slugs())
def test_a_preset_survives_the_database(slug: str) -> None:
    policy = load_policy(slug)
    kept = json.loads(json.dumps(policy_to_dict(policy)))
    assert policy_from_dict(kept, slug) == policy
    assert policy_to_dict(policy_from_dict(kept, slug)) == kept


def test_a_policy_kept_by_an_earlier_version_is_completed_from_the_default() -> None:
    policy = load_policy("clarion")
    kept = policy_to_dict(policy)
    for table, key in (("contact", "from"), ("contact", "most_a_day"), ("tasks", "site_search")):
        del kept[table][key]
    del kept["push"], kept["registers"]
    assert policy_from_dict(kept, "clarion") == policy


def test_a_kept_policy_is_read_although_it_would_be_refused_today() -> None:
    kept = policy_to_dict(load_policy("default"))
    kept["ladder"]["visit_every"] = 9
    assert policy_from_dict(kept, "ours").ladder.visit_every == 9


def test_what_the_database_kept_wrongly_is_refused_without_a_line() -> None:
    kept = policy_to_dict(load_policy("default"))
    kept["report_by"] = "nine"
    with pytest.raises(PolicyError, match=r'^report_by: write a time such as "09:00"\.$'):
        policy_from_dict(kept, "ours")


@settings(deadline=None)
@given(
    gap=st.integers(1, 15),
    after=st.integers(5, 20),
    every=st.integers(1, 5),
    days=st.integers(1, 3),
    share=st.integers(0, 100),
    until=st.times(time(17), time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0)),
    role=st.sampled_from([role for role in Role if role is not Role.ADMIN]),
    due=st.integers(1, 240),
)
def test_any_policy_makes_the_round_trip(
    gap: int, after: int, every: int, days: int, share: int, until: time, role: Role, due: int
) -> None:
    text = (
        DEFAULT.replace("gap_minutes = 10", f"gap_minutes = {gap}")
        .replace("after_minutes = 10", f"after_minutes = {after}")
        .replace("visit_every = 3", f"visit_every = {every}")
        .replace("break_days = 3", f"break_days = {days}")
        .replace("doubtful_below = 0.75", f"doubtful_below = {share / 100}")
        .replace('until = "18:00"', f'until = "{until:%H:%M}"')
        .replace('role = "office"', f'role = "{role}"')
        .replace("due_minutes = 120", f"due_minutes = {due}")
    )
    policy = parse_policy(text, "ours")
    assert policy.ladder.day_one[0].gap_minutes == gap
    assert policy.ladder.visit_every == every
    assert policy.contact_until == until
    again: Policy = policy_from_dict(json.loads(json.dumps(policy_to_dict(policy))), "ours")
    assert again == policy
