"""Writing many rows in one statement.

On PostgreSQL each column is one array, so that the statement reads the same for any number of rows: one with
a parameter for each of ten thousand values takes longer to read than to do.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Table, Text, bindparam, cast, func, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from storage.models import Base, Case, Task
from storage.records import dialect_insert, insert_each_once

Values = Mapping[str, Any]


class CaseMoved(Exception):  # noqa: N818 -- it reads as a sentence where it is raised
    """A claimed case was changed by somebody else; the text says how many were."""


class Rested(NamedTuple):
    """When a case is looked at next, and why not sooner. version: as the case was claimed."""

    case_id: int
    version: int
    next_due_at: datetime
    next_reason: str


def insert_returning(db: Session, model: type[Base], rows: Sequence[Values], *columns: str) -> Sequence[Any]:
    """Insert rows in one go, but none that is unique in the same way as one that is there already.

    Args:
        rows: the columns of each; all name the same ones.
        columns: what to give back of each row that was written, in no certain order.
    """
    if not rows:
        return []
    table = _table(model)
    returned = [table.c[each] for each in columns]
    if _is_sqlite(db):
        insert = dialect_insert(db, model).on_conflict_do_nothing().returning(*returned)
        return db.connection().execute(insert, [dict(row) for row in rows]).all()
    sources = {name: _unnested(table.c[name], [row[name] for row in rows]) for name in rows[0]}
    return db.connection().execute(_insert_from(table, sources).returning(*returned)).all()


def insert_rows(db: Session, model: type[Base], rows: Sequence[Values]) -> None:
    """As `insert_returning`, with nothing to give back."""
    if _is_sqlite(db):
        insert_each_once(db, model, rows)
    elif rows:
        table = _table(model)
        sources = {name: _unnested(table.c[name], [row[name] for row in rows]) for name in rows[0]}
        db.connection().execute(_insert_from(table, sources))


def insert_cases(db: Session, rows: Sequence[Values]) -> dict[int, int]:
    """Open cases, none for a pupil who has an open one. Returns pupil id → case id of those written.

    Args:
        rows: the columns of each; `ladder` is JSON that is already text: the same few ladders are copied
            onto thousands of cases, and each is turned into text once.
    """
    if not rows:
        return {}
    table = _table(Case)
    returned = [table.c.pupil_id, table.c.id]
    if _is_sqlite(db):
        insert = dialect_insert(db, Case).values(ladder=bindparam("ladder_text", type_=Text))
        named = [{**_without(row, "ladder"), "ladder_text": row["ladder"]} for row in rows]
        return dict(
            db.connection().execute(insert.on_conflict_do_nothing().returning(*returned), named).all()
        )
    plain = _without(rows[0], "ladder")
    sources = {name: _unnested(table.c[name], [row[name] for row in rows]) for name in plain}
    sources["ladder"] = _chosen([row["ladder"] for row in rows])
    return dict(db.connection().execute(_insert_from(table, sources).returning(*returned)).all())


def let_rest(db: Session, rested: Sequence[Rested]) -> None:
    """Say of claimed cases when each is looked at next: a compare-and-set, and their version moves on.

    Raises:
        CaseMoved: one is not as it was claimed.
    """
    if not rested:
        return
    table = _table(Case)
    if _is_sqlite(db):
        done = db.connection().execute(
            update(table)
            .where(table.c.id == bindparam("of_case"), table.c.version == bindparam("was"))
            .values(next_due_at=bindparam("due"), next_reason=bindparam("why"), version=table.c.version + 1),
            [
                {
                    "of_case": each.case_id,
                    "was": each.version,
                    "due": each.next_due_at,
                    "why": each.next_reason,
                }
                for each in rested
            ],
        )
    else:
        new = select(
            _unnested(table.c.id, [each.case_id for each in rested]).label("id"),
            _unnested(table.c.version, [each.version for each in rested]).label("version"),
            _unnested(table.c.next_due_at, [each.next_due_at for each in rested]).label("due"),
            _unnested(table.c.next_reason, [each.next_reason for each in rested]).label("why"),
        ).subquery("new")
        done = db.connection().execute(
            update(table)
            .where(table.c.id == new.c.id, table.c.version == new.c.version)
            .values(next_due_at=new.c.due, next_reason=new.c.why, version=table.c.version + 1)
        )
    if done.rowcount != len(rested):
        raise CaseMoved(f"{len(rested) - done.rowcount} of {len(rested)} cases were changed meanwhile")


def widen_tasks(db: Session, words: Mapping[int, str]) -> None:
    """Say of tasks that they are for one more child: task id → the new words. Who saw the old looks again."""
    if not words:
        return
    db.connection().execute(
        update(Task)
        .where(Task.id == bindparam("of_task"))
        .values(why=bindparam("words"), version=Task.version + 1),
        [{"of_task": task_id, "words": words[task_id]} for task_id in sorted(words)],
    )


def _insert_from(table: Table, sources: Mapping[str, ColumnElement[Any]]) -> postgresql.Insert:
    rows = select(*(source.label(name) for name, source in sources.items()))
    return postgresql.insert(table).from_select(list(sources), rows).on_conflict_do_nothing()


def _unnested(of: ColumnElement[Any], values: list[Any]) -> ColumnElement[Any]:
    """The values of one column, a row each; those of several columns go side by side."""
    return func.unnest(bindparam(None, values, type_=ARRAY(of.type), unique=True), type_=of.type)


def _chosen(texts: list[str]) -> ColumnElement[Any]:
    """Long JSON texts, a row each, of which few differ: each is sent once, and a row names its place."""
    place = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    sent = cast(bindparam(None, f"[{','.join(place)}]", type_=Text(), unique=True), JSONB)
    places = bindparam(None, [place[text] for text in texts], type_=ARRAY(Integer()), unique=True)
    chosen: ColumnElement[Any] = sent.op("->", return_type=JSONB())(func.unnest(places, type_=Integer()))
    return chosen


def _without(row: Values, name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}


def _is_sqlite(db: Session) -> bool:
    return db.get_bind().dialect.name == "sqlite"


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 -- tells the type checker what a mapped class always has
    return table
