"""The clock of the demonstration, and that of a rehearsal, which runs faster than time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from app.services import Services
from app.settings import SettingsError, read_settings
from app.time import OffsetClock, set_clock, system_clock

REAL = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SHOWN = datetime(2026, 11, 20, 8, 40, tzinfo=UTC)
ENVIRON = {
    "NINEBELL_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000009",
    "TWILIO_AUTH_TOKEN": "an invented token",
}


@pytest.mark.parametrize(("rate", "shows_after"), [(1, 60), (15, 900), (0.5, 30)])
def test_it_goes_on_at_its_rate_in_every_process(tmp_path: Path, rate: float, shows_after: int) -> None:
    with time_machine.travel(REAL, tick=False) as real:
        ours = set_clock(tmp_path / "clock.json", SHOWN, rate)
        assert ours() == SHOWN
        real.shift(timedelta(seconds=60))
        theirs = OffsetClock(tmp_path / "clock.json")
        assert theirs() == ours() == SHOWN + timedelta(seconds=shows_after)


def test_a_file_without_a_rate_runs_true(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    file.write_text('{"offset_seconds": 3600}')
    clock = OffsetClock(file)
    assert clock.rate == 1
    assert timedelta(minutes=59) < clock() - system_clock() < timedelta(minutes=61)


@pytest.mark.parametrize("address", ["", "https://api.twilio.com", "http://192.0.2.7:8091"])
def test_a_fast_clock_is_refused_where_texts_could_reach_people(tmp_path: Path, address: str) -> None:
    set_clock(tmp_path / "clock.json", SHOWN, rate=15)
    with pytest.raises(SettingsError, match="NINEBELL_CLOCK_FILE runs 15 times as fast"):
        _ = _services(tmp_path, address).now


def test_a_fast_clock_may_run_beside_the_stand_in(tmp_path: Path) -> None:
    set_clock(tmp_path / "clock.json", SHOWN, rate=15)
    assert _services(tmp_path, "http://127.0.0.1:8091").now() >= SHOWN


def _services(folder: Path, api_url: str) -> Services:
    clock = {"NINEBELL_CLOCK_FILE": str(folder / "clock.json"), "NINEBELL_TWILIO_API_URL": api_url}
    return Services(read_settings({**ENVIRON, **clock}))
