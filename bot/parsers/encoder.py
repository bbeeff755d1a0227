"""Sentence vectors by MiniLM-L6 (int8) on the processor we have, in one thread."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from bot.parsers.errors import ModelFileError
from bot.parsers.modelfiles import REPAIR, ModelFiles, installed_files, read_checked

DIMENSIONS = 384
MAX_TOKENS = 96  # about 400 characters; what decides a message is said before that
BATCH = 32

Vectors = npt.NDArray[np.float32]


class Encoder:
    """Texts to unit vectors; safe for several threads (a run of the session keeps no state)."""

    def __init__(self, tokenizer: Tokenizer, session: Any) -> None:
        self._tokenizer = tokenizer
        self._session = session
        self._inputs = {entry.name for entry in session.get_inputs()}

    @classmethod
    def load(cls, files: ModelFiles | None = None) -> "Encoder":
        """Check and open the model. Raises ModelFileError when a file is missing, altered or unusable."""
        tokenizer_json, weights = read_checked(files or installed_files())
        try:
            tokenizer = Tokenizer.from_str(tokenizer_json.decode("utf-8"))
            session = onnxruntime.InferenceSession(weights, _options(), providers=["CPUExecutionProvider"])
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise ModelFileError(f"The language model cannot be opened. {REPAIR}") from error
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.no_padding()
        return cls(tokenizer, session)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector of 384 numbers for each text, in order."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        # int8 activations are scaled per tensor, so a vector depends on its batch: texts are encoded one by
        # one, and the same text gives the same vector in training and in use.
        for row, text in enumerate(texts):
            vectors[row] = self._encode_one(text)
        return vectors

    def _encode_one(self, text: str) -> npt.NDArray[np.float32]:
        encoding = self._tokenizer.encode(text)
        mask = np.asarray([encoding.attention_mask], dtype=np.int64)
        feed = {"input_ids": np.asarray([encoding.ids], dtype=np.int64), "attention_mask": mask}
        if "token_type_ids" in self._inputs:
            feed["token_type_ids"] = np.zeros_like(mask)
        output = self._session.run(None, feed)[0]
        pooled = output if output.ndim == 2 else output.mean(axis=1)
        vector = np.asarray(pooled[0], dtype=np.float32)
        return vector / max(float(np.linalg.norm(vector)), 1e-9)


def _options() -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return options
