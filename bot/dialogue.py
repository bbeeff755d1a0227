"""One message in, one decision out: what is written down, who is told, and what is answered.

Pure: facts in, a `Turn` out. Replies name a child only where the number may hear of that child, and never a
reason. Where we are unsure, a person is asked.
"""

import re
from dataclasses import replace

from bot.careful import danger_turn, dispute_turn, foreign_turn, held_turn, outsider_turn
from bot.changes import correct_turn
from bot.forms import MOST_QUESTIONS
from bot.parsers.protocol import Intent, Item, ParseResult
from bot.telling import report_turn
from bot.tracker import Question, Tracker
from bot.turn import Ask, Message, Reply, Speaker, ToPerson, Turn
from bot.withdrawals import cancel_turn
from rules.contacts import SpeakerKind

SAFEGUARDING, WHEREABOUTS = "safeguarding", "whereabouts"

#: So many words are a real message that we did not understand: the office reads it, whatever comes next.
REAL_MESSAGE = 4

THANKS = re.compile(r"\b(thanks?|thank you|thankyou|thx|ta|cheers|ok|okay|great|lovely|bye)\b", re.IGNORECASE)

LISTED_ELSEWHERE = frozenset({SpeakerKind.LISTED, SpeakerKind.SHARED})


def next_turn(tracker: Tracker, message: Message, parse: ParseResult, speaker: Speaker) -> Turn:
    """Decide on one message.

    Args:
        tracker: the conversation before this message.
        message: its words and the school's day on which it was sent.
        parse: how the engine reads it.
        speaker: who is writing, for whom they may speak, and what they reported before.

    Returns:
        what to do, and what to answer; no answer at all to somebody who must not be contacted.
    """
    if speaker.verdict.is_silenced:
        why = "Somebody who must not be contacted has written. Nothing was answered or changed. Read it now."
        return Turn("silence", (ToPerson(why, kind="safeguarding", urgent=True),))
    if SAFEGUARDING in parse.flags and WHEREABOUTS not in parse.flags:
        return danger_turn(parse, speaker)
    if not _is_listed(speaker):
        return outsider_turn(tracker, message, parse, speaker)
    turn = _listed_turn(tracker, message, parse, speaker)
    if message.media_count and message.text:
        why = "A picture or file came with this message. Ninebell does not keep it: ask for it if needed."
        turn = replace(turn, actions=(*turn.actions, ToPerson(why, takes_over=False)))
    return turn


def _listed_turn(tracker: Tracker, message: Message, parse: ParseResult, speaker: Speaker) -> Turn:
    if not re.search(r"\w", message.text):
        return _wordless_turn(tracker, message, speaker)
    if parse.language != "en" and _abstains(parse):
        return foreign_turn(tracker, message, parse, speaker)
    if speaker.held:
        return held_turn(tracker, message, parse, speaker)
    return _by_intent(tracker, message, parse, speaker)


def _by_intent(tracker: Tracker, message: Message, parse: ParseResult, speaker: Speaker) -> Turn:
    """What the sender wants; while a question of ours is open, anything usable is its answer."""
    match parse.intent:
        case Intent.DISPUTE:
            return dispute_turn(tracker, message, parse, speaker)
        case Intent.QUESTION | Intent.HUMAN:
            return _passed("A parent asks for an answer or a person. Read the message and get in touch.")
        case Intent.CANCEL:
            return cancel_turn(tracker, message, parse, speaker)
        case Intent.REPORT if _says_who_comes_in(tracker, parse):
            return cancel_turn(tracker, message, parse, speaker)
        case Intent.REPORT if message.text.startswith("*"):  # "*Ellie": the word put right, as in a chat
            return correct_turn(tracker, message, parse, speaker)
        case Intent.REPORT | Intent.LATE:
            return report_turn(tracker, message, parse, speaker)
    if tracker.asked is not None and _answers(tracker, message, parse):
        if tracker.asked.question is Question.CANCEL:
            return cancel_turn(tracker, message, parse, speaker)
        return report_turn(tracker, message, parse, speaker)
    if parse.intent is Intent.CORRECT:
        return correct_turn(tracker, message, parse, speaker)
    return _unclear_turn(tracker, message, parse, speaker)


