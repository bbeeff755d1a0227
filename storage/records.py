"""Writing a row once, on either database, however often it is tried."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import AgreedTimes, Arrival, Base, Closure, Hold, PlannedMark

#: What the office writes down about its own school, and takes back.
OfSchool = TypeVar("OfSchool", AgreedTimes, Arrival, Closure, Hold, PlannedMark)


def insert_once(db: Session, model: type[Base], **values: Any) -> int | None:
    """Insert a row unless one that is unique in the same way is there already.

    Args:
        db: the database session, in a writing transaction.
        model: the table's class; its key is `id`.
        values: the columns.

    Returns:
        the new row's id, or None when there was one already.
    """
    table = _table(model, values)
    statement = dialect_insert(db, table).on_conflict_do_nothing().returning(table.c.id)
    return db.execute(statement, values).scalar_one_or_none()


def insert_each_once(db: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows in one go, but none that is unique in the same way as one that is there already.

    Args:
        db: the database session, in a writing transaction.
        model: the table's class.
        rows: the columns of each; all name the same ones.
    """
    if rows:
        table = _table(model, rows[0])
        db.execute(dialect_insert(db, table).on_conflict_do_nothing(), [dict(row) for row in rows])


def dialect_insert(db: Session, table: Table | type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An insert that can say what to do on a conflict, which each database spells in its own way."""
    if db.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def _table(model: type[Base], columns: Iterable[str]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 -- tells the type checker what a mapped class always has
    unknown = set(columns) - set(table.c.keys())
    if unknown:
        raise TypeError(f"{table.name} has no column {', '.join(sorted(unknown))}")
    return table


def lock_of_school(db: Session, model: type[OfSchool], school_id: int, row_id: int) -> OfSchool | None:
    """A row of a school, locked for the change that follows; None when it is another's or is not there."""
    return db.scalars(
        select(model)
        .where(model.id == row_id, model.school_id == school_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
