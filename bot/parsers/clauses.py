"""A message cut where it turns from one child to another: "Ben has a temperature, Amy is at the dentist"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.entities.children import Mention
from bot.entities.spellings import without_brackets

JOINT = re.compile(
    r"[.;!?\n+/&|]|\s-+\s|,(?! ?(?:and|&)\b)|\b(?:and|but|while|whilst|whereas|also|plus|then)\b|,",
    re.IGNORECASE,
)
# a recogniser writes no stops: "ben has a temperature amy's at the dentist"
SUBJECT_FOLLOWS = re.compile(
    r"(?:'s|s)?\s*(?:'s|is|has|has got|had|was|isn'?t|hasn'?t|won'?t|wont|will|can'?t|cannot|needs|got"
    r"|been|off|woke|started|starts|goes)\b",
    re.IGNORECASE,
)
OPENING = re.compile(r"\b(?:my|our|little|young)\s+$", re.IGNORECASE)
LISTED = re.compile(
    r"[\s,&+/]*(?:and|an|n|&|or|nor|plus)?[\s,]*(?:both\s+)?", re.IGNORECASE
)  # "Ben and Amy": one statement of two
FEWEST_WORDS = 2  # after the name, for a clause to say something


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a message about some of the children; `places` are their names' places in `text`."""

    text: str
    pupil_ids: tuple[int, ...]
    places: tuple[tuple[int, int], ...]


def split_by_child(text: str, mentions: Sequence[Mention]) -> tuple[Clause, ...]:
    """The clauses of a message that speaks of different children one after the other; else nothing.

    text: cleaned. mentions: where absent children are named. A message that comes back to the same child
    gives one clause of both stretches; one that speaks of a child alone and among others is not cut.
    """
    groups = _groups(text, mentions)
    families = [frozenset(mention.pupil_id for mention in group) for group in groups]
    if len(set(families)) < 2 or any(one != other and one & other for one in families for other in families):
        return ()
    cuts = [0, *(_cut(text, before, after) for before, after in pairwise(groups)), len(text)]
    if None in cuts:
        return ()
    stretches = zip(families, groups, pairwise(cut for cut in cuts if cut is not None), strict=True)
    clauses: dict[frozenset[int], Clause] = {}
    for family, group, span in stretches:
        clauses[family] = _joined(clauses.get(family), _clause(text, group, *span))
    return tuple(clauses.values()) if all(_says_something(clause) for clause in clauses.values()) else ()


def _cut(text: str, before: Sequence[Mention], after: Sequence[Mention]) -> int | None:
    """Where the statement about one child ends and that about the next begins."""
    joints = list(JOINT.finditer(text, before[-1].end, after[0].start))
    if joints:
        return joints[-1].end()
    if not SUBJECT_FOLLOWS.match(text, after[-1].end):
        return None
    opening = OPENING.search(text, before[-1].end, after[0].start)
    return opening.start() if opening else after[0].start


def _joined(first: Clause | None, second: Clause) -> Clause:
    if first is None:
        return second
    shift = len(first.text) + 1
    places = tuple((start + shift, end + shift) for start, end in second.places)
    return Clause(f"{first.text} {second.text}", first.pupil_ids, (*first.places, *places))


def _groups(text: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Names that stand together in one list belong together."""
    groups: list[list[Mention]] = []
    for mention in sorted(mentions, key=lambda mention: mention.start):
        if groups and LISTED.fullmatch(without_brackets(text[groups[-1][-1].end : mention.start])):
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
