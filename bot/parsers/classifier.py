"""Messages to calibrated probabilities: words, letters and sentence vectors into a linear model.

Two heads share the word and letter counts. The fast one looks at nothing else; only where it is in doubt
is the sentence vector made and the full head asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.parsers.counts import WORD, Floats32, Row, Terms, find_letters, find_terms, find_words, join

SEED = 20260901
FOLDS = 4
VECTOR_WEIGHT = 1.6  # of the sentence vector against the counts
FAST_AGREEMENT = 0.99  # with the full head, out of fold, for the fast one to be believed alone

Floats = npt.NDArray[np.float64]
Encode = Callable[[Sequence[str]], Any]


@dataclass(frozen=True, slots=True)
class Head:
    """A linear model: class scores, softened by a temperature into probabilities."""

    weights: npt.NDArray[np.float32]  # features by classes, so that a message touches few rows
    bias: npt.NDArray[np.float32]
    sharpness: float  # one over the temperature

    def probabilities(self, row: Row, vector: Floats32 | None = None) -> Floats:
        """The class probabilities of one message; vector: its sentence vector, for the full head."""
        scores = row.weights @ self.weights[row.columns] + self.bias
        if vector is not None:
            scores = scores + (vector * VECTOR_WEIGHT) @ self.weights[-len(vector) :]
        chances: Floats = soften(scores[np.newaxis], self.sharpness)[0]
        return chances


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was seen out of fold: the probabilities given to each class, and the right one, row by row."""

    probabilities: Floats
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
    """The trained model; reading from it changes nothing, so threads may share it."""

    classes: tuple[str, ...]
    words: Terms
    letters: Terms
    fast: Head
    full: Head
    fast_enough: float
    seen: Calibration

    def row(self, text: str) -> Row:
        """Weighted counts of the words (one and two) of a text and of the letters in them (two to five)."""
        words = self.words.row(find_terms(find_words(text)))
        return join(words, self.letters.row(find_letters(text)), len(self.words.rarity))

    def known_words(self, text: str) -> int:
        """How many words of the text were in the training messages."""
        return sum(1 for word in find_words(text) if word in self.words.columns)

    def word_weights(self, text: str, class_index: int) -> dict[str, float]:
        """How much each word or pair of words in `text` spoke for a class."""
        terms = [term for term in find_terms(find_words(text)) if term in self.words.columns]
        row = self.words.row(iter(terms))
        spoke = row.weights * self.full.weights[row.columns, class_index]
        return dict(zip(dict.fromkeys(terms), map(float, spoke), strict=True))


def train(texts: Sequence[str], labels: Sequence[str], encode: Encode) -> Classifier:
    """Train both heads and calibrate them on out-of-fold scores.

    texts: normalised. labels: one a text. encode: texts to unit vectors.
    The same texts in the same order give the same model.
    """
    classes, truth = np.unique(np.asarray(labels), return_inverse=True)
    vectors = encode(texts)
    words, letters = vectorisers()
    counts = csr_matrix(hstack([words.fit_transform(texts), letters.fit_transform(texts)]))
    both = csr_matrix(hstack([counts, csr_matrix(vectors * VECTOR_WEIGHT)]))
    fast, fast_seen = _fit_head(counts, truth, len(classes))
    full, seen = _fit_head(both, truth, len(classes))
    every = np.arange(len(classes))
    agreement = Calibration(fast_seen.probabilities, seen.probabilities.argmax(axis=1))
    return Classifier(
        classes=tuple(str(name) for name in classes),
        words=Terms.learnt_by(words),
        letters=Terms.learnt_by(letters),
        fast=fast,
        full=full,
        fast_enough=agreement.threshold(FAST_AGREEMENT, every),
        seen=seen,
    )


def _fit_head(features: csr_matrix, truth: npt.NDArray[np.int64], count: int) -> tuple[Head, Calibration]:
    """A head trained on everything, with the temperature and the record of its out-of-fold scores."""
    scores = np.zeros((len(truth), count))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for learn, check in folds.split(features, truth):
        weights, bias = _fit_linear(features[learn], truth[learn])
        scores[check] = features[check] @ weights.T + bias
    sharpness = _fit_sharpness(scores, truth)
    weights, bias = _fit_linear(features, truth)
    head = Head(np.ascontiguousarray(weights.T, dtype=np.float32), bias.astype(np.float32), sharpness)
    return head, Calibration(soften(scores, sharpness), truth)


def _fit_linear(features: csr_matrix, truth: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    model = LinearSVC(C=0.5, random_state=SEED)
    model.fit(features, truth)
    if len(model.classes_) > 2:
        return model.coef_, model.intercept_
    # two classes have one line between them: the second class on its one side, the first on the other
    return np.vstack([-model.coef_, model.coef_]), np.hstack([-model.intercept_, model.intercept_])


def _fit_sharpness(scores: Floats, truth: npt.NDArray[np.int64]) -> float:
    """The sharpness under which the true classes were likeliest."""

    def surprise(sharpness: float) -> float:
        chosen = soften(scores, sharpness)[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    return float(minimize_scalar(surprise, bounds=(0.1, 30.0), method="bounded").x)


def vectorisers() -> tuple[TfidfVectorizer, TfidfVectorizer]:
    """Words (one and two) and letters within words (two to five)."""
    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=WORD, sublinear_tf=True, dtype=np.float32)
    letters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True, dtype=np.float32
    )
    return words, letters


def soften(scores: Any, sharpness: float) -> Floats:
    """Scores to probabilities that sum to 1 in each row."""
    raised = np.asarray(scores, dtype=np.float64) * sharpness
    raised -= raised.max(axis=1, keepdims=True)
    powers = np.exp(raised)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)
