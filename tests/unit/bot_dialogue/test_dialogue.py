"""Every kind of turn: facts in, decision out."""

from dataclasses import replace
from datetime import date

import pytest

from bot.dialogue import next_turn
from bot.parsers.protocol import Intent, ParseResult, Period, ReasonGuess
from bot.tracker import Asked, Question, Tracker
from bot.turn import Ask, Dispute, Report, ReportItem, Speaker, ToPerson, Turn, Withdraw
from rules.contacts import check_speaker
from rules.reasons import Reason
from rules.sessions import Session
from tests.unit.bot_dialogue.saying import (
    AMINA,
    BEN,
    DAY,
    MONDAY,
    TODAY,
    bare,
    earlier,
    message,
    said,
    speaker,
    verdict,
)

NEW = Tracker()
STRANGER = Speaker(check_speaker({}, TODAY))


def turn(tracker: Tracker, parse: ParseResult, who: Speaker, text: str = "not well") -> Turn:
    return next_turn(tracker, message(text), parse, who)


def reported(decision: Turn) -> tuple[ReportItem, ...]:
    return tuple(item for action in decision.actions if isinstance(action, Report) for item in action.items)


def handed(decision: Turn) -> list[ToPerson]:
    return [action for action in decision.actions if isinstance(action, ToPerson)]


def key(decision: Turn) -> str | None:
    return decision.reply.key if decision.reply else None


def test_a_full_report_is_read_back() -> None:
    decision = turn(NEW, said(Intent.REPORT, AMINA), speaker(AMINA, BEN))
    [item] = reported(decision)
    assert (item.pupil_id, item.reason, item.settled) == (AMINA, Reason.ILLNESS, True)
    assert key(decision) == "read_back"


def test_a_child_with_an_open_case_we_wrote_about_is_meant() -> None:
    who = replace(speaker(AMINA, BEN), written_about=(BEN,))
    [item] = reported(turn(Tracker(pupil_ids=(AMINA,)), said(Intent.REPORT), who))
    assert item.pupil_id == BEN


def test_two_children_we_wrote_about_are_asked_about() -> None:
    who = replace(speaker(AMINA, BEN), written_about=(AMINA, BEN))
    assert key(turn(NEW, said(Intent.REPORT), who)) == "ask_child"


def test_the_child_being_talked_about_is_meant() -> None:
    [item] = reported(turn(Tracker(pupil_ids=(BEN,)), said(Intent.REPORT), speaker(AMINA, BEN)))
    assert item.pupil_id == BEN


def test_two_children_with_one_name_are_told_apart_by_class() -> None:
    ambiguous = replace(said(Intent.REPORT), ambiguous_children=(AMINA, BEN))
    assert key(turn(NEW, ambiguous, speaker(AMINA, BEN))) == "ask_which"
    asked = Tracker(asked=Asked(Question.WHICH, (5,), (AMINA, BEN)), questions=1)
    who = speaker(AMINA, BEN, earlier=(earlier(5, None),))
    decision = turn(asked, said(Intent.REPORT, reason=None), who, "the one in 2A")
    assert [item.pupil_id for item in reported(decision)] == [BEN]


def test_a_name_that_is_none_of_theirs_is_asked_about_even_with_one_child() -> None:
    unknown = replace(said(Intent.REPORT), named_unknown=("Cora",))
    decision = turn(NEW, unknown, speaker(AMINA))
    assert key(decision) == "ask_child"
    assert reported(decision)[0].pupil_id is None


def test_an_unknown_name_beside_a_known_one_goes_to_a_person_too() -> None:
    both = replace(said(Intent.REPORT, AMINA), named_unknown=("Cora",))
    decision = turn(NEW, both, speaker(AMINA))
    assert reported(decision)[0].pupil_id == AMINA
    assert len(handed(decision)) == 1


@pytest.mark.parametrize("problem", ["ambiguous", "no_school"])
def test_unclear_days_are_a_question_and_no_mark_rests_on_them(problem: str) -> None:
    decision = turn(
        NEW, said(Intent.REPORT, AMINA, period=replace(DAY, problem=problem, stated=True)), speaker(AMINA)
    )
    assert key(decision) == "ask_days"
    assert not reported(decision)[0].settled


def test_days_gone_by_are_taken_and_flagged() -> None:
    [item] = reported(
        turn(NEW, said(Intent.REPORT, AMINA, period=replace(DAY, problem="past")), speaker(AMINA))
    )
    assert item.settled
    assert item.doubts


