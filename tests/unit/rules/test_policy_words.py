"""A policy in plain words: every setting is in it, with clock times."""

from __future__ import annotations

import pytest

from rules.policy import load_policy, parse_policy, policy_slugs
from rules.policy_words import ONLY_WORDS, TASK_WORDS, explain_policy
from rules.steps import Only, TaskKind


def own(text: str) -> str:
    return explain_policy(parse_policy(f'extends = "default"\ntitle = "Ours"\n{text}', "ours"))


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("slug", policy_slugs())
def test_every_preset_is_explained_in_lines_that_fit(slug: str) -> None:
    text = explain_policy(load_policy(slug))
    assert text.startswith(f"{load_policy(slug).title}\n====")
    assert all(len(line) <= 96 for line in text.splitlines())
    assert "_" not in text, "the words of a policy, not those of its file"
    assert "None" not in text


def test_the_first_and_the_later_days_are_told_by_the_clock() -> None:
    text = explain_policy(load_policy("default"))
    for line in (
        "09:00  text 1 to contact 1",
        "09:10  text 1 to contact 2",
        "09:20  text 2 to contact 1",
        "09:30  text 2 to contact 2",
        "09:40  a task for the attendance officer, by 10:10: ring the contacts in listed order",
        "10:10  a task for the attendance officer, by 11:10: decide on a home visit that day",
        "09:25  a task for the attendance officer, by 09:55: ring the contacts in listed order",
    ):
        assert f"  - {line}\n" in text
    ordinary, flagged = text.split("A pupil who was flagged as vulnerable")
    assert "look now: a child may not be safe" not in ordinary.split("Once in a case")[0]
    assert "09:00  a task for the safeguarding lead, by 09:15: look now" in flagged
    assert "09:05  text 1 to contact 2" in flagged
    assert "09:45  a task for the safeguarding lead, by 10:15: consider asking the police" in flagged


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ('report_by = "08:45"', "Families are asked to report by 08:45."),
        (
            '[sessions.am]\nopens_at = "08:50"\ncloses_at = "09:10"',
            "The morning register opens at 08:50 and closes at 09:10, the afternoon register opens at 13:15 "
            "and closes at 13:20.",
        ),
        ('[sessions.am]\nopens_at = "08:50"\ncloses_at = "09:10"', "- 09:10 text 1 to contact 1"),
        (
            "[registers]\nmissing_minutes = 15\ndeputy_minutes = 1",
            "A class that has sent no register 15 minutes after its close is asked for it; 1 minute later "
            "the deputy is told",
        ),
        (
            "[registers]\nunusual_least = 7\nunusual_percent = 40\ncheck_minutes = 8",
            "When 7 or more pupils, and 40 % of a class, are away unexplained, first texts wait up to 8 min",
        ),
        ("[registers]\noverdue_minutes = 20", "A pupil who went out is overdue 20 minutes after"),
        (
            "[ladder]\nvisit_every = 4",
            "On school days 4, 8, 12 and so on the attendance officer is asked",
        ),
        ("[ladder]\nbreak_days = 2", "Before 2 or more days without school, the safeguarding lead decides"),
        ('[tasks.family_contact]\nrole = "head"', "the head is asked to contact the family."),
        ('[contact]\nfrom = "08:30"\nuntil = "19:00"', "No text goes out before 08:30, nor from 19:00 on."),
        ("[contact]\nmost_a_day = 6", "No contact gets more than 6 texts a day"),
        (
            '[push]\nchain = ["safeguarding_lead", "office", "head"]\ngap_minutes = 2',
            "told to the safeguarding lead, then the office, then the head, 2 minutes apart",
        ),
        ('[coding]\nholiday = "never"', "A holiday in term time is never granted"),
        ('[coding]\nholiday = "head"', "A holiday in term time is weighed by the head"),
        ("[coding]\nappointment_evidence = true", "Medical appointments are asked for with evidence."),
        ("[coding]\nreligious_days = 5", "After 5 days of religious observance"),
        ("[coding]\nstale_days = 3", "is put before a person on school day 3."),
        ("[tasks.call]\ndue_minutes = 90", "attendance officer, within 90 minutes: ring the contacts"),
        ("[tasks.call]\ndue_minutes = 60", "attendance officer, within an hour: ring the contacts"),
        ("[tasks.call]\ndue_minutes = 120", "attendance officer, within 2 hours: ring the contacts"),
        (
            "",
            "At once, by day or night, for a pupil with a social worker: the safeguarding lead is asked",
        ),
        (
            "",
            "On school day 10, for every pupil: the attendance officer is asked to consider",
        ),
        ("", "A hold, such as a late bus, keeps texts, calls and visits back until it ends, never"),
        ("", "On other days without school nothing goes out, but urgent tasks still open."),
        ("", "A reason from a listed contact pauses contact at once; only a person closes a case."),
    ],
)
def test_each_setting_is_in_the_words(setting: str, said: str) -> None:
    assert said in flat(own(setting + "\n"))


def test_what_is_switched_off_is_not_told() -> None:
    assert "unexplained, first texts wait" in flat(own(""))
    assert "unexplained, first texts wait" not in flat(own("[registers]\ncheck_minutes = 0\n"))
    assert "evidence" not in own("")


def test_every_task_and_condition_has_its_words() -> None:
    assert set(TASK_WORDS) == set(TaskKind)
    assert set(ONLY_WORDS) | {Only.VISIT_DAY, Only.BEFORE_BREAK} == set(Only)
