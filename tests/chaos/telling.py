"""Urgent tasks: is the next person told, until somebody says that they have it?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from rules.pushing import CAN_WAIT
from storage.models import Task
from tests.chaos.provider_log import ProviderLog
from tests.chaos.records import Records

UNANSWERED = timedelta(minutes=15)
LEAD = "safeguarding_lead"
#: In the key of a task that is there to close a case, for the lead's day; it is urgent once it is overdue.
TO_CLOSE = ":see-the-child"


def untold_tasks(
    records: Records,
    log: ProviderLog,
    ended_at: datetime,
    patience: timedelta,
    storm_patience: timedelta,
) -> list[str]:
    """Urgent tasks of the lead that nobody took within 15 minutes and of which no second person was told.

    Somebody is told when a text for them reached the provider, or when a person was asked to ring them.
    """
    at_provider = {text.outbound_id for text in log.taken}
    found = []
    for task in records.tasks:
        if not task.urgent or task.role != LEAD or records.chains.get(task.school_id, 0) < 2:
            continue
        for begun, ended in _nobodys(records, task, ended_at):
            calm = UNANSWERED + (patience if ended is None else storm_patience)
            if (ended or ended_at) - begun <= calm:
                continue
            told = _told(records, task, at_provider, begun, ended or ended_at)
            if len(told) < 2:
                stretch = f"from {begun:%H:%M:%S} to {ended or ended_at:%H:%M:%S}"
                found.append(f"task {task.id} ({task.kind}), {stretch}: told {sorted(told) or 'nobody'}")
    return found


def _nobodys(records: Records, task: Task, ended_at: datetime) -> Iterator[tuple[datetime, datetime | None]]:
    """The stretches in which nobody had a task: until somebody took it on, and after they let it lapse."""
    waits = task.kind in CAN_WAIT or task.dedupe_key.endswith(TO_CLOSE)
    begun: datetime | None = task.due_at if waits else task.created_at
    for event in records.events:
        if event.task_id != task.id:
            continue
        if event.kind == "taken_on" and begun is not None:
            yield begun, event.at
            begun = None
        elif event.kind == "lapsed" and begun is None:
            begun = event.at
    if begun is not None and begun < ended_at:
        # a task of no case has no story: the row itself is all there is
        answers = [at for at in (task.acknowledged_at, task.done_at) if at is not None]
        yield begun, min(answers, default=None)


def _told(
    records: Records, task: Task, at_provider: set[int | None], begun: datetime, ended: datetime
) -> set[str]:
    return {
        push.role
        for push in records.pushes
        if push.task_id == task.id
        and begun <= push.at <= ended
        and (push.channel != "text" or push.outbound_id is None or push.outbound_id in at_provider)
    }
