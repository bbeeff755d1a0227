"""Reports: new ones, answers that complete them, and a second message that says more or otherwise."""

from bot.drafting import Draft, drafts_of
from bot.forms import MOST_QUESTIONS, next_question
from bot.parsers.protocol import ParseResult
from bot.tracker import Question, Tracker
from bot.turn import Ask, Message, Reply, Report, ReportItem, Speaker, ToPerson, Turn

#: These are asked once; an answer we do not understand goes to a person.
ASKED_ONCE = (Question.REASON, Question.DAYS, Question.ANYTHING)


def report_turn(
    tracker: Tracker, message: Message, parse: ParseResult, speaker: Speaker, *, may_ask: bool = True
) -> Turn:
    """The turn for a message that reports an absence or a late arrival, or completes such a report.

    Args:
        may_ask: False while a person has the conversation in hand.
    """
    drafts = tuple(
        draft for item in parse.items for draft in drafts_of(item, tracker, message, parse, speaker)
    )
    return turn_of(drafts, tracker, parse, speaker, may_ask=may_ask)


def turn_of(
    drafts: tuple[Draft, ...], tracker: Tracker, parse: ParseResult, speaker: Speaker, *, may_ask: bool = True
) -> Turn:
    """Report what is new, then ask the one question that is left, or read back, or give it to a person."""
    new = tuple(draft.item for draft in drafts if not draft.repeats)
    actions: tuple[Report | ToPerson | Ask, ...] = (Report(new),) if new else ()
    actions += _checks(drafts, parse, speaker)
    gap = next((gap for gap in map(_gap, drafts) if gap is not None), None)
    if gap is None:
        outcome = "reported" if new else "repeated"
        key = "read_back_office" if any(draft.unread for draft in drafts) else "read_back"
        return Turn(outcome, actions, _read_back(drafts, speaker, key))
    question, item = gap
    if not may_ask or _is_tired(tracker, question):
        why = "The message leaves something open that a person has to find out. Read it and get in touch."
        key = "read_back_office" if item.settled else "passed"
        return Turn("to a person", (*actions, ToPerson(why)), _read_back(drafts, speaker, key))
    pupils = tuple(
        draft.item.pupil_id for draft in drafts if _gap(draft) is not None and draft.item.pupil_id is not None
    )
    waiting = tuple(each for draft in drafts if draft.repeats for each in draft.item.completes)
    asked = Ask(question, parse.ambiguous_children if question is Question.WHICH else pupils, waiting)
    return Turn("asked", (*actions, asked), _question(question, asked, item, tracker, speaker))


def _checks(drafts: tuple[Draft, ...], parse: ParseResult, speaker: Speaker) -> tuple[ToPerson, ...]:
    """What a person has to look at besides the reports themselves."""
    items = tuple(draft.item for draft in drafts)
    known = tuple(item for item in items if item.pupil_id is not None)
    checks: list[ToPerson] = []
    if any(draft.unread for draft in drafts):
        why = "The sender has written more about an absence, and we could not tell what. Compare the two."
        checks.append(ToPerson(why, pupil_id=known[0].pupil_id if known else None, takes_over=False))
    if parse.named_unknown and known:
        why = "The message names a child who is not among this contact's children. Find out who is meant."
        checks.append(ToPerson(why, takes_over=False))
    doubtful = next((item for item in known if item.pupil_id in speaker.verdict.doubtful_for), None)
    if doubtful is not None:
        checks.append(ToPerson(speaker.verdict.why, pupil_id=doubtful.pupil_id, takes_over=False))
    refused = next((item for item in known if not speaker.may_speak_for(item.pupil_id)), None)
    if refused is not None:
        why = "The sender may not report for this pupil. The mark stays N: check with a listed contact."
        checks.append(ToPerson(why, pupil_id=refused.pupil_id, takes_over=False))
    return tuple(checks)


def _gap(draft: Draft) -> tuple[Question, ReportItem] | None:
    question = next_question(draft.form)
    return None if question is None else (question, draft.item)


def _is_tired(tracker: Tracker, question: Question) -> bool:
    """Whether asking once more would be one question too many."""
    asked_before = tracker.asked is not None and tracker.asked.question is question
    return tracker.questions >= MOST_QUESTIONS or (asked_before and question in ASKED_ONCE)


def _read_back(drafts: tuple[Draft, ...], speaker: Speaker, key: str) -> Reply:
    """Read back what may be said to this number; only thank it where nothing may."""
    items = tuple(draft.item for draft in drafts)
    sayable = all(item.settled and speaker.may_hear_of(item.pupil_id) for item in items)
    if key == "passed" or not sayable:
        refused = any(
            item.pupil_id is not None and not speaker.may_speak_for(item.pupil_id) for item in items
        )
        return Reply("neutral" if refused else "passed")
    return Reply(key, items=items)


def _question(question: Question, asked: Ask, item: ReportItem, tracker: Tracker, speaker: Speaker) -> Reply:
    sayable = bool(asked.pupil_ids) and all(speaker.may_hear_of(pupil_id) for pupil_id in asked.pupil_ids)
    again = "_again" if tracker.asked is not None and tracker.asked.question is question else ""
    if question is Question.REASON and not sayable:
        return Reply("ask_reason_unnamed")
    if question is Question.WHICH and not sayable:
        return Reply("ask_child" + again)
    if question in (Question.WHICH, Question.REASON):
        return Reply(f"ask_{question}", asked.pupil_ids, period=item.period)
    return Reply(f"ask_{question}{again}")
