"""What a ladder is made of. A ladder is data: it is copied onto a case as JSON and rebuilt from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """Who in a school is given a task."""

    OFFICE = "office"
    ATTENDANCE_OFFICER = "attendance_officer"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    DEPUTY_SAFEGUARDING_LEAD = "deputy_safeguarding_lead"
    HEAD = "head"
    ADMIN = "admin"


class TaskKind(StrEnum):
    """What a person is asked to do."""

    CALL = "call"  # ring the contacts in listed order
    VISIT_DECISION = "visit_decision"  # decide whether somebody goes to the door today
    HOME_VISIT = "home_visit"  # go to the door
    SAFEGUARDING = "safeguarding"  # the safeguarding lead looks now
    INFORM_SOCIAL_WORKER = "inform_social_worker"
    INFORM_YOUTH_OFFENDING = "inform_youth_offending"
    BREAK_DECISION = "break_decision"  # how the pupil is followed up while the school is shut
    LOCAL_AUTHORITY = "local_authority"  # consider telling the local authority
    CHECK_NUMBER = "check_number"  # a number on record is wrong
    SITE_SEARCH = "site_search"  # an adult says the pupil set off: look for them on site
    WELFARE_CHECK = "welfare_check"  # consider asking the police for a welfare check
    FAMILY_CONTACT = "family_contact"  # contact the family on a day without school, as decided
    REGISTER = "register"  # a class has sent no register
    CLASS_CHECK = "class_check"  # an unusual number of a class are unexplained: is the register right?
    SIGHT_CHECK = "sight_check"  # no register: go and see that a vulnerable pupil is there
    RING_COLLEAGUE = "ring_colleague"  # somebody who must know now has not answered a text: ring them


class StepKind(StrEnum):
    """A text goes to each contact in listed order; a task goes to a person in school."""

    TEXT = "text"
    TASK = "task"


class Only(StrEnum):
    """When a step applies."""

    ALWAYS = "always"
    VULNERABLE = "vulnerable"
    SOCIAL_WORKER = "social_worker"
    YOUTH_OFFENDING = "youth_offending"
    VISIT_DAY = "visit_day"  # every `visit_every` school days
    BEFORE_BREAK = "before_break"  # `break_days` or more days without school follow
    NOBODY_REACHED = "nobody_reached"  # no adult has answered since the case opened


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One rung.

    key: unique in its part of the ladder, such as "text/1".
    after_minutes: since the step before it was really taken that day; the first counts from the contact time.
    attempt, gap_minutes: of a text: which round it is, and the minutes between one contact and the next.
    task, role, due_minutes: of a task: what, for whom, and how long they have.
    from_day: the first school day of the case on which the step applies.
    """

    key: str
    kind: StepKind
    after_minutes: int = 0
    only: Only = Only.ALWAYS
    from_day: int = 1
    attempt: int = 1
    gap_minutes: int = 0
    task: TaskKind | None = None
    role: Role | None = None
    due_minutes: int = 0


MOST_A_DAY = 4  # texts a contact may get in a day where nothing else is said

# What a day chosen for contact during a break asks, where nothing else is said.
FAMILY_CONTACT = LadderStep(
    key="family_contact",
    kind=StepKind.TASK,
    task=TaskKind.FAMILY_CONTACT,
    role=Role.ATTENDANCE_OFFICER,
    due_minutes=240,
)


@dataclass(frozen=True, slots=True)
class Ladder:
    """How a school follows up.

    once: steps taken once in the life of a case, as soon as they apply; those from a later day, once contact
    may begin on it. day_one, later_days: the steps of the first and of every later school day, in order.
    visit_every: school days between home visits (3 means 3, 6, 9 …). break_days: see Only.BEFORE_BREAK.
    most_a_day: texts one contact may get in a day, about whichever child.
    family_contact: the task of a day without school on which the family is to be contacted.
    """

    once: tuple[LadderStep, ...]
    day_one: tuple[LadderStep, ...]
    later_days: tuple[LadderStep, ...]
    visit_every: int = 3
    break_days: int = 3
    most_a_day: int = MOST_A_DAY
    family_contact: LadderStep = FAMILY_CONTACT

    def to_json(self) -> dict[str, Any]:
        """This ladder in what JSON can hold, to be copied onto a case."""
        return {
            "once": _steps_to_json(self.once),
            "day_one": _steps_to_json(self.day_one),
            "later_days": _steps_to_json(self.later_days),
            "visit_every": self.visit_every,
            "break_days": self.break_days,
            "most_a_day": self.most_a_day,
            "family_contact": _step_to_json(self.family_contact),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Ladder:
        """The ladder that `to_json` wrote. Raises KeyError or ValueError when it is not one.

        What an earlier version did not write yet takes its default: cases outlive an update.
        """
        kept = data.get("family_contact")
        return cls(
            once=_steps_from_json(data["once"]),
            day_one=_steps_from_json(data["day_one"]),
            later_days=_steps_from_json(data["later_days"]),
            visit_every=data["visit_every"],
            break_days=data["break_days"],
            most_a_day=data.get("most_a_day", MOST_A_DAY),
            family_contact=_step_from_json(kept) if kept else FAMILY_CONTACT,
        )


def _steps_to_json(steps: Iterable[LadderStep]) -> list[dict[str, Any]]:
    return [_step_to_json(step) for step in steps]


def _step_to_json(step: LadderStep) -> dict[str, Any]:
    return {key: _plain(value) for key, value in asdict(step).items()}


def _plain(value: object) -> object:
    return str(value) if isinstance(value, StrEnum) else value


def _steps_from_json(steps: Iterable[dict[str, Any]]) -> tuple[LadderStep, ...]:
    return tuple(_step_from_json(step) for step in steps)


def _step_from_json(step: dict[str, Any]) -> LadderStep:
    typed = {
        "kind": StepKind(step["kind"]),
        "only": Only(step["only"]),
        "task": TaskKind(step["task"]) if step["task"] else None,
        "role": Role(step["role"]) if step["role"] else None,
    }
    return LadderStep(**{**step, **typed})
