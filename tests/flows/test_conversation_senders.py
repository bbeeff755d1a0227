"""Who writes decides what happens: listed, unlisted, kept away, shared, withheld, opted out."""

import pytest
from sqlalchemy import select

from attendance.intake import Received, UnknownLine, take_in
from bot.parsers.protocol import Parser
from rules.steps import Role
from storage.engine import Database
from storage.models import ContactPoint, Conversation, InboundMessage, OptOut
from tests.flows.talking import DAD, GRAN, MUM, OTHER_DAD, STRANGER, Town, make_town
from tests.making import add_contact, add_pupil

NEUTRAL = "Thanks, we've passed your message to the school office. If it's urgent, please ring 0161 496 0100."


@pytest.fixture
def town(database: Database, parser: Parser) -> Town:
    return make_town(database, parser)


def outcome_of_last(town: Town) -> str | None:
    with town.database.read() as db:
        return db.scalars(select(InboundMessage).order_by(InboundMessage.id.desc())).first().outcome  # type: ignore[union-attr]


def test_an_unlisted_number_is_kept_and_told_nothing(town: Town) -> None:
    assert town.answer(STRANGER, "Oliver Reed is ill today") == NEUTRAL
    report = town.report()
    assert (report.standing, report.pupil_id, report.contact_id) == ("unlisted", town.pupil("Oliver"), None)
    assert town.marks("Oliver") == {}
    assert [(task.kind, task.role) for task in town.tasks()] == [("inbox", "office")]


def test_an_unlisted_number_hears_the_same_about_a_child_who_is_not_here(town: Town) -> None:
    assert town.answer(STRANGER, "Amelia Stone is ill today") == NEUTRAL
    assert town.report().pupil_id is None


@pytest.mark.parametrize("body", ["Oliver is ill today", "Oliver and Ada are ill today", "my son is ill"])
def test_an_unlisted_number_must_name_the_pupil_in_full(town: Town, body: str) -> None:
    town.text(STRANGER, body)
    assert {report.pupil_id for report in town.reports()} == {None}


def test_two_pupils_with_the_full_name_are_nobody(town: Town) -> None:
    with town.database.write() as db:
        add_pupil(db, town.made, "Oliver Reed")
    town.text(STRANGER, "Oliver Reed is ill today")
    assert town.report().pupil_id is None


def test_an_unlisted_number_is_answered_once_a_day(town: Town) -> None:
    town.text(STRANGER, "Oliver Reed is ill today")
    town.text(STRANGER, "I am driving and will get back to you later")
    assert town.replies(STRANGER) == [NEUTRAL]
    assert len(town.tasks()) == 2


def test_an_unlisted_number_cannot_take_a_report_back(town: Town) -> None:
    town.text(GRAN, "Oliver is ill today")
    town.text(STRANGER, "Oliver Reed is coming in after all")
    assert town.report().standing == "listed"


def test_a_contact_who_may_not_report(town: Town) -> None:
    assert town.answer(DAD, "Oliver is ill today") == NEUTRAL
    assert town.report().standing == "may_not_report"
    assert town.marks("Oliver") == {}
    assert [task.kind for task in town.tasks()] == ["inbox"]


def test_a_contact_who_must_not_be_contacted(town: Town) -> None:
    assert town.answer(OTHER_DAD, "Ada is ill today") == ""
    assert town.reports() == []
    assert town.marks("Ada") == {}
    assert [(task.kind, task.role, task.urgent) for task in town.tasks()] == [
        ("safeguarding", Role.SAFEGUARDING_LEAD, True)
    ]


def test_a_withheld_number_is_kept_for_the_office(town: Town) -> None:
    town.text(None, "Oliver Reed is ill today")
    assert town.replies() == []
    assert town.report().standing == "unlisted"
    assert [task.kind for task in town.tasks()] == ["inbox"]
    with town.database.read() as db:
        assert db.scalars(select(Conversation)).all() == []


