"""A witness in the database: triggers that write down, in the order of commits, who claimed and who stopped.

The product's own columns are overwritten as a row lives on, and they hold the time at which somebody began,
not the time at which it counted. The witness keeps every claim of a text, every pause and every going on of a
case, and every step, so that "claimed before the pause" is a fact and not an opinion of the product.

On SQLite one transaction writes at a time, so the witness's own numbers are the order of commits. On
PostgreSQL the time of commit is read from the server (`track_commit_timestamp`); without that setting the
time of the statement stands in for it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from storage.engine import Database
from storage.types import UtcDateTime

TABLE = "chaos_witness"


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing the witness saw. order: of commits. what: "claim", "stop", "go" or "step".

    row_id: the outbound message's for a claim, else the case's. at: the product's own time for it, if any.
    detail: the key of a step.
    """

    order: float
    what: str
    row_id: int
    at: datetime | None
    detail: str = ""


_STOPPED = "{0}.paused_at IS NOT NULL OR {0}.closed_at IS NOT NULL"
#: name → (table, when it fires, condition, what, row, product time, detail)
_TRIGGERS = {
    "claim": ("outbound_message", "UPDATE", "NEW.state = 'sending' AND OLD.state <> 'sending'",
              "NEW.id", "NEW.claimed_at", "''"),
    "stop": ("absence_case", "UPDATE", f"({_STOPPED.format('NEW')}) AND NOT ({_STOPPED.format('OLD')})",
             "NEW.id", "coalesce(NEW.closed_at, NEW.paused_at)", "''"),
    "go": ("absence_case", "UPDATE", f"NOT ({_STOPPED.format('NEW')}) AND ({_STOPPED.format('OLD')})",
           "NEW.id", "NULL", "''"),
    "step": ("case_event", "INSERT", "NEW.step_key IS NOT NULL AND NEW.kind IN ('text', 'task')",
             "NEW.case_id", "NEW.at", "NEW.step_key"),
}  # fmt: skip


def install_witness(database: Database) -> None:
    """Put the triggers into a migrated database, before anything runs on it."""
    with database.write() as db:
        for statement in _sqlite() if database.is_sqlite else _postgresql():
            db.execute(text(statement))


def read_witness(database: Database) -> list[Seen]:
    """Everything the witness saw, in the order in which it was committed."""
    order = "CAST(id AS FLOAT)" if database.is_sqlite else _commit_time(database)
    statement = text(f"SELECT {order} AS n, what, row_id, at, detail FROM {TABLE} ORDER BY n, id")  # noqa: S608
    with database.read() as db:
        rows = db.execute(statement.columns(at=UtcDateTime())).all()
    return [Seen(float(row.n), row.what, row.row_id, row.at, row.detail) for row in rows]


def _commit_time(database: Database) -> str:
    with database.read() as db:
        kept = db.execute(text("SHOW track_commit_timestamp")).scalar_one() == "on"
    committed = "coalesce(pg_xact_commit_timestamp(xmin), seen_at)" if kept else "seen_at"
    return f"extract(epoch FROM {committed})"


def _sqlite() -> list[str]:
    table = (
        f"CREATE TABLE {TABLE} (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT NOT NULL, "
        "row_id INTEGER NOT NULL, at DATETIME, detail TEXT NOT NULL)"
    )
    triggers = [
        f"CREATE TRIGGER {TABLE}_{what} AFTER {event} ON {on} WHEN {condition} BEGIN "  # noqa: S608 -- our own words
        f"INSERT INTO {TABLE} (what, row_id, at, detail) VALUES ('{what}', {row}, {at}, {detail}); END"
        for what, (on, event, condition, row, at, detail) in _TRIGGERS.items()
    ]
    return [table, *triggers]


def _postgresql() -> list[str]:
    """The triggers write as their owner, so that an unprivileged role needs no right to the table."""
    statements = [
        f"CREATE TABLE {TABLE} (id BIGSERIAL PRIMARY KEY, what TEXT NOT NULL, row_id BIGINT NOT NULL, "
        "at TIMESTAMPTZ, detail TEXT NOT NULL, seen_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp())"
    ]
    for what, (on, event, condition, row, at, detail) in _TRIGGERS.items():
        name = f"{TABLE}_{what}"
        statements += [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN "  # noqa: S608
            f"INSERT INTO {TABLE} (what, row_id, at, detail) VALUES ('{what}', {row}, {at}, {detail}); "
            "RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {event} ON {on} FOR EACH ROW WHEN ({condition}) "
            f"EXECUTE FUNCTION {name}()",
        ]
    return statements
