"""Model files are used only when they are exactly the ones this version was made with."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.parsers.embedded import EmbeddedParser
from bot.parsers.encoder import DIMENSIONS, Encoder
from bot.parsers.errors import ModelFileError
from bot.parsers.modelfiles import ModelFiles, installed_files


@pytest.fixture
def copied(tmp_path: Path) -> ModelFiles:
    """Our files, copied to where a test may spoil them."""
    ours = installed_files()
    names = {field.name: getattr(ours, field.name) for field in dataclasses.fields(ours)}
    return ModelFiles(**{name: Path(shutil.copy(path, tmp_path / path.name)) for name, path in names.items()})


@pytest.mark.parametrize("name", ["tokenizer", "weights"])
def test_one_wrong_byte(copied: ModelFiles, name: str) -> None:
    path: Path = getattr(copied, name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match="not the one this version was made with"):
        Encoder.load(copied)


@pytest.mark.parametrize("name", ["tokenizer", "weights", "manifest"])
def test_a_missing_file(copied: ModelFiles, name: str) -> None:
    getattr(copied, name).unlink()
    with pytest.raises(ModelFileError, match="make setup"):
        Encoder.load(copied)


def test_a_broken_manifest(copied: ModelFiles) -> None:
    copied.manifest.write_text('{"tokenizer": 3}')
    with pytest.raises(ModelFileError, match="unreadable"):
        Encoder.load(copied)


def test_the_engine_says_so_too(copied: ModelFiles, tmp_path: Path) -> None:
    copied.tokenizer.write_bytes(b"{}")
    with pytest.raises(ModelFileError):
        EmbeddedParser.load(tmp_path, files=copied)


def test_vectors_are_of_one_length_and_do_not_depend_on_company() -> None:
    encoder = Encoder.load()
    texts = ["she has been sick all night", "we fly to spain on friday for a whole fortnight with nan", ""]
    together = encoder.encode(texts)
    assert together.shape == (3, DIMENSIONS)
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-4)
    assert np.array_equal(together[1], encoder.encode([texts[1]])[0])
