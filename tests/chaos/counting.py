"""The count after a chaotic morning: what should have happened, beside what happened.

What should have happened comes from the registers and the school's policy. What happened comes from the
provider's own record and from a witness of commits. The product's account of itself is believed only where it
says that something is wrong.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from storage.engine import Database
from storage.models import AbsenceReport, InboundMessage
from tests.chaos.provider_log import ProviderLog
from tests.chaos.records import Records, read_records
from tests.chaos.steps import Away, lost_steps
from tests.chaos.telling import untold_tasks
from tests.chaos.texts import contacts_after_stop, find_doubles, unknown_texts

__all__ = ["PATIENCE", "STORM_PATIENCE", "Away", "Counted", "count"]

#: So much of the school's time a step may be late at the moment of counting.
PATIENCE = timedelta(minutes=4)
#: So much it may be late in the storm, in which for minutes on end nothing runs that could take it.
STORM_PATIENCE = timedelta(minutes=25)


@dataclass
class Counted:
    """What was counted; each entry is a line that names rows by their ids.

    Those that must be empty: steps_lost, twice, after_stop, no_next_step, reports_lost, untold, strays.
    twice_unseen: safeguarding steps sent again after a look-up at the provider had failed, each with it.
    in_flight: claimed before the pause, sent after it. facts: how much of everything there was.
    """

    steps_lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    twice_unseen: list[str] = field(default_factory=list)
    after_stop: list[str] = field(default_factory=list)
    in_flight: list[str] = field(default_factory=list)
    no_next_step: list[str] = field(default_factory=list)
    reports_lost: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    facts: dict[str, int] = field(default_factory=dict)

    def zeros(self) -> dict[str, list[str]]:
        """What must not be, in words, with every instance."""
        return {
            "steps lost": self.steps_lost,
            "messages delivered twice": self.twice,
            "contacts after a pause or stop": self.after_stop,
            "cases without a next step": self.no_next_step,
            "reports lost": self.reports_lost,
            "urgent tasks unacknowledged for 15 minutes without the next person told": self.untold,
            "texts at the provider that we know nothing of": self.strays,
        }

    def listed_apart(self) -> dict[str, list[str]]:
        """What may be, but is named one by one."""
        return {
            "safeguarding steps sent again after a look-up that failed": self.twice_unseen,
            "claimed before the pause, sent after it": self.in_flight,
        }

    @property
    def all_is_well(self) -> bool:
        """Whether everything that must be zero is."""
        return not any(self.zeros().values())


def count(
    database: Database,
    log: ProviderLog,
    ended_at: datetime,
    away: Iterable[Away],
    patience: timedelta = PATIENCE,
    storm_patience: timedelta = STORM_PATIENCE,
) -> Counted:
    """Count a morning, once everything has come to rest.

    Args:
        database: as the product left it, with a witness installed before the morning began.
        log: the provider's record.
        ended_at: aware, of the product's own clock: when the morning was stopped.
        away: the pupils whom the registers call absent without a reason, and since when.
        patience, storm_patience: see PATIENCE and STORM_PATIENCE. A step that was due before a pause, and
            late by less than the second when the pause came, is not owed any more.
    """
    records = read_records(database)
    pupils = list(away)
    counted = Counted()
    counted.steps_lost = lost_steps(records, log, pupils, ended_at, patience, storm_patience)
    counted.twice, counted.twice_unseen = find_doubles(records, log)
    counted.after_stop, counted.in_flight = contacts_after_stop(records, log)
    counted.strays = unknown_texts(records, log)
    counted.no_next_step = _without_next_step(database, records, ended_at, patience)
    counted.reports_lost = _lost_reports(database, log)
    counted.untold = untold_tasks(records, log, ended_at, patience, storm_patience)
    counted.facts = _facts(database, records, log, pupils)
    return counted


def _without_next_step(
    database: Database, records: Records, ended_at: datetime, patience: timedelta
) -> list[str]:
    """Open cases with neither a moment to come nor anything a person has been given."""
    with database.read() as db:
        waiting = set(db.scalars(select(AbsenceReport.pupil_id).where(AbsenceReport.state == "provisional")))
    with_task = {task.case_id for task in records.tasks if task.done_at is None}
    found = []
    for case in records.cases:
        if case.closed_at is not None:
            continue
        if case.paused_at is not None:
            held = case.pupil_id in waiting or case.id in with_task or case.pupil_id in records.seen_pupils
            if not held:
                found.append(f"case {case.id}: paused, and no person has anything to look at")
        elif case.next_due_at is None or ended_at - case.next_due_at > patience:
            found.append(f"case {case.id}: next step due {case.next_due_at}, now {ended_at}")
    return found


def _lost_reports(database: Database, log: ProviderLog) -> list[str]:
    """Texts that our webhook acknowledged and that led to nothing."""
    with database.read() as db:
        rows = db.execute(
            select(
                InboundMessage.provider_id,
                InboundMessage.id,
                InboundMessage.handled_at,
                InboundMessage.outcome,
            )
        ).all()
        reported = set(db.scalars(select(AbsenceReport.inbound_message_id)))
    kept = {row.provider_id: row for row in rows}
    found = []
    for text in log.written:
        row = kept.get(text.sid)
        if row is None:
            found += [f"{text.sid}: acknowledged at {text.at} and not kept"] if text.acknowledged else []
        elif row.handled_at is None:
            found.append(f"message {row.id}: kept and not handled")
        elif row.outcome == "reported" and row.id not in reported:
            found.append(f"message {row.id}: said to be reported, and there is no report")
    return found


def _facts(database: Database, records: Records, log: ProviderLog, away: Sequence[Away]) -> dict[str, int]:
    with database.read() as db:
        handled = db.scalars(select(InboundMessage.id).where(InboundMessage.handled_at.is_not(None))).all()
    paused = {event.case_id for event in records.events if event.kind == "paused"}
    return {
        "pupils absent without a reason": len(away),
        "cases": len(records.cases),
        "cases paused at least once": len(paused),
        "cases closed by a person": sum(case.closed_at is not None for case in records.cases),
        "steps taken": sum(
            event.kind in ("text", "task") and bool(event.step_key) for event in records.events
        ),
        "texts at the provider": len(log.taken),
        "texts from phones": len(log.written),
        "of these acknowledged": sum(text.acknowledged for text in log.written),
        "messages handled": len(handled),
        "tasks for people": len(records.tasks),
        "look-ups at the provider": len(log.look_ups),
        "of these failed": sum(look_up.failed for look_up in log.look_ups),
    }
