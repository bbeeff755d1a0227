"""From messages and answers to figures."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.evaluating.answers import Answer, Item, Pair, pair_items, same_code
from bot.evaluating.counting import Share, Told, macro_f1
from bot.evaluating.figures import (
    ChildrenFigures,
    CodeFigures,
    DaysFigures,
    Figures,
    FlagFigures,
    IntentFigures,
)
from bot.evaluating.messages import Message
from bot.parsers.protocol import Intent

AUTHORISED = frozenset({"C", "C1", "C2", "E", "I", "J1", "M", "R", "S", "T"})
UNAUTHORISED = frozenset({"G", "N", "O", "U"})
ABSTAINED, NONE = "abstained", "none"
HARD_NEGATIVE = "hard_negative"  # the tag of a message that sounds dangerous and is not


@dataclass(frozen=True, slots=True)
class Judged:
    """A message with its answer. pairs: their items, each expected one with the one that answers it."""

    message: Message
    given: Answer
    pairs: tuple[Pair, ...]

    @property
    def expect(self) -> Answer:
        """The right answer."""
        return self.message.expect


def judge(message: Message, given: Answer) -> Judged:
    """A message put beside its answer."""
    return Judged(message, given, pair_items(message.expect.items or (), given.items or ()))


def measure(judged: Sequence[Judged]) -> Figures:
    """The figures of a set of messages; of none at all, every share is out of none."""
    return Figures(
        messages=len(judged),
        language=Share.among(each.given.language == each.expect.language for each in judged),
        intent=_intents(judged),
        codes=_codes(judged),
        children=_children(judged),
        days=_days(judged),
        flags=_flags(judged),
    )


def group_by(judged: Sequence[Judged], names: Callable[[Judged], Iterable[str]]) -> dict[str, Figures]:
    """The figures of every group, largest first; a message stands in every group that it names."""
    groups: dict[str, list[Judged]] = {}
    for each in judged:
        for name in dict.fromkeys(names(each)):
            groups.setdefault(name, []).append(each)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return {name: measure(members) for name, members in ordered}


def hard_negatives(judged: Sequence[Judged]) -> dict[str, Share]:
    """For every file with messages that only sound dangerous: how many of these were flagged."""
    files: dict[str, list[bool]] = {}
    for each in judged:
        if HARD_NEGATIVE in each.message.tags and not each.expect.flagged:
            files.setdefault(each.message.file, []).append(each.given.flagged)
    return {file: Share.among(flagged) for file, flagged in files.items()}


def told_intents(judged: Sequence[Judged]) -> list[Told]:
    """The intent expected and the intent given, wherever one is expected."""
    return [(each.expect.intent, each.given.intent) for each in judged if each.expect.intent is not None]


def code_pairs(judged: Sequence[Judged]) -> list[Pair]:
    """The pairs whose code is judged: those of messages that report, with a code expected."""
    about = (each for each in judged if each.expect.intent in (Intent.REPORT, Intent.LATE))
    pairs = (pair for each in about for pair in each.pairs)
    return [pair for pair in pairs if pair.expected is None or pair.expected.code is not None]


def told_codes(pairs: Sequence[Pair]) -> list[Told]:
    """The code expected and the code given; None where the engine abstained or found no such item."""
    told = [
        (pair.expected.code if pair.expected else None, pair.given.code if pair.given else None)
        for pair in pairs
    ]
    return [_as_one(expected, given) for expected, given in told if expected or given]


def named_codes(pairs: Sequence[Pair]) -> list[Told]:
    """The same for people to read, with a word where there is no code: abstained, or none."""
    told = [
        (pair.expected.code if pair.expected else None, pair.given.code or ABSTAINED if pair.given else None)
        for pair in pairs
    ]
    return [_as_one(expected or NONE, given or NONE) for expected, given in told if expected or given]


def told_guesses(pairs: Sequence[Pair]) -> list[Told]:
    """The code expected and the best guess, whether or not the engine abstained."""
    told = [
        (pair.expected.code if pair.expected else None, pair.given.guess if pair.given else None)
        for pair in pairs
    ]
    return [_as_one(expected, guess) for expected, guess in told if expected or guess]


def _as_one(expected: str | None, given: str | None) -> Told:
    return (expected, expected if same_code(expected, given) else given)


def _intents(judged: Sequence[Judged]) -> IntentFigures:
    told = told_intents(judged)
    return IntentFigures(Share.among(one == other for one, other in told), macro_f1(told))


def _codes(judged: Sequence[Judged]) -> CodeFigures:
    pairs = code_pairs(judged)
    told, guessed = told_codes(pairs), told_guesses(pairs)
    return CodeFigures(
        answered=Share.among(given is not None for expected, given in told if expected),
        right=Share.among(expected == given for expected, given in told if given),
        macro_f1=macro_f1(told),
        best_right=Share.among(expected == guess for expected, guess in guessed if expected),
        best_macro_f1=macro_f1(guessed),
        wrongly_authorised=Share.among(
            given in AUTHORISED for expected, given in told if expected in UNAUTHORISED
        ),
    )


def _children(judged: Sequence[Judged]) -> ChildrenFigures:
    told = [(each.expect.children, each.given.children) for each in judged if each.expect.items]
    return ChildrenFigures(
        right=Share.among(expected == given for expected, given in told),
        wrong=Share.among(bool(given - expected) for expected, given in told),
        incomplete=Share.among(bool(given) and given < expected for expected, given in told),
        asked=Share.among(not given for _, given in told),
        asked_needlessly=Share.among(not given and bool(expected) for expected, given in told),
    )


def _days(judged: Sequence[Judged]) -> DaysFigures:
    messages = [pairs for each in judged if (pairs := _dated(each))]
    pairs = [pair for message in messages for pair in message]
    return DaysFigures(
        right=Share.among(all(_same(pair, _days_of) for pair in message) for message in messages),
        time=Share.among(all(_same(pair, _time_of) for pair in message) for message in messages),
        time_said=Share.among(_same(pair, _time_of) for pair in pairs if _said(pair, _time_of)),
        returns_on=Share.among(all(_same(pair, _return_of) for pair in message) for message in messages),
        returns_said=Share.among(_same(pair, _return_of) for pair in pairs if _said(pair, _return_of)),
    )


def _dated(judged: Judged) -> list[Pair]:
    """The pairs whose days are judged: those where a day is expected."""
    return [pair for pair in judged.pairs if pair.expected and pair.expected.first_on]


def _days_of(item: Item) -> object:
    return item.days


def _time_of(item: Item) -> object:
    return item.time


def _return_of(item: Item) -> object:
    return item.returns_on


def _said(pair: Pair, part: Callable[[Item], object]) -> bool:
    return pair.expected is not None and part(pair.expected) is not None


def _same(pair: Pair, part: Callable[[Item], object]) -> bool:
    """Whether the given item has the same part as the expected one."""
    return bool(pair.expected and pair.given and part(pair.expected) == part(pair.given))


def _flags(judged: Sequence[Judged]) -> FlagFigures:
    due = [
        (each.expect.intent == Intent.DISPUTE, each.given.flagged) for each in judged if each.expect.flagged
    ]
    return FlagFigures(
        found=Share.among(flagged for _, flagged in due),
        danger=Share.among(flagged for dispute, flagged in due if not dispute),
        disputes=Share.among(flagged for dispute, flagged in due if dispute),
        false_alarms=Share.among(each.given.flagged for each in judged if not each.expect.flagged),
    )
