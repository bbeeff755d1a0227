"""Setting a row to what the files say, and knowing whether anything changed."""

from typing import Any

from attendance.importing.summary import Tally
from storage.models import Base


def set_values(row: Base, values: dict[str, Any]) -> bool:
    """Set the columns that differ.

    Args:
        row: a row of the database session.
        values: column to value.

    Returns:
        whether any of them differed.
    """
    different = {column: value for column, value in values.items() if getattr(row, column) != value}
    for column, value in different.items():
        setattr(row, column, value)
    return bool(different)


def count_set(tally: Tally, row: Base, values: dict[str, Any]) -> None:
    """Set the columns that differ, and count the row as changed when one did."""
    tally.changed += set_values(row, values)
