"""The migrations make what the models describe, there and back, and guard the records."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from storage import migrate
from storage.engine import Database


def test_the_migrations_make_exactly_the_models(database: Database) -> None:
    migrate.check_models(database)


def test_down_to_nothing_and_up_again(database: Database) -> None:
    migrate.downgrade(database, "base")
    assert migrate.find_revision(database) is None
    migrate.upgrade(database)
    assert migrate.find_revision(database) == migrate.newest_revision()
    migrate.check_models(database)


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET name = 'x'", "DELETE FROM audit_event"])
def test_the_audit_only_grows(database: Database, statement: str) -> None:
    with database.write() as db:
        db.execute(text("INSERT INTO organisation (id, name) VALUES (1, 'Invented Trust')"))
        db.execute(
            text(
                "INSERT INTO audit_event "
                "(id, organisation_id, at, name, position, action, subject_kind, data) "
                "VALUES (1, 1, '2026-11-20 09:00:00', 'A Person', 'Office', 'read', 'pupil', '{}')"
            )
        )
    with pytest.raises(DatabaseError, match="append-only"), database.write() as db:
        db.execute(text(statement))
