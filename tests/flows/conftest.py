"""What flow tests share: the real engine, trained once and cached for every worker."""

import os
import tempfile
from pathlib import Path

import filelock
import pytest

from bot.parsers.embedded import EmbeddedParser

MODELS = Path(tempfile.gettempdir()) / f"ninebell-test-models-{os.getuid()}"


@pytest.fixture(scope="session")
def parser() -> EmbeddedParser:
    """The embedded engine with the product's own training texts."""
    MODELS.mkdir(mode=0o700, parents=True, exist_ok=True)
    with filelock.FileLock(MODELS.with_suffix(".lock")):
        return EmbeddedParser.load(MODELS)
