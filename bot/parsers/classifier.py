"""Messages to calibrated probabilities: words, letters and sentence vectors into linear models.

Each question (which intent or reason? is somebody in danger?) has two heads over the same word and letter
counts. The fast one looks at nothing else; only where one is in doubt is the sentence vector made and the
full one asked. Nothing here needs more than numpy: what trains a model is in `bot.parsers.fitting`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.parsers.counts import Floats32, Letters, Row, Terms, find_terms, find_words, join, plain
from bot.parsers.signs import SIGNS

SIGN_WEIGHT = 0.15  # of each sign against the counts
DANGER = "danger"
SUSPICION = 0.5  # of the score that says "danger", for words that go with it

Floats = npt.NDArray[np.float64]
Encode = Callable[[Sequence[str]], Any]


SIGN_COLUMNS = {sign: column for column, sign in enumerate(SIGNS)}


@dataclass(frozen=True, slots=True)
class Question:
    """A message as it is put before a classifier.

    words: what is counted. whole: what the sentence vector is made of. signs: of `bot.parsers.signs`.
    """

    words: str
    whole: str
    signs: tuple[str, ...] = ()

    @classmethod
    def of_text(cls, text: str) -> "Question":
        """A text as it stands."""
        return cls(text, text)


@dataclass(frozen=True, slots=True)
class Head:
    """A linear model: class scores, softened by a temperature into probabilities."""

    weights: npt.NDArray[np.float16]  # features by classes, so that a message touches few rows
    bias: npt.NDArray[np.float32]
    sharpness: float  # one over the temperature

    def scores(self, row: Row, vector: Floats32 | None = None) -> Floats:
        """How much speaks for each class; vector: the sentence vector, for a full head."""
        scores = row.weights @ self.weights[row.columns].astype(np.float32) + self.bias
        if vector is not None:
            scores = scores + vector @ self.weights[-len(vector) :].astype(np.float32)
        return np.asarray(scores, dtype=np.float64)

    def probabilities(self, row: Row, vector: Floats32 | None = None) -> Floats:
        """The class probabilities of one message."""
        chances: Floats = soften(self.scores(row, vector)[np.newaxis], self.sharpness)[0]
        return chances


@dataclass(frozen=True, slots=True)
class Watch:
    """Two heads that look for one thing, and what they must see of it.

    clear: below this score of the fast head nobody need look closer. found: from this score of the full head
    on it is there. fast: None where everything is looked at closely.
    """

    fast: Head | None
    full: Head
    clear: float
    found: float

    def may_be_there(self, row: Row) -> bool:
        """Whether the full head must be asked."""
        return self.fast is None or float(self.fast.scores(row)[1]) >= self.clear

    def is_there(self, row: Row, vector: Floats32, suspected: bool) -> bool:
        """Whether it is. suspected: words that go with it were seen, so that less is needed."""
        needed = self.found - (SUSPICION if suspected else 0.0)
        return float(self.full.scores(row, vector)[1]) >= needed


@dataclass(frozen=True, slots=True)
class Calibration:
    """Out-of-fold scores: the probabilities given to each class, and the right one, row by row."""

    probabilities: Floats32
    truth: npt.NDArray[np.int64]

    def threshold(self, accuracy: float, classes: npt.NDArray[np.int64]) -> float:
        """The lowest confidence from which `accuracy` of the answers among `classes` were right."""
        chosen = self.probabilities.argmax(axis=1)
        mine = np.isin(chosen, classes)
        confidence = self.probabilities.max(axis=1)[mine]
        right = (chosen == self.truth)[mine]
        order = np.argsort(-confidence, kind="stable")
        if not order.size:
            return 1.0
        running = np.cumsum(right[order]) / np.arange(1, order.size + 1)
        good = np.flatnonzero(running >= accuracy)
        return float(confidence[order][good[-1]]) if good.size else 1.0


@dataclass(frozen=True, slots=True)
class Classifier:
    """The trained model; reading from it changes nothing, so threads may share it.

    centre: what all sentence vectors have in common, and which tells nothing.
    languages, language: the languages of the training texts and the head that tells them apart; none where
    there was one language only.
    """

    classes: tuple[str, ...]
    words: Terms
    letters: Letters
    fast: Head | None
    full: Head
    fast_enough: float
    danger: Watch | None
    seen: Calibration
    centre: Floats32
    languages: tuple[str, ...] = ()
    language: Head | None = None

    def row(self, question: Question) -> Row:
        """Weighted counts of the words (one and two), of the letters in them (two to five), and the signs."""
        text = plain(question.words)
        words = self.words.row(find_terms(find_words(text)))
        counted = join(words, self.letters.row(text), len(self.words.rarity))
        before = len(self.words.rarity) + len(self.letters.terms.rarity)
        return join(counted, row_of_signs(question.signs), before)

    def beside_centre(self, vectors: Floats32) -> Floats32:
        """Unit vectors, in rows, without what they all have in common."""
        return unit(vectors - self.centre)

    def known_words(self, question: Question) -> int:
        """How many of its words were in the training messages."""
        return sum(1 for word in find_words(plain(question.words)) if word in self.words.columns)

    def word_weights(self, question: Question, class_index: int) -> dict[str, float]:
        """How much each of its words or pairs of words spoke for a class."""
        terms = [term for term in find_terms(find_words(plain(question.words))) if term in self.words.columns]
        row = self.words.row(iter(terms))
        spoke = row.weights * self.full.weights[row.columns, class_index].astype(np.float32)
        return dict(zip(dict.fromkeys(terms), map(float, spoke), strict=True))


def row_of_signs(signs: Sequence[str]) -> Row:
    """The columns of some signs, each of the same weight."""
    columns = np.array([SIGN_COLUMNS[sign] for sign in signs], dtype=np.int64)
    return Row(columns, np.full(len(columns), SIGN_WEIGHT, dtype=np.float32))


def unit(vectors: Floats32) -> Floats32:
    """Each row at length one."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return np.asarray(vectors / lengths, dtype=np.float32)


def soften(scores: Any, sharpness: float) -> Floats:
    """Scores to probabilities that sum to 1 in each row."""
    raised = np.asarray(scores, dtype=np.float64) * sharpness
    raised -= raised.max(axis=1, keepdims=True)
    powers = np.exp(raised)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)
