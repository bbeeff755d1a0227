"""The model for other languages is used only where it runs and is the pinned one; else a person reads."""

import dataclasses
import platform
from pathlib import Path

import numpy as np
import pytest

from bot.parsers.embedded import EmbeddedParser
from bot.parsers.errors import ModelFileError
from bot.parsers.judging import TrainedJudge
from bot.parsers.modelfiles import installed_files
from bot.parsers.multilingual import MultilingualEncoder, is_available
from bot.parsers.protocol import Intent, ParseRequest
from tests.unit.bot.conftest import at

NOW = at("2026-11-24 08:12")


def test_one_wrong_byte(tmp_path: Path) -> None:
    ours = installed_files()
    assert ours.multilingual is not None
    content = bytearray(ours.multilingual.read_bytes())
    content[len(content) // 2] ^= 1
    spoilt = tmp_path / "weights"
    spoilt.write_bytes(content)
    with pytest.raises(ModelFileError, match="not the one this version was made with"):
        MultilingualEncoder.load(dataclasses.replace(ours, multilingual=spoilt))
    with pytest.raises(ModelFileError, match="not installed"):
        MultilingualEncoder.load(dataclasses.replace(ours, multilingual=None))


def test_a_machine_that_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_available()
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert not is_available()
    with pytest.raises(ModelFileError, match="x86-64"):
        MultilingualEncoder.load()


def test_then_a_person_reads_what_is_not_english(parser: EmbeddedParser) -> None:
    alone = EmbeddedParser(
        TrainedJudge(parser.classifier, lambda texts: np.zeros((len(texts), 384), np.float32))
    )
    result = alone.parse(ParseRequest("আমিনার জ্বর, আজ স্কুলে যাবে না", NOW))
    assert (result.intent, result.language, result.intent_confidence) == (Intent.OTHER, "bn", 0.0)


def test_vectors_are_unit_vectors_and_alike_across_languages() -> None:
    encoder = MultilingualEncoder.load()
    ill, chory, taxi, nothing = encoder.encode(
        [
            "my son has a fever and is ill",
            "mój syn ma gorączkę i jest chory",
            "the council stopped our taxi",
            "",
        ]
    )
    assert np.allclose([np.linalg.norm(each) for each in (ill, chory, taxi, nothing)], 1, atol=1e-3)
    assert ill @ chory > ill @ taxi
