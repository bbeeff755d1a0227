"""The optional "pupils" of a line of JSON: in which year each child is, and when it was born."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

YEARS = range(-1, 15)  # nursery -1, reception 0, up to year 14
KEYS = frozenset(("name", "year", "birth_on"))


class LineError(ValueError):
    """A line that is not a message; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Pupil:
    """The year group (0 is reception) and the birthday of a child, each None when not given."""

    year: int | None
    birth_on: date | None


def read_pupils(value: Any, children: Collection[str]) -> dict[str, Pupil]:
    """The pupils of a line by name.

    value: [{"name": …, "year": …, "birth_on": …}, …] or None. children: the names under "children".
    Raises LineError, which says what is wrong and how to write it.
    """
    if value is None:
        return {}
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise LineError(
            '\'pupils\' is a list like [{"name": "Ben Hughes", "year": 4, "birth_on": "2018-03-02"}].'
        )
    return dict(_pupil(entry, children) for entry in value)


def _pupil(entry: dict[str, Any], children: Collection[str]) -> tuple[str, Pupil]:
    unknown = sorted(entry.keys() - KEYS)
    if unknown:
        raise LineError(f"'pupils' knows 'name', 'year' and 'birth_on', not '{unknown[0]}'.")
    name = entry.get("name")
    if not isinstance(name, str) or name not in children:
        raise LineError(f"'pupils' names {name!r}, who is not among 'children'; write the name as there.")
    return name, Pupil(_year(name, entry.get("year")), _birthday(name, entry.get("birth_on")))


def _year(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value not in YEARS:
        raise LineError(
            f"'year' of {name} is a whole number from -1 (nursery) and 0 (reception) to 14, not {value!r}."
        )
    return value


def _birthday(name: str, value: Any) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise LineError(f"'birth_on' of {name} is a day like 2018-03-02, not {value!r}.") from error
