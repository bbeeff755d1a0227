"""The product's two servers as processes of their own, on free ports of this machine."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from telephony.simulator.identity import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN

ROOT = Path(__file__).parents[1]
#: A trained model is kept between runs; it is checked against its checksum before it is opened.
MODELS = Path(tempfile.gettempdir()) / f"ninebell-bench-models-{os.getuid()}"
STARTS_WITHIN_S = 120
STOPS_WITHIN_S = 30

EMBEDDED = (sys.executable, "-m", "bench.served")
#: As in the Procfile.
GUNICORN = (
    sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "8",
    "--no-control-socket", "bench.served:make()", "--bind",
)  # fmt: skip


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_for(folder: Path, port: int, api_url: str, database_url: str = "") -> dict[str, str]:
    """The product's settings: this machine only, sending held at its slowest.

    Replies are paced by the provider's limit in life, so they are kept out of the measurement: the clock and
    the workers run, but one text goes out every ten seconds.
    """
    return {
        "NINEBELL_VAR": str(folder),
        "NINEBELL_DATABASE_URL": database_url,
        "NINEBELL_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "NINEBELL_HOST": "127.0.0.1",
        "NINEBELL_PORT": str(port),
        "NINEBELL_SECRET_KEY": "only for measuring: thirty-two characters and more",
        "TWILIO_ACCOUNT_SID": DEMO_ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": DEMO_AUTH_TOKEN,
        "NINEBELL_TWILIO_API_URL": api_url,
        "NINEBELL_TEXTS_PER_SECOND": "0.1",
        "NINEBELL_CLOCK_FILE": str(folder / "clock.json"),
    }


@contextmanager
def serving(command: tuple[str, ...], environ: Mapping[str, str], log: Path) -> Iterator[None]:
    """Run a server while the block lasts.

    Args:
        command: what starts it. environ: settings, beside what this process has.
        log: where its lines go.

    Raises:
        AssertionError: it did not start, or had to be killed.
    """
    with log.open("wb") as lines:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environ}, stdout=lines, stderr=lines
        )
        try:
            _wait_for(int(environ["NINEBELL_PORT"]), process, log)
            yield
        finally:
            process.terminate()
            try:
                process.wait(STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the server answers: a port is open before the application behind it is ready."""
    give_up = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < give_up and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=STARTS_WITHIN_S)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError(f"the server did not start:\n{log.read_text('utf-8', 'replace')[-2000:]}")
