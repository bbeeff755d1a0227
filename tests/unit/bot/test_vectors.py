"""Vectors of the training texts come with the product; what is not among them is encoded."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.parsers.corpus import ENGLISH, default_training_dir, read_corpus
from bot.parsers.modelfiles import vectors_file
from bot.parsers.recipe import OTHERS, in_english, in_other_languages, questions_and_labels
from bot.parsers.vectors import Floats32, read_vectors, write_vectors


class Counting:
    """An encoder that remembers what it was asked; each text has a vector of its own."""

    def __init__(self, size: int = 8) -> None:
        self.asked: list[str] = []
        self.size = size

    def __call__(self, texts: Sequence[str]) -> Floats32:
        self.asked.extend(texts)
        rows = [np.random.default_rng(len(text)).normal(size=self.size) for text in texts]
        return np.asarray([row / np.linalg.norm(row) for row in rows], dtype=np.float32)


def test_what_is_kept_is_not_encoded_again(tmp_path: Path) -> None:
    path, texts = tmp_path / "kept.npz", ["ill", "at the dentist", "ill"]
    write_vectors(path, texts, Counting())
    encoder = Counting()
    vectors = read_vectors(path, encoder).encode([*texts, "somewhere new"])
    assert encoder.asked == ["somewhere new"]
    assert np.allclose(vectors, Counting()([*texts, "somewhere new"]), atol=0.02)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


@pytest.mark.parametrize("spoilt", [None, b"", b"no archive", b"PK\x03\x04 torn"])
def test_without_a_readable_file_all_is_encoded(tmp_path: Path, spoilt: bytes | None) -> None:
    path = tmp_path / "kept.npz"
    if spoilt is not None:
        path.write_bytes(spoilt)
    encoder = Counting()
    assert read_vectors(path, encoder).encode(["ill", "late"]).shape == (2, 8)
    assert encoder.asked == ["ill", "late"]


@pytest.mark.parametrize(("name", "choose"), [(ENGLISH, in_english), (OTHERS, in_other_languages)])
def test_ours_are_all_there(name: str, choose: object) -> None:
    """Else a first start waits for them: `python -m bot.parsers.vectors` makes them anew."""
    assert callable(choose)
    questions, _ = questions_and_labels(choose(read_corpus(default_training_dir())))
    texts = [question.whole for question in questions]
    encoder = Counting(384)
    read_vectors(vectors_file(name), encoder).encode(list(dict.fromkeys(texts)))
    assert encoder.asked == []
