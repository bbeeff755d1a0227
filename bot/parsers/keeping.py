"""A trained model as plain arrays, and back."""

import io
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

from bot.parsers.classifier import Calibration, Classifier, Head, Watch
from bot.parsers.counts import Letters, Terms

Arrays = Mapping[str, Any]


def write_model(file: BinaryIO, model: Classifier) -> None:
    """Write a model into `file`, in the format of numpy's archives."""
    arrays: dict[str, Any] = {
        "classes": np.array(model.classes),
        "fast_enough": np.float64(model.fast_enough),
        "probabilities": model.seen.probabilities,
        "truth": model.seen.truth,
        "centre": model.centre,
        "languages": np.array(model.languages),
        **_of_terms("words", model.words),
        **_of_terms("letters", model.letters.terms),
        **_of_head("fast", model.fast),
        **_of_head("full", model.full),
        **_of_head("language", model.language),
    }
    if model.danger is not None:
        arrays |= {
            "danger": np.array([model.danger.clear, model.danger.found]),
            **_of_head("danger_fast", model.danger.fast),
            **_of_head("danger_full", model.danger.full),
        }
    np.savez(file, **arrays)


def read_model(content: bytes) -> Classifier:
    """The model that `write_model` wrote. Raises ValueError or KeyError for anything else."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        full = _head(arrays, "full")
        if full is None:
            raise ValueError("no model")
        return Classifier(
            classes=tuple(str(name) for name in arrays["classes"]),
            words=_terms(arrays, "words"),
            letters=Letters(_terms(arrays, "letters")),
            fast=_head(arrays, "fast"),
            full=full,
            fast_enough=float(arrays["fast_enough"]),
            danger=_watch(arrays),
            seen=Calibration(arrays["probabilities"], arrays["truth"]),
            centre=arrays["centre"],
            languages=tuple(str(name) for name in arrays["languages"]),
            language=_head(arrays, "language"),
        )


def _of_terms(name: str, terms: Terms) -> dict[str, Any]:
    ordered = sorted(terms.columns, key=terms.columns.__getitem__)
    return {f"{name}_terms": np.frombuffer("\n".join(ordered).encode(), dtype=np.uint8), name: terms.rarity}


def _terms(arrays: Arrays, name: str) -> Terms:
    ordered = arrays[f"{name}_terms"].tobytes().decode().split("\n")
    return Terms({term: column for column, term in enumerate(ordered)}, arrays[name])


def _of_head(name: str, head: Head | None) -> dict[str, Any]:
    if head is None:
        return {}
    return {name: head.weights, f"{name}_bias": head.bias, f"{name}_sharpness": np.float64(head.sharpness)}


def _head(arrays: Arrays, name: str) -> Head | None:
    if name not in arrays:
        return None
    return Head(arrays[name], arrays[f"{name}_bias"], float(arrays[f"{name}_sharpness"]))


def _watch(arrays: Arrays) -> Watch | None:
    full = _head(arrays, "danger_full")
    if full is None:
        return None
    clear, found = map(float, arrays["danger"])
    return Watch(_head(arrays, "danger_fast"), full, clear, found)
