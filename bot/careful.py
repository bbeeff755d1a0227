"""Turns that need care: danger, a child who should be in school, senders who are told nothing, languages."""

from dataclasses import replace

from bot.changes import named_in
from bot.drafting import in_context
from bot.parsers.protocol import Intent, Item, ParseResult
from bot.telling import report_turn
from bot.tracker import Tracker
from bot.turn import Action, Dispute, Message, Reply, Report, ReportItem, Speaker, ToPerson, Turn
from rules.reasons import Reason

READ_NOW = "The message has words of danger in it. Read all of it now, and act."


def danger_turn(parse: ParseResult, speaker: Speaker) -> Turn:
    """Danger: the safeguarding lead now, a careful answer that repeats nothing, and no questions.

    A report in the same message is kept for the office, but no mark rests on it and it holds no follow-up.
    """
    reports = tuple(
        _kept(item, pupil_id, READ_NOW)
        for item in parse.items
        if parse.intent in (Intent.REPORT, Intent.LATE) and item.reason not in (None, Reason.UNSTATED)
        for pupil_id in item.pupil_ids or (speaker.named_in_full,)
    )
    pupils = {report.pupil_id for report in reports}
    about = next(iter(pupils)) if len(pupils) == 1 else None
    actions: tuple[Action, ...] = (Report(reports),) if reports else ()
    actions += (ToPerson(READ_NOW, kind="safeguarding", urgent=True, pupil_id=about),)
    return Turn("danger", actions, Reply("danger"))


def dispute_turn(tracker: Tracker, message: Message, parse: ParseResult, speaker: Speaker) -> Turn:
    """The turn for "I dropped her off": an unaware answer. It goes to a person now (S-stoc 4.5)."""
    pupils = tuple(
        pupil_id
        for pupil_id in named_in(parse) or speaker.written_about or in_context(tracker, speaker)
        if any(child.pupil_id == pupil_id for child in speaker.children)
    )
    if pupils:
        return Turn("disputed", (Dispute(pupils),), Reply("dispute"))
    why = "An adult believes a child is in school, and does not say which. Find out now which, and where."
    return Turn("disputed", (ToPerson(why, kind="safeguarding", urgent=True),), Reply("dispute"))


def outsider_turn(tracker: Tracker, message: Message, parse: ParseResult, speaker: Speaker) -> Turn:
    """Somebody who is not listed, or may not report: kept, checked by a person, answered without a fact.

    The answer says neither that a child is known here nor that a report was made, and comes once a day.
    """
    if not message.text and not message.media_count:
        return Turn("silence")
    says_absent = parse.intent in (Intent.REPORT, Intent.LATE, Intent.CORRECT) and bool(parse.items)
    reports = tuple(
        _kept(item, pupil_id)
        for item in parse.items
        if says_absent
        for pupil_id in item.pupil_ids or (speaker.named_in_full,)
    )
    actions: tuple[Action, ...] = (Report(reports),) if reports else ()
    disputes = parse.intent is Intent.DISPUTE
    actions += (ToPerson(speaker.verdict.why, urgent=disputes, pupil_id=speaker.named_in_full),)
    answered = "neutral" in tracker.replied
    return Turn("to a person", actions, None if answered else Reply("neutral"))


def foreign_turn(tracker: Tracker, message: Message, parse: ParseResult, speaker: Speaker) -> Turn:
    """A language we do not understand well enough: a person reads it; what it surely says is kept."""
    actions: tuple[Action, ...] = ()
    if parse.intent in (Intent.REPORT, Intent.LATE):
        actions = report_turn(tracker, message, parse, speaker, may_ask=False).actions
    kept = tuple(action for action in actions if isinstance(action, Report))
    why = f"This is not in English ({parse.language}) and was not understood. Have it read, and answer."
    return Turn("to a person", (*kept, ToPerson(why)), Reply("other_language"))


def held_turn(tracker: Tracker, message: Message, parse: ParseResult, speaker: Speaker) -> Turn:
    """A person has this conversation in hand: reports are still kept, and nothing is asked."""
    why = "More has come from a sender about whom a safeguarding task is open. Read it with that in mind."
    to_person = ToPerson(why, urgent=True)
    if parse.intent is Intent.DISPUTE:
        return dispute_turn(tracker, message, parse, speaker)
    if parse.intent in (Intent.REPORT, Intent.LATE) and parse.items:
        turn = report_turn(tracker, message, parse, speaker, may_ask=False)
        return replace(turn, actions=(*turn.actions, to_person))
    return Turn("to a person", (to_person,), Reply("passed"))


def _kept(item: Item, pupil_id: int | None, *doubts: str) -> ReportItem:
    """A report that is kept for the office and that no mark rests on."""
    return ReportItem(
        pupil_id=pupil_id,
        reason=item.reason or Reason.UNSTATED,
        confidence=item.confidence,
        alternatives=item.alternatives,
        because=item.because,
        period=item.period,
        settled=False,
        doubts=doubts,
    )
