"""A message is counted exactly as the training texts were."""

import numpy as np
import pytest
from scipy.sparse import hstack

from bot.parsers.classifier import vectorisers
from bot.parsers.counts import Terms, find_letters, find_terms, find_words, join

TRAINED = ["sam has a cold", "sam isn't in, a bad cold", "at the dentist", "a cold a cold", "back on friday"]


@pytest.mark.parametrize(
    "text",
    [*TRAINED, "a cold at the dentist's", "i", "", "nothing known: qqq zzz", "sam sam sam, isn't", "é ill"],
)
def test_a_message_is_counted_as_in_training(text: str) -> None:
    words, letters = vectorisers()
    words.fit(TRAINED)
    letters.fit(TRAINED)
    expected = hstack([words.transform([text]), letters.transform([text])]).toarray()[0]
    mine = np.zeros_like(expected)
    row = join(
        Terms.learnt_by(words).row(find_terms(find_words(text))),
        Terms.learnt_by(letters).row(find_letters(text)),
        len(words.vocabulary_),
    )
    mine[row.columns] = row.weights
    assert np.allclose(mine, expected, atol=1e-6)
