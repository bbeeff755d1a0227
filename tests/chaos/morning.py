"""One chaotic morning from beginning to end, and what is said of it."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from telephony.simulator.client import SimulatorClient
from tests.chaos.counting import Counted, count
from tests.chaos.parents import Parents
from tests.chaos.places import Place, forget, new_folder
from tests.chaos.provider_log import read_provider_log
from tests.chaos.school import DAY, make_chaos_school, make_dice
from tests.chaos.staff import Staff
from tests.chaos.storm import OUTAGE, Storm, Times, break_provider
from tests.chaos.texts import longest_way
from tests.chaos.witness import install_witness

LOOK_EVERY_S = 0.25


@dataclass
class Told:
    """What is told of a morning: the count, and what was done to it.

    slowest_s: real seconds of the longest way of a text to the provider. A look-up is believed 30 s after the
    claim, and the provider's list lags 20: on a machine that is too slow to make that way in the 10 s of the
    school's time between them, a double says nothing of the product. in_storm: the share of the texts that
    went while everything broke.
    """

    kind: str
    counted: Counted
    real_s: float
    school_time: timedelta
    rate: float
    slowest_s: float = 0.0
    in_storm: float = 0.0
    killed: dict[str, int] = field(default_factory=dict)
    ended_alone: dict[str, int] = field(default_factory=dict)
    restarts: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)


def at(clock: str) -> datetime:
    """An instant of the morning; in November London's clocks show UTC."""
    hour, minute = clock.split(":")
    return datetime(DAY.year, DAY.month, DAY.day, int(hour), int(minute), tzinfo=UTC)


def times_of_morning() -> Times:
    """When things happen."""
    return Times(at("08:38"), at("08:41"), at("08:55"), at("09:00"), at("09:16"), at("09:52"))


def play(kind: str, pupils: int, kills: int, rate: float, seed: int, keep: bool) -> Told:
    """Play a morning on a fresh installation and count it.

    Args:
        kind: "embedded" or "postgres".
        rate: how much faster than time the product's clock runs.
        keep: whether the folder with database and logs stays.
    """
    times, folder = times_of_morning(), new_folder()
    place = Place(kind, folder, rate, times.begins)
    print(f"{kind}: {folder}", flush=True)
    try:
        install_witness(place.database)
        with place.database.write() as db:
            school = make_chaos_school(db, make_dice(seed), pupils)
        place.start()
        with SimulatorClient(place.page_url) as phones:
            staff = Staff(place.database, school, make_dice(seed + 1), place.now)
            parents = Parents(phones, make_dice(seed + 2), place.now)
            for family in school.texting:
                parents.will_write(family, times.texts_from, times.registers_close)
            for family in school.late:
                parents.may_answer(family)
            staff.plan(times.registers_from, times.registers_close, times.storm_ends)
            storm = Storm(place, make_dice(seed + 3), kills, times)
            return _play(place, phones, staff, parents, storm, seed)
    finally:
        place.close()
        if not keep:
            forget(folder)


def _play(
    place: Place, phones: SimulatorClient, staff: Staff, parents: Parents, storm: Storm, seed: int
) -> Told:
    began, times = time.monotonic(), storm.times
    break_provider(phones, place.rate, seed)
    storm.start()
    try:
        _live_through(place, phones, staff, parents, storm)
    finally:
        storm.end()
    faults, storm_ended_at = phones.happened(), place.now()
    phones.clear_faults()
    ended_at = _calm_down(place, staff, parents, times.calm)
    log = read_provider_log(phones)
    return Told(
        kind=place.kind,
        counted=count(place.database, log, ended_at, staff.still_away()),
        slowest_s=longest_way(place.database, log).total_seconds() / place.rate,
        in_storm=sum(text.at < storm_ended_at for text in log.taken) / max(1, len(log.taken)),
        real_s=time.monotonic() - began,
        school_time=ended_at - times.begins,
        rate=place.rate,
        killed=dict(place.killed),
        ended_alone=dict(place.ended_alone),
        restarts=storm.restarts,
        faults=faults,
        staff=staff.done,
    )


def _live_through(
    place: Place, phones: SimulatorClient, staff: Staff, parents: Parents, storm: Storm
) -> None:
    """The storm, until the morning is over and everything that was to die has died."""
    outage = False
    while place.now() < storm.times.storm_ends or not storm.is_over():
        assert storm.failed is None, storm.failed
        if not outage and place.now() >= storm.times.outage_at:
            phones.fault("outage", seconds=OUTAGE.total_seconds() / place.rate)
            outage = True
        _look_round(place, staff, parents)


def _calm_down(place: Place, staff: Staff, parents: Parents, calm: timedelta) -> datetime:
    """Nothing breaks any more and nobody does anything new. Returns when the processes were told to end."""
    staff.hush()
    parents.hush()
    calm_until = place.now() + calm
    while place.now() < calm_until or not parents.all_taken():
        assert place.now() < calm_until + calm, "a parent's text is still not taken"
        _look_round(place, staff, parents)
    ended_at = place.now()
    place.stop_serving()
    return ended_at


def _look_round(place: Place, staff: Staff, parents: Parents) -> None:
    place.look_after()
    parents.live()
    staff.work()
    time.sleep(LOOK_EVERY_S)
