"""What can be made to go wrong, for how often or how long, and for whom."""

import itertools
import threading
import time
from dataclasses import dataclass, replace
from enum import StrEnum
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
    """One fault that is waiting: `times` left (None: until cleared), only for number `to` if given."""

    fault_id: int
    kind: Kind
    times: int | None
    seconds: float
    code: int | None
    to: str | None
    ends: float | None  # on the monotonic clock


class Faults:
    """The faults in force; safe for several threads."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._faults: list[Fault] = []

    def add(self, wish: dict[str, Any]) -> Fault:
        """Take a wish such as `{"kind": "refuse", "code": 21211, "to": "+44…", "times": 1}`.

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

    def find(self, kind: Kind, to: str | None = None) -> Fault | None:
        """Return a fault of this kind that applies to a number, without using it up."""
        return next((fault for fault in self.active() if _applies(fault, kind, to)), None)

    def take(self, kind: Kind, to: str | None = None) -> Fault | None:
        """Return a fault of this kind that applies to a number, and count it as having happened once."""
        with self._lock:
            self._forget_ended()
            for index, fault in enumerate(self._faults):
                if _applies(fault, kind, to):
                    self._use(index, fault)
                    return fault
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
    except (TypeError, ValueError) as error:
        raise BadFault(f"That is not a fault: {error}") from error
    if not 0 <= seconds <= LONGEST_S or (times is not None and times < 1):
        raise BadFault("A fault lasts 0 to 3600 seconds and happens at least once.")
    if kind not in LASTING | STANDING:
        times = times or 1
    ends = time.monotonic() + seconds if kind in LASTING else None
    return Fault(fault_id, kind, times, seconds, code, wish.get("to") or None, ends)
