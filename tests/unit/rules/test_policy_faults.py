"""Policies that would leave a child unfollowed: each is refused, with the line and what to write instead."""

from __future__ import annotations

import re

import pytest

from rules.policy import PolicyError, load_policy, parse_policy, policy_slugs
from rules.reading import Lines
from rules.toml_lines import lines_of, nearest_line

# A school that writes only what differs. Each text below begins on line 4.
START = 'extends = "default"\ntitle = "Ours"\n\n'

ONCE = """\
[[ladder.once]]
key = "vulnerable"
task = "safeguarding"
only = "vulnerable"

[[ladder.once]]
key = "social_worker"
task = "inform_social_worker"
only = "social_worker"

[[ladder.once]]
key = "youth_offending"
task = "inform_youth_offending"
only = "youth_offending"

[[ladder.once]]
key = "local_authority"
task = "local_authority"
from_day = 10
"""

FIRST_DAY = """\
[[ladder.day_one]]
key = "text/1"
text = "each_contact"
gap_minutes = 10

[[ladder.day_one]]
key = "call"
task = "call"
after_minutes = 10

[[ladder.day_one]]
key = "visit_decision"
task = "visit_decision"
after_minutes = 30

[[ladder.day_one]]
key = "break"
task = "break_decision"
only = "before_break"
"""

LATER_DAYS = """\
[[ladder.later_days]]
key = "visit"
task = "home_visit"
only = "visit_day"

[[ladder.later_days]]
key = "call"
task = "call"

[[ladder.later_days]]
key = "welfare_check"
task = "welfare_check"
only = "nobody_reached"
after_minutes = 60

[[ladder.later_days]]
key = "break"
task = "break_decision"
only = "before_break"
"""


def put(text: str, old: str, new: str) -> str:
    """The text with the first `old` written otherwise."""
    assert old in text
    return text.replace(old, new, 1)


def just(text: str, steps: int) -> str:
    """The first steps of a text."""
    return "\n\n".join(text.split("\n\n")[:steps]) + "\n"


def without(text: str, key: str) -> str:
    """The text without the step of this key."""
    return "\n\n".join(step for step in text.split("\n\n") if f'key = "{key}"' not in step) + "\n"


def moved_to_the_end(text: str, key: str) -> str:
    """The text with the step of this key as the last but one, after the visit decision."""
    first, call, decision, last = text.split("\n\n")
    assert f'key = "{key}"' in call
    return "\n\n".join([first, decision, call, last]) + "\n"


def five_rounds() -> str:
    """The first day with five rounds of texts."""
    first, *others = FIRST_DAY.split("\n\n")
    more = [
        f'[[ladder.day_one]]\nkey = "text/{number}"\ntext = "each_contact"\nattempt = {number}\n'
        "after_minutes = 10\ngap_minutes = 5"
        for number in range(2, 6)
    ]
    return "\n\n".join([first, *more, *others]) + "\n"


def refusal(text: str) -> str:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, "ours")
    return str(caught.value).removeprefix("ours: ")


SECOND_TEXT = """

[[ladder.day_one]]
key = "text/2"
text = "each_contact"
attempt = 2
after_minutes = 3
gap_minutes = 10

"""

LATE_CALL = """
[[ladder.later_days]]
key = "late"
task = "call"
after_minutes = 300
"""

