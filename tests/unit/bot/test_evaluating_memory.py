"""How much memory a process takes, seen from outside."""

import os
import socket
import sys

from bot.evaluating.memory import resident_mb, server_mb


def test_our_own_memory() -> None:
    size = resident_mb()
    assert size is None or size > 10
    assert sys.platform != "linux" or size is not None


def test_a_process_that_is_not_there() -> None:
    assert resident_mb(2**22 + 1) is None


def test_who_listens_on_a_port_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        size = server_mb(server.getsockname()[1])
        ours = resident_mb(os.getpid())
    assert (size is None) == (ours is None)
    assert size is None or ours is None or abs(size - ours) < 0.2 * ours
    assert server_mb(1) is None
