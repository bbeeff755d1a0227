"""The auditor: silent on a good morning, loud about each thing that must not be until it is put right."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from attendance.auditor import EVERY, WORDS, audit, audit_in_turn
from bot.parsers.embedded import EmbeddedParser
from clock.tick import Works, tick
from storage.auditing import FAILED_REASON
from storage.engine import Database
from storage.models import (
    Arrival,
    Case,
    CaseDay,
    CaseEvent,
    InboundMessage,
    Mark,
    OutboundCase,
    OutboundMessage,
    Register,
    RegistrationGroup,
    Task,
    Trouble,
)
from storage.troubles import end_trouble, open_by_kind, open_keys, open_troubles, record_trouble
from tests.flows.playing import Player
from tests.making import add_contact, add_pupil, make_school

FRIDAY = date(2026, 11, 20)
MUM = "+447700900001"
LATER = timedelta(minutes=11)
FIRST_TEXT = update(OutboundMessage).where(OutboundMessage.attempt == 1)


class Audited(Player):
    """A class of two, one away with nobody having said why, after the register's close."""

    def finds(self) -> dict[str, int]:
        """What an audit finds now, by kind."""
        with self.database.read() as db:
            return {found.kind: found.count for found in audit(db, self.now).findings}

    def change(self, statement: object) -> None:
        with self.database.write() as db:
            db.execute(statement)  # type: ignore[call-overload]

    def case(self) -> Case:
        with self.database.read() as db:
            return db.scalars(select(Case)).one()

    def troubles(self) -> list[Trouble]:
        with self.database.read() as db:
            return open_troubles(db, self.school_id)


@pytest.fixture
def played(database: Database, parser: EmbeddedParser) -> Iterator[Audited]:
    with database.write() as db:
        made = make_school(db)
        add_pupil(db, made, "Amina Yusuf")
        add_pupil(db, made, "Bilal Yusuf")
        add_contact(db, made, "Hodan Yusuf", MUM, {"Amina Yusuf": 1})
    played = Audited(database, parser, made.school_id, FRIDAY)
    played.beat()
    played.at("08:50")
    played.register(dict(zip(made.pupils.values(), ("N", "/"), strict=True)))
    for minute in ("09:00", "09:03"):
        played.at(minute)
        played.beat()
    yield played
    played.close()


def test_a_good_morning_and_its_week_are_clean(played: Audited) -> None:
    assert len(played.said()) == 1
    assert played.finds() == {}
    for days in range(8):
        played.at("07:00", FRIDAY + timedelta(days=days))
        played.until("16:00", every=3600)
        assert not {kind: n for kind, n in played.finds().items() if kind != "task_untold"}


def _set(model: type, **values: object) -> Callable[[Audited], object]:
    return lambda _: update(model).values(**values)