def test_half_days_at_the_edge_are_flagged() -> None:
    period = replace(DAY, first_session=Session.PM)
    [item] = reported(turn(NEW, said(Intent.REPORT, AMINA, period=period), speaker(AMINA)))
    assert "half a day" in item.doubts[0]


def test_a_question_is_asked_twice_at_most() -> None:
    asked = Tracker(asked=Asked(Question.CHILD, (5,)), questions=2)
    who = speaker(AMINA, BEN, earlier=(earlier(5, None),))
    decision = turn(asked, said(Intent.REPORT, reason=None), who)
    assert key(decision) == "passed"
    assert len(handed(decision)) == 1
    assert not any(isinstance(action, Ask) for action in decision.actions)


def test_no_reason_is_asked_for_once() -> None:
    unstated = said(Intent.REPORT, AMINA, reason=Reason.UNSTATED)
    assert key(turn(NEW, unstated, speaker(AMINA))) == "ask_reason"
    asked = Tracker(asked=Asked(Question.REASON, (5,), (AMINA,)), questions=1)
    who = speaker(AMINA, earlier=(replace(earlier(5, AMINA), reason=Reason.UNSTATED),))
    decision = turn(asked, unstated, who)
    assert key(decision) == "read_back_office"
    assert len(handed(decision)) == 1


def test_a_long_message_whose_reason_is_not_understood_is_not_questioned() -> None:
    decision = turn(
        NEW,
        said(Intent.REPORT, AMINA, reason=None),
        speaker(AMINA),
        "she has come down with the whatsit again",
    )
    assert key(decision) == "read_back"
    assert reported(decision)[0].doubts == ("The reason was not understood: read the message.",)


def test_more_that_we_cannot_read_reaches_a_person() -> None:
    """Nothing a parent adds is passed over, even when the days stay as they were."""
    more = said(Intent.REPORT, AMINA, reason=None)
    [item] = more.items
    doubtful = replace(more, items=(replace(item, alternatives=(ReasonGuess(Reason.MEDICAL, 0.5),)),))
    decision = turn(NEW, doubtful, speaker(AMINA, earlier=(earlier(5, AMINA),)), "not ill, the dentist")
    assert reported(decision) == ()
    assert len(handed(decision)) == 1
    assert key(decision) == "read_back_office"


def test_a_report_a_person_decided_on_is_not_replaced() -> None:
    who = speaker(AMINA, earlier=(earlier(5, AMINA, "confirmed"),))
    [item] = reported(turn(NEW, said(Intent.REPORT, AMINA, reason=Reason.MEDICAL), who))
    assert item.supersedes == ()
    assert item.doubts


def test_an_older_longer_report_keeps_its_days() -> None:
    older = replace(earlier(5, AMINA, period=Period(date(2026, 11, 16), TODAY)), made_on=date(2026, 11, 16))
    [item] = reported(turn(NEW, said(Intent.REPORT, AMINA), speaker(AMINA, earlier=(older,))))
    assert item.supersedes == ()


def test_withdrawing_and_confirmed() -> None:
    who = speaker(AMINA, earlier=(earlier(5, AMINA),))
    decision = turn(NEW, bare(Intent.CANCEL), who)
    assert decision.actions == (Withdraw((5,), (AMINA,)),)
    decided = speaker(AMINA, earlier=(earlier(5, AMINA, "confirmed"),))
    decision = turn(NEW, bare(Intent.CANCEL), decided)
    assert len(handed(decision)) == 1
    assert key(decision) == "passed"


def test_a_withdrawal_with_nothing_to_withdraw_goes_to_a_person() -> None:
    assert key(turn(NEW, bare(Intent.CANCEL), speaker(AMINA))) == "passed"


def test_back_on_a_later_day_shortens() -> None:
    week = earlier(5, AMINA, period=Period(TODAY, date(2026, 11, 27)))
    back = said(Intent.CANCEL, reason=None, period=replace(DAY, returns_on=MONDAY, stated=True))
    [item] = reported(turn(NEW, back, speaker(AMINA, earlier=(week,))))
    assert (item.period.last_on, item.period.returns_on, item.supersedes) == (
        date(2026, 11, 22),
        MONDAY,
        (5,),
    )


def test_correcting_one_of_two() -> None:
    who = speaker(AMINA, BEN, earlier=(earlier(5, AMINA), earlier(6, BEN)))
    tracker = Tracker(pupil_ids=(AMINA, BEN), report_ids=(5, 6))
    only = turn(tracker, said(Intent.CORRECT, AMINA, reason=None), who, "just Amina, the other one's fine")
    assert only.actions == (Withdraw((6,), (BEN,)),)
    time = said(Intent.CORRECT, BEN, reason=Reason.MEDICAL)
    [item] = reported(turn(tracker, time, who, "Ben's is the dentist"))
    assert (item.pupil_id, item.reason, item.supersedes) == (BEN, Reason.MEDICAL, (6,))


