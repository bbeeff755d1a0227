"""Several hosts on one machine: network namespaces on a bridge of their own, with no way out of it.

The hub is the rest of the world: PostgreSQL, the stand-in for the provider, and the test itself. A host that
is cut off is not told so: its packets go nowhere, as when a switch dies.
"""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NETWORK = "10.77.0"
HUB = f"{NETWORK}.1"
NOBODY = f"{NETWORK}.99"
#: The stand-in listens here, at the hub. In a host this address leads over the wire to the hub too: a clock
#: that runs fast goes with a provider at this address only, and what is under way to it is to be cut off.
PROVIDER = "127.0.0.1"
OVER_THE_WIRE = "net.ipv4.conf.all.route_localnet=1"
NAMES = ("web", "work", "both")
#: A namespace's file, once `ip netns add` has made it.
PLACE = Path("/var/run/netns")
_CLONE_NEWNET = 0x40000000


class NoNamespaces(Exception):  # noqa: N818 -- it reads as a sentence where it is raised
    """This machine does not let us make network namespaces; the text says what it takes."""


class Network:
    """The hub and the hosts, each a network namespace."""

    def __init__(self) -> None:
        """Name them; `up` makes them."""
        self._mark = f"nb{os.getpid()}"

    def space(self, name: str) -> str:
        """The namespace of a host, or of the hub."""
        return f"{self._mark}-{name}"

    def address(self, name: str) -> str:
        """The address of a host."""
        return f"{NETWORK}.{NAMES.index(name) + 2}"

    def inside(self, name: str, command: list[str]) -> list[str]:
        """A command as it runs in a host."""
        return ["ip", "netns", "exec", self.space(name), *command]

    def up(self) -> None:
        """Make everything.

        Raises:
            NoNamespaces: it takes root and iproute2, on a machine that allows it.
        """
        try:
            self._add("hub")
            _ip("-n", self.space("hub"), "link", "add", "lan", "type", "bridge")
            _ip("-n", self.space("hub"), "addr", "add", f"{HUB}/24", "dev", "lan")
            _ip("-n", self.space("hub"), "link", "set", "lan", "up")
            for name in NAMES:
                self._join(name)
        except (OSError, subprocess.CalledProcessError) as problem:
            self.down()
            told = getattr(problem, "stderr", None) or str(problem)
            raise NoNamespaces(
                f"This machine makes no network namespaces for us ({told.strip()}). `make hosts` needs root "
                "and iproute2 on Linux; in a container it needs CAP_NET_ADMIN and CAP_SYS_ADMIN."
            ) from problem

    def cut(self, name: str) -> None:
        """Let nothing through to a host or from it. Neither side is told."""
        _ip("-n", self.space("hub"), "link", "set", name, "down")

    def mend(self, name: str) -> None:
        """Put a host back."""
        _ip("-n", self.space("hub"), "link", "set", name, "up")

    def lose_provider(self, name: str) -> None:
        """Let a host's packets to the provider go nowhere; everything else goes on."""
        host = self.space(name)
        _ip("-n", host, "neigh", "replace", NOBODY, "lladdr", "02:00:00:00:00:99", "dev", "eth0")
        self._lead_to_provider("replace", name, NOBODY)

    def find_provider(self, name: str) -> None:
        """Lead a host's packets to the provider again."""
        self._lead_to_provider("replace", name, HUB)

    def down(self) -> None:
        """Remove everything; what still runs inside loses its network."""
        for name in ("hub", *NAMES):
            with suppress(OSError, subprocess.CalledProcessError):
                _ip("netns", "del", self.space(name))

    def _add(self, name: str) -> None:
        _ip("netns", "add", self.space(name))
        _ip("-n", self.space(name), "link", "set", "lo", "up")
        _run(*self.inside(name, ["sysctl", "-qw", OVER_THE_WIRE]))

    def _join(self, name: str) -> None:
        self._add(name)
        hub, host = self.space("hub"), self.space(name)
        _ip("-n", hub, "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", host)
        _ip("-n", hub, "link", "set", name, "master", "lan", "up")
        _ip("-n", host, "addr", "add", f"{self.address(name)}/24", "dev", "eth0")
        _ip("-n", host, "link", "set", "eth0", "up")
        _ip("-n", host, "addr", "del", "127.0.0.1/8", "dev", "lo")
        self._lead_to_provider("add", name, HUB)

    def _lead_to_provider(self, verb: str, name: str, via: str) -> None:
        words = ("via", via, "dev", "eth0", "src", self.address(name))
        _ip("-n", self.space(name), "route", verb, PROVIDER, *words)

    @contextmanager
    def being_at_the_hub(self) -> Iterator[None]:
        """Be in the hub's namespace: this thread, and all threads and processes it starts meanwhile."""
        with Path("/proc/self/ns/net").open() as home, (PLACE / self.space("hub")).open() as hub:
            _enter(hub.fileno())
            try:
                yield
            finally:
                _enter(home.fileno())


def _enter(namespace: int) -> None:
    if ctypes.CDLL(None, use_errno=True).setns(namespace, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns: may we enter network namespaces?")


def _ip(*words: str) -> None:
    _run("ip", *words)


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, text=True)
