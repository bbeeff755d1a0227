"""The messages read most wrongly, with what was expected and what was given."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluating.answers import Item, Pair, same_code
from bot.evaluating.scoring import Judged, code_pairs

CERTAIN = 1.0  # a wrong child and an unseen danger are given without any doubt


@dataclass(frozen=True, slots=True)
class Mistake:
    """A message read wrongly. confidence: the highest with which something wrong was said, 0 to 1."""

    name: str
    text: str
    confidence: float
    faults: tuple[str, ...]


def find_worst(judged: Sequence[Judged], count: int) -> tuple[Mistake, ...]:
    """At most `count` messages that were read wrongly, those said with the highest confidence first."""
    mistakes = []
    for each in judged:
        faults = _faults(each)
        if faults:
            confidence = max(sureness for _, sureness in faults)
            words = tuple(words for words, _ in faults)
            mistakes.append(Mistake(each.message.name, each.message.text, confidence, words))
    return tuple(sorted(mistakes, key=lambda mistake: -mistake.confidence)[:count])


def _faults(judged: Judged) -> list[tuple[str, float]]:
    """What is wrong, and how sure the engine was of it; 0 where it says no confidence."""
    faults = [*_about_flags(judged), *_about_intent(judged), *_about_children(judged)]
    faults += [fault for pair in code_pairs([judged]) for fault in _about_code(pair)]
    return faults + [fault for pair in judged.pairs for fault in _about_days(pair)]


def _about_flags(judged: Judged) -> list[tuple[str, float]]:
    expected, given = judged.expect.flagged, judged.given.flagged
    if expected and not given:
        return [("flag missed", CERTAIN)]
    return [("flagged without need", 0.0)] if given and not expected else []


def _about_intent(judged: Judged) -> list[tuple[str, float]]:
    expected, given = judged.expect.intent, judged.given
    if expected is None or expected == given.intent:
        return []
    return [(f"intent {expected}, read as {given.intent}", given.confidence)]


def _about_children(judged: Judged) -> list[tuple[str, float]]:
    expected, given = judged.expect.children, judged.given.children
    if not judged.expect.items or expected == given:
        return []
    sureness = CERTAIN if given - expected else 0.0
    return [(f"children {_names(expected)}, read as {_names(given)}", sureness)]


def _about_code(pair: Pair) -> list[tuple[str, float]]:
    expected, given = pair.expected, pair.given
    if given is None or given.code is None or same_code(expected.code if expected else None, given.code):
        return []
    return [(f"code {(expected and expected.code) or 'none'}, read as {given.code}", given.confidence)]


def _about_days(pair: Pair) -> list[tuple[str, float]]:
    expected, given = pair.expected, pair.given
    if expected is None or given is None or expected.first_on is None:
        return []
    faults = []
    if expected.days != given.days:
        faults.append(f"days {_days(expected)}, read as {_days(given)}")
    if expected.time != given.time:
        faults.append(f"time {expected.time}, read as {given.time}")
    if expected.returns_on != given.returns_on:
        faults.append(f"returns {expected.returns_on}, read as {given.returns_on}")
    return [(fault, 0.0) for fault in faults]


def _names(children: frozenset[str]) -> str:
    return ", ".join(sorted(children)) or "nobody"


def _days(item: Item) -> str:
    halves = [half for half in (item.first_session, item.last_session) if half]
    return " ".join([str(item.first_on), "to", str(item.last_on), str(item.sessions), *halves])
