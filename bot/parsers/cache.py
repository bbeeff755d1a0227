"""The trained model on disk: named by what it was made of, written whole, checked before it is opened."""

import hashlib
import importlib.metadata
import importlib.resources
import io
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import joblib

from bot.parsers.classifier import Classifier

log = logging.getLogger(__name__)

MADE_BY = (
    "classifier.py",
    "corpus.py",
    "counts.py",
    "encoder.py",
    "gist.py",
    "normalise.py",
    "textspeak.csv",
    "recipe.py",
)
LIBRARIES = ("scikit-learn", "numpy", "scipy", "onnxruntime", "tokenizers", "joblib")


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
    return digest.hexdigest()[:24]


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
    return folder / f"understanding-{key}.joblib"


def _read_checked(path: Path) -> Classifier | None:
    """Unpickling runs what the file says, so only a file whose checksum we wrote ourselves is opened."""
    try:
        content, expected = path.read_bytes(), _sidecar(path).read_text("ascii").strip()
    except (OSError, ValueError):
        return None
    if hashlib.sha256(content).hexdigest() != expected:
        log.warning("understanding model altered or torn: training again")
        return None
    try:
        stored = joblib.load(io.BytesIO(content))
    except Exception:  # whatever an unreadable pickle raises, the remedy is the same
        log.warning("understanding model unreadable: training again")
        return None
    return stored if isinstance(stored, Classifier) else None


def _store(path: Path, model: Classifier) -> None:
    buffer = io.BytesIO()
    joblib.dump(model, buffer, compress=1)
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
