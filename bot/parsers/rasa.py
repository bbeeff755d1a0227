"""Rasa as an engine: it judges what English messages are about; all else is read by our own code."""

import threading
import time

import numpy as np

from bot.parsers.classifier import DANGER, Calibration, Question
from bot.parsers.corpus import INTENTS
from bot.parsers.embedded import EmbeddedParser
from bot.parsers.judging import Judgement, Suspects, nobody_suspects
from bot.parsers.protocol import ParseRequest, ParseResult
from bot.parsers.rasaclient import RasaClient, RasaError
from bot.parsers.reading import DANGER_FROM

COMMANDS = "/ "  # what Rasa takes a text that begins so for: an intent by its name, said by whoever writes
LEAST_SURE = 1e-6  # of all the ranking together: less says nothing


class RasaJudge:
    """Rasa's ranking as probabilities of our intents; several threads may ask at once."""

    classes: tuple[str, ...] = tuple(sorted(INTENTS))
    seen: Calibration | None = None  # Rasa keeps no record of texts that it had not learnt from

    def __init__(self, client: RasaClient) -> None:
        """Take whom to ask."""
        self._client = client
        self._of_thread = threading.local()

    def begin(self) -> None:
        """A message begins: all that this thread now asks must be answered within one time-out."""
        self._of_thread.until = time.monotonic() + self._client.timeout_s

    def judge(self, question: Question, suspects: Suspects = nobody_suspects) -> Judgement:
        """What Rasa makes of a message. suspects: whether words that go with danger send it to a person.

        Raises RasaError when Rasa does not answer as it should, or ranks an intent that is none of ours.
        """
        until = getattr(self._of_thread, "until", None)
        ranking = self._client.ask(
            question.words.lstrip(COMMANDS), None if until is None else until - time.monotonic()
        )
        if not INTENTS.issuperset(ranking):
            raise RasaError("Rasa was trained with other intents than ours. Train it anew: make nlu.")
        chances = np.array([ranking.get(name, 0.0) for name in self.classes])
        if chances.sum() < LEAST_SURE:
            raise RasaError("Rasa's ranking holds no intent that is at all likely. Train it anew: make nlu.")
        chances /= chances.sum()
        return Judgement(chances, suspects() or ranking.get(DANGER, 0.0) >= DANGER_FROM)

    def knows(self, question: Question) -> bool:
        """Whether there is a letter in it: what words Rasa learnt cannot be asked."""
        return any(map(str.isalpha, question.words))

    def word_weights(self, question: Question, class_index: int) -> dict[str, float]:
        """Nothing: Rasa does not tell which words decided."""
        return {}


class RasaParser:
    """Reads messages with Rasa; those in other languages than English with our own engine."""

    def __init__(self, client: RasaClient, embedded: EmbeddedParser) -> None:
        """Take the server and our own engine."""
        self._judge = RasaJudge(client)
        self._pipeline = embedded.with_english(self._judge)

    def parse(self, request: ParseRequest) -> ParseResult:
        """Read one message.

        Raises RasaError where Rasa does not answer as it should, whatever the text; nothing was read then.
        """
        self._judge.begin()
        return self._pipeline.parse(request)
