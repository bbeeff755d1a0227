"""Days that lean on one another: "Mon to Weds next week", "this week, Thursday", "Weds, Thurs and Fri"."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.entities.dates import WEEK, Named

BESIDE = 4  # letters between "Tuesday" and "next week" that make one expression: " of ", " on "
NEAR = 26  # letters between a weekday and the week it belongs to
_WEEK = re.compile(r"(?:this|next|following|week after next|week commencing|week beginning|week starting)\b")
_JOINED_ON = re.compile(r"^\s*(?:and|&|plus|\+|as well as|then|or|until|to|-)(?: (?:the|all))?\s*$")
_SENTENCE_ENDS = re.compile(r"[.;!?\n]|\b(?:but|so|because)\b")
_MENDED = re.compile(r"\bbut (?:it'?s|it is|it'll|now|make|actually)\b")
_BY_ITSELF = re.compile(r"[ ,(-]*(?:on )?(?:of )?$")
_IN_A_ROW = re.compile(
    r"^(?: (?:morning|afternoon|lunch ?time|lunch))?\s*(?:,|and|&|\+|to|until|-|/|or|, and)?\s*$"
)


def lean_on_each_other(text: str, found: list[Named]) -> list[Named]:
    """The days found in `text`, in order, each set right by its neighbours.

    A week that only says which Thursday is meant is dropped and the Thursday moved into it; of weekdays in a
    row the later one is the later day.
    """
    if len(found) < 2:
        return found
    found = _without_week_of_a_date(text, found)
    for place, week in enumerate(found):
        if _is_week(text, week):
            weekdays = _belonging(text, found, place)
            if weekdays:
                found = _moved(found, weekdays, place)
                break
    else:
        if any(_is_week(text, named) for named in found):
            found = _without_week_of_a_day(text, found)
    return _rising(text, _rest_of_the_week(text, found))


def _is_week(text: str, named: Named) -> bool:
    said = text[named.start : named.end]
    return named.kind == "week" and _WEEK.match(said) is not None and " and " not in said


def _belonging(text: str, found: list[Named], place: int) -> set[int]:
    """The places of the weekdays that the week at `place` qualifies: beside it, before or after."""
    week, belonging = found[place], set()
    for step in (-1, 1):
        edge, at = week, place + step
        while 0 <= at < len(found) and found[at].kind == "day" and not found[at].literal:
            between = text[found[at].end : edge.start] if step < 0 else text[edge.end : found[at].start]
            first = edge is week
            if len(between) > NEAR or _SENTENCE_ENDS.search(between) or (first and _JOINED_ON.match(between)):
                break
            belonging.add(at)
            edge, at = found[at], at + step
        if belonging:
            break
    return belonging


def _moved(found: list[Named], weekdays: set[int], place: int) -> list[Named]:
    week = found[place]
    monday = week.last - timedelta(days=week.last.weekday())
    settled = []
    for at, named in enumerate(found):
        if at in weekdays:
            day = monday + timedelta(days=named.first.weekday())
            start, end = named.start, named.end
            if 0 <= week.start - end <= BESIDE:
                end = week.end
            if 0 <= start - week.end <= BESIDE:
                start = week.start
            settled.append(Named(start, end, day, day, literal=True))
        elif at != place:
            settled.append(named)
    return settled


def _without_week_of_a_date(text: str, found: list[Named]) -> list[Named]:
    """ "Next week, Tuesday the 8th": the date says it all."""
    dates = [named for named in found if named.kind == "day" and named.literal]
    return [
        named
        for named in found
        if not _is_week(text, named)
        or not any(
            named.first <= day.first <= named.last
            and _BY_ITSELF.match(text[min(named.end, day.end) : max(named.start, day.start)])
            for day in dates
        )
    ]


def _without_week_of_a_day(text: str, found: list[Named]) -> list[Named]:
    """ "No bus from this week, so she can't come today": today is what is meant."""
    said = {text[named.start : named.end] for named in found}
    if not said & {"today", "tomorrow"}:
        return found
    return [
        named
        for place, named in enumerate(found)
        if text[named.start : named.end] != "this week"
        or (place and _JOINED_ON.match(text[found[place - 1].end : named.start]))
    ]


def _rest_of_the_week(text: str, found: list[Named]) -> list[Named]:
    """ "Op on Thursday, then off the rest of the week" begins on Thursday."""
    settled: list[Named] = []
    for named in found:
        before = settled[-1] if settled else named
        is_rest = text.startswith(("rest", "remainder"), named.start)
        mended = _MENDED.search(text, before.end, named.start) is not None  # "until Thursday, but it's now …"
        if is_rest and not mended and before.kind == "day" and named.first < before.first <= named.last:
            named = replace(named, first=before.first)
        settled.append(named)
    return settled


def _rising(text: str, found: list[Named]) -> list[Named]:
    """ "Weds, Thurs and Fri", said on a Friday, ends on the Friday after."""
    settled: list[Named] = []
    for named in found:
        if settled and named.kind == "day" and not named.literal and settled[-1].kind == "day":
            before = settled[-1]
            if named.first < before.first and _IN_A_ROW.match(text[before.end : named.start]):
                weeks = -((named.first - before.first).days // 7) * WEEK
                named = replace(named, first=named.first + weeks, last=named.last + weeks)
        settled.append(named)
    return settled