WRONG = [
    pytest.param(
        without(ONCE, "vulnerable"),
        "ladder.once (line 4): nobody would look for a vulnerable pupil at once; add a step with "
        'task = "safeguarding" and only = "vulnerable".',
        id="no task for a vulnerable pupil",
    ),
    pytest.param(
        put(ONCE, 'only = "vulnerable"', 'only = "vulnerable"\nfrom_day = 2'),
        "ladder.once.1.from_day (line 8): nobody would look for a vulnerable pupil at once; write 1 or less.",
        id="a vulnerable pupil on the second day only",
    ),
    pytest.param(
        put(ONCE, 'only = "vulnerable"', 'only = "social_worker"'),
        'ladder.once.1.only (line 7): nobody would look for a vulnerable pupil at once; write "vulnerable".',
        id="the safeguarding lead for other pupils",
    ),
    pytest.param(
        without(ONCE, "social_worker"),
        "ladder.once (line 4): no social worker would be told; add a step with task = "
        '"inform_social_worker" and only = "social_worker".',
        id="no social worker told",
    ),
    pytest.param(
        without(ONCE, "youth_offending"),
        "ladder.once (line 4): no officer would be told; add a step with task = "
        '"inform_youth_offending" and only = "youth_offending".',
        id="no youth offending officer told",
    ),
    pytest.param(
        without(ONCE, "local_authority"),
        "ladder.once (line 4): the local authority would not hear by day ten; add a step with "
        'task = "local_authority".',
        id="no local authority",
    ),
    pytest.param(
        put(ONCE, "from_day = 10", "from_day = 15"),
        "ladder.once.4.from_day (line 22): the local authority would not hear by day ten; write 10 or less.",
        id="the local authority too late",
    ),
    pytest.param(
        ONCE + 'only = "vulnerable"\n',
        "ladder.once.4.only (line 23): the local authority would not hear by day ten; take this line out.",
        id="the local authority for some",
    ),
    pytest.param(
        without(FIRST_DAY, "call"),
        'ladder.day_one (line 4): nobody would be rung on the first day; add a step with task = "call".',
        id="no call on the first day",
    ),
    pytest.param(
        without(FIRST_DAY, "visit_decision"),
        "ladder.day_one (line 4): no visit would be decided on that day; add a step with task = "
        '"visit_decision".',
        id="no visit decision",
    ),
    pytest.param(
        without(FIRST_DAY, "break"),
        "ladder.day_one (line 4): a break could begin with no decision; add a step with task = "
        '"break_decision" and only = "before_break".',
        id="no break decision on the first day",
    ),
    pytest.param(
        put(FIRST_DAY, 'task = "call"', 'task = "call"\nonly = "vulnerable"'),
        "ladder.day_one.2.only (line 12): nobody would be rung on the first day; take this line out.",
        id="a call for some",
    ),
    pytest.param(
        without(FIRST_DAY, "text/1"),
        "ladder.day_one.2 (line 9): each contact is tried 2 times first, by text or by call; add "
        "a round of texts before this step, or move it down.",
        id="one try for each contact",
    ),
    pytest.param(
        moved_to_the_end(FIRST_DAY, "call"),
        "ladder.day_one.2 (line 9): each contact is tried 2 times first, by text or by call; add "
        "a round of texts before this step, or move it down.",
        id="a visit decided on before the second try",
    ),
    pytest.param(
        put(FIRST_DAY, "gap_minutes = 10", "gap_minutes = 10\nattempt = 2"),
        "ladder.day_one.1.attempt (line 8): this is round 1 of the texts of the day; write attempt = 1.",
        id="rounds miscounted",
    ),
    pytest.param(
        FIRST_DAY.replace("\n\n", SECOND_TEXT, 1),
        "ladder.day_one.2.after_minutes (line 13): nobody could answer the text before so "
        "quickly; write after_minutes = 5 or more.",
        id="two texts in a row",
    ),
    pytest.param(
        put(FIRST_DAY, "gap_minutes = 10", "gap_minutes = 90"),
        "ladder.day_one.1.gap_minutes (line 7): with 4 contacts ladder.day_one would last from "
        "13:20 to 18:30, but contact ends at 18:00; write 80 or less.",
        id="gaps longer than the day",
    ),
    pytest.param(
        just(FIRST_DAY, 1),
        'ladder.day_one (line 4): nobody would be rung on the first day; add a step with task = "call".',
        id="texts and nothing else",
    ),
    pytest.param(
        five_rounds(),
        "ladder.day_one.5 (line 30): one person may get 4 texts a day; take this round of texts "
        "out, or write more in contact.most_a_day.",
        id="more rounds than texts a day",
    ),
    pytest.param(
        without(LATER_DAYS, "visit"),
        "ladder.later_days (line 4): nobody would go to the door; add a step with task = "
        '"home_visit" and only = "visit_day".',
        id="no home visit",
    ),
    pytest.param(
        put(LATER_DAYS, 'only = "visit_day"', 'only = "visit_day"\nfrom_day = 6'),
        "ladder.later_days.1.from_day (line 8): nobody would go to the door; write 3 or less.",
        id="a home visit too late",
    ),
    pytest.param(
        without(LATER_DAYS, "call"),
        'ladder.later_days (line 4): nobody would be rung on a later day; add a step with task = "call".',
        id="no call on later days",
    ),
    pytest.param(
        put(LATER_DAYS, 'task = "call"', 'task = "call"\nfrom_day = 4'),
        "ladder.later_days.2.from_day (line 12): nobody would be rung on a later day; write 2 or less.",
        id="calls on later days too late",
    ),
    pytest.param(
        without(LATER_DAYS, "welfare_check"),
        "ladder.later_days (line 4): nobody would consider a welfare check; add a step with task "
        '= "welfare_check" and only = "nobody_reached".',
        id="no welfare check",
    ),
    pytest.param(
        without(LATER_DAYS, "break"),
        "ladder.later_days (line 4): a break could begin with no decision; add a step with task ="
        ' "break_decision" and only = "before_break".',
        id="no break decision on later days",
    ),
    pytest.param(
        put(LATER_DAYS, "after_minutes = 60", "after_minutes = 480") + LATE_CALL,
        "ladder.later_days.3.after_minutes (line 17): with 4 contacts ladder.later_days would "
        "last from 09:00 to 22:00, but contact ends at 18:00; write 240 or less.",
        id="a later day that does not end",
    ),
    pytest.param(
        put(LATER_DAYS, 'key = "call"', 'key = "family_contact"'),
        'ladder.later_days.2.key (line 10): "family_contact" is kept for days without school; '
        "write another key.",
        id="a key that is kept",
    ),
    pytest.param(
        "[ladder]\nvisit_every = 9\n",
        "ladder.visit_every (line 5): a child would go unseen for too long; write 5 or less.",
        id="visits too far apart",
    ),
    pytest.param(
        "[ladder]\nbreak_days = 7\n",
        "ladder.break_days (line 5): a break could begin with no decision; write 3 or less.",
        id="long breaks without a decision",
    ),
    pytest.param(
        "[vulnerable_ladder]\nvisit_every = 6\n",
        "vulnerable_ladder.visit_every (line 5): a child would go unseen for too long; write 5 or less.",
        id="the vulnerable pupils' visits too far apart",
    ),
    pytest.param(
        '[contact]\nfrom = "09:30"\n',
        "contact.from (line 5): the first text would wait after the register closes at 09:00; "
        "write that or earlier.",
        id="quiet hours past the register",
    ),
    pytest.param(
        '[contact]\nuntil = "08:00"\n',
        "contact.until (line 5): no text could ever go out: the register closes at 09:00; write a"
        ' time such as "18:00".',
        id="contact ends before it begins",
    ),
    pytest.param(
        '[contact]\nuntil = "15:00"\n',
        "contact.until (line 5): with 4 contacts ladder.day_one would last from 13:20 to 15:10; "
        'write "15:10" or later.',
        id="contact ends before the ladder does",
    ),
    pytest.param(
        "[contact]\nmost_a_day = 1\n",
        "contact.most_a_day (line 5): each contact is texted 2 times in ladder.day_one; write at least 2.",
        id="fewer texts than rounds",
    ),
    pytest.param(
        '[contact]\nlater_days_from = "15:00"\n',
        "contact.later_days_from (line 5): the morning would pass without contact; write 12:00 or earlier.",
        id="later days begin in the afternoon",
    ),
    pytest.param(
        '[contact]\nlater_days_from = "08:15"\n',
        "contact.later_days_from (line 5): nobody is known to be away before 09:00; write that or"
        ' later, or "register_close".',
        id="later days begin before the register",
    ),
    pytest.param(
        'report_by = "09:30"\n',
        "report_by (line 4): the first texts go out at 09:00; write that or earlier.",
        id="reports after the first text",
    ),
    pytest.param(
        '[sessions.am]\nopens_at = "07:20"\ncloses_at = "07:30"\n',
        "sessions.am.closes_at (line 6): families report by 09:00; write that or later, or an "
        "earlier report_by.",
        id="a register before reports are due",
    ),
    pytest.param(
        '[sessions.pm]\nopens_at = "11:30"\ncloses_at = "11:35"\n',
        "sessions.pm.opens_at (line 5): the morning ends at 12:00; write that or later.",
        id="the afternoon in the morning",
    ),
    pytest.param(
        '[sessions.am]\nends_at = "14:00"\n',
        "sessions.am.ends_at (line 5): the afternoon register opens at 13:15; write that or earlier.",
        id="the morning in the afternoon",
    ),
    pytest.param(
        "[sessions.am]\n"
        'opens_at = "18:30"\n'
        'closes_at = "18:40"\n'
        'ends_at = "18:50"\n'
        "[sessions.pm]\n"
        'opens_at = "19:00"\n'
        'closes_at = "19:05"\n'
        'ends_at = "19:20"\n',
        "sessions.am.closes_at (line 6): no text could ever go out: the register closes at 18:40,"
        " and contact ends at 18:00; write an earlier time.",
        id="a register after contact ends",
    ),
    pytest.param(
        'report_by = "07:30"\n[sessions.am]\nopens_at = "07:20"\ncloses_at = "07:30"\n',
        "sessions.am.closes_at (line 7): no text goes out before 08:00; write that or later.",
        id="a register within the quiet hours",
    ),
    pytest.param(
        put(LATER_DAYS, 'task = "call"', 'task = "register"'),
        'ladder.later_days.2.task (line 11): a ladder does not open "register"; write another '
        'task, such as "call".',
        id="a task that no ladder opens",
    ),
    pytest.param(
        put(LATER_DAYS, 'key = "call"', 'key = "vulnerable"'),
        'ladder.later_days.2.key (line 10): "vulnerable" is also a step of ladder.once; give each'
        " its own key.",
        id="a key of a once step",
    ),
    pytest.param(
        put(ONCE, 'key = "vulnerable"', 'key = "call"'),
        'ladder.once.1.key (line 5): "call" is also a step of ladder.day_one; give each its own key.',
        id="a key of a day's step",
    ),
    pytest.param(
        "[contact]\nmost_a_day = 13\n",
        "contact.most_a_day (line 5): write a whole number from 1 to 12.",
        id="texts without end",
    ),
    pytest.param(
        '[[vulnerable_ladder.day_one]]\nkey = "call"\ntask = "call"\n',
        "vulnerable_ladder.day_one (line 4): no visit would be decided on that day; add a step "
        'with task = "visit_decision".',
        id="the vulnerable pupils' first day cut short",
    ),
    pytest.param(
        '[sessions.pm]\nopens_at = "17:00"\ncloses_at = "17:05"\nends_at = "17:30"\n',
        "sessions.pm.closes_at (line 6): with 4 contacts ladder.day_one would last from 17:05 to "
        '18:55, but contact ends at 18:00; write "16:10" or earlier.',
        id="an afternoon too late for the ladder",
    ),
    pytest.param(
        "[tasks.call]\ndue_minutes = 1440\n",
        "tasks.call.due_minutes (line 5): a child would wait too long for this; write 120 or less.",
        id="a call due tomorrow",
    ),
    pytest.param(
        "[tasks.home_visit]\ndue_minutes = 600\n",
        "tasks.home_visit.due_minutes (line 5): a child would wait too long for this; write 480 or less.",
        id="a visit due tomorrow",
    ),
    pytest.param(
        '[tasks.call]\nrole = "admin"\n',
        "tasks.call.role (line 5): an admin looks after settings, not children; write another "
        'role, such as "office".',
        id="a call for an admin",
    ),
    pytest.param(
        '[tasks.safeguarding]\nrole = "office"\n',
        "tasks.safeguarding.role (line 5): this is for whoever leads on safeguarding; write "
        '"safeguarding_lead" or "deputy_safeguarding_lead".',
        id="safeguarding for the office",
    ),
    pytest.param(
        "[push]\nchain = []\n",
        'push.chain (line 5): the lead is told first; begin the list with "safeguarding_lead".',
        id="nobody told of urgent tasks",
    ),
    pytest.param(
        '[push]\nchain = ["safeguarding_lead", "deputy_safeguarding_lead"]\n',
        'push.chain (line 5): somebody must answer in the end; let "head" be the last of the list.',
        id="the head never told",
    ),
    pytest.param(
        '[push]\nchain = ["safeguarding_lead", "head", "safeguarding_lead", "head"]\n',
        "push.chain (line 5): each person is told once; write every role once.",
        id="somebody told twice",
    ),
    pytest.param(
        '[push]\nchain = ["safeguarding_lead", "hed"]\n',
        "push.chain (line 5): write a list of office, attendance_officer, safeguarding_lead, "
        "deputy_safeguarding_lead, head, admin.",
        id="a role that does not exist",
    ),
    pytest.param(
        '[push]\nchain = "head"\n',
        "push.chain (line 5): write a list of office, attendance_officer, safeguarding_lead, "
        "deputy_safeguarding_lead, head, admin.",
        id="a chain that is no list",
    ),
    pytest.param(
        "[push]\ngap_minutes = 15\n",
        "push.gap_minutes (line 5): write a whole number from 1 to 5.",
        id="long waits between people",
    ),
    pytest.param(
        "[registers]\ncheck_minutes = 20\n",
        "registers.check_minutes (line 5): write a whole number from 0 to 10.",
        id="an office check too long",
    ),
    pytest.param(
        "[registers]\nmissing_minutes = 45\n",
        "registers.missing_minutes (line 5): write a whole number from 1 to 15.",
        id="a missing register asked for too late",
    ),
    pytest.param(
        "[registers]\noverdue_minutes = 90\n",
        "registers.overdue_minutes (line 5): write a whole number from 5 to 30.",
        id="overdue too late",
    ),
    pytest.param(
        "[registers]\nunusual_least = 1\n",
        "registers.unusual_least (line 5): write a whole number from 2 to 40.",
        id="every class unusual",
    ),
    pytest.param(
        'contact = { until = "08:00" }\n',
        "contact.until (line 4): no text could ever go out: the register closes at 09:00; write a"
        ' time such as "18:00".',
        id="a table in one line",
    ),
    pytest.param(
        'contact.until = "08:00"\n',
        "contact.until (line 4): no text could ever go out: the register closes at 09:00; write a"
        ' time such as "18:00".',
        id="a dotted key",
    ),
]


