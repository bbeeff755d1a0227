"""The circuit breaker's row: shared by every worker and clock, changed by compare-and-set."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rules.breaker import Breaker, State
from storage.models import ProviderState
from storage.records import dialect_insert


@dataclass(frozen=True, slots=True)
class Kept:
    """A breaker as it was read. version: of its row; 0 while there is none."""

    breaker: Breaker
    version: int


def get_breaker(db: Session, key: str) -> Kept:
    """How a provider is doing; one that never failed has no row and is well."""
    row = db.execute(
        select(
            ProviderState.state,
            ProviderState.failures,
            ProviderState.first_failed_at,
            ProviderState.opened_at,
            ProviderState.retry_at,
            ProviderState.version,
        ).where(ProviderState.key == key)
    ).one_or_none()
    if row is None:
        return Kept(Breaker(), 0)
    state, failures, first_failed_at, opened_at, retry_at, version = row
    return Kept(Breaker(State(state), failures, first_failed_at, opened_at, retry_at), version)


def keep_breaker(db: Session, key: str, was: Kept, breaker: Breaker) -> bool:
    """Change the breaker, unless somebody else has changed it since it was read.

    Returns:
        whether it was changed.
    """
    values = {
        "state": str(breaker.state),
        "failures": breaker.failures,
        "first_failed_at": breaker.first_failed_at,
        "opened_at": breaker.opened_at,
        "retry_at": breaker.retry_at,
    }
    if was.version == 0:
        return _insert(db, key, values)
    result = db.execute(
        update(ProviderState)
        .where(ProviderState.key == key, ProviderState.version == was.version)
        .values(**values, version=was.version + 1)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount) == 1  # type: ignore[attr-defined]


def _insert(db: Session, key: str, values: dict[str, object]) -> bool:
    statement = dialect_insert(db, ProviderState).on_conflict_do_nothing().returning(ProviderState.key)
    return db.execute(statement, {"key": key, "version": 1, **values}).scalar_one_or_none() is not None
