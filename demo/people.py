"""The phones of the invented school's families, for the page of handsets."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from demo.cast import read_data
from demo.family import Adult, Child
from demo.roll import Roll, build_roll, school_year_of

FILE = "handsets.json"


def write_handsets(folder: Path, around: date) -> Path:
    """Write the handsets as the simulator reads them.

    Args:
        folder: where to; made when it is not there.
        around: a day of the school year wanted.

    Returns:
        the file: a list of {number, label, name, language, children, note}, those of the morning first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    path.write_text(json.dumps(list(handsets(around)), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def handsets(around: date) -> Iterator[dict[str, Any]]:
    """A handset for each mobile and each stranger. A shared mobile is named after all who use it."""
    roll = build_roll(school_year_of(around))
    yield from (
        {**stranger, "language": "en"} for stranger in read_data("morning.toml")["strangers"].values()
    )
    users = _users(roll)
    for number in sorted(users, key=lambda number: (users[number][0].key.startswith("family-"), number)):
        yield _handset(number, users[number], roll)


def _users(roll: Roll) -> dict[str, list[Adult]]:
    """The adults who use each mobile, first the one it belongs to."""
    adults = {adult.key: adult for pupil in roll.pupils for adult in pupil.adults}
    users: dict[str, list[Adult]] = {}
    for adult in sorted(adults.values(), key=lambda adult: (bool(adult.same_number), adult.key)):
        for number in roll.numbers[adult.key]:
            if number.startswith("+447"):
                users.setdefault(number, []).append(adult)
    return users


def _handset(number: str, adults: list[Adult], roll: Roll) -> dict[str, Any]:
    first = adults[0]
    children = [pupil.child for pupil in roll.pupils if first.key in {adult.key for adult in pupil.adults}]
    return {
        "number": number,
        "label": f"{' and '.join(adult.called for adult in adults)} of {_listed(children)}",
        "name": " and ".join(f"{adult.first_name} {adult.last_name}" for adult in adults),
        "language": first.language,
        "children": [child.called for child in children],
        "note": next((adult.note for adult in adults if adult.note), ""),
    }


def _listed(children: list[Child]) -> str:
    """Oliver Hughes (3B), or Ellie (2A) and Jack Webb (2B)."""
    each = [f"{child.called} {child.last_name} ({child.group})" for child in children]
    return each[0] if len(each) == 1 else f"{', '.join(each[:-1])} and {each[-1]}"
