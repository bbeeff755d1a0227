"""How a message is put before the classifiers, in training and in use alike."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from bot.parsers.classifier import Classifier, Encode, Question
from bot.parsers.corpus import ENGLISH, Corpus, Example
from bot.parsers.gist import find_gist
from bot.parsers.normalise import Normalised, normalise
from bot.parsers.signs import find_signs

CHILD = "Sam"  # stands for every child, so that no name teaches a reason
OTHERS = "others"  # every language but English
#: So many English messages of each intent stand beside the other languages, for what is rare in those.
ENGLISH_BESIDE = 400
FEWEST_WITH_WORD = 2  # of the other languages: half the memory
VECTOR_WEIGHT = 1.0  # of a sentence vector, beside the counts of so many texts


def without_names(text: str, places: Sequence[tuple[int, int]]) -> Normalised:
    """The message with one and the same name for every child.

    text: any. places: where in `text` children are named, not overlapping.
    """
    for start, end in sorted(places, reverse=True):
        text = text[:start] + CHILD + text[end:]
    return normalise(text)


def put(message: Normalised, language: str) -> Question:
    """What a classifier is asked: of English by the gist and the signs, of another language by every word.

    message: children's names replaced.
    """
    if language == ENGLISH:
        return Question(find_gist(message.text), message.text, find_signs(message.text))
    return Question.of_text(message.cleaned.lower())


def questions_and_labels(examples: Sequence[Example]) -> tuple[list[Question], list[str]]:
    """The messages as they are put before a classifier, and their intents."""
    questions = [put(without_names(each.text, each.children), each.language) for each in examples]
    return questions, [example.intent for example in examples]


def in_english(corpus: Corpus) -> list[Example]:
    """The messages that the classifier of English learns from."""
    return [example for example in corpus.examples if example.language == ENGLISH]


def in_other_languages(corpus: Corpus) -> list[Example]:
    """The messages that the classifier of all other languages learns from; none when there are no others."""
    others = [example for example in corpus.examples if example.language != ENGLISH]
    taken: Counter[str] = Counter()
    beside = []
    for example in in_english(corpus):
        taken[example.intent] += 1
        if taken[example.intent] <= ENGLISH_BESIDE:
            beside.append(example)
    return [*beside, *others] if others else []


def train_english(corpus: Corpus, encode: Encode) -> Classifier:
    """The classifier of English messages."""
    from bot.parsers.fitting import train

    questions, labels = questions_and_labels(in_english(corpus))
    return train(questions, labels, encode, vector_weight=VECTOR_WEIGHT)


def train_others(corpus: Corpus, encode: Encode) -> Classifier:
    """The classifier of messages in other languages; it is calibrated on those alone."""
    from bot.parsers.fitting import train

    examples = in_other_languages(corpus)
    questions, labels = questions_and_labels(examples)
    judged = np.array([example.language != ENGLISH for example in examples])
    return train(
        questions,
        labels,
        encode,
        judged,
        fast=False,
        languages=[example.language for example in examples],
        vector_weight=VECTOR_WEIGHT,
        fewest_with_word=FEWEST_WITH_WORD,
    )
