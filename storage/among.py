"""A column that is one of many values, in one parameter: the statement reads the same for any number of them.

`IN (…)` with a parameter for each of 500 values is written, parsed and planned anew for every number of
values, which took half of the time of following up.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Text, TypeDecorator, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class Many(TypeDecorator[list[Any]]):
    """Values of one type: an array on PostgreSQL, a JSON list on SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        """Take the type of one of them."""
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What holds them in this database."""
        held: TypeEngine[Any] = ARRAY(self.item) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(held)

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        """The values as this database takes them."""
        return value if value is None or dialect.name == "postgresql" else json.dumps(value)


class _Among(FunctionElement[bool]):
    """`column = ANY (values)`, as each database says it."""

    name = "among"
    type = Boolean()
    inherit_cache = True


def among(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column is one of some values.

    Args:
        column: of numbers or words.
        values: any number of them; none is true for no row.
    """
    return _Among(column, bindparam("among", list(values), type_=Many(column.type), unique=True))


@compiles(_Among, "postgresql")
def _on_postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(_Among, "sqlite")
def _on_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 -- both are compiled
