"""The machine a measurement was made on, in one line: without it no number means anything."""

import os
import platform
import sqlite3
from pathlib import Path

from bot.evaluating.memory import resident_kb


def describe_machine() -> str:
    """Processor, cores and how busy they were when the measurement began."""
    one, five, _ = os.getloadavg()
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return (
        f"Machine: {len(os.sched_getaffinity(0))} cores of {_processor()}; load average at the start "
        f"{one:.1f} (1 min) and {five:.1f} (5 min); {versions}."
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def resident_mb() -> float:
    """The resident memory of this process, in MB of a million bytes."""
    size = resident_kb()
    if size is None:
        raise LookupError("this system does not say how much memory a process has")
    return size * 1024 / 1e6


def percentile(values: list[float], percent: int) -> float:
    """The value that `percent` of all are at or below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
