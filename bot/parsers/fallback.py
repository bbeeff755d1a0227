"""Two engines, one for when the other fails: a message is read at all times."""

import logging
import threading
import time
from collections.abc import Callable

from bot.parsers.errors import UnderstandingError
from bot.parsers.protocol import Parser, ParseRequest, ParseResult

log = logging.getLogger(__name__)

REST_S = 5.0  # after a failure, before the first engine is tried again
LOG_EVERY_S = 60.0


class FallbackParser:
    """Reads with the first engine, and with the second where that fails; several threads may share it.

    After a failure the first engine rests, then one message tries it: a server that hangs keeps one parent in
    some seconds waiting, not every one.
    """

    def __init__(self, first: Parser, second: Parser, seconds: Callable[[], float] = time.monotonic) -> None:
        """Take the engines.

        Args:
            first: may raise.
            second: never does.
            seconds: a clock that never jumps.
        """
        self._first, self._second, self._seconds = first, second, seconds
        self._lock = threading.Lock()
        self._failing = self._told = False
        self._rests_until = self._silent_until = float("-inf")
        self._fallen_back = 0

    @property
    def is_failing(self) -> bool:
        """Whether the first engine failed when it was last tried."""
        return self._failing

    @property
    def fallen_back(self) -> int:
        """How many messages the second engine has read."""
        return self._fallen_back

    def parse(self, request: ParseRequest) -> ParseResult:
        """Read one message; never raises for any text."""
        if self._may_try():
            try:
                result = self._first.parse(request)
            except Exception as error:  # whatever it is, the other engine reads
                self._note_failure(error)
            else:
                self._note_success()
                return result
        with self._lock:
            self._fallen_back += 1
        return self._second.parse(request)

    def _may_try(self) -> bool:
        with self._lock:
            if not self._failing:
                return True
            if self._seconds() < self._rests_until:
                return False
            self._rests_until = self._seconds() + REST_S  # the others wait for what this one finds
            return True

    def _note_failure(self, error: Exception) -> None:
        with self._lock:
            now = self._seconds()
            self._failing, self._rests_until = True, now + REST_S
            tell, count = now >= self._silent_until, self._fallen_back + 1
            if tell:
                self._silent_until, self._told = now + LOG_EVERY_S, True
        if tell:
            # the words of our own errors hold no message; those of others may
            reason = str(error) if isinstance(error, UnderstandingError) else ""
            extra = {"error": type(error).__name__, "reason": reason, "count": count}
            log.warning("Rasa did not read a message: our own engine does", extra=extra)

    def _note_success(self) -> None:
        with self._lock:
            told, self._told, self._failing = self._told, False, False
        if told:
            log.warning("Rasa reads messages again", extra={"count": self._fallen_back})
