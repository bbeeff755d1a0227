"""Urgent tasks: is the next person told, until somebody says that they have it?"""

from datetime import datetime, timedelta

from rules.pushing import CAN_WAIT
from storage.models import Task
from tests.chaos.provider_log import ProviderLog
from tests.chaos.records import Records

UNANSWERED = timedelta(minutes=15)
LEAD = "safeguarding_lead"


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
        answers = [at for at in (task.acknowledged_at, task.done_at) if at is not None]
        begun = task.due_at if task.kind in CAN_WAIT else task.created_at
        waited = min(answers, default=ended_at) - begun
        if waited <= UNANSWERED + (storm_patience if answers else patience):
            continue
        told = _told(records, task, at_provider)
        if len(told) < 2:
            found.append(f"task {task.id} ({task.kind}): told {sorted(told) or 'nobody'}")
    return found


def _told(records: Records, task: Task, at_provider: set[int | None]) -> set[str]:
    return {
        push.role
        for push in records.pushes
        if push.task_id == task.id
        and (push.channel != "text" or push.outbound_id is None or push.outbound_id in at_provider)
    }
