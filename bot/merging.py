"""How a message adds to what was said before: which report it speaks of, and what the two say together."""

from dataclasses import replace
from datetime import date

from bot.parsers.protocol import Item, Period
from bot.tracker import Tracker
from bot.turn import Earlier, Message, ReportItem, Speaker
from rules.reasons import Reason

#: A report without an end reaches at least to here when we ask whether two reports overlap.
FAR = date.max
#: For staff, beside a report whose reason the engine would not guess.
NOT_UNDERSTOOD = "The reason was not understood: read the message."


def overlaps(one: Period, other: Period) -> bool:
    """Whether two periods share a session."""
    share_days = one.first_on <= (other.last_on or FAR) and other.first_on <= (one.last_on or FAR)
    return share_days and ("day" in (one.sessions, other.sessions) or one.sessions == other.sessions)


def base_for(
    item: Item, pupil_id: int | None, tracker: Tracker, message: Message, speaker: Speaker
) -> Earlier | None:
    """The report that an item answers for or says more about, or None when it stands alone.

    That is the one our open question is about, else today's own for the same pupil and days.
    """
    open_ones = [earlier for earlier in speaker.earlier if earlier.is_open]
    waiting = tracker.asked.report_ids if tracker.asked is not None else ()
    asked = [each for each in open_ones if each.report_id in waiting and each.pupil_id in (None, pupil_id)]
    if asked:
        return max(asked, key=lambda each: each.pupil_id is not None)
    same = [
        each
        for each in open_ones
        if pupil_id is not None
        and each.pupil_id == pupil_id
        and each.made_on == message.today
        and overlaps(each.period, item.period)
    ]
    return same[-1] if same else None


def merged(item: Item, pupil_id: int | None, base: Earlier | None, *, is_late: bool = False) -> ReportItem:
    """What an item says, completed from an earlier report where it says nothing itself.

    Args:
        item: as read. pupil_id: the child, already found. is_late: the message announces a late arrival.
    """
    own = _plain(item, pupil_id, is_late=is_late)
    if base is None:
        return own
    told = own.reason is not Reason.UNSTATED
    return replace(
        own if told else with_reason(own, base),
        period=base.period if _keeps_period(item.period, own.reason, base) else own.period,
    )


def with_reason(item: ReportItem, base: Earlier) -> ReportItem:
    """The item with an earlier report's reason."""
    return replace(
        item,
        reason=base.reason,
        confidence=base.confidence,
        alternatives=base.alternatives,
        because=base.because,
        doubts=item.doubts if base.reason is Reason.UNSTATED else (),
    )


def item_of(earlier: Earlier) -> ReportItem:
    """An earlier report as an item, to be changed and written anew in its place."""
    return ReportItem(
        pupil_id=earlier.pupil_id,
        reason=earlier.reason,
        confidence=earlier.confidence,
        alternatives=earlier.alternatives,
        because=earlier.because,
        period=earlier.period,
        supersedes=(earlier.report_id,),
        completes=(earlier.report_id,),
    )


def is_same(told: ReportItem, base: Earlier) -> bool:
    """Whether a report would say nothing that its base does not say."""
    mine, theirs = told.period, base.period
    return (
        told.pupil_id == base.pupil_id
        and told.reason is base.reason
        and (mine.first_on, mine.last_on, mine.sessions, mine.time)
        == (theirs.first_on, theirs.last_on, theirs.sessions, theirs.time)
        and mine.returns_on in (None, theirs.returns_on)
    )


def _plain(item: Item, pupil_id: int | None, *, is_late: bool) -> ReportItem:
    reason = item.reason or (Reason.LATE if is_late else Reason.UNSTATED)
    period = item.period
    if (reason is Reason.LATE or period.time_kind == "arrives") and period.sessions == "day":
        period = replace(period, sessions="am")  # whoever comes in late misses the morning register at most
    return ReportItem(
        pupil_id=pupil_id,
        reason=reason,
        confidence=item.confidence,
        alternatives=item.alternatives,
        because=item.because,
        period=period,
        doubts=(NOT_UNDERSTOOD,) if reason is Reason.UNSTATED and item.reason is None else (),
    )


def _keeps_period(period: Period, reason: Reason, base: Earlier) -> bool:
    if period.stated or period.time is not None or period.problem is not None:
        return False
    return reason is Reason.UNSTATED or Reason.LATE not in (reason, base.reason)
