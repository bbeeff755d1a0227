"""How much memory a process takes, where the system tells it (Linux)."""

import os
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
LISTENING = "0A"  # the state of a socket in /proc/net/tcp
MB = 1024  # kilobytes


def resident_kb(process: int | None = None) -> int | None:
    """The memory of a process in units of 1,024 bytes; of this one when None is given. None if unseen."""
    try:
        status = (PROC / str(process or os.getpid()) / "status").read_text()
    except OSError:
        return None
    sizes = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(sizes[0]) if sizes else None


def resident_mb(process: int | None = None) -> float | None:
    """The memory of a process in megabytes; of this one when None is given. None where it cannot be seen."""
    size = resident_kb(process)
    return None if size is None else size / MB


def server_mb(port: int) -> float | None:
    """The memory of the processes of this machine that listen on a TCP port, in megabytes, or None."""
    sockets = _listening(port)
    sizes = [resident_mb(process) for process in _processes() if sockets & _open_files(process)]
    seen = [size for size in sizes if size is not None]
    return sum(seen) if seen else None


def _listening(port: int) -> set[str]:
    found = set()
    for table in ("tcp", "tcp6"):
        try:
            lines = (PROC / "net" / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for columns in map(str.split, lines):
            if columns[3] == LISTENING and int(columns[1].rpartition(":")[2], 16) == port:
                found.add(f"socket:[{columns[9]}]")
    return found


def _processes() -> list[int]:
    try:
        return [int(folder.name) for folder in PROC.iterdir() if folder.name.isdecimal()]
    except OSError:
        return []


def _open_files(process: int) -> set[str]:
    found = set()
    try:
        for file in (PROC / str(process) / "fd").iterdir():
            with suppress(FileNotFoundError):  # closed meanwhile
                found.add(os.readlink(file))
    except OSError:  # it has ended, or is somebody else's
        pass
    return found
