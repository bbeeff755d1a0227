"""What every engine takes and gives: a message with its circumstances in, a reading of it out."""

from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as clock_time
from enum import StrEnum
from typing import Protocol

from rules.reasons import Reason
from rules.sessions import SchoolCalendar, Session


class Intent(StrEnum):
    """What the sender wants of the school."""

    REPORT = "report"
    LATE = "late"
    CANCEL = "cancel"
    CORRECT = "correct"
    DISPUTE = "dispute"  # "I dropped her off at 8:30": the adult did not know of an absence
    QUESTION = "question"
    HUMAN = "human"
    SMALLTALK = "smalltalk"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ChildName:
    """A child the sender may speak about, as the school's records name them."""

    pupil_id: int
    first_name: str
    last_name: str
    known_as: str | None = None
    year: int | None = None
    birth_on: date | None = None


@dataclass(frozen=True, slots=True)
class ParseRequest:
    """A message and what is needed to read it.

    Attributes:
        text: the sender's words, as received.
        now: when it was sent, aware, in the school's local zone.
        children: the children this contact is listed for.
        calendar: the school's days.
        channel: "sms", "whatsapp", "chat" or "voice".
    """

    text: str
    now: datetime
    children: tuple[ChildName, ...] = ()
    calendar: SchoolCalendar = field(default_factory=SchoolCalendar)
    channel: str = "sms"


@dataclass(frozen=True, slots=True)
class ReasonGuess:
    """A reason and the calibrated probability (0 to 1) that it is the one meant."""

    reason: Reason
    probability: float


@dataclass(frozen=True, slots=True)
class Period:
    """The days and part of the day a message speaks of.

    Attributes:
        first_on: first school day absent.
        last_on: last school day absent; None when open-ended.
        sessions: "day", "am" or "pm".
        first_session: PM when the period begins in the middle of its first day.
        last_session: AM when the period ends in the middle of its last day.
        time: a time the message gives.
        returns_on: the day the child is expected back, when the message says so.
        stated: whether the message itself spoke of days.
        time_kind: what the time is: "arrives", "leaves" or "appointment".
        problem: why a person or the parent must be asked: "past", "ambiguous", "no_school".
    """

    first_on: date
    last_on: date | None
    sessions: str = "day"
    first_session: Session | None = None
    last_session: Session | None = None
    time: clock_time | None = None
    returns_on: date | None = None
    stated: bool = False
    time_kind: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One reason for one or more children.

    Attributes:
        pupil_ids: the children; empty when the message does not say which of several.
        reason: None when the engine abstains.
        confidence: calibrated probability of the best reason, 0 to 1.
        alternatives: best first, including the best.
        period: the days.
        because: the words that decided it, quoted from the message.
    """

    pupil_ids: tuple[int, ...]
    reason: Reason | None
    confidence: float
    alternatives: tuple[ReasonGuess, ...]
    period: Period
    because: str


@dataclass(frozen=True, slots=True)
class ParseResult:
    """A reading of a message.

    Attributes:
        intent: what the sender wants.
        intent_confidence: calibrated probability, 0 to 1.
        language: ISO 639-1, "en" when undecided.
        flags: "safeguarding" when somebody may be in danger, or when it is disputed where a child is; then
            with "whereabouts" beside it.
        items: at least one for report and late; for other intents the days and children said, if any.
        named_unknown: names said as an absent child's that are none of the request's children.
        ambiguous_children: pupil ids between which the message does not decide.
    """

    intent: Intent
    intent_confidence: float
    language: str = "en"
    flags: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    named_unknown: tuple[str, ...] = ()
    ambiguous_children: tuple[int, ...] = ()


class Parser(Protocol):
    """An engine that reads messages; safe to call from several threads at once."""

    def parse(self, request: ParseRequest) -> ParseResult:
        """Read one message; never raises for any text."""
        ...
