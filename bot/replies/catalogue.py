"""The words of one language, read once from its file; English stands in where a language has none."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything we can say in one language: whole replies, what is noted about a child, and days."""

    language: str
    replies: Mapping[str, str]
    what: Mapping[str, str]
    days: Mapping[str, str]
    weekdays: Sequence[str]
    months: Sequence[str]


def load_catalogue(language: str) -> Catalogue:
    """The catalogue of a language, or the English one when we have none.

    Args:
        language: ISO 639-1, such as "pl".
    """
    known = language if language in languages() else FALLBACK
    return _load(known)


@cache
def languages() -> frozenset[str]:
    """The languages that have a catalogue."""
    files = resources.files("bot.replies").iterdir()
    return frozenset(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


@cache
def _load(language: str) -> Catalogue:
    text = resources.files("bot.replies").joinpath(f"{language}.toml").read_text("utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    days = data["days"]
    return Catalogue(
        language=language,
        replies=data["replies"],
        what=data["what"],
        days={key: value for key, value in days.items() if isinstance(value, str)},
        weekdays=tuple(days["weekdays"]),
        months=tuple(days["months"]),
    )
