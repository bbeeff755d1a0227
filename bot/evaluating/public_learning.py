"""The engine's own recipe, learnt and tested on a public set of messages."""

import time
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from bot.evaluating.counting import Share
from bot.evaluating.public_sets import Labelled, PublicFigures, PublicSet
from bot.parsers.classifier import Encode
from bot.parsers.fitting import train
from bot.parsers.judging import TrainedJudge
from bot.parsers.normalise import normalise

Floats = npt.NDArray[np.float64]
#: Messages to the probability of each label (messages, labels).
Recogniser = Callable[[Sequence[str]], Floats]


def learn_recogniser(examples: Labelled, encode: Encode) -> tuple[tuple[str, ...], Recogniser]:
    """The engine's own recipe on any labelled messages: the labels in order, and what gives probabilities."""
    texts = [normalise(text).text for text, _ in examples]
    judge = TrainedJudge(train(texts, [label for _, label in examples], encode), encode)

    def recognise(messages: Sequence[str]) -> Floats:
        return np.array([judge.judge(normalise(message).text).probabilities for message in messages])

    return judge.classes, recognise


def evaluate_public(public: PublicSet, encode: Encode) -> PublicFigures:
    """Learn a public set and read its test messages."""
    began = time.perf_counter()
    labels, recognise = learn_recogniser(public.learn, encode)
    seconds = time.perf_counter() - began
    chances = recognise([text for text, _ in public.test])
    chosen = [labels[place] for place in chances.argmax(axis=1)]
    outside = recognise(public.outside).max(axis=1) if public.outside else None
    return PublicFigures(
        name=public.name,
        classes=len(labels),
        trained_on=len(public.learn),
        train_seconds=seconds,
        right=Share.among(label == given for (_, label), given in zip(public.test, chosen, strict=True)),
        published=public.published,
        outside=len(public.outside),
        outside_auroc=None if outside is None else _auroc(chances.max(axis=1), outside),
    )


def _auroc(inside: Floats, outside: Floats) -> float:
    """How well a number tells two groups apart: the chance that it is higher for one of `inside`."""
    truth = np.r_[np.ones(len(inside)), np.zeros(len(outside))]
    return float(roc_auc_score(truth, np.r_[inside, outside]))