WRONG: dict[str, tuple[str, Callable[[Audited], object]]] = {
    "a case whose next step was never taken": (
        "case_standing_still",
        lambda played: update(Case).values(next_due_at=played.now - LATER),
    ),
    "a case with no next step": ("case_standing_still", _set(Case, next_due_at=None)),
    "a case whose next step cannot be worked out": (
        "case_standing_still",
        _set(Case, next_reason=FAILED_REASON),
    ),
    "a case paused by nobody": (
        "case_standing_still",
        lambda played: update(Case).values(paused_at=played.now - LATER, paused_reason="?"),
    ),
    "a case paused until a time that has passed": (
        "case_standing_still",
        lambda played: update(Case).values(
            paused_at=played.now - LATER, paused_until=played.now - LATER, paused_reason="?"
        ),
    ),
    "a text on its way with no end to its claim": (
        "text_unsettled",
        lambda _: FIRST_TEXT.values(state="sending", lease_until=None),
    ),
    "a text of unknown fate that nobody looks up": (
        "text_unsettled",
        lambda played: FIRST_TEXT.values(state="unknown", lease_until=played.now - LATER),
    ),
    "a text that should have gone": (
        "text_late",
        lambda played: FIRST_TEXT.values(state="ready", not_before=played.now - LATER),
    ),
    "a text that should have been given up": (
        "text_late",
        lambda played: FIRST_TEXT.values(state="ready", expires_at=played.now - LATER),
    ),
    "a register that never came, and nobody was asked": (
        "register_not_asked_for",
        lambda played: (
            update(Register)
            .where(Register.session == "am")
            .values(received_at=None, closed_at=None, closes_at=played.now - 2 * LATER)
        ),
    ),
    "a register that nobody looked through": (
        "register_not_closed",
        lambda played: (
            update(Register)
            .where(Register.session == "am")
            .values(closed_at=None, received_at=played.now - LATER)
        ),
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_each_thing_that_must_not_be_is_found_until_it_is_put_right(played: Audited, wrong: str) -> None:
    kind, change = WRONG[wrong]
    played.now += LATER
    assert played.finds().keys() <= {"case_standing_still"}, "no beat for eleven minutes"
    played.beat()
    assert played.finds() == {}
    played.now += timedelta(minutes=1)
    played.change(change(played))
    assert played.finds() == {kind: 1}

    assert audit_in_turn(played.database, played.now) is False
    (trouble,) = played.troubles()
    assert trouble.kind == kind
    assert trouble.words == WORDS[kind].format(count=1) + ", and tell whoever runs Ninebell."
    played.now += timedelta(minutes=1)
    assert audit_in_turn(played.database, played.now) is False
    (again,) = played.troubles()
    assert (again.id, again.first_seen_at) == (trouble.id, trouble.first_seen_at)
    assert again.last_seen_at > trouble.last_seen_at

    played.change(
        update(OutboundMessage).values(
            state="delivered", lease_until=None, not_before=played.now, expires_at=played.now + LATER
        )
    )
    played.change(
        update(Case).values(
            paused_at=None, paused_until=None, next_due_at=played.now + LATER, next_reason="Waiting."
        )
    )
    played.change(
        update(Register).where(Register.session == "am").values(closed_at=played.now, received_at=played.now)
    )
    played.now += timedelta(minutes=1)
    assert audit_in_turn(played.database, played.now) is True
    assert played.troubles() == []


def test_a_child_who_stands_still_is_put_before_a_person_once(played: Audited) -> None:
    played.change(update(Case).values(next_due_at=None))
    for _ in range(3):
        played.now += timedelta(minutes=1)
        assert audit_in_turn(played.database, played.now) is False, "the auditor's own task rights nothing"
    asked = [task for task in played.open_tasks() if task.kind == "standing_still"]
    assert [(task.case_id, task.role) for task in asked] == [(played.case().id, "attendance_officer")]


def test_a_paused_case_is_somebodys_when_a_reason_waits_or_a_person_paused_it(played: Audited) -> None:
    assert played.text(MUM, "Amina has a tummy bug") != "later"
    assert played.case().paused_at is not None
    played.now += LATER
    played.beat()
    assert played.finds() == {}, "the reason waits on Review"
    case = played.case()
    with played.database.write() as db:
        db.execute(update(Case).values(paused_by_report_id=None))
        db.execute(delete(CaseDay).where(CaseDay.id < 0))
        db.add(
            CaseEvent(
                organisation_id=case.organisation_id,
                case_id=case.id,
                kind="paused",
                on_date=FRIDAY,
                at=played.now,
                words="Asked the family.",
                name="Priya Shah",
                position="School office",
            )
        )
    assert played.finds() == {}


def _unfollow(db: Session) -> None:
    """As if the case had never been opened: what no code of ours does, and a wrong hand might."""
    db.execute(delete(OutboundCase))
    db.execute(update(Case).values(closed_at=Case.opened_at))
    db.execute(delete(CaseDay))


def test_an_absence_without_case_or_reason_is_found(played: Audited) -> None:
    played.now += LATER
    played.beat()
    with played.database.write() as db:
        _unfollow(db)
    assert played.finds() == {"mark_unfollowed": 1}
    case = played.case()
    with played.database.write() as db:
        db.add(
            Arrival(
                organisation_id=case.organisation_id,
                school_id=case.school_id,
                pupil_id=case.pupil_id,
                on_date=FRIDAY,
                session="am",
                kind="out",
                at=played.now,
                reason="Dentist",
                by_name="Priya Shah",
                by_position="School office",
            )
        )
    assert played.finds() == {}, "somebody signed the child out"
    played.change(update(Arrival).values(undone_at=played.now))
    assert played.finds() == {"mark_unfollowed": 1}
    played.change(update(Mark).values(code="I"))
    assert played.finds() == {}


def test_a_message_that_nobody_took_in_is_found(played: Audited) -> None:
    assert played.text(MUM, "Bilal will be late") != "later"
    played.change(update(InboundMessage).values(handled_at=None, lease_until=None))
    played.now += LATER
    assert played.finds()["message_unhandled"] == 1
    (key,) = [key for key in _keys_after_audit(played) if "message" in key]
    assert key == f"audit:message_unhandled:{played.school_id}"


def _keys_after_audit(played: Audited) -> set[str]:
    audit_in_turn(played.database, played.now)
    with played.database.read() as db:
        return open_keys(db)


def test_an_urgent_task_that_nobody_is_told_of_is_found(played: Audited) -> None:
    case = played.case()
    with played.database.write() as db:
        db.add(
            Task(
                organisation_id=case.organisation_id,
                school_id=case.school_id,
                case_id=case.id,
                pupil_id=case.pupil_id,
                dedupe_key="a task",
                kind="safeguarding",
                role="safeguarding_lead",
                urgent=True,
                why="Look now.",
                created_at=played.now,
                due_at=played.now + LATER,
            )
        )
    assert played.finds() == {}
    played.now += timedelta(minutes=6)
    played.change(update(Case).values(next_due_at=played.now + LATER))
    assert played.finds() == {"task_untold": 1}
    played.change(update(Task).values(next_push_at=played.now + timedelta(minutes=1)))
    assert played.finds() == {}
    played.now += timedelta(minutes=7)
    assert played.finds() == {"task_untold": 1}, "the next person's turn came, and nobody was told"
    played.change(update(Task).values(acknowledged_at=played.now, acknowledged_by_name="Ruth Abara"))
    assert played.finds() == {}


def test_a_class_that_is_not_waited_for_on_a_school_day_is_found(played: Audited) -> None:
    played.change(delete(Register).where(Register.session == "pm"))
    assert played.finds() == {"register_not_expected": 1}
    played.at("09:00", FRIDAY + timedelta(days=1))
    played.change(update(Case).values(next_due_at=played.now))
    assert played.finds() == {}, "nobody waits for a register on a Saturday"
    played.at("00:04", FRIDAY + timedelta(days=3))
    played.change(update(Case).values(next_due_at=played.now))
    assert played.finds() == {}, "Monday has only just begun"
    played.at("00:06", FRIDAY + timedelta(days=3))
    assert played.finds() == {"register_not_expected": 1}
    played.beat()
    assert played.finds() == {}


def test_the_beat_audits_once_a_minute_whoever_beats(played: Audited) -> None:
    played.at("10:00")
    turns = []
    for _ in range(4):
        turns += [audit_in_turn(played.database, played.now) is not None for _clock in range(2)]
        played.now += timedelta(seconds=30)
    assert turns == [True, False, False, False, True, False, False, False]


def test_the_heartbeat_goes_out_only_after_a_clean_audit(played: Audited) -> None:
    heard: list[int] = []
    works = played._works
    calling = Works(
        database=works.database,
        parser=works.parser,
        provider=works.provider,
        offer=works.offer,
        texts_per_second=works.texts_per_second,
        burst=works.burst,
        heartbeat=lambda: heard.append(1),
    )
    for _ in range(3):
        played.now += timedelta(minutes=1)
        tick(calling, played.now)
    assert len(heard) == 3
    played.change(update(OutboundMessage).values(state="sending", lease_until=None))
    for _ in range(3):
        played.now += timedelta(minutes=1)
        tick(calling, played.now)
    assert len(heard) == 3
    played.change(update(OutboundMessage).values(state="delivered"))
    played.now += timedelta(minutes=1)
    tick(calling, played.now)
    assert len(heard) == 4


def test_an_audit_that_fails_is_trouble_and_no_heartbeat(
    played: Audited, caplog: pytest.LogCaptureFixture
) -> None:
    # A row that no release of ours writes: a school in a time zone that there is not.
    with played.database.write() as db:
        db.connection().exec_driver_sql("UPDATE school SET time_zone = 'Mars/Olympus'")
    played.now += timedelta(minutes=1)
    with pytest.raises(Exception, match="Mars"):
        audit_in_turn(played.database, played.now)
    (trouble,) = played.troubles()
    assert trouble.kind == "audit_failed"
    assert trouble.school_id is None
    played.now += timedelta(minutes=1)
    with caplog.at_level(logging.ERROR):
        tick(replace(played._works, audit_every=EVERY), played.now)
    assert "audit" in {getattr(record, "part", "") for record in caplog.records}
    with played.database.write() as db:
        db.connection().exec_driver_sql("UPDATE school SET time_zone = 'Europe/London'")
    played.now += timedelta(minutes=1)
    assert audit_in_turn(played.database, played.now) is True
    assert played.troubles() == []


def test_what_is_found_is_logged_by_id_alone(played: Audited, caplog: pytest.LogCaptureFixture) -> None:
    played.change(update(Case).values(next_due_at=None))
    played.now += timedelta(minutes=1)
    with caplog.at_level(logging.ERROR, logger="attendance.auditor"):
        audit_in_turn(played.database, played.now)
    (record,) = caplog.records
    said = vars(record)
    assert (said["part"], said["school_id"], said["count"], said["code"]) == (
        "case_standing_still", played.school_id, 1, played.case().id,
    )  # fmt: skip
    assert "Amina" not in str(said)


def test_trouble_is_written_once_and_ends(played: Audited) -> None:
    with played.database.write() as db:
        assert record_trouble(db, "provider", "provider_down", "Texts cannot go.", played.now)
        assert not record_trouble(db, "provider", "provider_down", "Still not.", played.now + LATER)
        assert record_trouble(db, "own", "other", "Of one school.", played.now, played.school_id)
    first, second = played.troubles()
    assert (first.words, first.last_seen_at - first.first_seen_at) == ("Still not.", LATER)
    assert second.organisation_id is not None
    with played.database.write() as db:
        assert open_by_kind(db) == {"provider_down": 1, "other": 1}
        assert open_keys(db, "other") == {"own"}
        assert end_trouble(db, "provider", played.now)
        assert not end_trouble(db, "provider", played.now)
        assert record_trouble(db, "provider", "provider_down", "Again.", played.now)
        assert end_trouble(db, "own", played.now)
    assert [each.words for each in played.troubles()] == ["Again."]


def test_a_class_without_pupils_is_not_waited_for(played: Audited) -> None:
    played.now += LATER
    with played.database.write() as db:
        register = db.scalars(select(Register).where(Register.session == "am")).one()
        empty = RegistrationGroup(
            organisation_id=register.organisation_id,
            school_id=register.school_id,
            name="4A",
            year=4,
            position=2,
        )
        db.add(empty)
        db.flush()
        db.add(
            Register(
                organisation_id=register.organisation_id,
                school_id=register.school_id,
                group_id=empty.id,
                on_date=FRIDAY,
                session="am",
                closes_at=played.now - 2 * LATER,
            )
        )
    assert "register_not_asked_for" not in played.finds()
