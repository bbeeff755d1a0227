"""Write the golden time lines anew: `python -m tests.unit.rules.golden`. Then read what has changed."""

from __future__ import annotations

from rules.policy import policy_slugs
from tests.unit.rules.golden import FOLDER, play_fortnight

for slug in policy_slugs():
    (FOLDER / f"{slug}.txt").write_text(play_fortnight(slug), "utf-8")
    print(f"{slug}.txt is written.")
