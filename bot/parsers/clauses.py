"""A message cut where it turns from one child to another: "Ben has a temperature, Amy is at the dentist"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.entities.children import Mention

JOINT = re.compile(r"[.;!?\n]|,(?! ?(?:and|&)\b)|\b(?:and|but|while|whereas|also)\b|,")
LISTED = re.compile(r"[\s,&+]*(?:and|n|&|or)?[\s,]*", re.IGNORECASE)  # "Ben and Amy": one statement of two
FEWEST_WORDS = 2  # after the name, for a clause to say something


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a message about some of the children; `places` are their names' places in `text`."""

    text: str
    pupil_ids: tuple[int, ...]
    places: tuple[tuple[int, int], ...]


def split_by_child(text: str, mentions: Sequence[Mention]) -> tuple[Clause, ...]:
    """The clauses of a message that speaks of different children one after the other; else nothing.

    text: cleaned. mentions: where children are named. A child named twice, far apart, is not cut through.
    """
    groups = _groups(text, mentions)
    families = [{mention.pupil_id for mention in group} for group in groups]
    if len(groups) < 2 or any(
        one & other for place, one in enumerate(families) for other in families[:place]
    ):
        return ()
    cuts = [0]
    for before, after in pairwise(groups):
        joints = list(JOINT.finditer(text, before[-1].end, after[0].start))
        if not joints:
            return ()
        cuts.append(joints[-1].end())
    cuts.append(len(text))
    clauses = [_clause(text, group, *span) for group, span in zip(groups, pairwise(cuts), strict=True)]
    return tuple(clauses) if all(_says_something(clause) for clause in clauses) else ()


def _groups(text: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Names that stand together in one list belong together."""
    groups: list[list[Mention]] = []
    for mention in sorted(mentions, key=lambda mention: mention.start):
        if groups and LISTED.fullmatch(text[groups[-1][-1].end : mention.start]):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _clause(text: str, group: list[Mention], start: int, end: int) -> Clause:
    return Clause(
        text=text[start:end],
        pupil_ids=tuple(dict.fromkeys(mention.pupil_id for mention in group)),
        places=tuple(sorted({(mention.start - start, mention.end - start) for mention in group})),
    )


def _says_something(clause: Clause) -> bool:
    rest = clause.text
    for start, end in reversed(clause.places):
        rest = rest[:start] + rest[end:]
    return len(rest.split()) >= FEWEST_WORDS
