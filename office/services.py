"""What the office's pages need from outside, handed over once at the start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.engine import Database


@dataclass(frozen=True, slots=True)
class Office:
    """The office's surroundings.

    Args:
        database: open and migrated.
        now: gives the aware time of day; every page asks it once a request.
        secure: the pages are reached over HTTPS: secure cookies, HSTS, and plain HTTP is sent to HTTPS.
            Off on loopback only.
        clock_note: shown at the top with the time beside it when the clock is not the real one, such as
            "Demo clock".
        idle: after so long without a click somebody is signed out. Live parts do not count as clicks.
    """

    database: Database
    now: Callable[[], datetime]
    secure: bool = False
    clock_note: str | None = None
    idle: timedelta = timedelta(minutes=30)
