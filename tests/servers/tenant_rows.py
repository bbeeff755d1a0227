"""One row of every table for each of two trusts, made from what the tables say of themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Date, Double, Integer, Table, Time, text
from sqlalchemy.exc import ProgrammingError

from storage.engine import Database
from storage.models import Base
from storage.tenants import TENANT_ROLE
from storage.types import Json, UtcDateTime
from tests.making import MORNING

#: Tables that hold nobody's data in particular. The tenants' role may not even read them.
NOBODYS = frozenset({"rate_bucket", "provider_state", "sign_in_attempt", "clock_beat"})
#: Records: a tenant adds to them and changes nothing.
RECORDS = frozenset({"audit_event", "case_event", "conversation_event", "mark_entry"})
#: All others, the organisation first.
TENANTS: tuple[Table, ...] = tuple(
    sorted(
        (table for table in Base.metadata.sorted_tables if table.name not in NOBODYS),
        key=lambda table: table.name != "organisation",
    )
)
OF_EACH_TYPE: tuple[tuple[type, Any], ...] = (
    (type(Json), {}),
    (UtcDateTime, MORNING),
    (Date, date(2026, 11, 20)),
    (Time, time(9, 0)),
    (Boolean, True),
    (Double, 0.5),
    (Integer, 1),
)


@dataclass
class Trust:
    """The key values of one trust's row in each table."""

    number: int
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The organisation's id."""
        found: int = self.keys["organisation"]["id"]
        return found


def make_trust(database: Database, number: int, *, as_itself: bool = False) -> Trust:
    """Write one row in every table that holds a tenant's data.

    Args:
        as_itself: all but the organisation is written by the tenant.
    """
    trust = Trust(number)
    with database.write() as db:
        _insert(db.connection(), TENANTS[0], trust)
    with (database.for_organisation(trust.id) if as_itself else database).write() as db:
        for table in TENANTS[1:]:
            _insert(db.connection(), table, trust)
    return trust


def _insert(connection: Connection, table: Table, trust: Trust) -> None:
    new = table.insert().values(row_of(table, trust)).returning(*table.primary_key.columns)
    key = connection.execute(new).one()
    trust.keys[table.name] = dict(key._mapping)


def row_of(table: Table, trust: Trust, again: str = "") -> dict[str, Any]:
    """Values for a new row of a trust. again: makes it another row than one that is there."""
    return {
        column.name: value
        for column in table.columns
        if (value := _value(column, trust, again)) is not None and not _counts_itself(column)
    }


def _counts_itself(column: Column[Any]) -> bool:
    return column.primary_key and not column.foreign_keys


def _value(column: Column[Any], trust: Trust, again: str) -> Any:
    for key in column.foreign_keys:
        row = trust.keys.get(key.column.table.name)
        return row["id"] if row else None
    for kind, value in OF_EACH_TYPE:
        if isinstance(column.type, kind):
            return value
    return f"{column.name} {trust.number}{again}"


def key_is(table: Table, trust: Trust) -> Any:
    """The condition that a row is a trust's own."""
    return [table.c[name] == value for name, value in trust.keys[table.name].items()]


@contextmanager
def as_tenant_of_nobody(database: Database) -> Iterator[Connection]:
    """A transaction of the tenants' role that names no organisation."""
    with database.engine.begin() as connection:
        connection.execute(text(f"SET LOCAL ROLE {TENANT_ROLE}"))
        yield connection


def is_refused(connection: Connection, statement: Any, because: str) -> bool:
    """Whether PostgreSQL refuses a statement for that reason; the transaction goes on."""
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except ProgrammingError as problem:
        return because in str(problem)
    return False
