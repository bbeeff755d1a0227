"""The heartbeat: it calls, it never raises, it keeps nobody waiting, and it never says where it calls."""

import logging
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.heartbeat import Heartbeat


class Watcher:
    """A service that waits for heartbeats."""

    def __init__(self) -> None:
        self.status = 200
        self.heard: list[str] = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        watcher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                watcher.heard.append(self.path)
                watcher.may_answer.wait(10)
                self.send_response(watcher.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/a-secret-of-ours"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.may_answer.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    watcher = Watcher()
    yield watcher
    watcher.close()


def test_it_calls_the_address_it_was_given(watcher: Watcher) -> None:
    assert Heartbeat(watcher.url).send()
    assert watcher.heard == ["/a-secret-of-ours"]


def test_a_refusal_is_logged_without_the_address(watcher: Watcher, caplog: pytest.LogCaptureFixture) -> None:
    watcher.status = 503
    with caplog.at_level(logging.WARNING, logger="app.heartbeat"):
        assert not Heartbeat(watcher.url).send()
    (record,) = caplog.records
    assert vars(record)["status"] == 503
    assert "a-secret-of-ours" not in str(vars(record))


def test_nobody_there_is_logged_and_breaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: every call is refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/a-secret-of-ours"
        with caplog.at_level(logging.WARNING, logger="app.heartbeat"):
            assert not Heartbeat(url, timeout_s=1).send()
    assert [record.msg for record in caplog.records] == ["heartbeat not sent"]
    assert "a-secret-of-ours" not in str([vars(record) for record in caplog.records])


def test_a_slow_watcher_keeps_nobody_waiting_and_is_not_called_twice_at_once(watcher: Watcher) -> None:
    watcher.may_answer.clear()
    heartbeat = Heartbeat(watcher.url)
    under_way = heartbeat.send_aside()
    assert under_way is not None
    assert heartbeat.send_aside() is None
    watcher.may_answer.set()
    under_way.join()
    again = heartbeat.send_aside()
    assert again is not None
    again.join()
    assert len(watcher.heard) == 2


def test_a_failure_leaves_the_way_free_for_the_next() -> None:
    heartbeat = Heartbeat("http://127.0.0.1:9/nobody", timeout_s=1)
    for _ in range(2):
        thread = heartbeat.send_aside()
        assert thread is not None
        thread.join()
