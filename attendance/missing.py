"""Classes that have sent no register: the office is asked, then the deputy; vulnerable pupils are looked for.

A whole school that has sent none is one question, not thirty. What a register answers ends by itself.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from attendance.asking import Ask, ask_people, end_tasks, role_and_due
from attendance.known import closure_facts
from rules.policy import Policy
from rules.registers import is_covered
from rules.steps import Role, TaskKind
from storage.closures import closures_now
from storage.following import SchoolFacts, schools_by_id
from storage.models import Pupil, Register
from storage.policies import Policies, policies_of
from storage.registers import (
    SessionCount,
    class_names,
    count_sessions,
    missing_registers,
    note_asked_for,
    vulnerable_not_accounted_for,
)

#: A register that is missed so long after its close is yesterday's news.
CHASED_FOR = timedelta(hours=10)
#: So many names stand in one question.
NAMED = 6
IT_CAME = "the register came"

SessionKey = tuple[int, date, str]


def chase_registers(db: Session, now: datetime) -> int:
    """Ask for registers that have not come, in a constant number of statements for any number of classes.

    Args:
        now: aware.

    Returns:
        how many registers somebody was asked for.
    """
    found = missing_registers(db, since=now - CHASED_FOR, until=now - timedelta(minutes=1))
    if not found:
        return 0
    chaser = _Chaser(db, found, now)
    told, escalated = chaser.to_tell(), chaser.to_escalate()
    asked = [*chaser.questions(told, deputy=False), *chaser.questions(escalated, deputy=True)]
    asked += chaser.sight_checks(told)
    note_asked_for(db, [each.id for each in told], [each.id for each in escalated], now)
    ask_people(db, asked, now)
    return len(told) + len(escalated)


class _Chaser:
    """Registers that are missing, with what their schools say about that, read once."""

    def __init__(self, db: Session, registers: Sequence[Register], now: datetime) -> None:
        self.db, self.now = db, now
        schools = {each.school_id for each in registers}
        days = {each.on_date for each in registers}
        self.schools: dict[int, SchoolFacts] = schools_by_id(db, schools)
        self.policies: Policies = policies_of(db, schools)
        self.names = class_names(db, {each.group_id for each in registers})
        self.counts = count_sessions(db, schools, days)
        self.closures = closures_now(db, schools, days)
        self.registers = [each for each in registers if not self._is_shut(each)]

    def to_tell(self) -> list[Register]:
        """Registers that nobody has been asked for, whose time has come."""
        return [
            each
            for each in self.registers
            if each.missing_told_at is None
            and each.closes_at + timedelta(minutes=self._policy(each).registers.missing_minutes) <= self.now
        ]

    def to_escalate(self) -> list[Register]:
        """Registers that the office was asked for, in vain."""
        return [
            each
            for each in self.registers
            if each.missing_told_at is not None
            and each.missing_escalated_at is None
            and each.missing_told_at + timedelta(minutes=self._policy(each).registers.deputy_minutes)
            <= self.now
        ]

    def questions(self, registers: Sequence[Register], *, deputy: bool) -> list[Ask]:
        """One question a class, or one for them all where most of the session's registers are missing."""
        sessions: dict[SessionKey, list[Register]] = {}
        for each in registers:
            sessions.setdefault(_session(each), []).append(each)
        asked: list[Ask] = []
        for key, some in sessions.items():
            if self._is_most(self.counts[key]) and self.counts[key].expected > 1:
                asked.append(self._ask(some, school_key(key), deputy=deputy))
            else:
                asked += [self._ask([each], register_key(each.id), deputy=deputy) for each in some]
        return asked

    def sight_checks(self, registers: Sequence[Register]) -> list[Ask]:
        """Vulnerable pupils of these classes of whom no mark, report or plan says where they are."""
        by_group = {(each.group_id, each.on_date, each.session): each for each in registers}
        found = vulnerable_not_accounted_for(self.db, list(by_group)) if by_group else []
        return [self._look(by_group[key], pupil) for key, pupil in found]

    def _look(self, register: Register, pupil: Pupil) -> Ask:
        role, due_at = role_and_due(self._policy(register), TaskKind.SIGHT_CHECK, self.now)
        return Ask(
            organisation_id=register.organisation_id,
            school_id=register.school_id,
            kind=TaskKind.SIGHT_CHECK.value,
            role=role,
            why=f"No register has come from {self.names[register.group_id]}. Go and see whether this child "
            "is in school.",
            due_at=due_at,
            dedupe_key=sight_key(register.id, pupil.id),
            urgent=True,
            pupil_id=pupil.id,
        )

    def _ask(self, registers: Sequence[Register], key: str, *, deputy: bool) -> Ask:
        first = registers[0]
        role, due_at = role_and_due(self._policy(first), TaskKind.REGISTER, self.now)
        return Ask(
            organisation_id=first.organisation_id,
            school_id=first.school_id,
            kind=TaskKind.REGISTER.value,
            role=Role.DEPUTY_SAFEGUARDING_LEAD.value if deputy else role,
            why=self._why(registers, deputy=deputy),
            due_at=due_at,
            dedupe_key=f"{key}:deputy" if deputy else key,
            urgent=True,
        )

    def _why(self, registers: Sequence[Register], *, deputy: bool) -> str:
        first = registers[0]
        half = "morning" if first.session == "am" else "afternoon"
        names = [self.names[each.group_id] for each in registers[:NAMED]]
        more = f" and {len(registers) - NAMED} more" if len(registers) > NAMED else ""
        counts = self.counts[_session(first)]
        if counts.received == 0 and counts.expected > 1:
            said = f"No class has sent its {half} register."
        else:
            said = f"No {half} register has come from {', '.join(names)}{more}."
        if deputy:
            return f"{said} The office was asked for it, and it is still missing. Nobody knows who is away."
        return f"{said} Until it comes, nobody knows who is away."

    def _is_most(self, counts: SessionCount) -> bool:
        return counts.received == 0 or 2 * (counts.expected - counts.received) > counts.expected

    def _is_shut(self, register: Register) -> bool:
        zone = ZoneInfo(self.schools[register.school_id].time_zone)
        closes = register.closes_at.astimezone(zone).time()
        return any(
            closure.school_id == register.school_id
            and closure.on_date == register.on_date
            and is_covered(closure_facts(closure), register.session, register.group_id, closes)
            for closure in self.closures
        )

    def _policy(self, register: Register) -> Policy:
        return self.policies.in_force(register.school_id, register.on_date).policy


def _session(register: Register) -> SessionKey:
    return register.school_id, register.on_date, register.session


def register_key(register_id: int) -> str:
    """The one question for a class's register."""
    return f"register:{register_id}"


def again_key(register_id: int) -> str:
    """The question for a register that is to be sent again."""
    return f"register:{register_id}:again"


def school_key(session: SessionKey) -> str:
    """The one question for a session's registers, where most are missing."""
    school_id, on, half = session
    return f"registers:{school_id}:{on.isoformat()}:{half}"


def sight_key(register_id: int, pupil_id: int) -> str:
    """The one look for a pupil whose class has sent no register."""
    return f"sight:{register_id}:{pupil_id}"


def registers_have_come(
    db: Session,
    came: Collection[Register],
    marked: Mapping[int, Register],
    of_day: Collection[Register],
    now: datetime,
) -> None:
    """Registers have come: nobody need ask for them, nor look for pupils who are marked now.

    Args:
        came: the registers that came. marked: pupil → the register that has their mark now.
        of_day: every register of the day.
    """
    asked_for = [each for each in came if each.missing_told_at is not None]
    if not asked_for:
        return
    keys = [key for each in asked_for for key in (register_key(each.id), again_key(each.id))]
    keys += [sight_key(register.id, pupil_id) for pupil_id, register in marked.items()]
    still = {
        _session(each) for each in of_day if each.missing_told_at is not None and each.received_at is None
    }
    keys += [school_key(session) for session in {_session(each) for each in asked_for} - still]
    deputies = [f"{key}:deputy" for key in keys if key.startswith("register")]
    end_tasks(db, [*keys, *deputies], IT_CAME, now)
