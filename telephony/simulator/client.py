"""For tests and tools: type on a phone, expect what comes, and be sure that nothing else was sent."""

import time
from dataclasses import dataclass
from typing import Any

import requests

POLL_S = 0.05
OUR_TIMEOUT_S = 60.0


class NotAsExpected(AssertionError):  # noqa: N818 - it reads as the verdict of a test
    """What was sent is not what was expected."""


@dataclass(frozen=True)
class SentText:
    """A text the product sent."""

    sid: str
    to: str
    from_: str
    body: str
    status: str
    error_code: int | None
    status_callback: str | None


@dataclass(frozen=True)
class Handed:
    """How the product took a text: the id it came under, and status and body of each answer."""

    sid: str
    statuses: tuple[int, ...]
    bodies: tuple[str, ...]


class SimulatorClient:
    """Speaks to a running stand-in over HTTP; it remembers which texts were expected."""

    def __init__(self, page_url: str) -> None:
        """Take the address of the handsets, token included; close it when done."""
        self._base = page_url.rstrip("/") + "/control"
        self._session = requests.Session()
        self._session.trust_env = False
        self._expected: set[str] = set()

    def __enter__(self) -> "SimulatorClient":
        """Return the client itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def text_from(
        self,
        number: str,
        body: str,
        *,
        to: str | None = None,
        sid: str | None = None,
        media: tuple[str, ...] = (),
        copies: int = 1,
        wait: bool = True,
    ) -> Handed:
        """Type a text on a phone and send it.

        Args:
            number: the phone's number, E.164 or `whatsapp:` and a number; also a withheld one.
            body: the words.
            to: the school's number; its first line when None.
            sid: the message's id, to repeat one; a fresh one when None.
            media: addresses of attached pictures.
            copies: how often the same request is posted at once.
            wait: whether to wait for the product's answer.
        """
        wish = {
            "from": number,
            "body": body,
            "to": to,
            "sid": sid,
            "media": media,
            "copies": copies,
            "wait": wait,
        }
        told = self._ask("POST", "/text", wish)
        answers = told["answers"]
        return Handed(told["sid"], tuple(a["status"] for a in answers), tuple(a["text"] for a in answers))

    def sent(self) -> list[SentText]:
        """Return every text the product sent, oldest first, delivered or not."""
        outbound = [held for held in self._ask("GET", "/messages") if held["direction"] == "outbound-api"]
        return [_sent(held) for held in outbound]

    def all_messages(self, after: int = 0) -> list[dict[str, Any]]:
        """Return every message the provider knows, to and from phones, oldest first, as it keeps them.

        Args:
            after: only those made or changed since; each message holds the `number` of its last change.
        """
        held: list[dict[str, Any]] = self._ask("GET", f"/messages?after={after}")
        return held

    def look_ups(self) -> list[dict[str, Any]]:
        """Return who asked for a number's messages (`to`, `at`, `status`, `sids` shown), oldest first."""
        asked: list[dict[str, Any]] = self._ask("GET", "/look-ups")
        return asked

    def happened(self) -> dict[str, int]:
        """Return how often each kind of fault has happened."""
        counts: dict[str, int] = self._ask("GET", "/faults")
        return counts

    def messages_to(self, number: str) -> list[SentText]:
        """Return the texts the product sent to one phone, oldest first."""
        return [text for text in self.sent() if text.to == number]

    def expect(self, number: str, *words: str, timeout_s: float = 10.0) -> SentText:
        """Wait for a text to a phone that holds all these words, in any case, and was not expected before.

        Raises:
            NotAsExpected: it did not come in time.
        """
        give_up = time.monotonic() + timeout_s
        while True:
            fresh = [text for text in self.messages_to(number) if text.sid not in self._expected]
            for text in fresh:
                if all(word.casefold() in text.body.casefold() for word in words):
                    self._expected.add(text.sid)
                    return text
            if time.monotonic() > give_up:
                raise NotAsExpected(f"no text to {number} with {words}; there came {[t.body for t in fresh]}")
            time.sleep(POLL_S)

    def reply(self, number: str, body: str) -> Handed:
        """Answer from a phone; the same as `text_from`, to make a story read well."""
        return self.text_from(number, body)

    def reject(self, number: str, code: int = 30003, times: int = 1) -> None:
        """Let the next texts to a phone fail on their way, with this error code."""
        self.fault("undelivered", to=number, code=code, times=times)

    def fault(
        self,
        kind: str,
        *,
        times: int | None = None,
        seconds: float | None = None,
        code: int | None = None,
        to: str | None = None,
        **drawn: float,
    ) -> None:
        """Make something go wrong; the kinds are those of `faults.Kind`.

        Args:
            times, seconds, code, to: as in `faults.Fault`.
            drawn: `chance`, `least` and `seed`: how chance decides, as in `faults.Fault`.
        """
        wish = {"kind": kind, "times": times, "seconds": seconds, "code": code, "to": to, **drawn}
        self._ask("POST", "/faults", wish)

    def clear_faults(self) -> None:
        """Let everything work again."""
        self._ask("DELETE", "/faults")

    def posted(self, sid: str | None = None) -> list[dict[str, Any]]:
        """Return the latest requests made to the product (`about`, `sid`, `status`, `at`), oldest first."""
        return [entry for entry in self._ask("GET", "/posted") if sid in (None, entry["sid"])]

    def settle(self, timeout_s: float = 30.0) -> None:
        """Wait until no state is changing and no request to the product is under way.

        Raises:
            NotAsExpected: something still goes on.
        """
        if not self._ask("POST", "/settle", {"seconds": timeout_s})["settled"]:
            raise NotAsExpected(f"the stand-in is still busy after {timeout_s} s")

    def nothing_else_was_sent(self) -> None:
        """Be sure that every text the product sent, to anyone, was expected.

        Raises:
            NotAsExpected: there is another; the message lists them.
        """
        others = [text for text in self.sent() if text.sid not in self._expected]
        if others:
            raise NotAsExpected(f"also sent: {[(text.to, text.body) for text in others]}")

    def forget(self) -> None:
        """Drop every message and opt-out."""
        self._ask("DELETE", "/messages")
        self._expected.clear()

    def _ask(self, method: str, path: str, wish: dict[str, Any] | None = None) -> Any:
        answer = self._session.request(method, self._base + path, json=wish, timeout=OUR_TIMEOUT_S)
        answer.raise_for_status()
        return answer.json()


def _sent(held: dict[str, Any]) -> SentText:
    return SentText(
        sid=held["sid"],
        to=held["to"],
        from_=held["from_"],
        body=held["body"],
        status=held["status"],
        error_code=held["error_code"],
        status_callback=held["status_callback"],
    )