@pytest.mark.parametrize("part", [ONCE, FIRST_DAY, LATER_DAYS, ONCE + FIRST_DAY + LATER_DAYS])
def test_what_the_wrong_ones_are_made_from_is_right(part: str) -> None:
    assert parse_policy(START + part, "ours").title == "Ours"


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_policy_that_leaves_a_child_unfollowed_is_refused(text: str, said: str) -> None:
    assert refusal(START + text) == said


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_the_line_is_one_that_the_school_wrote_itself(text: str, said: str) -> None:
    found = re.search(r"\(line (\d+)\)", said)
    assert found is not None
    line = (START + text).splitlines()[int(found.group(1)) - 1]
    last = said.partition(" ")[0].rpartition(".")[2]
    assert last in line or line.startswith("[")


def test_twenty_ways_and_more() -> None:
    assert len(WRONG) >= 20


@pytest.mark.parametrize("slug", policy_slugs())
def test_a_school_that_changes_nothing_is_right(slug: str) -> None:
    ours = parse_policy(f'extends = "{slug}"\ntitle = "Ours"\n', "ours")
    assert ours.ladder == load_policy(slug).ladder


@pytest.mark.parametrize(
    "text",
    [
        '[contact]\nfrom = "09:00"\nuntil = "15:10"\nmost_a_day = 2\n',
        '[contact]\nlater_days_from = "12:00"\n',
        '[contact]\nlater_days_from = "09:00"\n',
        "[ladder]\nvisit_every = 5\n",
        "[ladder]\nbreak_days = 1\n",
        "[tasks.call]\ndue_minutes = 120\n",
        '[tasks.safeguarding]\nrole = "deputy_safeguarding_lead"\n',
        "[registers]\ncheck_minutes = 0\nunusual_percent = 100\n",
        '[push]\nchain = ["safeguarding_lead", "head"]\ngap_minutes = 1\n',
        put(ONCE, "from_day = 10", "from_day = 1"),
        put(ONCE, 'only = "vulnerable"', 'only = "always"'),
        put(LATER_DAYS, 'only = "nobody_reached"', "from_day = 3"),
        put(FIRST_DAY, "gap_minutes = 10", "gap_minutes = 80"),
        put(LATER_DAYS, "after_minutes = 60", "after_minutes = 480"),
    ],
)
def test_what_is_just_within_the_limits_is_right(text: str) -> None:
    assert parse_policy(START + text, "ours").title == "Ours"


