"""One text to an intent and a reason, with honest probabilities and the words that decided."""

import functools
import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bot.entities.words import WEEKDAYS
from bot.parsers.classifier import DANGER, Floats, Question
from bot.parsers.corpus import ENGLISH, REPORT_PREFIX
from bot.parsers.corrections import find_correction
from bot.parsers.counts import WORD
from bot.parsers.judging import Judge
from bot.parsers.normalise import Normalised
from bot.parsers.protocol import Intent, ReasonGuess
from bot.parsers.recipe import CHILD, put
from bot.parsers.safety import has_danger_words
from rules.reasons import Reason

ANSWER_ACCURACY = 0.965  # out of fold, of the reasons we commit ourselves to
LOWEST_THRESHOLD = 0.30
HIGHEST_THRESHOLD, HIGHEST_IN_OTHERS = 0.70, 0.45  # the training texts are harder than what parents write
DANGER_FROM = 0.35  # probability of the danger class at which a person must look
PLAIN_BESIDE_DANGER = 0.6  # of what a message says beside its danger
UNDERSTOOD_FROM = 0.25  # below it the message is put before a person as "other"
ALTERNATIVES = 3
QUOTES = 3
CORRECTION_FROM = 0.15  # of all the probability, and most of what the reasons have: "no, it's the dentist"
CORRECTED_FROM = 0.6  # and of the words said instead, taken alone
NEVER_CORRECTED = (Reason.UNSTATED, Reason.LATE)  # "I meant Thursday" gives no reason
NEVER_QUOTED = frozenset((CHILD.lower(), "today", "tomorrow", "yesterday", *WEEKDAYS))
_QUIET = """
a an and are as at be been but by can do for from had has have he her him his i i'm in is isn't it its it's
just me my not of off on or our she so some that the their them they this to up was we were will with won't
you your back school until please thanks morning sorry said meant both
"""
QUIET = frozenset(_QUIET.split())
WORDS = re.compile(WORD)
INTENT_OF = {"greet": Intent.SMALLTALK, "thanks": Intent.SMALLTALK, "danger": Intent.OTHER}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the classifier makes of a text.

    reason: None when it abstains. confidence: of the best reason. danger: whether a person must look.
    because: words of the message. alternatives: best first.
    """

    intent: Intent
    intent_confidence: float
    reason: Reason | None
    confidence: float
    alternatives: tuple[ReasonGuess, ...]
    because: str
    danger: bool


class Reader:
    """A judge with its thresholds; keeps no state between messages."""

    def __init__(self, judge: Judge, language: str = ENGLISH) -> None:
        self._judge = judge
        self._language = language
        self._intents = [_intent_of(name) for name in judge.classes]
        self._reasons = [_reason_of(name) for name in judge.classes]
        about_absence = np.flatnonzero([reason is not None for reason in self._reasons])
        threshold = judge.seen.threshold(ANSWER_ACCURACY, about_absence) if judge.seen else LOWEST_THRESHOLD
        highest = HIGHEST_THRESHOLD if language == ENGLISH else HIGHEST_IN_OTHERS
        self.threshold = min(max(threshold, LOWEST_THRESHOLD), highest)

    def read(self, message: Normalised) -> Reading:
        """Read one text (children's names replaced)."""
        question = put(message, self._language)
        if not self._judge.knows(question):
            return Reading(Intent.OTHER, 0.0, None, 0.0, (), "", False)
        judged = self._judge.judge(question, functools.partial(has_danger_words, message.text))
        chances, danger = self._beside_danger(judged.probabilities)
        danger = danger or judged.danger
        intent, sureness = self._best_intent(chances)
        if intent is Intent.CORRECT and self._language == ENGLISH:
            question, chances = self._corrected(question, chances)
        if sureness < UNDERSTOOD_FROM:
            return Reading(Intent.OTHER, sureness, None, 0.0, (), "", danger)
        guesses = self._guesses(chances, intent)
        reason = self._choose(guesses, intent)
        because = self._quote(message, question, chances) if guesses else ""
        confidence = guesses[0].probability if guesses else 0.0
        return Reading(intent, sureness, reason, confidence, guesses, because, danger)

    def _beside_danger(self, chances: Floats) -> tuple[Floats, bool]:
        """What a message says beside its danger, where it plainly does; and whether there is danger."""
        if DANGER not in self._judge.classes:
            return chances, False
        place = self._judge.classes.index(DANGER)
        danger = float(chances[place])
        if danger < DANGER_FROM:
            return chances, False
        beside = chances.copy()
        beside[place] = 0.0
        plain = float(beside.max()) >= PLAIN_BESIDE_DANGER * float(beside.sum())
        return (beside / max(float(beside.sum()), 1e-9) if plain else chances), True

    def _corrected(self, question: Question, chances: Floats) -> tuple[Question, Floats]:
        """What a correction puts in the place of what it takes back, and its probabilities, if a reason."""
        words = find_correction(question.words)
        instead = Question.of_text(words) if words is not None else None
        if instead is None or not self._judge.knows(instead):
            return question, chances
        about = np.array([reason not in (None, *NEVER_CORRECTED) for reason in self._reasons])
        corrected = np.where(about, self._judge.judge(instead).probabilities, 0.0)
        return (instead, corrected) if corrected.max() >= CORRECTED_FROM else (question, chances)

    def _best_intent(self, chances: Floats) -> tuple[Intent, float]:
        """The intent of the likeliest class, and how likely all classes of that intent are together."""
        best = self._intents[int(np.argmax(chances))]
        together = sum(
            float(chance) for intent, chance in zip(self._intents, chances, strict=True) if intent is best
        )
        return best, min(together, 1.0)

    def _guesses(self, chances: Floats, intent: Intent) -> tuple[ReasonGuess, ...]:
        if intent not in (Intent.REPORT, Intent.LATE, Intent.CORRECT):
            return ()
        guesses = [
            ReasonGuess(reason, float(chance))
            for reason, chance in zip(self._reasons, chances, strict=True)
            if reason is not None and (reason is Reason.LATE) <= (intent is not Intent.REPORT)
        ]
        guesses.sort(key=lambda guess: -guess.probability)
        return tuple(guesses[:ALTERNATIVES])

    def _choose(self, guesses: tuple[ReasonGuess, ...], intent: Intent) -> Reason | None:
        if not guesses:
            return None
        best = guesses[0]
        if intent is Intent.CORRECT:
            share = best.probability / sum(guess.probability for guess in guesses)
            return best.reason if best.probability >= CORRECTION_FROM and share > 0.6 else None
        return best.reason if best.probability >= self.threshold else None

    def _quote(self, message: Normalised, question: Question, chances: Floats) -> str:
        """The stretches of the message that spoke most for the chosen class, in its order."""
        about = [chance if reason else 0.0 for reason, chance in zip(self._reasons, chances, strict=True)]
        weights = self._judge.word_weights(question, int(np.argmax(about)))
        telling = [words for words, weight in weights.items() if weight > 0 and _tells(words.split())]
        spoken = sorted(telling, key=lambda words: -weights[words])[:QUOTES]
        return " … ".join(message.said(start, end) for start, end in _merge(_places(message.text, spoken)))


def _places(text: str, spoken: list[str]) -> list[tuple[int, int]]:
    """Where each of some words, or of some pairs of neighbours, first stands."""
    words = list(WORDS.finditer(text))
    first: dict[str, tuple[int, int]] = {}
    for one in words:
        first.setdefault(one.group(), one.span())
    for one, two in pairwise(words):
        first.setdefault(f"{one.group()} {two.group()}", (one.start(), two.end()))
    return [first[said] for said in spoken if said in first]


def _tells(words: list[str]) -> bool:
    """Whether words may be shown as the reason: no name, no day, and not small words alone."""
    return not NEVER_QUOTED.intersection(words) and not QUIET.issuperset(words)


def _merge(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _intent_of(name: str) -> Intent:
    if name.startswith(REPORT_PREFIX):
        return Intent.REPORT
    return INTENT_OF.get(name) or Intent(name)


def _reason_of(name: str) -> Reason | None:
    if name == "late":
        return Reason.LATE
    return Reason(name.removeprefix(REPORT_PREFIX)) if name.startswith(REPORT_PREFIX) else None