def test_a_number_two_contacts_share_and_both_may_report(town: Town) -> None:
    with town.database.write() as db:
        add_contact(db, town.made, "Adam Nowak", MUM, {"Zofia Nowak": 2, "Jakub Nowak": 2})
    assert "Zofia is down as away" in town.answer(MUM, "Zofia is ill today")
    report = town.report()
    assert (report.standing, report.contact_id) == ("listed", None)


def test_a_shared_number_of_which_only_one_may_report(town: Town) -> None:
    with town.database.write() as db:
        add_contact(db, town.made, "Joan Neighbour", GRAN, {"Ada Byrne": 1})
    answer = town.answer(GRAN, "Oliver is ill today")
    assert "Oliver" not in answer
    assert town.report().standing == "shared"
    assert town.marks("Oliver") == {("20 Nov", "am"): "N", ("20 Nov", "pm"): "N"}
    assert [task.kind for task in town.tasks()] == ["inbox"]


def test_a_number_shared_with_somebody_to_keep_away_is_silenced(town: Town) -> None:
    with town.database.write() as db:
        add_contact(db, town.made, "Ex Reed", GRAN, {"Oliver Reed": 3}, must_not_be_contacted=True)
    assert town.answer(GRAN, "Oliver is ill today") == ""
    assert town.reports() == []


def test_a_dead_number_speaks_for_nobody(town: Town) -> None:
    with town.database.write() as db:
        point = db.scalars(select(ContactPoint).where(ContactPoint.number == GRAN)).one()
        point.dead_at = town.now
    assert town.answer(GRAN, "Oliver is ill today") == NEUTRAL
    assert town.report().standing == "unlisted"


def test_a_contact_who_may_not_be_told_hears_no_name(town: Town) -> None:
    with town.database.write() as db:
        add_contact(db, town.made, "Kit Reed", STRANGER, {"Oliver Reed": 4}, may_be_told=False)
    answer = town.answer(STRANGER, "Oliver is ill today")
    assert "Oliver" not in answer
    assert "passed your message" in answer
    assert town.report().standing == "listed"


def test_opting_out_is_mirrored_in_silence(town: Town) -> None:
    assert town.text(GRAN, "STOP", opt="out") == "opted out"
    assert [task.kind for task in town.tasks()] == ["inbox"]
    assert town.answer(GRAN, "Oliver is ill today") == ""  # no reply, but the report counts
    assert town.report().standing == "listed"
    assert town.text(GRAN, "START", opt="in") == "opted in"
    with town.database.read() as db:
        assert db.scalars(select(OptOut)).all() == []
    assert "passed your message" in town.answer(GRAN, "can someone ring me please")


def test_cancel_opts_out_and_the_office_hears_of_it(town: Town) -> None:
    town.text(GRAN, "Oliver is ill today")
    town.text(GRAN, "Cancel", opt="out")
    [task] = town.tasks()
    assert task.kind == "inbox"
    assert "is the child coming in" in task.why
    assert town.report().state == "provisional"  # a word that stops texts withdraws nothing


def test_one_word_of_help_reaches_a_person(town: Town) -> None:
    town.text(GRAN, "HELP", opt="help")
    assert town.replies() == []
    assert [(task.kind, task.urgent) for task in town.tasks()] == [("inbox", True)]


def test_a_line_that_is_not_ours(town: Town) -> None:
    received = Received("SM1", "sms", GRAN, "+447700900123", "Oliver is ill")
    with pytest.raises(UnknownLine):
        take_in(town.database, town.parser, received, town.now)
    with town.database.read() as db:
        assert db.scalars(select(InboundMessage)).all() == []


def test_every_message_ends_with_an_outcome(town: Town) -> None:
    for number in (GRAN, DAD, OTHER_DAD, STRANGER, None):
        town.text(number, "Oliver is ill today")
        assert outcome_of_last(town)
