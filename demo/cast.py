"""The families of the morning, which are written by hand in data/cast.toml."""

import tomllib
from importlib import resources
from typing import Any

from demo.family import Adult, Child, Family

MARKS = ("vulnerable", "social_worker", "ehcp", "looked_after", "medical_plan", "priority_call")


def read_data(name: str) -> dict[str, Any]:
    """One of the demo's TOML files."""
    return tomllib.loads(resources.files("demo").joinpath("data", name).read_text("utf-8"))


def cast_families() -> tuple[Family, ...]:
    """The families written by hand, in the order of the file."""
    return tuple(
        Family(
            children=tuple(_child(entry) for entry in family["children"]),
            adults=tuple(_adult(entry) for entry in family["adults"]),
        )
        for family in read_data("cast.toml")["family"]
    )


def _child(entry: dict[str, Any]) -> Child:
    return Child(
        first_name=entry["first"],
        last_name=entry["last"],
        group=entry["class"],
        known_as=entry.get("known_as", ""),
        twin=entry.get("twin", False),
        marks=frozenset(mark for mark in MARKS if entry.get(mark)),
        hazards=entry.get("hazards", ""),
    )


def _adult(entry: dict[str, Any]) -> Adult:
    return Adult(
        key=entry["key"],
        first_name=entry["first"],
        last_name=entry["last"],
        relationship=entry["is"],
        language=entry.get("language", "en"),
        mobile=not entry.get("landline", False),
        landline=entry.get("landline", False) or entry.get("also_landline", False),
        same_number=entry.get("same_number", ""),
        kind=entry.get("kind", "person"),
        parental_responsibility=entry.get("pr", True),
        may_report=entry.get("may_report", True),
        may_be_told=entry.get("may_be_told", True),
        emergency=entry.get("emergency", True),
        must_not_be_contacted=entry.get("must_not", False),
        court_restriction=entry.get("court", False),
        only_for=frozenset(entry.get("for", ())),
        extra_cell=entry.get("extra_cell", ""),
        note=entry.get("note", ""),
    )