def _says_who_comes_in(tracker: Tracker, parse: ParseResult) -> bool:
    """Whether a bare name answers our question which child is coming in after all."""
    asked = tracker.asked is not None and tracker.asked.question is Question.CANCEL
    return asked and all(item.reason is None for item in parse.items)


def _answers(tracker: Tracker, message: Message, parse: ParseResult) -> bool:
    """Whether a message that is no report by itself can be the answer to our open question."""
    asked = tracker.asked
    if asked is None or not parse.items:
        return asked is not None and asked.question is Question.WHICH and bool(message.text)
    match asked.question:
        case Question.CHILD | Question.CANCEL:
            return _names_somebody(parse.items) or bool(parse.named_unknown)
        case Question.DAYS:
            return any(item.period.stated for item in parse.items)
        case Question.REASON:
            return any(item.reason is not None for item in parse.items)
        case _:
            return True


def _wordless_turn(tracker: Tracker, message: Message, speaker: Speaker) -> Turn:
    """Nothing but a picture, an emoji or nothing at all: ask for words, then a person."""
    if tracker.replied and not message.media_count and tracker.asked is None:
        return Turn("nothing to do")  # a thumb up after our answer
    if speaker.held or tracker.questions >= MOST_QUESTIONS:
        return _passed("The sender writes, but not in words. Get in touch with them.")
    key = "ask_words" if message.media_count else "ask_anything"
    asks = Ask(*_still_asked(tracker))
    if not message.media_count:
        return Turn("asked", (asks,), Reply(key))
    why = "A picture or file came without words. Ninebell does not keep it: ask what it was about."
    return Turn("asked", (ToPerson(why, takes_over=False), asks), Reply(key))


def _unclear_turn(tracker: Tracker, message: Message, parse: ParseResult, speaker: Speaker) -> Turn:
    """Small talk, or words we can make nothing of."""
    if parse.intent is Intent.SMALLTALK and tracker.asked is None:
        if tracker.replied or THANKS.search(message.text):
            return Turn("nothing to do")
        return Turn("asked", (Ask(Question.ANYTHING),), Reply("ask_anything"))
    if parse.intent is Intent.OTHER and tracker.asked is None and _names_somebody(parse.items):
        return report_turn(tracker, message, parse, speaker)
    if len(re.findall(r"\w+", message.text)) >= REAL_MESSAGE or tracker.questions >= MOST_QUESTIONS:
        return _passed("We could not tell what this message is about. Read it and get in touch if needed.")
    question, pupils, reports = _still_asked(tracker)
    key = "ask_anything" if question in (Question.ANYTHING, Question.WHICH) else f"ask_{question}_again"
    return Turn("asked", (Ask(question, pupils, reports),), Reply(key, pupils))


def _still_asked(tracker: Tracker) -> tuple[Question, tuple[int, ...], tuple[int, ...]]:
    """The question that is still open, to be asked once more; anything at all when there is none."""
    asked = tracker.asked
    if asked is None:
        return Question.ANYTHING, (), ()
    return asked.question, asked.pupil_ids, asked.report_ids


def _passed(why: str) -> Turn:
    return Turn("to a person", (ToPerson(why),), Reply("passed"))


def _is_listed(speaker: Speaker) -> bool:
    return speaker.verdict.kind in LISTED_ELSEWHERE and bool(speaker.children)


def _abstains(parse: ParseResult) -> bool:
    unread = all(item.reason is None for item in parse.items)
    return unread and parse.intent in (Intent.REPORT, Intent.LATE, Intent.OTHER, Intent.SMALLTALK)


def _names_somebody(items: tuple[Item, ...]) -> bool:
    return any(item.pupil_ids for item in items)
