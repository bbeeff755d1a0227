"""Our training texts as a folder that Rasa trains from, put as our own engine puts them to itself."""

import importlib.resources
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bot.parsers.corpus import Corpus
from bot.parsers.errors import UnderstandingError
from bot.parsers.recipe import in_english, questions_and_labels

VERSION = '"3.1"'  # of Rasa's file format
CONFIGURATIONS = ("light", "diet")
#: Rasa would take what stands in square brackets for an entity.
PLAIN_BRACKETS = str.maketrans("[]", "()")


def write_training(corpus: Corpus, configuration: str, folder: Path) -> int:
    """Write `nlu.yml`, `domain.yml` and `config.yml`; what lay there under these names is replaced.

    Of the corpus the English messages are taken, the only ones Rasa is asked about: written out in full, one
    name for every child, without the words of every report.

    Args:
        corpus: the training texts.
        configuration: "light" or "diet".
        folder: made when it is not there.

    Returns:
        how many messages were written.

    Raises:
        UnderstandingError: there is no such configuration, or the folder cannot be written to.
    """
    if configuration not in CONFIGURATIONS:
        raise UnderstandingError(
            f"There is no configuration '{configuration}'. Choose {' or '.join(CONFIGURATIONS)}."
        )
    texts, labels = _said(corpus)
    config = importlib.resources.files("bot.rasa").joinpath(f"config-{configuration}.yml").read_text("utf-8")
    files = {"nlu.yml": _nlu(texts, labels), "domain.yml": _domain(labels), "config.yml": config}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_text(content, "utf-8")
    except OSError as error:
        raise UnderstandingError(
            f"{folder} cannot be written to ({error.strerror}). Choose another folder, or free it."
        ) from error
    return len(texts)


def _said(corpus: Corpus) -> tuple[list[str], list[str]]:
    """The texts and their labels, without those of which nothing is left to learn from (one picture, say)."""
    pairs = zip(*questions_and_labels(in_english(corpus)), strict=True)
    kept = [(question.words, label) for question, label in pairs if question.words.strip()]
    return [text for text, _ in kept], [label for _, label in kept]


def _nlu(texts: Sequence[str], labels: Sequence[str]) -> str:
    by_label: defaultdict[str, list[str]] = defaultdict(list)
    for text, label in zip(texts, labels, strict=True):
        by_label[label].append(text.translate(PLAIN_BRACKETS))
    lines = [f"version: {VERSION}", "nlu:"]
    for label in sorted(by_label):
        lines += [f"- intent: {label}", "  examples: |"]
        lines += [f"    - {text}" for text in by_label[label]]
    return "\n".join(lines) + "\n"


def _domain(labels: Sequence[str]) -> str:
    lines = [f"version: {VERSION}", "intents:", *(f"- {label}" for label in sorted(set(labels)))]
    return "\n".join(lines) + "\n"
