"""The steps that no ladder may lack, and the reading of a policy that lacks one (S-stoc 4.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.policy_faults import (
    Fault,
    find_hour_faults,
    find_length_faults,
    find_task_faults,
    find_text_faults,
)
from rules.steps import Ladder, LadderStep, Only, StepKind, TaskKind

if TYPE_CHECKING:
    from rules.policy import Policy

LONGEST_BETWEEN_VISITS = 5  # school days
LONGEST_WITHOUT_DECISION = 3  # days without school that may come without a decision beforehand
NO_STEPS = frozenset(
    {
        TaskKind.REGISTER,
        TaskKind.CLASS_CHECK,
        TaskKind.SIGHT_CHECK,
        TaskKind.RING_COLLEAGUE,
        TaskKind.FAMILY_CONTACT,
    }
)
TRIES = 2  # how often each contact is tried, by text or by call, before a visit is decided on


@dataclass(frozen=True, slots=True)
class Need:
    """A task that a part of every ladder must open.

    only: the condition to write; it may always do without one. latest: the school day by which it applies.
    """

    part: str
    task: TaskKind
    only: Only
    latest: int
    why: str


NEEDS = (
    Need(
        "once", TaskKind.SAFEGUARDING, Only.VULNERABLE, 1, "nobody would look for a vulnerable pupil at once"
    ),
    Need("once", TaskKind.INFORM_SOCIAL_WORKER, Only.SOCIAL_WORKER, 1, "no social worker would be told"),
    Need("once", TaskKind.INFORM_YOUTH_OFFENDING, Only.YOUTH_OFFENDING, 1, "no officer would be told"),
    Need("once", TaskKind.LOCAL_AUTHORITY, Only.ALWAYS, 10, "the local authority would not hear by day ten"),
    Need("day_one", TaskKind.CALL, Only.ALWAYS, 1, "nobody would be rung on the first day"),
    Need("day_one", TaskKind.VISIT_DECISION, Only.ALWAYS, 1, "no visit would be decided on that day"),
    Need("day_one", TaskKind.BREAK_DECISION, Only.BEFORE_BREAK, 1, "a break could begin with no decision"),
    Need("later_days", TaskKind.CALL, Only.ALWAYS, 2, "nobody would be rung on a later day"),
    Need("later_days", TaskKind.HOME_VISIT, Only.VISIT_DAY, 3, "nobody would go to the door"),
    Need(
        "later_days", TaskKind.WELFARE_CHECK, Only.NOBODY_REACHED, 3, "nobody would consider a welfare check"
    ),
    Need("later_days", TaskKind.BREAK_DECISION, Only.BEFORE_BREAK, 2, "a break could begin with no decision"),
)


def find_faults(policy: Policy) -> Iterator[Fault]:
    """Everything in a policy that would leave a child unfollowed, the most telling first."""
    yield from find_hour_faults(policy)
    yield from find_task_faults(policy)
    for path, ladder in _ladders(policy):
        yield from _find_wrong_steps(path, ladder)
        yield from _find_missing(path, ladder)
        yield from _find_cadence_faults(path, ladder)
        yield from _find_order_faults(f"{path}.day_one", ladder.day_one)
        yield from find_text_faults(policy, path, ladder)
        yield from find_length_faults(policy, path, ladder)


def _ladders(policy: Policy) -> Iterator[tuple[str, Ladder]]:
    yield "ladder", policy.ladder
    if policy.vulnerable_ladder is not policy.ladder:
        yield "vulnerable_ladder", policy.vulnerable_ladder


def _find_wrong_steps(path: str, ladder: Ladder) -> Iterator[Fault]:
    """Steps that no ladder can take, and keys that would make two steps one."""
    once = {step.key: f"{path}.once.{place}.key" for place, step in enumerate(ladder.once, start=1)}
    for part in ("once", "day_one", "later_days"):
        steps: tuple[LadderStep, ...] = getattr(ladder, part)
        for place, step in enumerate(steps, start=1):
            here = f"{path}.{part}.{place}"
            if step.task in NO_STEPS:
                instead = f'a ladder does not open "{step.task}"; write another task, such as "call".'
                yield Fault(((f"{here}.task", instead),))
            if step.key == ladder.family_contact.key:
                instead = f'"{step.key}" is kept for days without school; write another key.'
                yield Fault(((f"{here}.key", instead),))
            if part != "once" and step.key in once:
                instead = f'"{step.key}" is also a step of {{}}; give each its own key.'
                ours = instead.format(f"{path}.once")
                yield Fault(((f"{here}.key", ours), (once[step.key], instead.format(f"{path}.{part}"))))


def _find_missing(path: str, ladder: Ladder) -> Iterator[Fault]:
    parts = {"once": ladder.once, "day_one": ladder.day_one, "later_days": ladder.later_days}
    for need in NEEDS:
        steps = parts[need.part]
        if not any(_meets(step, need) for step in steps):
            yield Fault((*_nearly(f"{path}.{need.part}", steps, need), _add(f"{path}.{need.part}", need)))


def _meets(step: LadderStep, need: Need) -> bool:
    return step.task is need.task and step.only in (need.only, Only.ALWAYS) and step.from_day <= need.latest


def _nearly(path: str, steps: tuple[LadderStep, ...], need: Need) -> Iterator[tuple[str, str]]:
    """Steps with the right task under the wrong condition, or from too late a day."""
    for place, step in enumerate(steps, start=1):
        if step.task is not need.task:
            continue
        if step.only not in (need.only, Only.ALWAYS):
            instead = "take this line out" if need.only is Only.ALWAYS else f'write "{need.only}"'
            yield f"{path}.{place}.only", f"{need.why}; {instead}."
        else:
            yield f"{path}.{place}.from_day", f"{need.why}; write {need.latest} or less."


def _add(path: str, need: Need) -> tuple[str, str]:
    only = "" if need.only is Only.ALWAYS else f' and only = "{need.only}"'
    return path, f'{need.why}; add a step with task = "{need.task}"{only}.'


def _find_cadence_faults(path: str, ladder: Ladder) -> Iterator[Fault]:
    if ladder.visit_every > LONGEST_BETWEEN_VISITS:
        instead = f"a child would go unseen for too long; write {LONGEST_BETWEEN_VISITS} or less."
        yield Fault(((f"{path}.visit_every", instead),))
    if ladder.break_days > LONGEST_WITHOUT_DECISION:
        instead = f"a break could begin with no decision; write {LONGEST_WITHOUT_DECISION} or less."
        yield Fault(((f"{path}.break_days", instead),))


def _find_order_faults(path: str, steps: tuple[LadderStep, ...]) -> Iterator[Fault]:
    """A visit is decided on once every contact was tried twice; a step for everybody counts as a try."""
    tries = 0
    for place, step in enumerate(steps, start=1):
        if step.only is Only.ALWAYS and step.from_day <= 1:
            tries += step.kind is StepKind.TEXT or step.task is TaskKind.CALL
        if step.task is TaskKind.VISIT_DECISION and tries < TRIES:
            instead = (
                f"each contact is tried {TRIES} times first, by text or by call; "
                "add a round of texts before this step, or move it down."
            )
            yield Fault(((f"{path}.{place}", instead),))
            return
