"""A text that was given up because the way to the provider was gone is not handed over when it is back.

python -m tests.hosts.late_text          (run by `taken_after_all` on a host)
"""

import subprocess
import sys
import time
from datetime import UTC, datetime

from telephony.provider import OutcomeUnknown, OutgoingText
from telephony.simulator.client import SimulatorClient
from telephony.simulator.handsets import Line
from telephony.simulator.identity import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN
from telephony.simulator.server import Simulator
from telephony.simulator.settings import SimulatorSettings
from telephony.twilio_provider import TwilioProvider
from tests.hosts.network import PROVIDER, Network

HOST, PORT = "work", 9100
LINE, PARENT = "+447700900990", "+447700900001"
#: How long the way is gone, and how long we watch after it: bytes are offered again at growing intervals.
GONE_S, WATCHED_S = 45.0, 45.0


def taken_after_all(network: Network) -> int:
    """Let a host send a text, lose the way to the provider, send another, and get the way back.

    Returns:
        how many texts the provider took after the host had given them up.
    """
    simulator = Simulator(
        SimulatorSettings(
            token="late",
            public_url=f"http://{PROVIDER}:9",
            product_url=f"http://{PROVIDER}:9",
            lines=(Line(LINE, "School"),),
            handsets=(),
            now=lambda: datetime.now(UTC),
            port=PORT,
        )
    )
    simulator.start()
    command = network.inside(HOST, [sys.executable, "-m", "tests.hosts.late_text"])
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as host:
        assert host.stdin is not None
        assert host.stdout is not None
        assert host.stdout.readline() == "sent\n"
        network.lose_provider(HOST)
        host.stdin.write("\n")
        host.stdin.flush()
        assert host.stdout.readline() == "given up\n"
        time.sleep(GONE_S)
        network.find_provider(HOST)
        time.sleep(WATCHED_S)
        with SimulatorClient(simulator.page_url) as phones:
            taken = len(phones.sent()) - 1
        host.stdin.write("\n")
    simulator.stop()
    return taken


def _on_the_host() -> None:
    """Send a text; when told to, another; stay until told again."""
    provider = TwilioProvider(DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, f"http://{PROVIDER}:{PORT}")
    _send(provider, 1)
    _say("sent")
    sys.stdin.readline()
    try:
        _send(provider, 2)
    except OutcomeUnknown:
        _say("given up")
    sys.stdin.readline()


def _send(provider: TwilioProvider, number: int) -> None:
    provider.send_text(
        OutgoingText(
            outbound_id=number,
            to=PARENT,
            from_=LINE,
            body="Please call the school.",
            status_callback=f"http://{PROVIDER}:9/",
        )
    )


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _on_the_host()
