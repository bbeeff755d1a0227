"""The part of a policy that is a ladder: steps name a task, `[tasks]` says who gets it and by when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rules.reading import Table
from rules.steps import FAMILY_CONTACT, Ladder, LadderStep, Only, Role, StepKind, TaskKind

EACH_CONTACT = "each_contact"
LONGEST_GAP = 480  # minutes: a gap longer than a school day would be a silence
KEY = re.compile(r"[a-z_]+(/[0-9]+)?")
DAY_CONDITIONS = frozenset({Only.VISIT_DAY, Only.BEFORE_BREAK})


@dataclass(frozen=True, slots=True)
class TaskRule:
    """Who is given a kind of task, and how many minutes they have."""

    role: Role
    due_minutes: int


def read_tasks(table: Table) -> dict[TaskKind, TaskRule]:
    """The `[tasks]` of a policy, every kind of task among them. Raises PolicyError."""
    tasks = {kind: _read_task(table.table(kind)) for kind in TaskKind}
    table.finish()
    return tasks


def read_ladder(table: Table, tasks: Mapping[TaskKind, TaskRule], most_a_day: int) -> Ladder:
    """A `[ladder]` of a policy. most_a_day: texts one contact may get in a day. Raises PolicyError."""
    contact = tasks[TaskKind.FAMILY_CONTACT]
    ladder = Ladder(
        once=_read_steps(table, "once", tasks),
        day_one=_read_steps(table, "day_one", tasks),
        later_days=_read_steps(table, "later_days", tasks),
        visit_every=table.whole("visit_every", 1, 20),
        break_days=table.whole("break_days", 1, 30),
        most_a_day=most_a_day,
        family_contact=replace(FAMILY_CONTACT, role=contact.role, due_minutes=contact.due_minutes),
    )
    table.finish()
    return ladder


def ladder_to_dict(ladder: Ladder) -> dict[str, Any]:
    """A ladder as a policy writes it: tasks by name, without the people who get them."""
    return {
        "visit_every": ladder.visit_every,
        "break_days": ladder.break_days,
        "once": [_step_to_dict(step) for step in ladder.once],
        "day_one": [_step_to_dict(step) for step in ladder.day_one],
        "later_days": [_step_to_dict(step) for step in ladder.later_days],
    }


def _read_task(table: Table) -> TaskRule:
    rule = TaskRule(table.word("role", Role), table.whole("due_minutes", 1, 2880))
    table.finish()
    return rule


def _read_steps(table: Table, key: str, tasks: Mapping[TaskKind, TaskRule]) -> tuple[LadderStep, ...]:
    rows = table.tables(key)
    steps = tuple(_read_step(row, tasks) for row in rows)
    keys = [step.key for step in steps]
    for row, name in zip(rows, keys, strict=True):
        if keys.count(name) > 1:
            raise row.fail("key", f'"{name}" is used twice here; give each step its own key.')
    if key == "once":
        _check_once(rows, steps)
    return steps


def _check_once(rows: tuple[Table, ...], steps: tuple[LadderStep, ...]) -> None:
    for row, step in zip(rows, steps, strict=True):
        if step.kind is StepKind.TEXT:
            raise row.fail("text", "texts belong in day_one or later_days; write a task here.")
        if step.only in DAY_CONDITIONS:
            raise row.fail("only", f"{step.only} comes again and again; write the step in later_days.")


def _read_step(row: Table, tasks: Mapping[TaskKind, TaskRule]) -> LadderStep:
    step = _read_text(row) if row.has("text") else _read_task_step(row, tasks)
    row.finish()
    return step


def _read_text(row: Table) -> LadderStep:
    if row.text("text") != EACH_CONTACT:
        raise row.fail("text", f'write "{EACH_CONTACT}".')
    only = row.word("only", Only, Only.ALWAYS)
    if only is Only.VISIT_DAY:
        raise row.fail("only", "visit_day is for a task, such as home_visit.")
    return LadderStep(
        key=_read_key(row),
        kind=StepKind.TEXT,
        after_minutes=row.whole("after_minutes", 0, LONGEST_GAP, 0),
        only=only,
        from_day=row.whole("from_day", 1, 100, 1),
        attempt=row.whole("attempt", 1, 9, 1),
        gap_minutes=row.whole("gap_minutes", 1, LONGEST_GAP),
    )


def _read_task_step(row: Table, tasks: Mapping[TaskKind, TaskRule]) -> LadderStep:
    kind = row.word("task", TaskKind)
    return LadderStep(
        key=_read_key(row),
        kind=StepKind.TASK,
        after_minutes=row.whole("after_minutes", 0, LONGEST_GAP, 0),
        only=row.word("only", Only, Only.ALWAYS),
        from_day=row.whole("from_day", 1, 100, 1),
        task=kind,
        role=tasks[kind].role,
        due_minutes=tasks[kind].due_minutes,
    )


def _read_key(row: Table) -> str:
    key = row.text("key")
    if not KEY.fullmatch(key):
        raise row.fail("key", 'write small letters, and perhaps a number, such as "call" or "text/1".')
    return key


def _step_to_dict(step: LadderStep) -> dict[str, Any]:
    common = {
        "key": step.key,
        "after_minutes": step.after_minutes,
        "only": str(step.only),
        "from_day": step.from_day,
    }
    if step.kind is StepKind.TEXT:
        return {**common, "text": EACH_CONTACT, "attempt": step.attempt, "gap_minutes": step.gap_minutes}
    return {**common, "task": str(step.task)}
