"""How a message is put before the classifier, in training and in use alike."""

from collections.abc import Sequence

from bot.parsers.classifier import Classifier, train
from bot.parsers.corpus import Corpus
from bot.parsers.encoder import Encoder
from bot.parsers.gist import find_gist
from bot.parsers.normalise import Normalised, normalise

CHILD = "Sam"  # stands for every child, so that no name teaches a reason


def without_names(text: str, places: Sequence[tuple[int, int]]) -> Normalised:
    """The message with one and the same name for every child.

    text: any. places: where in `text` children are named, not overlapping.
    """
    for start, end in sorted(places, reverse=True):
        text = text[:start] + CHILD + text[end:]
    return normalise(text)


def train_on(corpus: Corpus, encoder: Encoder) -> Classifier:
    """The classifier for a corpus."""
    texts = [find_gist(without_names(example.text, example.children).text) for example in corpus.examples]
    return train(texts, [example.intent for example in corpus.examples], encoder.encode)
