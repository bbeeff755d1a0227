"""A conversation so far: the replay of its events, as in Rasa. Events hold ids and keys, never words."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

#: A conversation is forgotten at this local hour: what was open last night is a new matter this morning.
FORGETS_AT = time(4)


class Question(StrEnum):
    """What we asked the sender; each is one open question."""

    CHILD = "child"
    WHICH = "which"  # two children answer to the name
    REASON = "reason"
    DAYS = "days"
    CANCEL = "cancel"  # which child is coming in after all
    ANYTHING = "anything"  # we understood nothing


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: `heard`, `reported`, `withdrew`, `asked`, `handed_over` or `replied`."""

    kind: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for its answer.

    report_ids: the reports it will complete. pupil_ids: the children it is about, as far as known.
    """

    question: Question
    report_ids: tuple[int, ...] = ()
    pupil_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tracker:
    """Where a conversation stands before the message at hand.

    asked: the open question. questions: how many were asked about this one matter.
    pupil_ids, report_ids: the children and reports spoken of last. replied: keys of today's replies.
    """

    asked: Asked | None = None
    questions: int = 0
    pupil_ids: tuple[int, ...] = ()
    report_ids: tuple[int, ...] = ()
    replied: tuple[str, ...] = ()


def replay(events: Iterable[Event]) -> Tracker:
    """The state that a conversation's events lead to, oldest first."""
    tracker = Tracker()
    for event in events:
        tracker = _after(tracker, event)
    return tracker


def begins_at(moment: datetime) -> datetime:
    """The instant from which events still count.

    Args:
        moment: when the message was sent, aware, in the school's local zone.

    Returns:
        the last 04:00 at or before it, in the same zone.
    """
    today = moment.replace(hour=FORGETS_AT.hour, minute=0, second=0, microsecond=0)
    return today if today <= moment else today - timedelta(days=1)


def _after(tracker: Tracker, event: Event) -> Tracker:
    match event.kind:
        case "reported":
            return _after_report(tracker, event.data)
        case "withdrew":
            pupils = _ids(event.data, "pupils") or tracker.pupil_ids
            return replace(tracker, asked=None, questions=0, pupil_ids=pupils, report_ids=())
        case "asked":
            return _after_question(tracker, event.data)
        case "handed_over":
            return replace(tracker, asked=None, questions=0)
        case "replied":
            return replace(tracker, replied=(*tracker.replied, event.data["key"]))
        case _:
            return tracker


def _after_report(tracker: Tracker, data: dict[str, Any]) -> Tracker:
    told = replace(
        tracker,
        pupil_ids=_ids(data, "pupils") or tracker.pupil_ids,
        report_ids=_ids(data, "reports"),
        asked=None,
    )
    return replace(told, questions=0) if data.get("settled") else told


def _after_question(tracker: Tracker, data: dict[str, Any]) -> Tracker:
    asked = Asked(Question(data["question"]), _ids(data, "reports"), _ids(data, "pupils"))
    return replace(tracker, asked=asked, questions=tracker.questions + 1)


def _ids(data: dict[str, Any], key: str) -> tuple[int, ...]:
    return tuple(data.get(key, ()))
