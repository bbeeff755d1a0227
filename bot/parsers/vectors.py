"""Sentence vectors of our training texts, made beforehand: a first start need not wait for them.

`python -m bot.parsers.vectors` makes them anew. What is not among them is encoded when it is needed, so a
text that was added since costs time and nothing else.
"""

import hashlib
import io
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.parsers.classifier import Encode

KEY_BYTES = 8
STEPS = 127  # of a byte, either side of nought

Floats32 = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class KnownVectors:
    """Vectors by the text they are of; of others by the encoder."""

    places: dict[bytes, int]
    steps: npt.NDArray[np.int8]
    encoder: Encode

    def encode(self, texts: Sequence[str]) -> Floats32:
        """One unit vector for each text, in order."""
        keys = [_key(text) for text in texts]
        missing = [text for text, key in zip(texts, keys, strict=True) if key not in self.places]
        made = iter(self.encoder(missing)) if missing else iter(())
        rows = [_unit(self.steps[self.places[key]]) if key in self.places else next(made) for key in keys]
        return np.asarray(rows, dtype=np.float32)


def read_vectors(path: Path, encoder: Encode) -> KnownVectors:
    """The vectors kept at `path`; none are known where there is no such file or it cannot be read."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
            keys, steps = kept["keys"], kept["steps"]
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        return KnownVectors({}, np.zeros((0, 0), dtype=np.int8), encoder)
    return KnownVectors({key.tobytes(): place for place, key in enumerate(keys)}, steps, encoder)


def write_vectors(path: Path, texts: Sequence[str], encode: Encode) -> int:
    """Keep the vectors of some texts. Returns how many bytes that takes."""
    several = list(dict.fromkeys(texts))
    vectors = np.asarray(encode(several), dtype=np.float32)
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    buffer = io.BytesIO()
    keys = np.frombuffer(b"".join(map(_key, several)), dtype=np.uint8).reshape(-1, KEY_BYTES)
    np.savez_compressed(buffer, keys=keys, steps=np.round(vectors / largest * STEPS).astype(np.int8))
    path.write_bytes(buffer.getvalue())
    return len(buffer.getvalue())


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:KEY_BYTES]


def _unit(steps: npt.NDArray[np.int8]) -> Floats32:
    row = steps.astype(np.float32)
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-9), dtype=np.float32)


def main() -> None:
    """Make the vectors of our own texts anew, with those that are known already as they are."""
    from bot.parsers.corpus import ENGLISH, default_training_dir, read_corpus
    from bot.parsers.encoder import Encoder
    from bot.parsers.modelfiles import vectors_file
    from bot.parsers.multilingual import MultilingualEncoder
    from bot.parsers.recipe import OTHERS, in_english, in_other_languages, questions_and_labels

    corpus = read_corpus(default_training_dir())
    for name, encoder, examples in (
        (ENGLISH, Encoder.load(), in_english(corpus)),
        (OTHERS, MultilingualEncoder.load(), in_other_languages(corpus)),
    ):
        path = vectors_file(name)
        texts = [question.whole for question in questions_and_labels(examples)[0]]
        size = write_vectors(path, texts, read_vectors(path, encoder.encode).encode)
        sys.stdout.write(f"{path.name}: {len(set(texts)):,} texts, {size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
