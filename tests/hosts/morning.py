"""A school's morning over three hosts, one of which is cut off in the middle of it, and what is counted."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.engine import Database
from telephony.simulator.client import SimulatorClient
from tests.chaos.counting import Counted, count
from tests.chaos.parents import Parents
from tests.chaos.provider_log import read_provider_log
from tests.chaos.school import DAY, make_chaos_school, make_dice
from tests.chaos.staff import Staff
from tests.chaos.witness import install_witness
from tests.hosts.network import Network
from tests.hosts.server import Server
from tests.hosts.site import Site

LOOK_EVERY_S = 0.25
CUT = "both"
#: In real seconds: how long a host is cut off; after how many a clock starts elsewhere; how long two beat.
CUT_S, OTHER_CLOCK_AFTER_S, TWO_CLOCKS_S = 75.0, 20.0, 45.0
#: After taking a text the provider says so late: there are always some on their way when a host is cut off.
ANSWERS_LATE_S = 2.5


def at(clock: str) -> datetime:
    """An instant of the morning; in November London's clocks show UTC."""
    hour, minute = clock.split(":")
    return datetime(DAY.year, DAY.month, DAY.day, int(hour), int(minute), tzinfo=UTC)


BEGINS, CLOSES, CUT_AT, STORM_ENDS = at("08:56"), at("09:00"), at("09:03"), at("09:14")
TWO_CLOCKS_AGAIN = at("09:10")
CALM = timedelta(minutes=7)


@dataclass
class Told:
    """What is told of a morning. happened: what was done to the hosts, in the school's time."""

    counted: Counted
    real_s: float
    school_time: timedelta
    happened: list[str] = field(default_factory=list)
    ended_alone: list[str] = field(default_factory=list)
    sent_by: dict[str, int] = field(default_factory=dict)
    sent_after_return: int = 0
    staff: dict[str, int] = field(default_factory=dict)


class Morning:
    """One morning. Everything in it is done while being at the hub."""

    def __init__(self, network: Network, server: Server, folder: Path, pupils: int, rate: float, seed: int):
        """Make the school and start the hosts."""
        self.network, self.began = network, time.monotonic()
        self.database: Database = server.open()
        install_witness(self.database)
        with self.database.write() as db:
            self.school = make_chaos_school(db, make_dice(seed), pupils)
        self.site = Site(network, server, folder, rate)
        self.happened: list[str] = []
        self.due: list[tuple[float, str]] = []
        self.seed, self.sent_before_return = seed, 0

    def play(self) -> Told:
        """Play it to its end, and count."""
        self.site.start(BEGINS)
        with self.site.phones() as phones:
            phones.fault("hang", seconds=ANSWERS_LATE_S, times=1_000_000)
            staff, parents = self._people(phones)
            plan = [(CUT_AT, self._cut), (TWO_CLOCKS_AGAIN, self._second_clock_again)]
            while self._now() < STORM_ENDS or self.due:
                while plan and self._now() >= plan[0][0]:
                    plan.pop(0)[1]()
                self._look_round(staff, parents)
            staff.hush()
            parents.hush()
            calm_until = self._now() + CALM
            while self._now() < calm_until or not parents.all_taken():
                assert self._now() < calm_until + CALM, "a parent's text is still not taken"
                self._look_round(staff, parents)
            ended_at, ended_alone = self._now(), self.site.ended_alone()
            self.site.stop()
            counted = count(self.database, read_provider_log(phones), ended_at, staff.still_away())
        return self._told(counted, ended_at, ended_alone, staff)

    def _people(self, phones: SimulatorClient) -> tuple[Staff, Parents]:
        staff = Staff(self.database, self.school, make_dice(self.seed + 1), self._now)
        parents = Parents(phones, make_dice(self.seed + 2), self._now)
        for family in self.school.texting:
            parents.will_write(family, BEGINS, CLOSES)
        for family in self.school.late:
            parents.may_answer(family)
        staff.plan(BEGINS, CLOSES, STORM_ENDS)
        return staff, parents

    def _now(self) -> datetime:
        return self.site.installation.now()

    def _look_round(self, staff: Staff, parents: Parents) -> None:
        now = time.monotonic()
        while self.due and self.due[0][0] <= now:
            getattr(self, f"_{self.due.pop(0)[1]}")()
        parents.live()
        staff.work()
        time.sleep(LOOK_EVERY_S)

    def _cut(self) -> None:
        self.network.cut(CUT)
        self._note(f"host {CUT} (worker and clock) is cut off")
        now = time.monotonic()
        self.due += [
            (now + OTHER_CLOCK_AFTER_S, "second_clock"),
            (now + CUT_S, "mend"),
            (now + CUT_S + TWO_CLOCKS_S, "one_clock"),
        ]

    def _second_clock(self) -> None:
        self.site.on("work", "clock")
        self._note("a clock is started on host work")

    def _second_clock_again(self) -> None:
        self._second_clock()
        self.due.append((time.monotonic() + TWO_CLOCKS_S, "one_clock"))

    def _mend(self) -> None:
        self.network.mend(CUT)
        self.sent_before_return = self._sent_by(CUT)
        self._note(f"host {CUT} is back, and two clocks beat")

    def _one_clock(self) -> None:
        self.site.off("work", "clock")
        self._note("the clock on host work is stopped")

    def _note(self, what: str) -> None:
        self.happened.append(f"{self._now():%H:%M:%S} {what}")
        print(f"  {self.happened[-1]}", flush=True)

    def _sent_by(self, host: str) -> int:
        return self.site.lines(f"{host} worker", "text sent")

    def _told(self, counted: Counted, ended_at: datetime, ended_alone: list[str], staff: Staff) -> Told:
        sent_by = {host: self._sent_by(host) for host in ("work", CUT)}
        return Told(
            counted=counted,
            real_s=time.monotonic() - self.began,
            school_time=ended_at - BEGINS,
            happened=self.happened,
            ended_alone=ended_alone,
            sent_by=sent_by,
            sent_after_return=sent_by[CUT] - self.sent_before_return,
            staff=staff.done,
        )

    def close(self) -> None:
        """End everything that runs."""
        self.site.close()
        self.database.close()
