"""A server of the standard library that answers as Rasa does, or as badly as a test wants it."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "an invented token/with + signs"


@dataclass
class StandIn:
    """What the server is to say, and what it was asked.

    Attributes:
        rankings: words → the ranking for a text that holds them; the first that fits.
        status: of every answer.
        raw: said instead of a ranking.
        delay_s: before each answer. drip_s: before each byte of one.
        cut_at: bytes of the content after which the line is cut.
        asked: the texts, in order.
    """

    url: str = ""
    rankings: dict[str, Mapping[str, float]] = field(default_factory=dict)
    status: int = 200
    raw: bytes | None = None
    delay_s: float = 0.0
    drip_s: float = 0.0
    cut_at: int | None = None
    asked: list[str] = field(default_factory=list)

    def answer(self, text: str) -> bytes:
        """What Rasa's light pipeline with two extractors says: each entity twice."""
        ranking = next((ranks for words, ranks in self.rankings.items() if words in text), {"other": 1.0})
        ranked = [{"name": name, "confidence": sure} for name, sure in ranking.items()]
        entity = {"entity": "child", "start": 0, "end": 3, "value": text[:3]}
        entities = [{**entity, "extractor": each} for each in ("CRFEntityExtractor", "RegexEntityExtractor")]
        said = {
            "text": text,
            "intent": ranked[0],
            "entities": entities,
            "text_tokens": [[0, 3]],
            "intent_ranking": ranked,
        }
        return json.dumps(said).encode()


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """The server, on a free port of this machine."""
    state = StandIn()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(state: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            body: Any = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(body["text"])
            time.sleep(state.delay_s)
            status, content = state.status, state.answer(body["text"]) if state.raw is None else state.raw
            if parse_qs(parts.query).get("token") != [TOKEN]:
                status, content = 401, b'{"reason": "NotAuthenticated"}'
            elif parts.path != "/model/parse":
                status, content = 404, b"no such page"
            self._send(status, content)

        def _send(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            try:
                self._write(content[: state.cut_at])
            except OSError:
                return  # whoever asked has hung up

        def _write(self, content: bytes) -> None:
            if not state.drip_s:
                self.wfile.write(content)
                return
            for byte in content:
                self.wfile.write(bytes([byte]))
                time.sleep(state.drip_s)

        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler
