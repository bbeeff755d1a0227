"""Steps that were lost: due, and not taken; or taken, and nothing came of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.models import Case, OutboundMessage
from tests.chaos.expected import day_owed, first_overdue, once_owed
from tests.chaos.provider_log import ProviderLog
from tests.chaos.records import Records

#: What the product may say of a text that never went, if the case or the number then says the same.
WAITING = frozenset({"ready", "sending", "unknown"})
NOT_REPORTED = frozenset({"rejected", "withdrawn", "superseded"})


@dataclass(frozen=True, slots=True)
class Away:
    """A pupil whom the register calls absent without a reason. since: its close, or its coming if later."""

    pupil_id: int
    since: datetime


def lost_steps(
    records: Records,
    log: ProviderLog,
    away: Sequence[Away],
    ended_at: datetime,
    patience: timedelta,
    storm_patience: timedelta,
) -> list[str]:
    """Every step that is owed and was not taken, and every text that was to go and did not."""
    found = _never_opened(records, away, ended_at, patience)
    for case in records.cases:
        found += _not_taken(records, case, ended_at, patience, storm_patience)
    return found + _came_to_nothing(records, log, ended_at, patience)


def _never_opened(
    records: Records, away: Sequence[Away], ended_at: datetime, patience: timedelta
) -> list[str]:
    followed = {case.pupil_id for case in records.cases}
    return [
        f"pupil {pupil.pupil_id}: away since {pupil.since:%H:%M} and no case"
        for pupil in away
        if pupil.pupil_id not in followed
        and not set(records.reports.get(pupil.pupil_id, ())) - NOT_REPORTED
        and ended_at - pupil.since > patience
    ]


def _not_taken(
    records: Records, case: Case, ended_at: datetime, patience: timedelta, storm_patience: timedelta
) -> list[str]:
    child, ladder = records.children[case.id], records.ladders[case.id]
    taken = {
        event.step_key.partition("/")[2]: event.at
        for event in records.events
        if event.case_id == case.id and event.step_key
    }
    active = _active(records, case, ended_at)
    length = sum((end - begin for begin, end in active), timedelta(0))
    if not active or active[-1][1] < ended_at:
        patience = storm_patience
    found = [
        f"case {case.id}: {key} was never taken"
        for key in once_owed(ladder, child)
        if key not in taken and length > patience
    ]
    full = records.had_enough(ladder.most_a_day)
    owed = [step for step in day_owed(ladder, child) if step.key in taken or step.to not in full]
    late = first_overdue(owed, taken, active, patience)
    if late is not None:
        found.append(f"case {case.id}: {late.key} was due and not taken (taken: {sorted(taken)})")
    return found


def _active(records: Records, case: Case, ended_at: datetime) -> list[tuple[datetime, datetime]]:
    """The times in which a case was neither paused nor closed, nor its texts kept back by a hold."""
    begin: datetime | None = max(case.opened_at, case.texts_not_before or case.opened_at)
    found = []
    for event in records.events:
        if event.case_id != case.id:
            continue
        if event.kind in ("paused", "closed") and begin is not None:
            found.append((begin, max(begin, event.at)))
            begin = None
        elif event.kind == "resumed" and begin is None:
            begin = event.at
    return [*found, (begin, ended_at)] if begin is not None else found


def _came_to_nothing(
    records: Records, log: ProviderLog, ended_at: datetime, patience: timedelta
) -> list[str]:
    """Steps that say "texted" and of which no phone and no person ever heard."""
    at_provider = {text.outbound_id for text in log.taken}
    at_provider |= {records.texts[row].resend_of_id for row in at_provider if row in records.texts}
    told = {task.dedupe_key for task in records.tasks}
    stopped = _stops_of(records)
    found = []
    for event in records.events:
        row = records.texts.get(event.outbound_id or 0)
        if event.kind != "text" or row is None:
            continue
        stops = stopped.get(event.case_id, [])
        why = [
            None if each.id in at_provider else _lost_because(each, stops, told, ended_at, patience)
            for each in (row, *_in_its_place(records, row, event.case_id))
        ]
        if all(why):
            found.append(f"case {event.case_id}: {event.step_key} {why[0]} (text {row.id})")
    tasks = {task.id for task in records.tasks}
    found += [
        f"case {event.case_id}: {event.step_key} opened no task"
        for event in records.events
        if event.kind == "task" and event.step_key and event.task_id not in tasks
        and f"case:{event.case_id}:{event.step_key}" not in told
    ]  # fmt: skip
    return found


def _in_its_place(records: Records, row: OutboundMessage, case_id: int) -> list[OutboundMessage]:
    """The texts for a case that were written when this one was taken back because of a sibling."""
    later = records.without_sibling.get(row.id, [])
    return [each for each in later if case_id in records.cases_of.get(each.id, ())]


def _stops_of(records: Records) -> Mapping[int, list[datetime]]:
    found: dict[int, list[datetime]] = {}
    for event in records.events:
        if event.kind in ("paused", "closed"):
            found.setdefault(event.case_id, []).append(event.at)
    return found


def _lost_because(
    row: OutboundMessage,
    stops: Sequence[datetime],
    told: set[str],
    ended_at: datetime,
    patience: timedelta,
) -> str | None:
    """Why a text that never reached the provider is a lost step; None when it is not."""
    if row.state == "cancelled":
        # A pause takes back what was queued; `at` is read a moment before either commits.
        stopped = any(at >= row.created_at - timedelta(seconds=30) for at in stops)
        return None if stopped else "was cancelled though nobody paused or closed the case"
    if row.state == "failed":
        return None if f"outbound:{row.id}:failed" in told else "failed, and no person was told"
    if row.state in WAITING:
        due = max(row.created_at, row.not_before)
        return f"is still {row.state}" if ended_at - due > patience else None
    return f"is said to be {row.state}, and the provider never had it"
