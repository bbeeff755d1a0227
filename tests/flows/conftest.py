"""What flow tests share: the real engine, trained once and cached for every worker."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import filelock
import pytest

from bot.parsers.embedded import EmbeddedParser
from storage.engine import Database
from tests.flows.sending import Place, open_place

MODELS = Path(tempfile.gettempdir()) / f"ninebell-test-models-{os.getuid()}"


@pytest.fixture(scope="session")
def parser() -> EmbeddedParser:
    """The embedded engine with the product's own training texts."""
    MODELS.mkdir(mode=0o700, parents=True, exist_ok=True)
    with filelock.FileLock(MODELS.with_suffix(".lock")):
        return EmbeddedParser.load(MODELS)


@pytest.fixture
def place(database: Database) -> Iterator[Place]:
    """The outbox of a school, and the stand-in it sends to."""
    with open_place(database) as opened:
        yield opened
