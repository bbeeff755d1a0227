"""Conversations by text with listed parents, through the real engine, on both databases."""

import pytest

from attendance.people import Actor
from attendance.review import approve
from bot.parsers.protocol import Parser
from storage.engine import Database
from telephony.segments import count_segments
from tests.flows.talking import GRAN, MUM, Town, make_town

TODAY = {("20 Nov", "am"): "I", ("20 Nov", "pm"): "I"}
OFFICE = Actor(None, "Ann Office", "office manager", frozenset({"office"}))


@pytest.fixture
def town(database: Database, parser: Parser) -> Town:
    return make_town(database, parser)


def confirm(town: Town) -> None:
    report = town.report()
    with town.database.write() as db:
        approve(db, report.id, report.version, OFFICE, town.now)


def test_one_message_is_enough(town: Town) -> None:
    answer = town.answer(GRAN, "Oliver has been sick all night so won't be in today")
    assert answer == (
        "Thanks. Oliver is down as away today (Fri 20 Nov). The office will check it. "
        "If that's not right, just text back."
    )
    report = town.report()
    assert (report.reason, report.code, report.state, report.standing) == (
        "illness",
        "I",
        "provisional",
        "listed",
    )
    assert report.words == "Oliver has been sick all night so won't be in today"
    assert town.marks("Oliver") == TODAY
    assert town.tasks() == []


def test_the_only_child_need_not_be_named(town: Town) -> None:
    town.answer(GRAN, "poorly again, not coming in today")
    assert town.report().pupil_id == town.pupil("Oliver")


def test_which_child(town: Town) -> None:
    assert town.answer(MUM, "not well today, temperature") == (
        "Thanks for letting us know. Which child is this about?"
    )
    assert town.report().pupil_id is None  # kept for the office even if nobody answers
    assert "Zofia is down as away today" in town.answer(MUM, "Zofia")
    report = town.report()
    assert (report.pupil_id, report.reason) == (town.pupil("Zofia"), "illness")
    assert report.words == "not well today, temperature\nZofia"
    assert town.marks("Zofia") == TODAY
    assert town.marks("Jakub") == {}


def test_both_children(town: Town) -> None:
    town.answer(MUM, "not well today, temperature")
    assert "Zofia and Jakub are down as away today" in town.answer(MUM, "both")
    assert len(town.reports("provisional")) == 2
    assert town.marks("Zofia") == town.marks("Jakub") == TODAY


def test_why(town: Town) -> None:
    assert town.answer(MUM, "Zofia won't be in today") == (
        "Thanks for letting us know. Why is Zofia away today (Fri 20 Nov)?"
    )
    assert town.report().code == "N"
    assert "Zofia is down as away today" in town.answer(MUM, "she's ill")
    assert town.report().code == "I"
    assert [report.state for report in town.reports()] == ["superseded", "provisional"]


def test_at_most_two_questions_then_a_person(town: Town) -> None:
    assert "Which child" in town.answer(MUM, "won't be in today")
    assert "Why is Jakub away" in town.answer(MUM, "Jakub")
    last = town.answer(MUM, "personal reasons")
    assert "Jakub is down as away" in last
    assert "The office may ring you" in last
    assert [task.kind for task in town.tasks()] == ["inbox"]
    assert town.report().reason == "unstated"


def test_two_children_two_reasons(town: Town) -> None:
    answer = town.answer(MUM, "Zofia has a cold and Jakub is at the dentist")
    assert "Zofia and Jakub are down as away today" in answer
    assert town.marks("Zofia")[("20 Nov", "am")] == "I"
    assert town.marks("Jakub")[("20 Nov", "am")] == "M"


def test_late(town: Town) -> None:
    answer = town.answer(GRAN, "running late, Oliver will be there at 9.30")
    assert "Oliver is down as coming in at 09:30 today (Fri 20 Nov)" in answer
    assert town.report().code == "U"
    assert town.marks("Oliver") == {("20 Nov", "am"): "N"}, "nobody has seen him yet"


def test_until_and_back(town: Town) -> None:
    answer = town.answer(GRAN, "Oliver has a bad tummy bug, he'll be back on Thursday")
    assert "Oliver is down as away Fri 20 to Wed 25 Nov, back Thu 26 Nov" in answer
    assert {day for day, _ in town.marks("Oliver")} == {"20 Nov", "23 Nov", "24 Nov", "25 Nov"}


