"""docs/files.md tells of every column, and of no other."""

import re
from pathlib import Path

import pytest

from attendance.importing.folder import COLUMNS
from attendance.importing.register_file import REGISTER_COLUMNS
from rules.policy import policy_slugs

DOCUMENT = (Path(__file__).parents[3] / "docs" / "files.md").read_text()


@pytest.mark.parametrize(
    ("heading", "columns"),
    [*((f"### {name}", columns) for name, columns in COLUMNS.items()), ("## A register", REGISTER_COLUMNS)],
)
def test_every_column_is_documented_in_order(heading: str, columns: tuple[str, ...]) -> None:
    section = DOCUMENT.split(f"{heading}\n")[1].split("\n#")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert tuple(name for cell in cells for name in re.findall(r"`(\w+)`", cell)) == columns


def test_every_policy_is_named() -> None:
    assert all(f"`{slug}`" in DOCUMENT for slug in policy_slugs())
