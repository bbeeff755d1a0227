"""The trained model is kept, made anew when anything it was made of changed, and never opened unchecked."""

from pathlib import Path

import pytest

from bot.parsers.cache import load_or_train, model_key
from bot.parsers.corpus import read_corpus
from bot.parsers.embedded import EmbeddedParser
from bot.parsers.errors import CorpusError
from bot.parsers.protocol import ParseRequest
from tests.unit.bot.conftest import at
from tests.unit.bot.corpora import SMALL, write_small

MODEL = "understanding-*.npz"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(cache folder, training folder) after one training."""
    folder = tmp_path_factory.mktemp("small")
    texts = write_small(folder / "texts")
    EmbeddedParser.load(folder / "cache", texts)
    return folder / "cache", texts


def _model(cache: Path) -> Path:
    (path,) = cache.glob(MODEL)
    return path


def test_a_second_start_reads_the_stored_model(trained: tuple[Path, Path]) -> None:
    cache, texts = trained
    before = _model(cache).stat().st_mtime_ns
    EmbeddedParser.load(cache, texts)
    assert _model(cache).stat().st_mtime_ns == before


def test_the_same_texts_give_the_same_bytes_of_answer(trained: tuple[Path, Path], tmp_path: Path) -> None:
    cache, texts = trained
    again = EmbeddedParser.load(tmp_path, texts)
    request = ParseRequest("she has been sick and has a cough", at("2026-11-16 08:12"))
    assert again.parse(request) == EmbeddedParser.load(cache, texts).parse(request)


def test_changed_texts_train_again(trained: tuple[Path, Path], tmp_path: Path) -> None:
    cache, _ = trained
    EmbeddedParser.load(cache, write_small(tmp_path, SMALL.replace("stuck", "jammed")))
    assert len(list(cache.glob(MODEL))) == 2
    newest = max(cache.glob(MODEL), key=lambda path: path.stat().st_mtime_ns)
    newest.with_name(newest.name + ".sha256").unlink()
    newest.unlink()


@pytest.mark.parametrize("spoil", ["altered", "torn", "no sidecar", "foreign pickle"])
def test_a_spoilt_model_is_trained_again(trained: tuple[Path, Path], spoil: str) -> None:
    cache, texts = trained
    path = _model(cache)
    sidecar = path.with_name(path.name + ".sha256")
    good = path.read_bytes()
    if spoil == "altered":
        path.write_bytes(good[:100] + bytes([good[100] ^ 1]) + good[101:])
    elif spoil == "torn":
        path.write_bytes(good[: len(good) // 2])
    elif spoil == "no sidecar":
        sidecar.unlink()
    else:
        path.write_bytes(b"cos\nsystem\n(S'exit 1'\ntR.")
    EmbeddedParser.load(cache, texts)
    assert sidecar.read_text()
    assert len(path.read_bytes()) > 1000
    before = path.stat().st_mtime_ns
    EmbeddedParser.load(cache, texts)
    assert path.stat().st_mtime_ns == before


def test_a_folder_that_cannot_be_written(trained: tuple[Path, Path], tmp_path: Path) -> None:
    cache, texts = trained
    stored = EmbeddedParser.load(cache, texts).classifier
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert load_or_train(blocked, "key", lambda: stored) is stored


def test_the_key_follows_texts_and_weights(tmp_path: Path) -> None:
    digest = read_corpus(write_small(tmp_path)).digest
    keys = {model_key(digest, ("a", "b")), model_key(digest, ("a", "c")), model_key(digest + "x", ("a", "b"))}
    assert len(keys) == 3


def test_no_texts_is_an_error_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(CorpusError):
        EmbeddedParser.load(tmp_path / "cache", tmp_path)