def test_leave_is_a_request(town: Town) -> None:
    answer = town.answer(GRAN, "We're taking Oliver on holiday to Spain on Monday 7 December")
    assert "The head decides" in answer
    assert town.report().decided_by == "head"


def test_days_that_are_not_clear_are_asked_not_guessed(town: Town) -> None:
    assert "Which day or days" in town.answer(MUM, "Zofia has the dentist on Saturday")
    assert town.marks("Zofia") == {}
    assert "Zofia is down as away on Mon 23 Nov" in town.answer(MUM, "Monday 23rd November")
    report = town.report()
    assert (report.reason, str(report.first_on)) == ("medical", "2026-11-23")


def test_another_day_was_meant(town: Town) -> None:
    town.answer(MUM, "Zofia is ill today")
    assert "Zofia is down as away on Mon 23 Nov" in town.answer(MUM, "sorry I meant Monday")
    assert set(town.marks("Zofia").items()) == {
        (("20 Nov", "am"), "N"),
        (("20 Nov", "pm"), "N"),
        (("23 Nov", "am"), "I"),
        (("23 Nov", "pm"), "I"),
    }
    old, new = town.reports()
    assert (old.state, old.superseded_by_id) == ("superseded", new.id)


def test_a_day_without_school_was_meant(town: Town) -> None:
    town.answer(MUM, "Zofia is ill today")
    assert "Which day or days" in town.answer(MUM, "sorry I meant tomorrow")  # a Saturday
    assert "Mon 23 Nov" in town.answer(MUM, "Monday")
    assert town.report().reason == "illness"


def test_another_child_was_meant(town: Town) -> None:
    town.answer(MUM, "Jakub is ill today")
    assert "Zofia is down as away" in town.answer(MUM, "I said Jakub but I meant Zofia")
    assert town.marks("Jakub") == {("20 Nov", "am"): "N", ("20 Nov", "pm"): "N"}
    assert town.marks("Zofia") == TODAY


def test_the_other_child_too(town: Town) -> None:
    town.answer(MUM, "Jakub is ill today")
    assert "Zofia is down as away" in town.answer(MUM, "no it's both of them")
    assert town.marks("Jakub") == town.marks("Zofia") == TODAY


def test_another_reason_was_meant(town: Town) -> None:
    town.answer(MUM, "Zofia is ill today")
    town.answer(MUM, "Zofia has a dentist appointment today")
    assert town.report().reason == "medical"
    assert town.marks("Zofia")[("20 Nov", "am")] == "M"


def test_saying_it_twice_changes_nothing(town: Town) -> None:
    first = town.answer(GRAN, "Oliver is ill today")
    assert town.answer(GRAN, "Oliver is ill today") == first
    assert len(town.reports()) == 1


def test_a_second_message_adds_the_return(town: Town) -> None:
    town.answer(GRAN, "Oliver is ill today")
    assert "back Wed 25 Nov" in town.answer(GRAN, "Oliver is still poorly, he'll be back on Wednesday")
    assert [report.state for report in town.reports()] == ["superseded", "provisional"]


def test_coming_in_after_all(town: Town) -> None:
    town.answer(GRAN, "Oliver is ill today")
    assert "We now expect Oliver in school today (Fri 20 Nov)" in town.answer(
        GRAN, "he's coming in after all"
    )
    assert [report.state for report in town.reports()] == ["withdrawn"]
    assert set(town.marks("Oliver").values()) == {"N"}


def test_coming_in_after_all_once_a_person_has_confirmed(town: Town) -> None:
    town.answer(GRAN, "Oliver is ill today")
    confirm(town)
    assert "passed your message" in town.answer(GRAN, "he's coming in after all")
    assert town.marks("Oliver") == TODAY
    assert [task.kind for task in town.tasks()] == ["inbox"]


def test_which_of_two_is_coming_in(town: Town) -> None:
    town.answer(MUM, "Zofia and Jakub are ill today")
    assert "Which child is coming in?" in town.answer(MUM, "he's coming in after all")
    assert "We now expect Jakub in school" in town.answer(MUM, "Jakub")
    assert town.report().pupil_id == town.pupil("Zofia")


