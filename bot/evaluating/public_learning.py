"""The engine's own recipe, learnt and tested on a public set of messages."""

import time
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from bot.evaluating.counting import Share
from bot.evaluating.public_sets import Labelled, PublicFigures, PublicSet
from bot.parsers.classifier import Encode, Question
from bot.parsers.fitting import train
from bot.parsers.judging import TrainedJudge
from bot.parsers.normalise import normalise

SOFTENING = 0.3  # the power to which probabilities are raised

Floats = npt.NDArray[np.float64]
#: Messages to the probability of each label (messages, labels).
Recogniser = Callable[[Sequence[str]], Floats]


def learn_recogniser(examples: Labelled, encode: Encode) -> tuple[tuple[str, ...], Recogniser]:
    """The engine's own recipe on any labelled messages: the labels in order, and what gives probabilities."""
    questions = [_question(text) for text, _ in examples]
    judge = TrainedJudge(train(questions, [label for _, label in examples], encode), encode)

    def recognise(messages: Sequence[str]) -> Floats:
        return np.array([judge.judge(_question(message)).probabilities for message in messages])

    return judge.classes, recognise


def _question(text: str) -> Question:
    return Question.of_text(normalise(text).text)


def evaluate_public(public: PublicSet, encode: Encode) -> PublicFigures:
    """Learn a public set and read its test messages."""
    began = time.perf_counter()
    labels, recognise = learn_recogniser(public.learn, encode)
    seconds = time.perf_counter() - began
    chances = recognise([text for text, _ in public.test])
    chosen = [labels[place] for place in chances.argmax(axis=1)]
    outside = _familiarity(recognise(public.outside)) if public.outside else None
    return PublicFigures(
        name=public.name,
        classes=len(labels),
        trained_on=len(public.learn),
        train_seconds=seconds,
        right=Share.among(label == given for (_, label), given in zip(public.test, chosen, strict=True)),
        published=public.published,
        outside=len(public.outside),
        outside_auroc=None if outside is None else _auroc(_familiarity(chances), outside),
    )


def _familiarity(chances: Floats) -> Floats:
    """How much each message is like anything learnt: its highest probability, softened.

    Calibrated probabilities are 1.0 for most messages of any kind; softened ones still tell them apart.
    """
    softened = np.power(np.maximum(chances, 1e-12), SOFTENING)
    highest: Floats = softened.max(axis=1) / softened.sum(axis=1)
    return highest


def _auroc(inside: Floats, outside: Floats) -> float:
    """How well a number tells two groups apart: the chance that it is higher for one of `inside`."""
    truth = np.r_[np.ones(len(inside)), np.zeros(len(outside))]
    return float(roc_auc_score(truth, np.r_[inside, outside]))
