"""What can be made to go wrong, for how often or how long, and for whom."""

import itertools
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random
from typing import Any


class Kind(StrEnum):
    """Every fault there is. The value is its name on the wire."""

    LOSE_ANSWER = "lose_answer"  # the text is taken, then the connection is cut
    HANG = "hang"  # the text is taken, the answer comes `seconds` later
    ERROR_AFTER = "error_after"  # the text is taken, the answer is a 500
    SERVER_ERROR = "server_error"  # the text is not taken, the answer is a 500
    TOO_MANY = "too_many"  # 429
    REFUSE = "refuse"  # the text is refused with error `code`
    UNDELIVERED = "undelivered"  # the text is taken but never arrives: error `code`
    DOUBLE = "double_callbacks"
    REORDER = "reorder_callbacks"
    DROP = "drop_callbacks"
    OUTAGE = "outage"  # for `seconds` nothing is answered and nothing moves
    LIST_LAG = "list_lag"  # new messages show in the list `seconds` later
    DELAY = "delay"  # every answer comes `seconds` later


LASTING = frozenset({Kind.OUTAGE})  # end by the clock, not by being used up
STANDING = frozenset({Kind.LIST_LAG, Kind.DELAY})  # stay until cleared, unless a number of times is given
DEFAULT_CODES = {Kind.REFUSE: 21610, Kind.UNDELIVERED: 30003}
DEFAULT_SECONDS = {Kind.OUTAGE: 60.0, Kind.LIST_LAG: 20.0, Kind.DELAY: 2.0, Kind.HANG: 15.0}
LONGEST_S = 3600.0


class BadFault(Exception):  # noqa: N818 - its message is the answer of the control address
    """A fault that does not exist or makes no sense."""


@dataclass(frozen=True)
class Fault:
    """One fault that is waiting: `times` left (None: until cleared), only for number `to` if given.

    `chance`: in so many of all cases in which it could happen, drawn anew each time from dice of its own.
    `seconds` are drawn too where `least` is given: from `least` to `seconds`.
    """

    fault_id: int
    kind: Kind
    times: int | None
    seconds: float
    code: int | None
    to: str | None
    ends: float | None  # on the monotonic clock
    chance: float = 1.0
    least: float | None = None
    dice: Random = field(default_factory=Random, compare=False)

    def happens(self) -> bool:
        """Draw whether it happens this time."""
        return self.chance >= 1.0 or self.dice.random() < self.chance

    def drawn(self) -> "Fault":
        """The fault with the seconds of this one time."""
        if self.least is None:
            return self
        return replace(self, seconds=self.dice.uniform(self.least, self.seconds))


class Faults:
    """The faults in force; safe for several threads."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._faults: list[Fault] = []
        self._happened: Counter[str] = Counter()

    def add(self, wish: dict[str, Any]) -> Fault:
        """Take a wish such as `{"kind": "refuse", "code": 21211, "to": "+44…", "times": 1}`.

        With `{"chance": 0.05, "seed": 7}` it happens in 5 of 100 cases until it is cleared.

        Raises:
            BadFault: no such kind, or a value of the wrong shape.
        """
        fault = _read(wish, next(self._ids))
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Let everything work again."""
        with self._lock:
            self._faults.clear()

    def active(self) -> list[Fault]:
        """Return the faults that may still happen."""
        with self._lock:
            self._forget_ended()
            return list(self._faults)

    def happened(self) -> dict[str, int]:
        """Return how often each kind was taken or found to apply."""
        with self._lock:
            return dict(self._happened)

    def find(self, kind: Kind, to: str | None = None) -> Fault | None:
        """Return a fault of this kind that applies to a number, without using it up."""
        with self._lock:
            self._forget_ended()
            for fault in self._faults:
                if _applies(fault, kind, to) and fault.happens():
                    self._happened[kind] += 1
                    return fault.drawn()
        return None

    def take(self, kind: Kind, to: str | None = None) -> Fault | None:
        """Return a fault of this kind that applies to a number, and count it as having happened once."""
        with self._lock:
            self._forget_ended()
            for index, fault in enumerate(self._faults):
                if _applies(fault, kind, to) and fault.happens():
                    self._use(index, fault)
                    self._happened[kind] += 1
                    return fault.drawn()
        return None

    def _use(self, index: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times > 1:
            self._faults[index] = replace(fault, times=fault.times - 1)
        else:
            del self._faults[index]

    def _forget_ended(self) -> None:
        now = time.monotonic()
        self._faults = [fault for fault in self._faults if fault.ends is None or fault.ends > now]


def _applies(fault: Fault, kind: Kind, to: str | None) -> bool:
    return fault.kind == kind and (fault.to is None or fault.to == to)


def _read(wish: dict[str, Any], fault_id: int) -> Fault:
    try:
        kind = Kind(wish.get("kind", ""))
        seconds = float(wish.get("seconds") or DEFAULT_SECONDS.get(kind, 0.0))
        code = int(wish["code"]) if wish.get("code") else DEFAULT_CODES.get(kind)
        times = int(wish["times"]) if wish.get("times") else None
        chance = float(wish.get("chance") or 1.0)
        least = None if wish.get("least") is None else float(wish["least"])
        seed = None if wish.get("seed") is None else int(wish["seed"])
    except (TypeError, ValueError) as error:
        raise BadFault(f"That is not a fault: {error}") from error
    if not 0 <= seconds <= LONGEST_S or (times is not None and times < 1):
        raise BadFault("A fault lasts 0 to 3600 seconds and happens at least once.")
    if not 0 < chance <= 1 or (least is not None and not 0 <= least <= seconds):
        raise BadFault("A chance is more than 0 and at most 1; `least` is from 0 to `seconds`.")
    if kind not in LASTING | STANDING and chance == 1:
        times = times or 1
    ends = time.monotonic() + seconds if kind in LASTING else None
    dice = Random(seed)  # noqa: S311 -- mishaps, not secrets
    return Fault(fault_id, kind, times, seconds, code, wish.get("to") or None, ends, chance, least, dice)
