"""What runs on the hosts: the Procfile's processes, with the settings of a trust that has several hosts."""

import shlex
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.time import set_clock
from telephony.simulator.client import SimulatorClient
from tests.hosts.network import PROVIDER, Network
from tests.hosts.server import Server
from tests.servers.running import Installation, Program, wait_until
from tests.servers.test_signatures import ROOT

WEB_PORT, PROVIDER_PORT = 8090, 9100
TOKEN = "hosts"
#: Few enough that texts are still going out when a host is cut off.
TEXTS_PER_SECOND = 0.8


class Site:
    """Three hosts that share a database. To be made and used while being at the hub."""

    def __init__(self, network: Network, server: Server, folder: Path, rate: float) -> None:
        """Write the settings; nothing runs yet.

        Args:
            rate: how much faster than time the product's clock runs.
        """
        self.network, self.server, self.folder, self.rate = network, server, folder, rate
        self.installation = Installation(
            folder,
            server.url,
            public_url=f"http://127.0.0.1:{WEB_PORT}",
            settings={"NINEBELL_TEXTS_PER_SECOND": str(TEXTS_PER_SECOND), "NINEBELL_PORT": str(WEB_PORT)},
        )
        self.installation.port = WEB_PORT
        self.installation.api_url = f"http://{PROVIDER}:{PROVIDER_PORT}"
        self.programs: dict[str, Program] = {}

    def start(self, begins: datetime) -> None:
        """Wind the clock, and start the stand-in, the gateway and the hosts' processes."""
        self.installation.clock = set_clock(self.installation.clock_file, begins, self.rate)
        handsets = self.folder / "handsets.json"
        handsets.write_text("[]")
        self._at_hub("phones", [*_cli("simulator"), "--token", TOKEN, "--handsets", str(handsets)])
        wait_until(self._phones_answer, 60, lambda: "the stand-in did not start", every_s=0.2)
        back = f"127.0.0.1:{WEB_PORT}={self.network.address('web')}:{WEB_PORT}"
        self._at_hub("gateway", [sys.executable, "-m", "tests.hosts.relay", back])
        self.on("web", "web")
        self.on("work", "worker")
        self.on("both", "worker")
        self.on("both", "clock")
        self.programs["web web"].wait_ready(WEB_PORT)  # through the gateway

    def on(self, host: str, process: str) -> Program:
        """Start one of the Procfile's processes on a host."""
        command = self.network.inside(host, _procfile()[process])
        program = Program(command, self.installation.environ, self.log(f"{host} {process}"))
        self.programs[f"{host} {process}"] = program
        return program

    def off(self, host: str, process: str) -> None:
        """Ask one of them to end, and see that it does."""
        self.programs.pop(f"{host} {process}").stop()

    def log(self, name: str) -> Path:
        """Where a process says what it does."""
        return self.folder / f"{name.replace(' ', '-')}.log"

    def lines(self, name: str, event: str) -> int:
        """How often a process has said something."""
        return self.log(name).read_text("utf-8", "replace").count(f'"event": "{event}"')

    def phones(self) -> SimulatorClient:
        """The stand-in's telephones."""
        return SimulatorClient(f"{self.installation.api_url}/{TOKEN}/")

    def ended_alone(self) -> list[str]:
        """The processes that have ended though nobody asked them to."""
        return [name for name, program in self.programs.items() if program.process.poll() is not None]

    def stop(self) -> None:
        """Ask what runs on the hosts to end."""
        for name in [name for name in self.programs if name not in ("phones", "gateway")]:
            self.off(*name.split(" "))

    def close(self) -> None:
        """End everything."""
        for program in self.programs.values():
            program.kill()

    def _phones_answer(self) -> bool:
        with suppress(OSError), self.phones() as phones:
            phones.happened()
            return True
        return False

    def _at_hub(self, name: str, command: list[str]) -> None:
        self.programs[name] = Program(command, self.installation.environ, self.log(name))


def _cli(command: str) -> list[str]:
    return [sys.executable, "-m", "app.cli", command]


def _procfile() -> dict[str, list[str]]:
    """The Procfile's commands, as they run from the virtual environment."""
    commands = {}
    for line in (ROOT / "Procfile").read_text().splitlines():
        name, _, command = line.partition(": ")
        words = shlex.split(command.replace("${PORT:-8090}", str(WEB_PORT)))
        module = {"ninebell": "app.cli", "gunicorn": "gunicorn"}[words[0]]
        commands[name] = [sys.executable, "-m", module, *words[1:]]
    return commands
