"""Weighted counts of the words and letters of one message, without a matrix: as scikit-learn counts them.

The vectorisers of scikit-learn are made for many texts at once; most of their time with one short message
goes into checks. A test holds the two to the same numbers.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

WORD = r"(?u)\b\w[\w']*\b"
_WORD = re.compile(WORD)
SHORTEST, LONGEST = 2, 5  # letters in a stretch

Floats32 = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Row:
    """What is counted in one message: the columns that are not nought, and their weights."""

    columns: npt.NDArray[np.int64]
    weights: Floats32


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms a vectoriser has learnt: each one's column, and how rare it is."""

    columns: dict[str, int]
    rarity: Floats32

    @classmethod
    def learnt_by(cls, vectoriser: Any) -> "Terms":
        """The terms of a fitted TfidfVectorizer."""
        columns = {str(term): int(column) for term, column in vectoriser.vocabulary_.items()}
        return cls(columns, np.asarray(vectoriser.idf_, dtype=np.float32))

    def row(self, terms: Iterator[str]) -> Row:
        """Sublinear counts times rarity, of length one."""
        counted = Counter(column for column in map(self.columns.get, terms) if column is not None)
        columns = np.fromiter(counted.keys(), dtype=np.int64, count=len(counted))
        times = np.fromiter(counted.values(), dtype=np.float32, count=len(counted))
        weights = (np.log(times) + 1) * self.rarity[columns]
        length = float(np.sqrt(np.dot(weights, weights)))
        return Row(columns, np.asarray(weights / max(length, 1e-9), dtype=np.float32))


def find_words(text: str) -> list[str]:
    """The words of a message, as they are counted."""
    return _WORD.findall(text)


def find_terms(words: list[str]) -> Iterator[str]:
    """Each word, then each pair of neighbours."""
    yield from words
    for one, two in pairwise(words):
        yield f"{one} {two}"


def find_letters(text: str) -> Iterator[str]:
    """Stretches of two to five letters within each word, its edges as spaces."""
    for word in text.split():
        edged = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            yield edged[:size]
            for start in range(1, len(edged) - size + 1):
                yield edged[start : start + size]
            if len(edged) <= size:
                break


def join(first: Row, second: Row, offset: int) -> Row:
    """Two rows beside each other, the second's columns after the first `offset`."""
    return Row(
        np.concatenate([first.columns, second.columns + offset]),
        np.concatenate([first.weights, second.weights]),
    )
