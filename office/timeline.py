"""One pupil's time line: everything that happened, from several tables, in one order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from office.shown import phone
from storage.models import AbsenceReport, Contact, OutboundMessage, Task
from storage.pupil_page import PupilRecord

#: A first entry that says no more than that the pupil came; hundreds of these would hide what matters.
USUAL = frozenset({"/", "\\"})


@dataclass(frozen=True, slots=True)
class Happening:
    """One line. kind: mark, report, message, event or task; it chooses the sign beside it.

    thing: the row it comes from, for what only that kind shows. who: the name and position on record.
    """

    at: datetime
    kind: str
    title: str
    words: str = ""
    who: str = ""
    original: str | None = None
    amended: str | None = None
    thing: AbsenceReport | OutboundMessage | Task | None = None


def time_line(
    record: PupilRecord, zone: ZoneInfo, kind_words: dict[str, str], hidden_kinds: frozenset[str]
) -> list[tuple[date, list[Happening]]]:
    """What happened, the newest day first and each day's newest first.

    Args:
        zone: the school's. kind_words: what each kind of task is called.
        hidden_kinds: kinds of task that the person at the screen may not see.
    """
    everything = [
        *_entries(record),
        *(_report(report, contact) for report, contact in record.reports),
        *_messages(record),
        *_events(record, {task.id for task in record.tasks if task.kind in hidden_kinds}),
        *_tasks(record, kind_words, hidden_kinds),
    ]
    everything.sort(key=lambda item: item.at, reverse=True)
    by_day = groupby(everything, key=lambda item: item.at.astimezone(zone).date())
    return [(on, list(items)) for on, items in by_day]


def _entries(record: PupilRecord) -> Iterator[Happening]:
    for entry, mark in record.entries:
        if entry.original is None and entry.amended in USUAL:
            continue
        session = mark.session.upper()
        title = f"Mark for {mark.on_date:%a} {mark.on_date.day} {mark.on_date:%b} {session}"
        yield Happening(
            entry.at,
            "mark",
            title,
            entry.reason,
            _who(entry.name, entry.position),
            entry.original,
            entry.amended,
        )


def _report(report: AbsenceReport, contact: Contact | None) -> Happening:
    sender = contact.full_name if contact else "a number we do not know"
    return Happening(report.created_at, "report", f"Report from {sender}", report.words, thing=report)


def _messages(record: PupilRecord) -> Iterator[Happening]:
    names = {person.contact.id: person.contact.full_name for person in record.people}
    for message in record.messages:
        to = names.get(message.contact_id or 0, phone(message.to_number))
        at = message.sent_at or message.created_at
        yield Happening(at, "message", f"Text to {to}", message.body, thing=message)


def _events(record: PupilRecord, hidden_tasks: set[int]) -> Iterator[Happening]:
    for event in record.events:
        if event.task_id in hidden_tasks:
            continue
        yield Happening(event.at, "event", event.words, who=_who(event.name, event.position))


def _tasks(
    record: PupilRecord, kind_words: dict[str, str], hidden_kinds: frozenset[str]
) -> Iterator[Happening]:
    for task in record.tasks:
        if task.kind in hidden_kinds:
            continue
        called = kind_words.get(task.kind, "Task")
        yield Happening(task.created_at, "task", f"{called}: opened", task.why, thing=task)
        if task.done_at is not None and task.done_by_name is not None:
            who = _who(task.done_by_name, task.done_by_position)
            yield Happening(task.done_at, "task", f"{called}: done", task.note or "", who)


def _who(name: str | None, position: str | None) -> str:
    return ", ".join(part for part in (name, position) if part)
