"""A conversation is the replay of its events, and is forgotten the next morning."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.forms import AbsenceForm, next_question
from bot.tracker import Asked, Event, Question, Tracker, begins_at, replay

LONDON = ZoneInfo("Europe/London")


def test_a_question_stays_open_until_the_matter_is_settled() -> None:
    asked = [
        Event("heard", {"message": 1}),
        Event("reported", {"reports": [5], "pupils": [], "settled": False}),
        Event("asked", {"question": "child", "reports": [5], "pupils": []}),
        Event("replied", {"key": "ask_child"}),
    ]
    assert replay(asked) == Tracker(Asked(Question.CHILD, (5,)), 1, (), (5,), ("ask_child",))
    settled = [*asked, Event("reported", {"reports": [6], "pupils": [2], "settled": True})]
    assert replay(settled) == Tracker(None, 0, (2,), (6,), ("ask_child",))


def test_questions_about_one_matter_are_counted() -> None:
    events = [
        Event("asked", {"question": "child"}),
        Event("reported", {"reports": [6], "pupils": [2], "settled": False}),
        Event("asked", {"question": "reason", "pupils": [2]}),
    ]
    tracker = replay(events)
    assert (tracker.questions, tracker.asked) == (2, Asked(Question.REASON, (), (2,)))


@pytest.mark.parametrize("kind", ["handed_over", "withdrew"])
def test_a_person_or_a_withdrawal_ends_the_questions(kind: str) -> None:
    tracker = replay([Event("asked", {"question": "child"}), Event(kind, {})])
    assert (tracker.asked, tracker.questions) == (None, 0)


@pytest.mark.parametrize(
    ("hour", "begins"),
    [
        (datetime(2026, 11, 20, 8, 0, tzinfo=LONDON), datetime(2026, 11, 20, 4, 0, tzinfo=LONDON)),
        (datetime(2026, 11, 20, 4, 0, tzinfo=LONDON), datetime(2026, 11, 20, 4, 0, tzinfo=LONDON)),
        (datetime(2026, 11, 20, 0, 30, tzinfo=LONDON), datetime(2026, 11, 19, 4, 0, tzinfo=LONDON)),
    ],
)
def test_a_conversation_lasts_until_the_next_morning(hour: datetime, begins: datetime) -> None:
    assert begins_at(hour) == begins


@pytest.mark.parametrize(
    ("form", "question"),
    [
        (AbsenceForm(False, False, False), Question.CHILD),
        (AbsenceForm(False, False, False, child_ambiguous=True), Question.WHICH),
        (AbsenceForm(True, False, False), Question.DAYS),
        (AbsenceForm(True, True, False), Question.REASON),
        (AbsenceForm(True, True, True), None),
    ],
)
def test_the_first_gap_is_asked_about(form: AbsenceForm, question: Question | None) -> None:
    assert next_question(form) is question
