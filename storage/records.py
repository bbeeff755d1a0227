"""Writing a row once, on either database, however often it is tried."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Base


def insert_once(db: Session, model: type[Base], **values: Any) -> int | None:
    """Insert a row unless one that is unique in the same way is there already.

    Args:
        db: the database session, in a writing transaction.
        model: the table's class; its key is `id`.
        values: the columns.

    Returns:
        the new row's id, or None when there was one already.
    """
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 -- tells the type checker what a mapped class always has
    dialect = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(**_with_defaults(table, values)).on_conflict_do_nothing()
    return db.execute(statement.returning(table.c.id)).scalar_one_or_none()


def _with_defaults(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - table.c.keys()
    if unknown:
        raise TypeError(f"{table.name} has no column {', '.join(sorted(unknown))}")
    return values
