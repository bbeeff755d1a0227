"""The trained engine, made once for all the workers of a test run and kept for the next."""

import getpass
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from filelock import FileLock

from bot.entities.days import read_period
from bot.parsers.embedded import EmbeddedParser
from bot.parsers.normalise import normalise
from bot.parsers.protocol import Period
from rules.sessions import SchoolCalendar

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    """ "2026-11-23 08:12" as an aware moment in London."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def read_days(text: str, now: str, calendar: SchoolCalendar) -> Period:
    """The days a message speaks of, as it arrives. now: "2026-11-16 08:12", in the school's zone."""
    return read_period(normalise(text).text, at(now), calendar)


def weekdays(first: date, last: date) -> set[date]:
    """The Mondays to Fridays from `first` to `last`."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return {day for day in days if day.weekday() < 5}


@pytest.fixture(scope="session")
def calendar() -> SchoolCalendar:
    """A school's year with half-terms, holidays, a bank holiday and an INSET day."""
    closed = (
        weekdays(date(2026, 10, 26), date(2026, 10, 30))
        | {date(2026, 11, 27)}  # INSET
        | weekdays(date(2026, 12, 21), date(2027, 1, 1))
        | weekdays(date(2027, 2, 15), date(2027, 2, 19))
        | weekdays(date(2027, 3, 26), date(2027, 4, 9))
        | {date(2027, 5, 3)}  # early May bank holiday
        | weekdays(date(2027, 5, 31), date(2027, 6, 4))
    )
    return SchoolCalendar(closed=frozenset(closed))


@pytest.fixture(scope="session")
def parser() -> EmbeddedParser:
    """The engine on the product's own texts."""
    folder = Path(tempfile.gettempdir()) / f"ninebell-understanding-{getpass.getuser()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    with FileLock(folder / "lock"):
        return EmbeddedParser.load(folder)
