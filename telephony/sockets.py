"""Connections to the provider that let go of what they could not hand over.

A request that is given up after ten seconds is not gone: the system goes on offering its bytes to a network
that is away, for a minute and a half after the connection was closed. Seen with a host cut off for 45 s: the
text was looked up, not found, sent again by another host, and then taken a second time when the network came
back. So the system is told to drop what has not been taken in by the other side when we give up.
"""

import socket
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

#: Linux has it. Elsewhere the system's own patience holds.
_USER_TIMEOUT = getattr(socket, "TCP_USER_TIMEOUT", None)


class LettingGo(HTTPAdapter):
    """Connections whose unacknowledged bytes are dropped after a while."""

    def __init__(self, after_s: float) -> None:
        """Keep for how many seconds the other side may leave bytes unacknowledged."""
        options = list(HTTPConnection.default_socket_options)
        if _USER_TIMEOUT is not None:
            options.append((socket.IPPROTO_TCP, _USER_TIMEOUT, int(after_s * 1000)))
        self._options = options
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pool of direct connections."""
        super().init_poolmanager(*args, socket_options=self._options, **kwargs)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Make a pool of connections through a proxy."""
        return super().proxy_manager_for(*args, socket_options=self._options, **kwargs)


def let_go(session: Session, after_s: float) -> None:
    """Make every connection that a session opens from now on drop what is not taken in for so long."""
    for scheme in ("https://", "http://"):
        session.mount(scheme, LettingGo(after_s))
