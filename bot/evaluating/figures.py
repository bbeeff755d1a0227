"""What is counted of a set of messages."""

from dataclasses import dataclass

from bot.evaluating.counting import Share


@dataclass(frozen=True, slots=True)
class IntentFigures:
    """right: of the messages with an expected intent. macro_f1: 0 to 1."""

    right: Share
    macro_f1: float | None


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """The reasons of reports and latenesses, each judged by its register code; a message may have several.

    answered: of the reasons expected. right: of the codes answered, those for no expected reason included.
    macro_f1: an abstention is a miss. best_right, best_macro_f1: as if it never abstained.
    wrongly_authorised: of the unauthorised reasons, those answered with an authorised code.
    """

    answered: Share
    right: Share
    macro_f1: float | None
    best_right: Share
    best_macro_f1: float | None
    wrongly_authorised: Share


@dataclass(frozen=True, slots=True)
class ChildrenFigures:
    """Of the messages that concern children.

    right: exactly the expected ones, none where it must be asked. wrong: a child is given that is not
    expected. incomplete: some of the expected ones. asked: none given. asked_needlessly: some were
    expected.
    """

    right: Share
    wrong: Share
    incomplete: Share
    asked: Share
    asked_needlessly: Share


@dataclass(frozen=True, slots=True)
class DaysFigures:
    """Of the messages that concern days, those where every item is exactly right.

    right: days, sessions and half days. time, returns_on: of the same messages. time_said, returns_said: of
    the items where one is expected.
    """

    right: Share
    time: Share
    time_said: Share
    returns_on: Share
    returns_said: Share


@dataclass(frozen=True, slots=True)
class FlagFigures:
    """found: of the messages that must be flagged. false_alarms: of all others.

    danger, disputes: of those that must be flagged, apart.
    """

    found: Share
    danger: Share
    disputes: Share
    false_alarms: Share


@dataclass(frozen=True, slots=True)
class Figures:
    """How well a set of messages was read. language: told right."""

    messages: int
    language: Share
    intent: IntentFigures
    codes: CodeFigures
    children: ChildrenFigures
    days: DaysFigures
    flags: FlagFigures
