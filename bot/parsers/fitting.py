"""Training: messages and their labels to a model. The only place that needs scikit-learn."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.parsers.classifier import (
    DANGER,
    VECTOR_WEIGHT,
    Calibration,
    Classifier,
    Encode,
    Floats,
    Head,
    Watch,
    soften,
    unit,
)
from bot.parsers.counts import LONGEST, SHORTEST, WORD, Terms, plain

SEED = 20260901
FOLDS = 3
COST = 0.7  # of a training message on the wrong side, against a simple model
DANGER_COST = 0.5
FAST_AGREEMENT = 0.99  # with the full head, out of fold, for the fast one to be believed alone
DANGER_ALARMS = 0.01  # of ordinary training messages, out of fold, at which a person looks for nothing
DANGER_PASSED = 0.002  # of messages in danger, out of fold, that the fast head alone may let go by

Ints = npt.NDArray[np.int64]


def train(
    texts: Sequence[str],
    labels: Sequence[str],
    encode: Encode,
    judged: npt.NDArray[np.bool_] | None = None,
    *,
    fast: bool = True,
    languages: Sequence[str] = (),
) -> Classifier:
    """Train all heads and calibrate them on out-of-fold scores.

    The same texts in the same order give the same model.

    Args:
        texts: normalised.
        labels: one a text.
        encode: texts to unit vectors, one a row.
        judged: the texts on which it is calibrated; all of them when None.
        fast: whether there are heads that do without the sentence vector.
        languages: of each text, where it is to tell them apart.
    """
    classes, truth = np.unique(np.asarray(labels), return_inverse=True)
    judged = np.ones(len(truth), dtype=bool) if judged is None else judged
    vectors = np.asarray(encode(texts), dtype=np.float32)
    centre = vectors.mean(axis=0)
    words, letters = vectorisers()
    counts = csr_matrix(hstack([words.fit_transform(texts), letters.fit_transform(texts)]))
    both = csr_matrix(hstack([counts, csr_matrix(unit(vectors - centre) * VECTOR_WEIGHT)]))
    full, seen = _fit_head(both, truth, judged)
    quick, quick_seen = _fit_head(counts, truth, judged) if fast else (None, seen)
    agreement = Calibration(quick_seen.probabilities, seen.probabilities.argmax(axis=1))
    return Classifier(
        classes=tuple(str(name) for name in classes),
        words=terms_of(words),
        letters=terms_of(letters),
        fast=quick,
        full=full,
        fast_enough=agreement.threshold(FAST_AGREEMENT, np.arange(len(classes))),
        danger=_fit_watch(counts if fast else None, both, np.asarray(labels) == DANGER, judged),
        seen=seen,
        centre=centre,
        languages=tuple(sorted(set(languages))),
        language=_fit_languages(counts, languages) if languages else None,
    )


def vectorisers() -> tuple[TfidfVectorizer, TfidfVectorizer]:
    """Words (one and two) and letters within words (two to five)."""
    words = TfidfVectorizer(
        ngram_range=(1, 2), token_pattern=WORD, sublinear_tf=True, dtype=np.float32, preprocessor=plain
    )
    letters = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(SHORTEST, LONGEST),
        min_df=2,
        sublinear_tf=True,
        dtype=np.float32,
        preprocessor=plain,
    )
    return words, letters


def terms_of(vectoriser: TfidfVectorizer) -> Terms:
    """The terms of a fitted vectoriser."""
    columns = {str(term): int(column) for term, column in vectoriser.vocabulary_.items()}
    return Terms(columns, np.asarray(vectoriser.idf_, dtype=np.float32))


def _fit_head(features: csr_matrix, truth: Ints, judged: npt.NDArray[np.bool_]) -> tuple[Head, Calibration]:
    """A head trained on everything, with the temperature and the record of its out-of-fold scores."""
    scores = _out_of_fold(features, truth, COST)[judged]
    sharpness = _fit_sharpness(scores, truth[judged])
    weights, bias = _fit_linear(features, truth, COST)
    return _head(weights, bias, sharpness), Calibration(soften(scores, sharpness), truth[judged])


def _out_of_fold(features: csr_matrix, truth: Ints, cost: float) -> Floats:
    """Each row's scores by a model that has not seen it. The folds are fitted side by side."""
    scores = np.zeros((len(truth), int(truth.max()) + 1))
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(features, truth))

    def fit(fold: tuple[Ints, Ints]) -> None:
        learn, check = fold
        weights, bias = _fit_linear(features[learn], truth[learn], cost)
        scores[check] = features[check] @ weights.T + bias

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(fit, folds))
    return scores


def _fit_linear(features: csr_matrix, truth: Ints, cost: float) -> tuple[Floats, Floats]:
    model = LinearSVC(C=cost, random_state=SEED)
    model.fit(features, truth)
    if len(model.classes_) > 2:
        return model.coef_, model.intercept_
    # two classes have one line between them: the second class on its one side, the first on the other
    return np.vstack([-model.coef_, model.coef_]), np.hstack([-model.intercept_, model.intercept_])


def _head(weights: Floats, bias: Floats, sharpness: float) -> Head:
    return Head(np.ascontiguousarray(weights.T, dtype=np.float16), bias.astype(np.float32), sharpness)


def _fit_sharpness(scores: Floats, truth: Ints) -> float:
    """The sharpness under which the true classes were likeliest."""

    def surprise(sharpness: float) -> float:
        chosen = soften(scores, sharpness)[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    return float(minimize_scalar(surprise, bounds=(0.1, 30.0), method="bounded").x)


def _fit_languages(counts: csr_matrix, languages: Sequence[str]) -> Head:
    _, truth = np.unique(np.asarray(languages), return_inverse=True)
    sharpness = _fit_sharpness(_out_of_fold(counts, truth, COST), truth)
    return _head(*_fit_linear(counts, truth, COST), sharpness)


def _fit_watch(
    counts: csr_matrix | None, both: csr_matrix, there: npt.NDArray[np.bool_], judged: npt.NDArray[np.bool_]
) -> Watch | None:
    """What looks for danger; None where the texts hold too little of it to learn from.

    counts: without the sentence vectors, for a head that does without; None when there is none.
    """
    if there.sum() < FOLDS:
        return None
    truth = there.astype(np.int64)
    scores = _out_of_fold(both, truth, DANGER_COST)[:, 1]
    found = float(np.quantile(scores[judged & ~there], 1 - DANGER_ALARMS))
    full = _head(*_fit_linear(both, truth, DANGER_COST), 1.0)
    if counts is None:
        return Watch(None, full, -np.inf, found)
    seen = _out_of_fold(counts, truth, DANGER_COST)[there & (scores >= found), 1]
    fast = _head(*_fit_linear(counts, truth, DANGER_COST), 1.0)
    return Watch(fast, full, float(np.quantile(seen, DANGER_PASSED)) if seen.size else -np.inf, found)
