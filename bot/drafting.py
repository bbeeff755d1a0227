"""From a reading to reports in the making: which child, which days, and what is new about them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.forms import AbsenceForm
from bot.merging import base_for, is_same, merged, overlaps
from bot.parsers.protocol import Intent, Item, ParseResult, Period
from bot.tracker import Question, Tracker
from bot.turn import Message, ReportItem, Speaker
from rules.reasons import Reason

#: A message of so many words surely says why, even when we cannot tell what: the office reads it.
SAYS_ENOUGH = 5

PROBLEMS = {
    "past": "The message speaks of days that have passed: check which days are meant.",
    "ambiguous": "The day was not clear: check which days are meant.",
    "no_school": "There is no school on the day the message speaks of: check which days are meant.",
}

HALF_DAYS = "The first or the last day is only half a day: set the marks of that day by hand."

DECIDED_BEFORE = "A person has already decided on a report for these days: look at both."


@dataclass(frozen=True, slots=True)
class Draft:
    """A report in the making: what it says, which slots are filled, and whether it only repeats one."""

    item: ReportItem
    form: AbsenceForm
    repeats: bool = False
    unread: bool = False  # it may say something else about the reason, and we cannot tell what


def drafts_of(
    item: Item, tracker: Tracker, message: Message, parse: ParseResult, speaker: Speaker
) -> tuple[Draft, ...]:
    """One draft for each child the item is about; one without a child when nobody knows."""
    pupils = pupils_of(item, tracker, message, parse, speaker)
    return tuple(_draft(item, pupil_id, tracker, message, parse, speaker) for pupil_id in pupils or (None,))


def pupils_of(
    item: Item, tracker: Tracker, message: Message, parse: ParseResult, speaker: Speaker
) -> tuple[int, ...]:
    """The children an item is about: named, the ones being talked about, or the only one."""
    if item.pupil_ids:
        return item.pupil_ids
    by_class = _by_class(message, parse.ambiguous_children or _asked_which(tracker), speaker)
    if by_class or parse.ambiguous_children or parse.named_unknown:
        return by_class
    return in_context(tracker, speaker)


def in_context(tracker: Tracker, speaker: Speaker) -> tuple[int, ...]:
    """The children a message without a name is about, or nobody when that would be a guess."""
    if tracker.asked is not None and tracker.asked.question not in (Question.CHILD, Question.WHICH):
        return tracker.asked.pupil_ids or _only_child(speaker)
    if tracker.asked is not None:
        return _only_child(speaker)
    if speaker.written_about:
        return speaker.written_about if len(speaker.written_about) == 1 else ()
    return _only_child(speaker) or tracker.pupil_ids


def days_are_clear(period: Period) -> bool:
    """Whether the days can be read back as they are. Days gone by are clear, but a person checks them."""
    return period.problem in (None, "past")


def problem_in(doubts: Iterable[object]) -> str | None:
    """Which problem with its days a report was written down with, or None."""
    written = set(doubts)
    return next((problem for problem, text in PROBLEMS.items() if text in written), None)


def _only_child(speaker: Speaker) -> tuple[int, ...]:
    return (speaker.children[0].pupil_id,) if len(speaker.children) == 1 else ()


def _draft(
    item: Item,
    pupil_id: int | None,
    tracker: Tracker,
    message: Message,
    parse: ParseResult,
    speaker: Speaker,
) -> Draft:
    base = base_for(item, pupil_id, tracker, message, speaker)
    told = merged(item, pupil_id, base, is_late=parse.intent is Intent.LATE)
    if base is not None and is_same(told, base):
        told = replace(told, settled=_can_be_marked(told, speaker), completes=(base.report_id,))
        form = _form(told, message, parse, tracker, speaker)
        unread = item.reason is None and bool(item.alternatives) and base.reason is not Reason.UNSTATED
        return Draft(told, form, repeats=True, unread=unread)
    answered = base is not None and tracker.asked is not None and base.report_id in tracker.asked.report_ids
    told = replace(
        told,
        settled=_can_be_marked(told, speaker),
        supersedes=_superseded(told, base.report_id if base else None, message, speaker),
        completes=(base.report_id,) if base and answered else (),
        doubts=_doubts(told, speaker),
    )
    return Draft(told, _form(told, message, parse, tracker, speaker))


def _form(
    told: ReportItem, message: Message, parse: ParseResult, tracker: Tracker, speaker: Speaker
) -> AbsenceForm:
    if told.pupil_id is not None and not speaker.may_speak_for(told.pupil_id):
        return AbsenceForm(child_known=True, days_clear=True, reason_given=True)  # nothing to ask this sender
    enough = len(message.text.split()) >= SAYS_ENOUGH and not _says_nothing(parse)
    return AbsenceForm(
        child_known=told.pupil_id is not None,
        days_clear=days_are_clear(told.period),
        reason_given=told.reason is not Reason.UNSTATED or (enough and tracker.asked is None),
        child_ambiguous=bool(parse.ambiguous_children),
    )


def _says_nothing(parse: ParseResult) -> bool:
    """Whether the engine is sure that no reason was given, rather than not sure which."""
    return any(item.reason is Reason.UNSTATED for item in parse.items)


def _can_be_marked(told: ReportItem, speaker: Speaker) -> bool:
    known = told.pupil_id is not None and days_are_clear(told.period)
    return known and speaker.may_speak_for(told.pupil_id)


def _superseded(told: ReportItem, base_id: int | None, message: Message, speaker: Speaker) -> tuple[int, ...]:
    """The open reports that a new one replaces: its base, and those of the same pupil and days.

    One that began on an earlier day and was made then keeps its earlier days, so it stays.
    """
    found = [base_id] if base_id is not None else []
    for earlier in speaker.earlier:
        replaced = earlier.made_on == message.today or earlier.period.first_on >= told.period.first_on
        if (
            earlier.is_open
            and told.pupil_id is not None
            and earlier.pupil_id == told.pupil_id
            and replaced
            and overlaps(earlier.period, told.period)
        ):
            found.append(earlier.report_id)
    return tuple(dict.fromkeys(found))


def _doubts(told: ReportItem, speaker: Speaker) -> tuple[str, ...]:
    decided = any(
        not earlier.is_open and earlier.pupil_id == told.pupil_id and overlaps(earlier.period, told.period)
        for earlier in speaker.earlier
    )
    halves = told.period.first_session is not None or told.period.last_session is not None
    questions = (
        (told.period.problem is not None, PROBLEMS.get(told.period.problem or "", PROBLEMS["ambiguous"])),
        (halves, HALF_DAYS),
        (decided and told.pupil_id is not None, DECIDED_BEFORE),
    )
    return (*told.doubts, *(text for applies, text in questions if applies))


def _asked_which(tracker: Tracker) -> tuple[int, ...]:
    asked = tracker.asked
    return asked.pupil_ids if asked is not None and asked.question is Question.WHICH else ()


def _by_class(message: Message, pupil_ids: tuple[int, ...], speaker: Speaker) -> tuple[int, ...]:
    """The one of several children whose class or year the message names."""
    text = f" {' '.join(re.findall(r'[a-z0-9]+', message.text.casefold()))} "
    found = [
        child.pupil_id
        for child in speaker.children
        if child.pupil_id in pupil_ids
        and (f" {child.group.casefold()} " in text or f" year {child.year} " in text)
    ]
    return tuple(found) if len(found) == 1 else ()
