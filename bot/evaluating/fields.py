"""The fields of one JSON object, each fetched with a sentence for what is wrong with it."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

_SHOWN = 30  # letters of a wrong value; a whole one might be a message


class FieldError(ValueError):
    """A field is missing or wrong; the text says what to write instead."""


class Fields:
    """A JSON object and what it is called in a sentence."""

    def __init__(self, values: dict[str, Any], name: str) -> None:
        self._values = values
        self._name = name

    def has(self, key: str) -> bool:
        """Whether the key stands there, and not as null."""
        return self._values.get(key) is not None

    def need(self, keys: Iterable[str]) -> None:
        """Raise FieldError for the first key that does not stand there, be it as null."""
        for key in keys:
            if key not in self._values:
                raise FieldError(f"{self._name} has no '{key}'; write it, as null where there is none.")

    def refuse_others(self, keys: Sequence[str]) -> None:
        """Raise FieldError for a key that nothing would be judged by."""
        for key in self._values:
            if key not in keys:
                raise FieldError(f"{self._name} has '{key[:_SHOWN]}'; it takes {', '.join(keys)}.")

    def object(self, key: str) -> "Fields":
        """The object under a key, which must be there."""
        value = self._values.get(key)
        if not isinstance(value, dict):
            raise FieldError(f"{self._name} has no '{key}'; write the right answer there, as an object.")
        return Fields(value, f"'{key}'")

    def objects(self, key: str) -> list["Fields"]:
        """The list of objects under a key."""
        values = self._values[key]
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise FieldError(f"'{key}' is a list of objects; write [] where there is none.")
        return [Fields(value, f"an object of '{key}'") for value in values]

    def strings(self, key: str) -> list[str]:
        """The list of strings under a key; none at all when it is not there."""
        values = self._values.get(key)
        if values is None:
            return []
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise FieldError(f"'{key}' is a list of strings; write [] where there is none.")
        return values

    def string(self, key: str) -> str | None:
        """The string under a key, or None."""
        value = self._values.get(key)
        if value is not None and not isinstance(value, str):
            raise FieldError(f"'{key}' is not a string; write it in quotation marks.")
        return value

    def optional(self, key: str, allowed: Sequence[str]) -> str | None:
        """One of the values allowed, or None."""
        value = self.string(key)
        if value is not None and value not in allowed:
            raise FieldError(f"'{key}' is '{value[:_SHOWN]}'; write one of {' '.join(allowed)}.")
        return value

    def day(self, key: str) -> str | None:
        """A day as 2026-11-23, or None."""
        value = self.string(key)
        try:
            return date.fromisoformat(value).isoformat() if value is not None else None
        except ValueError as error:
            raise FieldError(f"'{key}' is '{str(value)[:_SHOWN]}'; write a day like 2026-11-23.") from error

    def clock_time(self, key: str) -> str | None:
        """A wall-clock time as 09:30, or None."""
        value = self.string(key)
        try:
            return time.fromisoformat(value).strftime("%H:%M") if value is not None else None
        except ValueError as error:
            raise FieldError(f"'{key}' is '{str(value)[:_SHOWN]}'; write a time like 09:30.") from error
