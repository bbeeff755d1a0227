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
    """A clock that runs as fast as the real one but shows another day: for the demonstration school.

    The offset is kept in a file, so that every process of the demonstration shows the same time.
    """

    def __init__(self, file: Path) -> None:
        """Read the offset from a file that `set_clock` wrote.

        Raises:
            OSError, ValueError: the file is missing or holds no offset.
        """
        self._offset = timedelta(seconds=float(json.loads(file.read_text())["offset_seconds"]))

    def __call__(self) -> datetime:
        """The time it shows, aware, in UTC."""
        return system_clock() + self._offset


def set_clock(file: Path, shows: datetime) -> OffsetClock:
    """Make a clock show an instant from now on, and keep that in a file."""
    offset = (shows - system_clock()).total_seconds()
    file.parent.mkdir(parents=True, exist_ok=True)
    half_written = file.with_suffix(".new")
    half_written.write_text(json.dumps({"offset_seconds": offset}))
    half_written.replace(file)
    return OffsetClock(file)


def open_clock(file: Path | None) -> Clock:
    """The clock to live by: the real one, or the demonstration's."""
    return OffsetClock(file) if file is not None else system_clock