def test_correcting_what_a_person_decided_is_a_request() -> None:
    who = speaker(AMINA, earlier=(earlier(5, AMINA, "confirmed"),))
    decision = turn(NEW, said(Intent.CORRECT, AMINA, reason=Reason.MEDICAL), who)
    assert reported(decision) == ()
    assert len(handed(decision)) == 1


@pytest.mark.parametrize("text", ["*Ben", "I meant Ben"])
def test_another_child_was_meant(text: str) -> None:
    who = speaker(AMINA, BEN, earlier=(earlier(5, AMINA),))
    intent = Intent.REPORT if text.startswith("*") else Intent.CORRECT
    [item] = reported(turn(Tracker(report_ids=(5,)), said(intent, BEN, reason=None), who, text))
    assert (item.pupil_id, item.reason, item.supersedes) == (BEN, Reason.ILLNESS, (5,))


def test_a_dispute_is_for_the_children_it_can_be_about() -> None:
    decision = turn(NEW, bare(Intent.DISPUTE), speaker(AMINA))
    assert decision.actions == (Dispute((AMINA,)),)
    assert key(decision) == "dispute"
    nobody = turn(NEW, bare(Intent.DISPUTE), speaker(AMINA, BEN))
    assert [(action.kind, action.urgent) for action in handed(nobody)] == [("safeguarding", True)]


@pytest.mark.parametrize("who", [speaker(AMINA), STRANGER], ids=["listed", "stranger"])
def test_danger_goes_to_a_person_at_once_and_asks_nothing(who: Speaker) -> None:
    decision = turn(NEW, said(Intent.REPORT, flags=("safeguarding",)), who)
    assert [(action.kind, action.urgent) for action in handed(decision)] == [("safeguarding", True)]
    assert key(decision) == "danger"
    assert not any(item.settled for item in reported(decision))


def test_danger_in_a_withheld_report_keeps_the_report_unsettled() -> None:
    decision = turn(NEW, said(Intent.REPORT, AMINA, flags=("safeguarding",)), speaker(AMINA))
    assert [item.settled for item in reported(decision)] == [False]


def test_nothing_is_asked_while_a_person_has_the_conversation() -> None:
    who = speaker(AMINA, BEN, held=True)
    decision = turn(NEW, said(Intent.REPORT, reason=Reason.UNSTATED), who)
    assert key(decision) == "passed"
    assert not any(isinstance(action, Ask) for action in decision.actions)


def test_silence_for_somebody_to_keep_away() -> None:
    who = Speaker(verdict(AMINA, must_not_be_contacted=True))
    decision = turn(NEW, said(Intent.REPORT, AMINA), who)
    assert decision.reply is None
    assert [(action.kind, action.urgent) for action in handed(decision)] == [("safeguarding", True)]


@pytest.mark.parametrize("intent", list(Intent))
def test_an_outsider_hears_the_same_whatever_they_write(intent: Intent) -> None:
    decision = turn(NEW, bare(intent), STRANGER)
    assert key(decision) == "neutral"
    assert len(handed(decision)) == 1


@pytest.mark.parametrize("text", ["thanks", "ok ta x", "Thank you"])
def test_thanks_is_not_answered(text: str) -> None:
    assert turn(NEW, bare(Intent.SMALLTALK), speaker(AMINA), text).reply is None


def test_hello_is_asked_what_it_is_about() -> None:
    assert key(turn(NEW, bare(Intent.SMALLTALK), speaker(AMINA), "Hello")) == "ask_anything"


def test_a_real_message_we_do_not_understand_goes_to_a_person() -> None:
    assert key(turn(NEW, bare(Intent.OTHER), speaker(AMINA), "the wheels on the bus go round")) == "passed"


def test_a_question_while_we_wait_for_an_answer_goes_to_the_office() -> None:
    asked = Tracker(asked=Asked(Question.REASON, (), (AMINA,)), questions=1)
    assert key(turn(asked, bare(Intent.QUESTION), speaker(AMINA))) == "passed"


def test_another_language_is_passed_on() -> None:
    foreign = bare(Intent.OTHER, language="pl")
    assert key(turn(NEW, foreign, speaker(AMINA), "dzien dobry")) == "other_language"
