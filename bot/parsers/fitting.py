"""Training: messages and their labels to a model. The only place that needs scikit-learn."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.parsers.classifier import (
    DANGER,
    Calibration,
    Classifier,
    Encode,
    Floats,
    Head,
    Question,
    Watch,
    row_of_signs,
    soften,
    unit,
)
from bot.parsers.counts import LONGEST, SHORTEST, WORD, Floats32, Letters, Terms, plain
from bot.parsers.signs import SIGNS

SEED = 20260901
FOLDS = 3
FEWEST_WITH = 3  # messages that hold a stretch of letters, for it to be counted
VECTOR_WEIGHT = 1.4  # of the sentence vector against the counts
COST = 0.7  # of a training message on the wrong side, against a simple model
DANGER_COST = 0.5
FAST_AGREEMENT = 0.98  # with the full head, out of fold, for the fast one to be believed alone
DANGER_ALARMS = 0.01  # of ordinary training messages, out of fold, at which a person looks for nothing
DANGER_PASSED = 0.002  # of messages in danger, out of fold, that the fast head alone may let go by

Ints = npt.NDArray[np.int64]


def train(
    questions: Sequence[Question],
    labels: Sequence[str],
    encode: Encode,
    judged: npt.NDArray[np.bool_] | None = None,
    *,
    fast: bool = True,
    languages: Sequence[str] = (),
    vector_weight: float = VECTOR_WEIGHT,
    fewest_with_word: int = 1,
) -> Classifier:
    """Train all heads and calibrate them on out-of-fold scores.

    The same questions in the same order give the same model.

    Args:
        questions: normalised messages.
        labels: one a question.
        encode: texts to unit vectors, one a row.
        judged: the questions on which it is calibrated; all of them when None.
        fast: whether there are heads that do without the sentence vector.
        languages: of each question, where it is to tell them apart.
        vector_weight: of the sentence vector against the counts; less where there are more texts.
        fewest_with_word: questions that hold a word or a pair of words, for it to be counted.
    """
    classes, truth = np.unique(np.asarray(labels), return_inverse=True)
    judged = np.ones(len(truth), dtype=bool) if judged is None else judged
    vectors = np.asarray(encode([question.whole for question in questions]), dtype=np.float32)
    centre = vectors.mean(axis=0)
    words, letters = vectorisers(fewest_with_word)
    texts = [question.words for question in questions]
    signs = _matrix_of_signs(questions)
    counts = csr_matrix(hstack([words.fit_transform(texts), letters.fit_transform(texts), signs]))
    scale = np.r_[np.ones(counts.shape[1]), np.full(vectors.shape[1], vector_weight)].astype(np.float32)
    both = csr_matrix(hstack([counts, csr_matrix(unit(vectors - centre))]) @ diags(scale))
    full, seen = _fit_head(both, truth, judged, scale)
    quick, quick_seen = _fit_head(counts, truth, judged) if fast else (None, seen)
    agreement = Calibration(quick_seen.probabilities, seen.probabilities.argmax(axis=1))
    return Classifier(
        classes=tuple(str(name) for name in classes),
        words=terms_of(words),
        letters=Letters(terms_of(letters)),
        fast=quick,
        full=full,
        fast_enough=agreement.threshold(FAST_AGREEMENT, np.arange(len(classes))),
        danger=_fit_watch(counts if fast else None, both, scale, np.asarray(labels) == DANGER, judged),
        seen=seen,
        centre=centre,
        languages=tuple(sorted(set(languages))),
        language=_fit_languages(counts, languages) if languages else None,
    )


def vectorisers(fewest_with_word: int = 1) -> tuple[TfidfVectorizer, TfidfVectorizer]:
    """Words (one and two) and letters within words (two to five)."""
    words = TfidfVectorizer(
        ngram_range=(1, 2),
        min_df=fewest_with_word,
        token_pattern=WORD,
        sublinear_tf=True,
        dtype=np.float32,
        preprocessor=plain,
    )
    letters = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(SHORTEST, LONGEST),
        min_df=FEWEST_WITH,
        sublinear_tf=True,
        dtype=np.float32,
        preprocessor=plain,
    )
    return words, letters


def _matrix_of_signs(questions: Sequence[Question]) -> csr_matrix:
    rows = [row_of_signs(question.signs) for question in questions]
    starts = np.cumsum([0, *(len(row.columns) for row in rows)])
    columns = np.concatenate([row.columns for row in rows])
    weights = np.concatenate([row.weights for row in rows])
    return csr_matrix((weights, columns, starts), shape=(len(rows), len(SIGNS)))


def terms_of(vectoriser: TfidfVectorizer) -> Terms:
    """The terms of a fitted vectoriser."""
    columns = {str(term): int(column) for term, column in vectoriser.vocabulary_.items()}
    return Terms(columns, np.asarray(vectoriser.idf_, dtype=np.float32))


def _fit_head(
    features: csr_matrix, truth: Ints, judged: npt.NDArray[np.bool_], scale: Floats32 | None = None
) -> tuple[Head, Calibration]:
    """A head trained on everything, with the temperature and the record of its out-of-fold scores.

    scale: what the features were multiplied with, so that the head takes them as they are.
    """
    scores = _out_of_fold(features, truth, COST)[judged]
    sharpness = _fit_sharpness(scores, truth[judged])
    weights, bias = _fit_linear(features, truth, COST)
    seen = soften(scores, sharpness).astype(np.float32)
    return _head(weights, bias, sharpness, scale), Calibration(seen, truth[judged])


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


def _head(weights: Floats, bias: Floats, sharpness: float, scale: Floats32 | None = None) -> Head:
    scaled = weights if scale is None else weights * scale
    return Head(np.ascontiguousarray(scaled.T, dtype=np.float16), bias.astype(np.float32), sharpness)


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
    counts: csr_matrix | None,
    both: csr_matrix,
    scale: Floats32,
    there: npt.NDArray[np.bool_],
    judged: npt.NDArray[np.bool_],
) -> Watch | None:
    """What looks for danger; None where the texts hold too little of it to learn from.

    counts: without the sentence vectors, for a head that does without; None when there is none. scale: what
    `both` was multiplied with.
    """
    if there.sum() < FOLDS:
        return None
    truth = there.astype(np.int64)
    scores = _out_of_fold(both, truth, DANGER_COST)[:, 1]
    found = float(np.quantile(scores[judged & ~there], 1 - DANGER_ALARMS))
    full = _head(*_fit_linear(both, truth, DANGER_COST), 1.0, scale)
    if counts is None:
        return Watch(None, full, -np.inf, found)
    seen = _out_of_fold(counts, truth, DANGER_COST)[there & (scores >= found), 1]
    fast = _head(*_fit_linear(counts, truth, DANGER_COST), 1.0)
    return Watch(fast, full, float(np.quantile(seen, DANGER_PASSED)) if seen.size else -np.inf, found)
