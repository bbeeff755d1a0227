"""The engines by name, each made ready as the service would, and timed."""

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from bot.evaluating.calibration import CalibrationFigures, calibrate_classes
from bot.evaluating.evaluation import Engine
from bot.evaluating.memory import resident_mb, server_mb
from bot.parsers.errors import UnderstandingError
from bot.parsers.protocol import ParseRequest

LOCAL = ("127.0.0.1", "localhost", "::1")
PORTS = {"http": 80, "https": 443}
FIRST_WORDS, FIRST_MOMENT = "Good morning", datetime(2026, 11, 16, 8, 12, tzinfo=UTC)
UNNAMED = (
    "NINEBELL_RASA_URL is not set, so there is no Rasa to ask. Set it to the server's address and "
    "NINEBELL_RASA_TOKEN to its token (docs/rasa.md), or take --engine embedded."
)
SERVED = "Its memory is its server's; its start-up is ours beside a server that runs already."
TRAINED = "Its start-up holds a training: run this again for a start from the model that is now kept."


@dataclass(frozen=True, slots=True)
class Places:
    """Where engines are found.

    models: the folder of trained models, ours alone. rasa_url, rasa_token: Rasa's server; None without one.
    """

    models: Path
    rasa_url: str | None = None
    rasa_token: str = field(default="", repr=False)


def open_embedded(places: Places) -> Engine:
    """The engine in our own process; trained first when there is no model of the training texts yet.

    Raises UnderstandingError when its files cannot be used.
    """
    began = time.perf_counter()
    # imported here, so that the start-up counts the libraries too
    from bot.parsers.embedded import EmbeddedParser

    imported = time.perf_counter()
    remark = "" if EmbeddedParser.is_trained(places.models) else TRAINED
    looked = time.perf_counter()
    parser = EmbeddedParser.load(places.models)
    seconds = time.perf_counter() - looked + imported - began
    return Engine("embedded", parser, seconds, resident_mb, remark)


def open_rasa(places: Places) -> Engine:
    """Rasa's server with our own code around it, and nothing to fall back to.

    Raises UnderstandingError when no server is named, or it does not answer as it should.
    """
    if not places.rasa_url:
        raise UnderstandingError(UNNAMED)
    began = time.perf_counter()
    from bot.parsers.embedded import EmbeddedParser
    from bot.parsers.rasa import RasaParser
    from bot.parsers.rasaclient import RasaClient

    parser = RasaParser(RasaClient(places.rasa_url, places.rasa_token), EmbeddedParser.load(places.models))
    parser.parse(ParseRequest(FIRST_WORDS, FIRST_MOMENT))  # so that a wrong setting shows at once
    seconds = time.perf_counter() - began
    return Engine("rasa", parser, seconds, functools.partial(_server_mb, places.rasa_url), SERVED)


#: Every engine by its name.
ENGINES: dict[str, Callable[[Places], Engine]] = {"embedded": open_embedded, "rasa": open_rasa}


def calibrate_training(places: Places) -> dict[str, CalibrationFigures | None]:
    """The calibration of the embedded engine's classifiers on their training messages, out of fold.

    Raises UnderstandingError when its files cannot be used.
    """
    from bot.parsers.embedded import EmbeddedParser

    parser = EmbeddedParser.load(places.models)
    classifiers = {"English": parser.classifier, "other languages": parser.others}
    return {
        name: calibrate_classes(classifier.seen.probabilities, classifier.seen.truth)
        for name, classifier in classifiers.items()
        if classifier is not None
    }


def _server_mb(url: str) -> float | None:
    """The memory of the server at an address, where that is this machine."""
    parts = urlsplit(url)
    return server_mb(parts.port or PORTS[parts.scheme]) if parts.hostname in LOCAL else None
