"""What flow tests share: the real engine, trained once and cached for every worker."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import filelock
import pytest

from bot.parsers.embedded import EmbeddedParser
from bot.parsers.protocol import Parser
from bot.parsers.rasa import RasaParser
from bot.parsers.rasaclient import RasaClient
from storage.engine import Database
from tests.flows.sending import Place, open_place

MODELS = Path(tempfile.gettempdir()) / f"ninebell-test-models-{os.getuid()}"
RASA_TIMEOUT_S = 30.0  # what it says is judged here, not how soon


@pytest.fixture(scope="session")
def parser(request: pytest.FixtureRequest) -> Parser:
    """The engine with the product's own training texts: ours, or a running Rasa with `--engine=rasa`."""
    MODELS.mkdir(mode=0o700, parents=True, exist_ok=True)
    with filelock.FileLock(MODELS.with_suffix(".lock")):
        embedded = EmbeddedParser.load(MODELS)
    if request.config.getoption("--engine") == "embedded":
        return embedded
    return RasaParser(
        RasaClient(os.environ["NINEBELL_RASA_URL"], os.environ["NINEBELL_RASA_TOKEN"], RASA_TIMEOUT_S),
        embedded,
    )


@pytest.fixture
def place(database: Database) -> Iterator[Place]:
    """The outbox of a school, and the stand-in it sends to."""
    with open_place(database) as opened:
        yield opened