LINES = """\
title = "a # [b]"
a.b = 3 # [c]
"c d" = [1,
 [2, 3],
]
inline = { k = 1, m = { n = "x" }, q = [{ z = 1 }, { z = 2 }] }
long = '''
[fake]
x = 1
'''
when = 2026-01-01T09:00:00Z
[t.u] # one
v = -1.5e3
[[t.l]]
k = "a"

[[t.l]]
k = 'b'
list = [
  { one = 1, two = 2 },
  { one = 3 },
]
[z]"""


def test_the_lines_of_a_text() -> None:
    assert lines_of(LINES) == {
        "title": 1,
        "a": 2,
        "a.b": 2,
        "c d": 3,
        "inline": 6,
        "inline.k": 6,
        "inline.m": 6,
        "inline.m.n": 6,
        "inline.q": 6,
        "inline.q.1": 6,
        "inline.q.1.z": 6,
        "inline.q.2": 6,
        "inline.q.2.z": 6,
        "long": 7,
        "when": 11,
        "t": 12,
        "t.u": 12,
        "t.u.v": 13,
        "t.l": 14,
        "t.l.1": 14,
        "t.l.1.k": 15,
        "t.l.2": 17,
        "t.l.2.k": 18,
        "t.l.2.list": 19,
        "t.l.2.list.1": 20,
        "t.l.2.list.1.one": 20,
        "t.l.2.list.1.two": 20,
        "t.l.2.list.2": 21,
        "t.l.2.list.2.one": 21,
        "z": 23,
    }


def test_what_is_not_written_is_beside_what_is() -> None:
    lines: Lines = {"ladder": 4, "ladder.once.1": 6}
    assert nearest_line(lines, "ladder.once.1.key") == 6
    assert nearest_line(lines, "ladder.later_days") == 4
    assert nearest_line(lines, "contact.until") is None
