"""How long a host that was cut off keeps what it had locked, and how long it takes to notice it itself.

python -m tests.hosts.dead_host postgresql://…       (run by `held_by_a_dead_host` on a host)
"""

import subprocess
import sys
import time

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.engine import open_database
from tests.hosts.network import Network
from tests.hosts.server import Server

HOST = "both"
LOCK = text("SELECT id FROM organisation WHERE id = 1 FOR UPDATE")
#: What the settings of `storage.engine` promise, with a little for the machine, in seconds.
PROMISED_S = 45.0


def held_by_a_dead_host(network: Network, server: Server) -> tuple[float, float]:
    """Let a host lock a row, cut it off, and wait for the row.

    Returns:
        seconds until somebody else had the row, and until the host's own connection told it so.
    """
    database = server.open()
    with database.write() as db:
        db.execute(text("INSERT INTO organisation (id, name) VALUES (1, 'Locked') ON CONFLICT DO NOTHING"))
    command = network.inside(HOST, [sys.executable, "-m", "tests.hosts.dead_host", server.url])
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as host:
        assert host.stdout is not None
        assert host.stdout.readline() == "locked\n"
        network.cut(HOST)
        began = time.monotonic()
        with database.write() as db:
            db.execute(LOCK)
        taken_s = time.monotonic() - began
        noticed_s = float(host.stdout.readline())
    network.mend(HOST)
    with database.write() as db:
        db.execute(text("DELETE FROM organisation WHERE id = 1"))
    database.close()
    return taken_s, noticed_s


def _on_the_host(url: str) -> None:
    """Lock the row, say so, and go on asking for it; say after how long that failed."""
    database = open_database(url)
    try:
        with database.write() as db:
            db.execute(LOCK)
            sys.stdout.write("locked\n")
            sys.stdout.flush()
            time.sleep(2)  # cut off by now
            began = time.monotonic()
            db.execute(LOCK)
    except DBAPIError:
        sys.stdout.write(f"{time.monotonic() - began:.1f}\n")


if __name__ == "__main__":
    _on_the_host(sys.argv[1])