def test_back_earlier_keeps_the_days_before(town: Town) -> None:
    town.answer(GRAN, "Oliver is ill, back on Thursday")
    town.now = town.now.replace(day=24)
    answer = town.answer(GRAN, "he's coming in after all")
    assert "We now expect Oliver in school today (Tue 24 Nov)" in answer
    marks = town.marks("Oliver")
    assert marks[("23 Nov", "am")] == "I"
    assert marks[("24 Nov", "am")] == "N"


def test_the_next_morning_is_a_new_conversation(town: Town) -> None:
    town.answer(MUM, "won't be in today")
    town.now = town.now.replace(day=23)
    assert "Why is Zofia away" in town.answer(MUM, "Zofia")
    assert [report.pupil_id for report in town.reports()] == [None, town.pupil("Zofia")]


@pytest.mark.parametrize(
    "body", ["can someone ring me please", "when does term start", "I want to speak to a person"]
)
def test_questions_and_people(town: Town, body: str) -> None:
    assert "passed your message to the school office" in town.answer(GRAN, body)
    assert [(task.kind, task.role) for task in town.tasks()] == [("inbox", "office")]


def test_an_adult_who_thought_the_child_was_in_school(town: Town) -> None:
    answer = town.answer(GRAN, "I dropped him off at 8:30")
    assert "check straight away" in answer
    assert "Thanks" not in answer
    [search, task] = town.tasks()
    assert (search.kind, search.role, search.urgent) == ("site_search", "office", True)
    assert (task.kind, task.urgent, task.pupil_id) == ("safeguarding", True, town.pupil("Oliver"))
    assert town.reports() == []


def test_danger(town: Town) -> None:
    answer = town.answer(GRAN, "his dad hit him and he's scared to go home")
    assert "999" in answer
    assert "0161 496 0100" in answer
    assert "hit" not in answer
    assert "Oliver" not in answer
    [task] = town.tasks()
    assert (task.kind, task.role, task.urgent) == ("safeguarding", "safeguarding_lead", True)
    later = town.answer(GRAN, "won't be in today")
    assert "?" not in later  # nothing more is asked until a person acts
    assert town.tasks()[-1].kind == "inbox"


def test_danger_and_a_report_in_one_message(town: Town) -> None:
    town.answer(GRAN, "Oliver is ill today and his dad hit him again last night, we are scared to go home")
    assert [report.standing for report in town.reports()] in ([], ["unclear"])
    assert town.marks("Oliver") == {}
    assert town.tasks()[0].kind == "safeguarding"


def test_thanks_needs_no_answer(town: Town) -> None:
    town.answer(GRAN, "Oliver is ill today")
    assert town.answer(GRAN, "thanks") == ""
    assert town.answer(GRAN, "👍") == ""
    assert len(town.reports()) == 1


@pytest.mark.parametrize("body", ["", "😀😷🤒", "\u200d", "x", "7" * 1600, "off " * 400, "\u202eabc\ufffd"])
def test_odd_texts_never_break(town: Town, body: str) -> None:
    assert town.text(GRAN, body) not in ("later", "repeat")
    assert all(count_segments(reply).count <= 2 for reply in town.replies())


def test_a_picture(town: Town) -> None:
    town.text(GRAN, "", media=1)
    assert "in words" in town.replies(GRAN)[0]
    town.text(GRAN, "Oliver has chickenpox and is off today", media=1)
    assert len(town.reports()) == 1
    assert [task.kind for task in town.tasks()] == ["inbox", "inbox"]


def test_a_language_we_have_no_texts_of_goes_to_a_person(town: Town) -> None:
    answer = town.answer(MUM, "என் மகளுக்கு இன்று காய்ச்சல், பள்ளிக்கு வர மாட்டாள்")
    assert "a person in the school office will" in answer
    assert [task.kind for task in town.tasks()] == ["inbox"]


def test_another_language_is_read(town: Town) -> None:
    assert "Zofia is down as away today" in town.answer(
        MUM, "Zofia jest dzisiaj chora i nie przyjdzie do szkoły"
    )
    assert town.tasks() == []


def test_a_name_that_is_none_of_theirs(town: Town) -> None:
    assert "Which child" in town.answer(MUM, "Amelia is poorly today")
    assert "can't tell which child" in town.answer(MUM, "Amelia")
    assert "passed your message" in town.answer(MUM, "Amelia")
    assert [task.kind for task in town.tasks()] == ["inbox"]
