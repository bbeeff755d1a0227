"""A trained model asked about one message: the fast heads first, the sentence vector only in doubt."""

from dataclasses import dataclass
from typing import Protocol

from bot.parsers.classifier import Calibration, Classifier, Encode, Floats


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a model makes of one text.

    probabilities: of each class, calibrated. danger: whether the safeguarding lead must see it.
    """

    probabilities: Floats
    danger: bool = False


class Judge(Protocol):
    """Whatever tells what a text is about; safe to ask from several threads at once."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels of the training texts, in the order of the probabilities."""
        ...

    @property
    def seen(self) -> Calibration | None:
        """Its record on texts that it had not learnt from, where there is one."""
        ...

    def judge(self, text: str, *, suspected: bool = False) -> Judgement:
        """What it makes of a text. Any text is taken. suspected: it holds words that go with danger."""
        ...

    def knows(self, text: str) -> bool:
        """Whether any word of the text was in the training texts."""
        ...

    def word_weights(self, text: str, class_index: int) -> dict[str, float]:
        """How much each word or pair of words in `text` spoke for a class; empty where it cannot tell."""
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

    def judge(self, text: str, *, suspected: bool = False) -> Judgement:
        """Read one text; the sentence vector is made only in doubt, or where danger may be."""
        model, row = self.classifier, self.classifier.row(text)
        look = suspected or model.danger is None or model.danger.may_be_there(row)
        if model.fast is not None and not look:
            quick = model.fast.probabilities(row)
            if quick.max() >= model.fast_enough:
                return Judgement(quick)
        vector = model.beside_centre(self._encode([text])[0])
        danger = look and model.danger is not None and model.danger.is_there(row, vector, suspected=suspected)
        return Judgement(model.full.probabilities(row, vector), danger)

    def knows(self, text: str) -> bool:
        """Whether any word of the text was in the training texts."""
        return self.classifier.known_words(text) > 0

    def word_weights(self, text: str, class_index: int) -> dict[str, float]:
        """How much each word or pair of words in `text` spoke for a class."""
        return self.classifier.word_weights(text, class_index)
