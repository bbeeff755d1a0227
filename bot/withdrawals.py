"""What a sender takes back: provisional reports are withdrawn, confirmed ones are a person's to change."""

from dataclasses import replace
from datetime import date, timedelta

from bot.changes import AND_MORE, expected_reply, named_in, to_office
from bot.merging import item_of, overlaps
from bot.parsers.protocol import ParseResult, Period
from bot.tracker import Question, Tracker
from bot.turn import Action, Ask, Earlier, Message, Reply, Report, Speaker, Turn, Withdraw

ONE_DAY = timedelta(days=1)


def cancel_turn(tracker: Tracker, message: Message, parse: ParseResult, speaker: Speaker) -> Turn:
    """The turn for "he's coming in after all": provisional reports are withdrawn, confirmed ones stay."""
    found = _to_withdraw(tracker, message, parse, speaker)
    if not found:
        why = "The sender says a child is coming in after all, but nothing they reported stands. Read it."
        return to_office(why, None)
    pupils = tuple(dict.fromkeys(earlier.pupil_id for earlier in found if earlier.pupil_id is not None))
    if len(pupils) > 1 and not named_in(parse) and AND_MORE.search(message.text) is None:
        if tracker.asked is not None and tracker.asked.question is Question.CANCEL:
            return to_office(
                "A child is coming in after all, and it is not clear which. Ring the sender.", None
            )
        return Turn("asked", (Ask(Question.CANCEL, pupils),), Reply("ask_cancel"))
    decided = next((earlier for earlier in found if not earlier.is_open), None)
    if decided is not None:
        why = (
            "The sender says this child is coming in after all, but a person has already confirmed the "
            "absence. Nothing was changed: check, and amend the marks by hand."
        )
        return to_office(why, decided.pupil_id)
    back_on = _back_on(parse, message.today)
    return Turn("withdrawn", _taken_back(found, pupils, back_on), expected_reply(found, back_on, speaker))


def _to_withdraw(
    tracker: Tracker, message: Message, parse: ParseResult, speaker: Speaker
) -> tuple[Earlier, ...]:
    """The standing reports that a withdrawal can mean: not over yet, of the children and days it names."""
    named = named_in(parse)
    days = [item.period for item in parse.items if item.period.stated and item.period.problem is None]
    running = [
        earlier
        for earlier in speaker.earlier
        if earlier.period.last_on is None or earlier.period.last_on >= message.today
    ]
    if named:
        running = [earlier for earlier in running if earlier.pupil_id in (None, *named)]
    if days:
        running = [each for each in running if any(_is_among(day, each.period) for day in days)]
    if not named and not days:
        last = [earlier for earlier in running if earlier.report_id in tracker.report_ids]
        running = last or [each for each in running if each.period.first_on <= message.today] or running
    return tuple(running)


def _is_among(day: Period, reported: Period) -> bool:
    """Whether the days of a withdrawal, or the day it says the child is back, are among those reported."""
    if overlaps(day, reported):
        return True
    back = day.returns_on
    return back is not None and reported.first_on <= back <= (reported.last_on or back)


def _taken_back(found: tuple[Earlier, ...], pupils: tuple[int, ...], back_on: date) -> tuple[Action, ...]:
    """Withdraw what has not begun by the day the child is back; shorten what has."""
    begun = tuple(
        replace(
            item_of(earlier),
            period=replace(earlier.period, last_on=back_on - ONE_DAY, returns_on=back_on),
        )
        for earlier in found
        if earlier.period.first_on < back_on
    )
    whole = tuple(earlier.report_id for earlier in found if earlier.period.first_on >= back_on)
    shortened: tuple[Action, ...] = (Report(begun),) if begun else ()
    return (*shortened, Withdraw(whole, pupils)) if whole else shortened


def _back_on(parse: ParseResult, today: date) -> date:
    days = [item.period for item in parse.items if item.period.stated and item.period.problem is None]
    return max(today, days[0].returns_on or days[0].first_on) if days else today
