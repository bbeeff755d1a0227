"""Alembic's entry: it is handed an open connection by `storage.migrate` and never reads a setting."""

from typing import Any, Literal

from alembic import context

from storage.models import Base
from storage.partitions import PARTITIONED, is_partition
from storage.types import Json, UtcDateTime


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A revision names plain types: it must run the same after our own types have moved on."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and item is Json:
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def include_object(thing: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """What the models describe: not a month of a table, nor what PostgreSQL keeps for each month instead."""
    if connection.dialect.name == "sqlite":
        return True
    if kind == "table":
        return not is_partition(name or "")
    # A partitioned table cannot have it as a whole: each of its months has.
    return not (kind == "unique_constraint" and thing.table.name in PARTITIONED)


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render_item,
    include_object=include_object,
)
with context.begin_transaction():
    context.run_migrations()
