"""The heartbeat: once a minute somebody outside is told that nothing is wrong. Its silence is the alarm."""

import logging
import threading

import requests

log = logging.getLogger(__name__)

TIMEOUT_S = 5.0


class Heartbeat:
    """Calls an address of a service that raises an alarm when the calls stop."""

    def __init__(self, url: str, timeout_s: float = TIMEOUT_S) -> None:
        """Keep what to call; the address is a secret, and is never logged.

        Args:
            url: `https://…` or `http://…`.
            timeout_s: seconds to wait for a connection, and again for an answer.
        """
        self._url, self._timeout_s = url, timeout_s
        self._one = threading.Lock()

    def send_aside(self) -> threading.Thread | None:
        """Call on a thread of its own, so that a slow answer keeps no child waiting.

        Returns:
            the thread; None when the last call is still under way.
        """
        if not self._one.acquire(blocking=False):
            return None
        thread = threading.Thread(target=self._send_and_release, name="heartbeat", daemon=True)
        thread.start()
        return thread

    def send(self) -> bool:
        """Call now. Returns whether the answer was a good one; a failure is logged and nothing else."""
        try:
            with requests.get(self._url, timeout=self._timeout_s, stream=True) as answer:
                if answer.ok:
                    return True
                log.warning("heartbeat refused", extra={"status": answer.status_code})
        except requests.RequestException as error:
            log.warning("heartbeat not sent", extra={"error": type(error).__name__})
        return False

    def _send_and_release(self) -> None:
        try:
            self.send()
        finally:
            self._one.release()
