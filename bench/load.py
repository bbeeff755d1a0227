"""The clients: eight threads, each with one connection that it keeps, taking requests from one heap."""

import http.client
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench.machine import percentile
from bench.messages import Post

CLIENTS = 8
LONGEST_WAIT_S = 60


@dataclass(frozen=True, slots=True)
class Round:
    """What came of one burst. seconds: from the start to the last answer. waits_ms: of each request."""

    seconds: float
    waits_ms: list[float]

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return len(self.waits_ms) / self.seconds

    @property
    def p50(self) -> float:
        """Milliseconds within which half were answered."""
        return median(self.waits_ms)

    @property
    def p95(self) -> float:
        """Milliseconds within which 95 in 100 were answered."""
        return percentile(self.waits_ms, 95)


class Burst:
    """One burst of requests at one server."""

    def __init__(self, port: int, posts: Sequence[Post]) -> None:
        """Take the requests; nothing is sent yet."""
        self._port = port
        self._heap = deque(posts)
        self._gate = threading.Barrier(CLIENTS + 1)
        self._waits_ms: list[float] = []
        self._errors: list[str] = []

    def fire(self) -> Round:
        """Send them all.

        Raises:
            AssertionError: one was not answered with 200.
        """
        clients = [threading.Thread(target=self._client) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        self._gate.wait(LONGEST_WAIT_S)
        began = time.perf_counter()
        for client in clients:
            client.join()
        seconds = time.perf_counter() - began
        assert not self._errors, f"{len(self._errors)} requests failed; the first: {self._errors[0]}"
        return Round(seconds, self._waits_ms)

    def _client(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=LONGEST_WAIT_S)
        try:
            connection.connect()
            self._gate.wait(LONGEST_WAIT_S)
            self._send_until_empty(connection)
        except Exception as error:  # the main thread must hear of it, whatever it is
            self._errors.append(repr(error))
            self._gate.abort()
        finally:
            connection.close()

    def _send_until_empty(self, connection: http.client.HTTPConnection) -> None:
        while True:
            try:
                post = self._heap.popleft()
            except IndexError:
                return
            began = time.perf_counter()
            connection.request("POST", post.path, post.body, post.headers)
            answer = connection.getresponse()
            answer.read()
            self._waits_ms.append((time.perf_counter() - began) * 1000)
            if answer.status != 200:
                self._errors.append(f"{post.path} answered {answer.status}")
