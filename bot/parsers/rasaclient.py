"""Asking a Rasa server what a text is about: one POST, checked, and never longer than it may take."""

import http.client
import json
import math
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.parsers.errors import UnderstandingError

TIMEOUT_S = 2.0
LARGEST = 256 * 1024  # bytes of an answer; ours have a few thousand
SPOILT = "Rasa's answer cannot be read. Is it the server of `make serve-nlu`?"


class RasaError(UnderstandingError):
    """Rasa did not answer, or not as it should. The text holds no address, no token and no message."""


class RasaClient:
    """Asks one server; several threads may share one, and each question has its own connection."""

    def __init__(self, url: str, token: str = "", timeout_s: float = TIMEOUT_S) -> None:
        """Keep where to ask. Nothing is sent yet.

        Args:
            url: `http://…` or `https://…`, without `/model/parse`.
            token: what the server was started with as its token; empty when with none.
            timeout_s: seconds an answer may take, from the first step of the connection to its last byte.
        """
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        self._connection = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._host, self._port = parts.hostname or "", parts.port
        query = f"?{urlencode({'token': token})}" if token else ""
        self._target = f"{parts.path.rstrip('/')}/model/parse{query}"
        self.timeout_s = timeout_s

    def ask(self, text: str, timeout_s: float | None = None) -> dict[str, float]:
        """What a text is about.

        Args:
            text: any.
            timeout_s: seconds, when less than usual is left.

        Returns:
            each intent of the server's ranking, with its confidence from 0 to 1.

        Raises:
            RasaError: no answer in time, one that is not 200, or one that is none of Rasa's.
        """
        seconds = self.timeout_s if timeout_s is None else timeout_s
        if seconds <= 0:
            raise RasaError("Rasa took too long.")
        try:
            status, content = self._post(json.dumps({"text": text}).encode(), seconds)
        except (OSError, http.client.HTTPException) as error:
            raise RasaError(f"Rasa did not answer ({type(error).__name__}).") from error
        if status == http.HTTPStatus.UNAUTHORIZED:
            raise RasaError("Rasa refused the token. Set NINEBELL_RASA_TOKEN to the one it was started with.")
        if status != http.HTTPStatus.OK:
            raise RasaError(f"Rasa answered with {status}.")
        return read_ranking(content)

    def _post(self, body: bytes, seconds: float) -> tuple[int, bytes]:
        until = time.monotonic() + seconds
        connection = self._connection(self._host, self._port, timeout=seconds)
        try:
            connection.connect()
            with _hung_up_after(connection.sock, until - time.monotonic()):
                connection.request("POST", self._target, body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                content = answer.read(LARGEST + 1)
                if answer.length and len(content) <= LARGEST:
                    raise http.client.IncompleteRead(content)
                return answer.status, content
        finally:
            connection.close()


def read_ranking(content: bytes) -> dict[str, float]:
    """The intents and confidences in an answer of Rasa's; what else it holds is not looked at.

    Raises RasaError when it is none of Rasa's answers.
    """
    try:
        answer: Any = json.loads(content) if len(content) <= LARGEST else None
    except (ValueError, RecursionError) as error:
        raise RasaError(SPOILT) from error
    ranking = answer.get("intent_ranking") if isinstance(answer, Mapping) else None
    if not isinstance(ranking, list) or not ranking:
        raise RasaError(SPOILT)
    return dict(_read_rank(rank) for rank in ranking)


def _read_rank(rank: object) -> tuple[str, float]:
    if not isinstance(rank, Mapping):
        raise RasaError(SPOILT)
    name, confidence = rank.get("name"), rank.get("confidence")
    if not isinstance(name, str) or isinstance(confidence, bool) or not isinstance(confidence, int | float):
        raise RasaError(SPOILT)
    if not (math.isfinite(confidence) and 0.0 <= confidence <= 1.0):
        raise RasaError(SPOILT)
    return name, float(confidence)


@contextmanager
def _hung_up_after(line: socket.socket, seconds: float) -> Iterator[None]:
    """Cut a connection off after so long: a socket's own time-out counts each byte anew."""
    watch = threading.Timer(max(seconds, 0.0), _hang_up, (line,))
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _hang_up(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended in this very moment
