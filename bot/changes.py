"""What a sender puts right. What a person has confirmed is never changed here."""

import re
from dataclasses import replace
from datetime import date

from bot.drafting import days_are_clear
from bot.forms import MOST_QUESTIONS
from bot.merging import item_of, merged
from bot.parsers.protocol import Intent, Item, ParseResult
from bot.telling import report_turn
from bot.tracker import Question, Tracker
from bot.turn import (
    Ask,
    Earlier,
    Message,
    Reply,
    Report,
    ReportItem,
    Speaker,
    ToPerson,
    Turn,
    Withdraw,
)

#: "no it's both of them", "add his sister as well", "make that all three"
AND_MORE = re.compile(r"\b(both|(?<!after )(?<!at )all|twins|as well|too|also|add)\b", re.IGNORECASE)

#: "just Kiran, the other one's fine"
ONLY = re.compile(r"\b(just|only)\b", re.IGNORECASE)


def correct_turn(tracker: Tracker, message: Message, parse: ParseResult, speaker: Speaker) -> Turn:
    """The turn for "sorry, I meant tomorrow": the earlier report is replaced by what was meant."""
    bases = _spoken_of(tracker, message, speaker)
    if not bases:
        return report_turn(tracker, message, parse, speaker) if _says_something(parse) else _not_clear()
    if not all(base.is_open for base in bases):
        why = "The sender corrects a report that a person has already decided on. Read it, and amend by hand."
        return to_office(why, bases[0].pupil_id)
    items = _corrected(message, parse, bases, speaker)
    dropped = _dropped(message, parse, bases) if not items else ()
    if dropped:
        pupils = tuple(base.pupil_id for base in dropped if base.pupil_id is not None)
        actions = (Withdraw(tuple(base.report_id for base in dropped), pupils),)
        return Turn("withdrawn", actions, expected_reply(dropped, message.today, speaker))
    if not items or not all(speaker.may_speak_for(item.pupil_id) for item in items):
        return _not_clear()
    if not all(days_are_clear(item.period) for item in items):
        return _ask_days(tracker, items)
    sayable = all(speaker.may_hear_of(item.pupil_id) for item in items)
    return Turn(
        "corrected", (Report(items),), Reply("read_back", items=items) if sayable else Reply("passed")
    )


def _ask_days(tracker: Tracker, items: tuple[ReportItem, ...]) -> Turn:
    """The earlier report stands until we know which days were meant."""
    if tracker.questions >= MOST_QUESTIONS:
        return _not_clear()
    pupils = tuple(item.pupil_id for item in items if item.pupil_id is not None)
    waiting = tuple(dict.fromkeys(report_id for item in items for report_id in item.completes))
    return Turn("asked", (Ask(Question.DAYS, pupils, waiting),), Reply("ask_days"))


def _corrected(
    message: Message, parse: ParseResult, bases: tuple[Earlier, ...], speaker: Speaker
) -> tuple[ReportItem, ...]:
    """The reports as they were meant, each in the place of the one it corrects."""
    about = {base.pupil_id for base in bases}
    more = AND_MORE.search(message.text) is not None
    said = set(named_in(parse)) or ({child.pupil_id for child in speaker.children} if more else set())
    others = tuple(sorted(said - about))
    if others and more:
        return tuple(replace(item_of(bases[0]), pupil_id=pupil_id, supersedes=()) for pupil_id in others)
    if others:
        return _moved(parse, bases, others)
    changed = []
    for base in bases:
        for item in parse.items:
            if item.pupil_ids and base.pupil_id not in item.pupil_ids:
                continue
            told = merged(item, base.pupil_id, base, is_late=_is_late(item))
            if _differs(told, base):
                changed.append(replace(told, supersedes=(base.report_id,), completes=(base.report_id,)))
    return tuple(changed)


def _moved(parse: ParseResult, bases: tuple[Earlier, ...], others: tuple[int, ...]) -> tuple[ReportItem, ...]:
    """ "I said Jakub but I meant Zofia": the same report for another child."""
    item = next((each for each in parse.items if set(each.pupil_ids) & set(others)), parse.items[0])
    told = merged(item, None, bases[0])
    replaced = tuple(base.report_id for base in bases)
    return tuple(
        replace(told, pupil_id=pupil_id, supersedes=replaced, completes=(bases[0].report_id,))
        for pupil_id in others
    )


def _dropped(message: Message, parse: ParseResult, bases: tuple[Earlier, ...]) -> tuple[Earlier, ...]:
    """ "just Kiran": the other children of the last report are not away."""
    named = set(named_in(parse))
    if not named or ONLY.search(message.text) is None:
        return ()
    return tuple(base for base in bases if base.pupil_id not in named)


def _spoken_of(tracker: Tracker, message: Message, speaker: Speaker) -> tuple[Earlier, ...]:
    """The reports a correction is about: those of the last turn, else the newest of today."""
    last = tuple(earlier for earlier in speaker.earlier if earlier.report_id in tracker.report_ids)
    today = tuple(earlier for earlier in speaker.earlier if earlier.made_on == message.today)
    return last or today[-1:]


def expected_reply(found: tuple[Earlier, ...], back_on: date, speaker: Speaker) -> Reply:
    """Read back that the children are expected again, where they may be named."""
    pupils = tuple(dict.fromkeys(earlier.pupil_id for earlier in found if earlier.pupil_id is not None))
    if not pupils or not all(speaker.may_hear_of(pupil_id) for pupil_id in pupils):
        return Reply("passed")
    first = max(back_on, min(earlier.period.first_on for earlier in found))
    return Reply("withdrawn", pupils, period=replace(found[0].period, first_on=first, last_on=first))


def _differs(told: ReportItem, base: Earlier) -> bool:
    return (told.reason, told.period) != (base.reason, base.period)


def _is_late(item: Item) -> bool:
    return item.reason is None and item.period.time_kind == "arrives"


def named_in(parse: ParseResult) -> tuple[int, ...]:
    return tuple(dict.fromkeys(pupil_id for item in parse.items for pupil_id in item.pupil_ids))


def _says_something(parse: ParseResult) -> bool:
    return parse.intent in (Intent.CORRECT, Intent.REPORT, Intent.LATE) and bool(parse.items)


def _not_clear() -> Turn:
    return to_office(
        "The sender puts something right, and we could not tell what. Read it and amend by hand.", None
    )


def to_office(why: str, pupil_id: int | None) -> Turn:
    return Turn("to a person", (ToPerson(why, pupil_id=pupil_id),), Reply("passed"))
