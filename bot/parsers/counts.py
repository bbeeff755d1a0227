"""Weighted counts of the words and letters of one message, without a matrix: as scikit-learn counts them.

The vectorisers of scikit-learn are made for many texts at once; most of their time with one short message
goes into checks. A test holds the two to the same numbers.
"""

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

_LETTER = r"\w\u0900-\u0dff"  # the vowels of the Indian scripts stand beside their letters as marks
WORD = rf"(?u)[{_LETTER}](?:[{_LETTER}']*[{_LETTER}])?"
_WORD = re.compile(WORD)
_MARKS = re.compile("[\u0300-\u036f\u064b-\u0652]")
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"})
SHORTEST, LONGEST = 2, 5  # letters in a stretch
WORDS_KEPT = 10_000

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

    def row(self, terms: Iterable[str]) -> Row:
        """Sublinear counts times rarity, of length one."""
        return self.weigh(column for column in map(self.columns.get, terms) if column is not None)

    def weigh(self, columns: Iterable[int]) -> Row:
        """The row of columns, each as often as it was met."""
        counted = Counter(columns)
        met = np.fromiter(counted.keys(), dtype=np.int64, count=len(counted))
        times = np.fromiter(counted.values(), dtype=np.float32, count=len(counted))
        weights = (np.log(times) + 1) * self.rarity[met]
        length = float(np.sqrt(np.dot(weights, weights)))
        return Row(met, np.asarray(weights / max(length, 1e-9), dtype=np.float32))


@dataclass(frozen=True, slots=True)
class Letters:
    """Stretches of letters, and which of them the words met so far hold: most words come again."""

    terms: Terms
    met: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def row(self, text: str) -> Row:
        """The weighted counts of a text (made plain)."""
        return self.terms.weigh(itertools.chain.from_iterable(map(self._columns, text.split())))

    def _columns(self, word: str) -> tuple[int, ...]:
        columns = self.met.get(word)
        if columns is None:
            found = map(self.terms.columns.get, find_letters(word))
            columns = tuple(column for column in found if column is not None)
            if len(self.met) < WORDS_KEPT:
                self.met[word] = columns
        return columns


def plain(text: str) -> str:
    """The text without accents and vowel points, which half of the writers leave out."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_PLAIN))))


def find_words(text: str) -> list[str]:
    """The words of a message (made plain), as they are counted."""
    return _WORD.findall(text)


def find_terms(words: list[str]) -> Iterator[str]:
    """Each word, then each pair of neighbours."""
    yield from words
    for one, two in itertools.pairwise(words):
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
