"""The only file that reads the clock. Everything below is given `now`."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(UTC)


class OffsetClock:
    """A clock that shows another day than the real one: for the demonstration school, and for rehearsals.

    It is kept in a file, so that every process of an installation shows the same time. In a rehearsal it may
    run faster than time does: what takes an hour in a school then takes minutes.
    """

    def __init__(self, file: Path) -> None:
        """Read the clock from a file that `set_clock` wrote.

        Raises:
            OSError, ValueError: the file is missing or holds no offset.
        """
        kept = json.loads(file.read_text())
        self._offset = timedelta(seconds=float(kept["offset_seconds"]))
        self._since = datetime.fromtimestamp(float(kept.get("since", 0)), UTC)
        self.rate = float(kept.get("rate", 1))

    def __call__(self) -> datetime:
        """The time it shows, aware, in UTC."""
        now = system_clock()
        gained = (now - self._since) * (self.rate - 1) if self.rate != 1 else timedelta(0)
        return now + self._offset + gained


def set_clock(file: Path, shows: datetime, rate: float = 1) -> OffsetClock:
    """Make a clock show an instant from now on, and keep that in a file.

    Args:
        file: read by every process that is started from now on.
        shows: aware.
        rate: seconds that it goes on in each second. Anything but 1 is for rehearsals: the school's waits
            shrink, the network's (10 s for the provider's answer) do not.
    """
    now = system_clock()
    kept = {"offset_seconds": (shows - now).total_seconds()}
    if rate != 1:
        kept |= {"rate": rate, "since": now.timestamp()}
    file.parent.mkdir(parents=True, exist_ok=True)
    half_written = file.with_suffix(".new")
    half_written.write_text(json.dumps(kept))
    half_written.replace(file)
    return OffsetClock(file)


def open_clock(file: Path | None) -> Clock:
    """The clock to live by: the real one, or the demonstration's."""
    return OffsetClock(file) if file is not None else system_clock
