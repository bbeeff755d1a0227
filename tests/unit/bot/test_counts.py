"""A message is counted exactly as the training texts were."""

import numpy as np
import pytest
from scipy.sparse import hstack

from bot.parsers.counts import Letters, find_terms, find_words, join, plain
from bot.parsers.fitting import terms_of, vectorisers

TRAINED = ["sam has a cold", "sam isn't in, a bad cold", "at the dentist", "a cold a cold", "back on friday"]


SAID = [
    *TRAINED, "a cold at the dentist's", "i", "", "nothing known: qqq zzz", "sam sam sam, isn't", "é ill",
    "źle się czuje", "جَرَب", "মেয়ের জ্বর", "the boys' bus",
]  # fmt: skip


@pytest.mark.parametrize("text", SAID)
def test_a_message_is_counted_as_in_training(text: str) -> None:
    words, letters = vectorisers()
    words.fit(TRAINED)
    letters.fit(TRAINED)
    expected = hstack([words.transform([text]), letters.transform([text])]).toarray()[0]
    mine = np.zeros_like(expected)
    row = join(
        terms_of(words).row(find_terms(find_words(plain(text)))),
        Letters(terms_of(letters)).row(plain(text)),
        len(words.vocabulary_),
    )
    mine[row.columns] = row.weights
    assert np.allclose(mine, expected, atol=1e-6)
