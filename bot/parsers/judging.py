"""A trained model asked about one message: the fast heads first, the sentence vector only in doubt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.parsers.classifier import Calibration, Classifier, Encode, Floats, Question

Suspects = Callable[[], bool]


def nobody_suspects() -> bool:
    """No words that go with danger were looked for."""
    return False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a model makes of one message.

    probabilities: of each class, calibrated. danger: whether the safeguarding lead must see it.
    """

    probabilities: Floats
    danger: bool = False


class Judge(Protocol):
    """Whatever tells what a message is about; safe to ask from several threads at once."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels of the training texts, in the order of the probabilities."""
        ...

    @property
    def seen(self) -> Calibration | None:
        """Its record on texts that it had not learnt from, where there is one."""
        ...

    def judge(self, question: Question, suspects: Suspects = nobody_suspects) -> Judgement:
        """What it makes of a message. Any is taken. suspects: whether it holds words that go with danger."""
        ...

    def knows(self, question: Question) -> bool:
        """Whether any of its words was in the training texts."""
        ...

    def word_weights(self, question: Question, class_index: int) -> dict[str, float]:
        """How much each of its words or pairs of words spoke for a class; empty where it cannot tell."""
        ...


class TrainedJudge:
    """Our own classifier with its encoder."""

    def __init__(self, classifier: Classifier, encode: Encode) -> None:
        self.classifier = classifier
        self._encode = encode

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels of the training texts."""
        return self.classifier.classes

    @property
    def seen(self) -> Calibration:
        """The out-of-fold record."""
        return self.classifier.seen

    def judge(self, question: Question, suspects: Suspects = nobody_suspects) -> Judgement:
        """Read one message; the sentence vector is made only in doubt, or where danger may be."""
        model, row = self.classifier, self.classifier.row(question)
        look = model.danger is None or model.danger.may_be_there(row)
        if model.fast is not None and not look:
            quick = model.fast.probabilities(row)
            if quick.max() >= model.fast_enough:
                return Judgement(quick)
        vector = model.beside_centre(self._encode([question.whole])[0])
        danger = look and model.danger is not None and model.danger.is_there(row, vector, suspects())
        return Judgement(model.full.probabilities(row, vector), danger)

    def knows(self, question: Question) -> bool:
        """Whether any of its words was in the training texts."""
        return self.classifier.known_words(question) > 0

    def word_weights(self, question: Question, class_index: int) -> dict[str, float]:
        """How much each of its words or pairs of words spoke for a class."""
        return self.classifier.word_weights(question, class_index)
