"""A small morning in which all went well, row by row, for tests that spoil it in one place."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from storage.engine import Database
from storage.models import (
    Case,
    CaseEvent,
    InboundMessage,
    OutboundCase,
    OutboundMessage,
    Task,
)
from storage.policies import policy_in_force
from tests.chaos.counting import Away, Counted, count
from tests.chaos.expected import Child, day_owed
from tests.chaos.provider_log import LookUp, ProviderLog, Taken, Written
from tests.chaos.witness import install_witness
from tests.making import Made, add_contact, add_pupil, make_school

CLOSE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = CLOSE.date()
ENDS = CLOSE + timedelta(minutes=90)
MINUTE = timedelta(minutes=1)
PUPIL, FIRST, SECOND = "Amina Marlow", "+447700900001", "+447700900002"


@dataclass
class Planted:
    """A case, its texts, and the provider's record of them, all as they should be."""

    database: Database
    made: Made
    case_id: int = 0
    texts: list[int] = field(default_factory=list)
    log: ProviderLog = field(default_factory=ProviderLog)

    def count(self) -> Counted:
        """The count at the end of the morning."""
        away = [Away(self.made.pupils[PUPIL], CLOSE)]
        return count(self.database, self.log, ENDS, away)

    def change(self, model: type[Any], row_id: int, **values: Any) -> None:
        """Change a row, as the product might."""
        with self.database.write() as db:
            db.execute(update(model).where(model.id == row_id).values(**values))

    def take(self, text: int, at: datetime) -> Taken:
        """The provider takes a text once more."""
        number = SECOND if text % 2 else FIRST
        taken = Taken(f"SM{len(self.log.taken):032}", number, "words", at, self.texts[text])
        self.log = replace(self.log, taken=(*self.log.taken, taken))
        return taken

    def look_up(self, taken: Taken, at: datetime, status: int, shown: bool = False) -> None:
        """Somebody asks the provider for the list of a phone's texts."""
        look_up = LookUp(taken.to, at, status, (taken.sid,) if shown else ())
        self.log = replace(self.log, look_ups=(*self.log.look_ups, look_up))

    def claim(self, text: int, at: datetime) -> None:
        """A worker claims a text, and says that it went."""
        self.change(OutboundMessage, self.texts[text], state="sending", claimed_at=at)
        self.change(OutboundMessage, self.texts[text], state="sent")

    def pause(self, at: datetime) -> None:
        """A parent gives a reason."""
        self.change(Case, self.case_id, paused_at=at, paused_reason="A reason was given.")
        self.note("paused", at)

    def note(self, kind: str, at: datetime, **more: Any) -> None:
        """A line in the case's story."""
        with self.database.write() as db:
            db.add(event(self, kind, at, **more))

    def write_again(self, text: int, key: str, **changes: Any) -> None:
        """Another row of the outbox for the same phone, claimed and said to be sent."""
        kept = {"id", "dedupe_key", *changes}
        names = [column.name for column in OutboundMessage.__table__.columns if column.name not in kept]
        with self.database.write() as db:
            old = db.get_one(OutboundMessage, self.texts[text])
            values = {name: getattr(old, name) for name in names} | {"state": "ready"}
            row = OutboundMessage(**values, **changes, dedupe_key=key)
            db.add(row)
            db.flush()
            db.add(OutboundCase(outbound_id=row.id, case_id=self.case_id))
            self.texts.append(row.id)
        self.claim(len(self.texts) - 1, CLOSE + MINUTE)

    def hear(self, sid: str, *, kept: bool, handled: bool = True) -> None:
        """A parent's text that our webhook acknowledged."""
        self.log = replace(self.log, written=(*self.log.written, Written(sid, FIRST, CLOSE, True)))
        if kept:
            with self.database.write() as db:
                db.add(
                    InboundMessage(
                        organisation_id=self.made.organisation_id,
                        line_id=self.made.line_id,
                        provider_id=sid,
                        from_number=FIRST,
                        body="words",
                        received_at=CLOSE,
                        handled_at=CLOSE if handled else None,
                        outcome="chat",
                    )
                )


def event(planted: Planted, kind: str, at: datetime, **more: Any) -> CaseEvent:
    """A line in the story of the planted case."""
    return CaseEvent(
        organisation_id=planted.made.organisation_id,
        case_id=planted.case_id,
        kind=kind,
        on_date=DAY,
        at=at,
        words="words",
        **more,
    )


def plant(database: Database, without: tuple[str, ...] = (), taskless: bool = False) -> Planted:
    """One pupil with two contacts, followed up for ninety minutes exactly as the policy says.

    Args:
        without: keys of steps that are never taken.
        taskless: steps are written down that open no task.
    """
    install_witness(database)
    with database.write() as db:
        made = make_school(db)
        pupil_id = add_pupil(db, made, PUPIL)
        contacts = (
            add_contact(db, made, "First Marlow", FIRST, {PUPIL: 1}),
            add_contact(db, made, "Second Marlow", SECOND, {PUPIL: 2}),
        )
        in_force = policy_in_force(db, made.school_id, DAY)
        case = Case(
            organisation_id=made.organisation_id,
            school_id=made.school_id,
            pupil_id=pupil_id,
            opened_at=CLOSE,
            opened_on=DAY,
            ladder={},
            policy_version_id=in_force.version_id,
            next_due_at=ENDS + MINUTE,
        )
        db.add(case)
        db.flush()
        planted = Planted(database, made, case.id)
        ladder = in_force.policy.ladder_for(vulnerable=False)
        child = Child(vulnerable=False, social_worker=False, youth_offending=False, contacts=contacts)
    at = CLOSE
    for owed in day_owed(ladder, child):
        at += owed.after
        if at < ENDS and owed.key not in without:
            _take_step(planted, owed.key, owed.to is not None, at, taskless)
    return planted


def _take_step(planted: Planted, key: str, is_text: bool, at: datetime, taskless: bool) -> None:
    """A step is taken; a text goes to the provider a second later."""
    step_key = f"{DAY}/{key}"
    common = {
        "organisation_id": planted.made.organisation_id,
        "school_id": planted.made.school_id,
        "created_at": at,
        "dedupe_key": f"case:{planted.case_id}:{step_key}",
    }
    with planted.database.write() as db:
        if not is_text and taskless:
            db.add(event(planted, "task", at, step_key=step_key))
            return
        if not is_text:
            task = Task(
                case_id=planted.case_id,
                kind=key,
                role="attendance_officer",
                why="Because.",
                due_at=at,
                **common,
            )
            db.add(task)
            db.flush()
            db.add(event(planted, "task", at, step_key=step_key, task_id=task.id))
            return
        text = OutboundMessage(
            line_id=planted.made.line_id,
            purpose="first_contact" if "/1/" in key else "follow_up",
            to_number=SECOND if len(planted.texts) % 2 else FIRST,
            body="words",
            not_before=at,
            expires_at=at + timedelta(hours=3),
            **common,
        )
        db.add(text)
        db.flush()
        db.add(OutboundCase(outbound_id=text.id, case_id=planted.case_id))
        db.add(event(planted, "text", at, step_key=step_key, outbound_id=text.id))
    planted.texts.append(text.id)
    place = len(planted.texts) - 1
    planted.claim(place, at)
    number = FIRST if place % 2 == 0 else SECOND
    taken = Taken(f"SM{place:032}", number, f"words {place}", at + timedelta(seconds=1), text.id)
    planted.log = replace(planted.log, taken=(*planted.log.taken, taken))
