"""A Rasa server of our own on a free port of this machine, with a token nobody else knows."""

import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.parsers.rasaclient import RasaClient, RasaError

SERVE = Path(__file__).parents[2] / "bot" / "rasa" / "serve.py"
LONGEST_START_S = 300.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers. seconds: from its start until it did."""

    url: str
    token: str
    pid: int
    seconds: float


@contextmanager
def serve(python: Path, model: Path) -> Iterator[Served]:
    """Start a server and stop it in the end.

    python: of Rasa's own environment. model: trained. Raises RuntimeError when it ends or never answers.
    """
    port, token = _free_port(), secrets.token_urlsafe(32)
    where = ["--model", str(model), "--interface", "127.0.0.1", "--port", str(port)]
    began = time.monotonic()
    command = [str(python), "-I", "-W", "ignore", str(SERVE), "--quiet", *where]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdin is not None
            server.stdin.write(f"{token}\n")
            server.stdin.close()
            url = f"http://127.0.0.1:{port}"
            _wait(server, RasaClient(url, token, timeout_s=10.0), began)
            yield Served(url, token, server.pid, time.monotonic() - began)
        finally:
            server.terminate()


def _wait(server: subprocess.Popen[str], client: RasaClient, began: float) -> None:
    """Until it answers. Before its model is loaded the server listens, but says that it has none."""
    while time.monotonic() - began < LONGEST_START_S:
        if server.poll() is not None:
            raise RuntimeError(f"Rasa ended with {server.returncode} before it answered.")
        try:
            client.ask("good morning")
        except RasaError:
            time.sleep(0.25)
        else:
            return
    raise RuntimeError(f"Rasa did not answer within {LONGEST_START_S:.0f} seconds.")


def _free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port: int = asking.getsockname()[1]
        return port
