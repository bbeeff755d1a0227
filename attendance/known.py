"""What is known of pupils who are away: read for all of them at once, asked one by one."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rules.policy import Policy
from rules.registers import AwayFacts, ClosureFacts, RegisterRules, is_covered
from rules.sessions import local_instant
from storage.arrivals import movements
from storage.closures import closures_now
from storage.following import schools_by_id
from storage.holds import holds_now, routes_of_pupils
from storage.models import AgreedTimes, Arrival, Closure, Hold
from storage.planned import agreed_times
from storage.policies import policies_of
from storage.registers import class_names, marks_seen

Row = TypeVar("Row")


class Away(Protocol):
    """A pupil away in a session; see `attendance.exceptions.Absence`."""

    @property
    def pupil_id(self) -> int: ...
    @property
    def group_id(self) -> int: ...
    @property
    def school_id(self) -> int: ...
    @property
    def on(self) -> date: ...
    @property
    def session(self) -> str: ...
    @property
    def closes_at(self) -> datetime: ...


class Known:
    """Everything that bears on some absences, in a constant number of statements."""

    def __init__(self, db: Session, absences: Sequence[Away], now: datetime) -> None:
        """Read it. absences: at least one. now: aware."""
        self.now = now
        pupils = {each.pupil_id for each in absences}
        schools = {each.school_id for each in absences}
        days = {each.on for each in absences}
        self._today = max(days)
        self._schools = schools_by_id(db, schools)
        self._policies = policies_of(db, schools)
        self._classes = class_names(db, {each.group_id for each in absences})
        self._closures = _by(closures_now(db, schools, days), lambda each: (each.school_id, each.on_date))
        self._holds = _by(holds_now(db, schools, now), lambda each: each.school_id)
        self._routes = routes_of_pupils(db, pupils) if self._holds else {}
        self._agreed = _by(agreed_times(db, pupils, days), lambda each: each.pupil_id)
        self._moves = _by(movements(db, pupils, days), lambda each: (each.pupil_id, each.on_date))
        afternoon = {each.pupil_id for each in absences if each.session == "pm"}
        self._seen = marks_seen(db, afternoon, days, "am") if afternoon else set()

    def policy(self, school_id: int) -> Policy:
        """The policy of a school on the day."""
        return self._policies.in_force(school_id, self._today).policy

    def rules(self, school_id: int) -> RegisterRules:
        """What a school's policy says about registers."""
        return self.policy(school_id).registers

    def organisation(self, school_id: int) -> int:
        """Whose school it is."""
        return self._schools[school_id].organisation_id

    def group(self, group_id: int) -> str:
        """The name of a class."""
        return self._classes[group_id]

    def facts(self, away: Away) -> AwayFacts:
        """What the rules want to know about one absence."""
        moves: Sequence[Arrival] = self._moves.get((away.pupil_id, away.on), ())
        out = moves[-1] if moves and moves[-1].kind == "out" else None
        hold = self._hold(away)
        return AwayFacts(
            now=self.now,
            closed=self._closed(away),
            own_close=self._own_close(away),
            seen_before=away.session == "pm"
            and ((away.pupil_id, away.on) in self._seen or any(move.kind == "in" for move in moves)),
            signed_out=out is not None,
            returns_at=out.returns_at if out else None,
            held_until=hold.until if hold else None,
            held=hold.reason if hold else None,
            rules=self.rules(away.school_id),
        )

    def _closed(self, away: Away) -> str | None:
        closes = away.closes_at.astimezone(self._zone(away)).time()
        for closure in self._closures.get((away.school_id, away.on), ()):
            if is_covered(closure_facts(closure), away.session, away.group_id, closes):
                return closure.reason
        return None

    def _own_close(self, away: Away) -> datetime | None:
        own: AgreedTimes
        for own in reversed(self._agreed.get(away.pupil_id, ())):
            closes = own.am_closes if away.session == "am" else own.pm_closes
            if closes is not None and own.from_on <= away.on <= own.to_on:
                return local_instant(away.on, closes, self._zone(away))
        return None

    def _hold(self, away: Away) -> Hold | None:
        """The hold that lasts longest, of those on the pupil's route or class."""
        route = self._routes.get(away.pupil_id)
        mine = [
            hold
            for hold in self._holds.get(away.school_id, ())
            if hold.group_id == away.group_id or (route is not None and hold.route == route)
        ]
        return max(mine, key=lambda hold: hold.until, default=None)

    def _zone(self, away: Away) -> ZoneInfo:
        return ZoneInfo(self._schools[away.school_id].time_zone)


def _by(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def closure_facts(closure: Closure) -> ClosureFacts:
    """A closure as the rules read it."""
    return ClosureFacts(closure.sessions, frozenset(closure.group_ids), closure.from_time)
