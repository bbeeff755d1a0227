"""Readings and speakers, made by hand: what the dialogue decides does not hang on any engine."""

from datetime import date

from bot.parsers.protocol import Intent, Item, ParseResult, Period, ReasonGuess
from bot.turn import Child, Earlier, Message, Speaker
from rules.contacts import PupilLink, SpeakerVerdict, check_speaker
from rules.reasons import Reason

TODAY = date(2026, 11, 20)  # a Friday
MONDAY = date(2026, 11, 23)
AMINA, BEN = 1, 2
DAY = Period(TODAY, TODAY)


def verdict(*pupils: int, **says: bool) -> SpeakerVerdict:
    """One contact with these children."""
    return check_speaker({7: [PupilLink(7, pupil, **says) for pupil in pupils]}, TODAY)


def speaker(*pupils: int, earlier: tuple[Earlier, ...] = (), held: bool = False, **says: bool) -> Speaker:
    """A contact with Amina, Ben or both."""
    names = {AMINA: "Amina", BEN: "Ben"}
    children = tuple(Child(pupil, names[pupil], "Ali", f"{pupil}A", pupil) for pupil in pupils)
    return Speaker(verdict(*pupils, **says), children, earlier=earlier, held=held)


def said(
    intent: Intent,
    *pupils: int,
    reason: Reason | None = Reason.ILLNESS,
    period: Period = DAY,
    flags: tuple[str, ...] = (),
) -> ParseResult:
    """A reading with one item."""
    guesses = (ReasonGuess(reason, 0.9),) if reason else ()
    item = Item(pupils, reason, 0.9 if reason else 0.0, guesses, period, "")
    return ParseResult(intent, 0.9, flags=flags, items=(item,))


def bare(intent: Intent, **more: object) -> ParseResult:
    """A reading without items."""
    return ParseResult(intent, 0.9, **more)  # type: ignore[arg-type]


def message(text: str = "not well", media: int = 0) -> Message:
    """A message of today."""
    return Message(text, TODAY, media)


def earlier(report_id: int, pupil: int | None, state: str = "provisional", period: Period = DAY) -> Earlier:
    """A report of illness made today."""
    return Earlier(report_id, pupil, Reason.ILLNESS, 0.9, (), "", period, state, TODAY)
