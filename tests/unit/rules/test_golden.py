"""A fortnight of each policy with a bank holiday, an INSET day, a snow day and the October clock change."""

from __future__ import annotations

import pytest

from rules.policy import policy_slugs
from tests.unit.rules.golden import FOLDER, play_fortnight


@pytest.mark.parametrize("slug", policy_slugs())
def test_a_fortnight_is_as_it_was_reviewed(slug: str) -> None:
    assert play_fortnight(slug) == (FOLDER / f"{slug}.txt").read_text("utf-8"), (
        "the fortnight has changed: if that is meant, run `python -m tests.unit.rules.golden` and read it"
    )


def test_every_policy_has_its_time_line_and_no_other_is_kept() -> None:
    assert {file.stem for file in FOLDER.glob("*.txt")} == set(policy_slugs())
