"""Trained models on disk: named by what they were made of, written whole, checked before they are opened.

A model is kept as plain arrays. Nothing in it can run.
"""

import hashlib
import importlib.metadata
import importlib.resources
import io
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.parsers.classifier import Classifier
from bot.parsers.keeping import read_model, write_model

log = logging.getLogger(__name__)

MADE_BY = (
    "classifier.py",
    "corpus.py",
    "counts.py",
    "encoder.py",
    "fitting.py",
    "gist.py",
    "keeping.py",
    "multilingual.py",
    "normalise.py",
    "textspeak.csv",
    "recipe.py",
    "signs.py",
    "vectors.py",
)
SEEN_BY = "bot.entities"  # what the gist and the signs of a message are found with
LIBRARIES = ("scikit-learn", "numpy", "scipy", "onnxruntime", "tokenizers")


def model_key(corpus_digest: str, model_digests: tuple[str, ...]) -> str:
    """A name for the model: the same texts, code, libraries and weights give the same one."""
    digest = hashlib.sha256(corpus_digest.encode())
    for name in model_digests:
        digest.update(name.encode())
    for name in LIBRARIES:
        digest.update(f"{name}={importlib.metadata.version(name)}".encode())
    code = importlib.resources.files("bot.parsers")
    for name in MADE_BY:
        digest.update(code.joinpath(name).read_bytes())
    for file in sorted(_files(importlib.resources.files(SEEN_BY)), key=lambda file: file.name):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:24]


def _files(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry)
        elif entry.name.endswith((".py", ".csv", ".txt")):
            yield entry


def is_stored(folder: Path, key: str) -> bool:
    """Whether `folder` holds the model of this key, whole."""
    return _read_checked(_path(folder, key)) is not None


def load_or_train(folder: Path, key: str, train: Callable[[], Classifier]) -> Classifier:
    """The model of this key from `folder`, or a new one, trained and stored there.

    A stored model that is torn or altered is trained again. A folder that cannot be
    written to costs a training at every start, and a line in the log.
    """
    path = _path(folder, key)
    stored = _read_checked(path)
    if stored is not None:
        return stored
    model = train()
    _store(path, model)
    return model


def _path(folder: Path, key: str) -> Path:
    return folder / f"understanding-{key}.npz"


def _read_checked(path: Path) -> Classifier | None:
    try:
        content, expected = path.read_bytes(), _sidecar(path).read_text("ascii").strip()
    except (OSError, ValueError):
        return None
    if hashlib.sha256(content).hexdigest() != expected:
        log.warning("understanding model altered or torn: training again")
        return None
    try:
        return read_model(content)
    except Exception:  # whatever unreadable arrays raise, the remedy is the same
        log.warning("understanding model unreadable: training again")
        return None


def _store(path: Path, model: Classifier) -> None:
    buffer = io.BytesIO()
    write_model(buffer, model)
    content = buffer.getvalue()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, content)
        _write_whole(_sidecar(path), hashlib.sha256(content).hexdigest().encode("ascii"))
    except OSError:
        log.warning("understanding model could not be stored: it will be trained at the next start")


def _write_whole(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def _sidecar(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")
