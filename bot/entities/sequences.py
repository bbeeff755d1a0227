"""Days that lean on one another: "Mon to Weds next week", "this week, Thursday", "Weds, Thurs and Fri"."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.entities.dates import WEEK, Named

BESIDE = 4  # letters between "Tuesday" and "next week" that make one expression: " of ", " on "
NEAR = 26  # letters between a weekday and the week it belongs to
_WEEK = re.compile(
    r"(?:this|next|last|following|week after next|week commencing|week beginning|week starting)\b"
)
_JOINED_ON = re.compile(r"^\s*(?:and|&|plus|\+|as well as|then|or|until|to|-)(?: (?:the|all))?\s*$")
_APPOSED = re.compile(r"^[ ,(:-]*(?:(?:that's|that is|which is|ie|i\.e\.?|so|the|on)[ ,]*)*$")
_SUM = re.compile(r"\b(?:absences|days|appointments|times|sessions|[2-5])\b[^.;!?\n]*$")
_GENERAL = (
    "all week",
    "all of the week",
    "all the week",
    "the whole week",
    "whole week",
    "the full week",
    "full week",
)
_SENTENCE_ENDS = re.compile(r"[.;!?\n]|\b(?:but|so|because)\b")
_ENDS_THERE = re.compile(
    r"\b(?:back|return\w*|until|see (?:you|him|her|them)|in on)\b"
)  # "off this week, back Monday"
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
    found = _without_week_of_a_date(text, _named_once(text, found))
    if len(found) < 2:
        return found
    settled = _with_weekdays_in_their_weeks(text, found)
    if settled is found and any(_is_week(text, named) for named in found):
        settled = _without_week_of_a_day(text, found)
    found = _without_sum(text, settled)
    return _rising(text, _rest_of_the_week(text, found))


def _named_once(text: str, found: list[Named]) -> list[Named]:
    """ "Next Tuesday, the 9th", "tomorrow (Thursday 10th)", "w/c 10th May, all week": meant once."""
    once: list[Named] = []
    for named in found:
        before = once[-1] if once else None
        if before and _is_said_again(text, before, named):
            once[-1] = replace(named if named.literal else before, start=before.start, end=named.end)
        elif before and _is_the_same_week(text, named, before):
            once[-1] = named
        elif before is None or not _is_the_same_week(text, before, named):
            once.append(named)
    return once


def _is_said_again(text: str, before: Named, named: Named) -> bool:
    if before.kind != "day" or named.kind != "day" or not _APPOSED.match(text[before.end : named.start]):
        return False
    doubtful = (
        before.problem is not None and named.literal and before.first.weekday() == named.first.weekday()
    )
    return before.first == named.first or doubtful


def _is_the_same_week(text: str, before: Named, named: Named) -> bool:
    """ "All week", said beside a week that begins later."""
    general = named.kind == "week" and text.startswith(_GENERAL, named.start)
    return general and before.kind == "week" and before.first > named.last


def _is_week(text: str, named: Named) -> bool:
    said = text[named.start : named.end]
    return named.kind == "week" and _WEEK.match(said) is not None and " and " not in said


def _with_weekdays_in_their_weeks(text: str, found: list[Named]) -> list[Named]:
    """ "Thursday this week and Tuesday next week": each in its week; the same list when there are none."""
    for place, week in enumerate(found):
        if _is_week(text, week):
            weekdays = _belonging(text, found, place)
            if weekdays:
                return _with_weekdays_in_their_weeks(text, _moved(found, weekdays, place))
    return found


def _belonging(text: str, found: list[Named], place: int) -> set[int]:
    """The places of the weekdays that the week at `place` qualifies: beside it, before or after."""
    week, belonging = found[place], set()
    for step in (-1, 1):
        edge, at = week, place + step
        while 0 <= at < len(found) and found[at].kind == "day" and not found[at].literal:
            between = text[found[at].end : edge.start] if step < 0 else text[edge.end : found[at].start]
            first = edge is week
            apart = _SENTENCE_ENDS.search(between) or (step > 0 and _ENDS_THERE.search(between))
            near = BESIDE if first and text.startswith("last", week.start) else NEAR
            if len(between) > near or apart or (first and _JOINED_ON.match(between)):
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


def _without_sum(text: str, found: list[Named]) -> list[Named]:
    """ "Trip Tuesday and open day Thursday, two absences this week": the week only sums up."""
    *days, last = found
    within = [day for day in days if day.kind == "day" and last.first <= day.first <= last.last]
    sums_up = _is_week(text, last) and len(within) > 1 and _SUM.search(text, within[-1].end, last.start)
    return days if sums_up else found


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
