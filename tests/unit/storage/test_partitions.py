"""Months of the tables that only grow: made ahead, once, and nothing is refused for want of one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from storage import migrate
from storage.audit import record_audit
from storage.engine import Database, open_database
from storage.messages import record_delivery_event
from storage.models import AuditEvent, DeliveryEvent, Organisation
from storage.partitions import PARTITIONED, ensure_partitions, is_partition

NOVEMBER = datetime(2026, 11, 20, 9, tzinfo=UTC)
#: The table that each row of a partitioned one is really in.
WHERE = "SELECT DISTINCT CAST(tableoid AS regclass)::text FROM {table} WHERE at = :at"


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    opened = open_database(postgres_url)
    yield opened
    opened.close()


def audit(db: Session, at: datetime) -> None:
    """A row of the audit at an instant, of an organisation that is made when it is not there."""
    organisation_id = db.scalar(select(Organisation.id))
    if organisation_id is None:
        organisation = Organisation(name="Invented Trust")
        db.add(organisation)
        db.flush()
        organisation_id = organisation.id
    record_audit(
        db,
        organisation_id=organisation_id,
        school_id=None,
        at=at,
        user_id=None,
        name="A Person",
        position="Office",
        action="viewed",
        subject_kind="pupil",
        subject_id=7,
    )
    db.flush()


def lies_in(db: Session, table: str, at: datetime) -> list[str]:
    return list(db.scalars(text(WHERE.format(table=table)), {"at": at}))


def test_three_months_are_made_once(database: Database) -> None:
    with database.write() as db:
        made = ensure_partitions(db, NOVEMBER)
    wanted = [f"{table}_{month}" for table in PARTITIONED for month in ("2026_11", "2026_12", "2027_01")]
    assert made == ([] if database.is_sqlite else wanted)
    assert all(is_partition(name) for name in made)
    with database.write() as db:
        assert ensure_partitions(db, NOVEMBER + timedelta(days=1)) == []
    with database.write() as db:
        made = ensure_partitions(db, NOVEMBER + timedelta(days=31))
    assert made == ([] if database.is_sqlite else [f"{table}_2027_02" for table in PARTITIONED])
    migrate.check_models(database)


def test_rows_lie_in_the_month_of_their_instant(postgres: Database) -> None:
    edge = datetime(2026, 12, 1, tzinfo=UTC)
    far = datetime(2031, 5, 1, tzinfo=UTC)
    with postgres.write() as db:
        ensure_partitions(db, NOVEMBER)
        for at in (edge - timedelta(microseconds=1), edge, far):
            audit(db, at)
        assert lies_in(db, "audit_event", edge - timedelta(microseconds=1)) == ["audit_event_2026_11"]
        assert lies_in(db, "audit_event", edge) == ["audit_event_2026_12"]
        assert lies_in(db, "audit_event", far) == ["audit_event_default"]
        events = db.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        assert [event.at for event in events] == [edge - timedelta(microseconds=1), edge, far]


def test_a_month_that_began_without_its_partition_loses_nothing(postgres: Database) -> None:
    with postgres.write() as db:
        audit(db, NOVEMBER)
        made = ensure_partitions(db, NOVEMBER)
        assert "audit_event_2026_11" not in made
        assert "delivery_event_2026_11" in made
        assert "audit_event_2026_12" in made
        audit(db, NOVEMBER)
        assert db.scalar(select(func.count(AuditEvent.id))) == 2


@pytest.mark.parametrize("verb", ["UPDATE {table} SET name = 'x'", "DELETE FROM {table}"])
@pytest.mark.parametrize("table", ["audit_event", "audit_event_2026_11", "audit_event_default"])
def test_the_audit_only_grows_in_every_month(postgres: Database, verb: str, table: str) -> None:
    with postgres.write() as db:
        ensure_partitions(db, NOVEMBER)
        audit(db, NOVEMBER)
        audit(db, NOVEMBER + timedelta(days=900))
    with pytest.raises(DatabaseError, match="append-only"), postgres.write() as db:
        db.execute(text(verb.format(table=table)))


def test_news_of_a_text_is_kept_once_a_month(database: Database) -> None:
    """Statuses only move up, so that a repeat from another month is kept and moves nothing."""
    with database.write() as db:
        ensure_partitions(db, NOVEMBER)
        assert record_delivery_event(db, None, "SM1", "sent", "", NOVEMBER)
        assert not record_delivery_event(db, None, "SM1", "sent", "", NOVEMBER + timedelta(minutes=1))
        assert record_delivery_event(db, None, "SM1", "delivered", "", NOVEMBER + timedelta(minutes=1))
        later = record_delivery_event(db, None, "SM1", "sent", "", NOVEMBER + timedelta(days=31))
        assert later is not database.is_sqlite
        far = NOVEMBER + timedelta(days=900)  # the default partition
        assert record_delivery_event(db, None, "SM2", "sent", "", far)
        assert not record_delivery_event(db, None, "SM2", "sent", "", far)
        ids = db.scalars(select(DeliveryEvent.id)).all()
        assert len(ids) == len(set(ids)) == (3 if database.is_sqlite else 4)


def test_rows_go_along_into_months_and_back(postgres: Database) -> None:
    migrate.downgrade(postgres, "0002")
    edge = datetime(2026, 12, 1, tzinfo=UTC)
    with postgres.write() as db:
        for at in (NOVEMBER, edge, edge + timedelta(days=100)):
            audit(db, at)
            record_delivery_event(db, None, "SM1", f"sent {at}", "", at)
    migrate.upgrade(postgres)
    with postgres.write() as db:
        for table in PARTITIONED:
            assert lies_in(db, table, NOVEMBER) == [f"{table}_2026_11"]
            assert lies_in(db, table, edge) == [f"{table}_2026_12"]
        audit(db, NOVEMBER)
        assert sorted(db.scalars(select(AuditEvent.id))) == [1, 2, 3, 4]
        record_delivery_event(db, None, "SM1", f"sent {NOVEMBER}", "", edge)  # a repeat, in another month
    migrate.downgrade(postgres, "0002")
    with postgres.write() as db:
        assert db.scalar(select(func.count(DeliveryEvent.id))) == 3
        audit(db, NOVEMBER)
        assert sorted(db.scalars(select(AuditEvent.id))) == [1, 2, 3, 4, 5]
    with pytest.raises(DatabaseError, match="append-only"), postgres.write() as db:
        db.execute(text("DELETE FROM audit_event"))


def test_two_clocks_make_the_same_months(postgres_url: str) -> None:
    """The second waits for the first to commit, and then finds them there."""
    first, second = open_database(postgres_url), open_database(postgres_url)
    with first.write() as db, second.write() as waits:
        assert len(ensure_partitions(db, NOVEMBER)) == 6
        with pytest.raises(DatabaseError, match="lock timeout"):
            ensure_partitions(waits, NOVEMBER)  # not for ever: it is tried again at the next beat
        waits.rollback()
    with second.write() as db:
        assert ensure_partitions(db, NOVEMBER) == []
    first.close()
    second.close()
