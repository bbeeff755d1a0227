"""A message cut where it turns from one child to another: "Ben has a temperature, Amy is at the dentist"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.entities.children import Mention
from bot.entities.places import LISTED
from bot.entities.spellings import without_brackets

JOINT = re.compile(
    r"[.;!?\n+/&|]|\s-+\s|,(?! ?(?:and|&)\b)|\b(?:and|but|while|whilst|whereas|also|plus|then)\b|,",
    re.IGNORECASE,
)
# a recogniser writes no stops: "ben has a temperature amy's at the dentist"
SUBJECT_FOLLOWS = re.compile(
    r"(?:'s|s)?\s*(?:'s|it'?s|is|has|has got|had|was|isn'?t|hasn'?t|won'?t|wont|will|can'?t|cannot|needs|got"
    r"|been|off|woke|started|starts|goes)\b",
    re.IGNORECASE,
)
OPENING = re.compile(r"\b(?:my|our|little|young|with|for)\s+$", re.IGNORECASE)
# "Will should be in tomorrow, Ted on Monday": Ted should be in on Monday
RETURNS = re.compile(
    r"\s*(?:'?s |'?ll |is |will |should |can |might |hopefully |probably )*(?:be )?(?:back(?: in)?|in"
    r"|returning|returns?)\b"
    r"(?= (?:on |from |next )?(?:today|tomorrow|tmrw|tmr|mon|tue|wed|thu|fri|the \d))",
    re.IGNORECASE,
)
DAY_ALONE = re.compile(
    r"\s*(?:probably |maybe |hopefully |not (?:until|till) )?(?:on |from |next )?"
    r"(?:tomorrow|tmrw|tmr|mon|tues?|wed|weds|thu|thurs?|fri|monday|tuesday|wednesday|thursday|friday"
    r"|the \d+\w*)\W*",
    re.IGNORECASE,
)
# "he has a cough and so has his sister Amy": one statement of both
SHARED = re.compile(
    r"\b(?:so|as|neither|nor)(?:'s| is| are| will| has| have| does| did| was)"
    r"(?: (?:my|our|his|her))?(?: (?:little|big|younger|older))?(?: (?:brother|sister|twin))?\s+$"
    r"|^(?:\s+(?!(?:ill|off|sick|late|poorly|unwell|in|absent)\b)\w+)?\s+(?:and|&|n) (?:his|her|their)"
    r" (?:(?:little|big|younger|older|twin) )?(?:brother|sister|twin|sibling|bro|sis)\s+$",
    re.IGNORECASE,
)
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
    families = [_family(group) for group in groups]
    opening = groups[0] if _all_open(families) else None
    if opening:
        groups, families = groups[1:], families[1:]
    if len(set(families)) < 2 or _overlap(groups, families):
        return ()
    begins = _cut(text, opening, groups[0]) if opening else 0
    cuts = [begins, *(_cut(text, before, after) for before, after in pairwise(groups)), len(text)]
    if None in cuts:
        return ()
    stretches = zip(families, groups, pairwise(cut for cut in cuts if cut is not None), strict=True)
    clauses: dict[frozenset[int], Clause] = {}
    for family, group, span in stretches:
        before = next(reversed(clauses.values()), None)
        clause = _with_verb(_clause(text, group, *span), before)
        clauses[family] = _joined(clauses.get(family), clause)
    if opening and begins:
        said = _clause(text, opening, 0, begins)
        clauses = {one: replace(_joined(said, it), pupil_ids=it.pupil_ids) for one, it in clauses.items()}
    return tuple(clauses.values()) if all(_says_something(clause) for clause in clauses.values()) else ()


def _family(group: Sequence[Mention]) -> frozenset[int]:
    return frozenset(mention.pupil_id for mention in group)


def _overlap(groups: Sequence[Sequence[Mention]], families: Sequence[frozenset[int]]) -> bool:
    """Whether a child is spoken of alone and among others, but for "Ben is ill. Both off Wednesday" """
    if len(families) == 2 and families[0] < families[1] and all(one.described for one in groups[1]):
        return False
    return any(one != other and one & other for one in families for other in families)


def _all_open(families: Sequence[frozenset[int]]) -> bool:
    """ "Ben and Amy are off with flu. Ben is back tomorrow, Amy on Friday": both first, then each."""
    later = families[1:]
    return len(set(later)) > 1 and families[0] == frozenset().union(*later) and families[0] not in later


def _with_verb(clause: Clause, before: Clause | None) -> Clause:
    """A clause of a name and a day alone, with what the one before says: "Ted (should be in) on Monday"."""
    end = clause.places[-1][1]
    if before is None or not DAY_ALONE.fullmatch(clause.text, end):
        return clause
    returns = RETURNS.match(before.text, before.places[-1][1])
    if returns is None:
        return clause
    return replace(clause, text=clause.text[:end] + returns.group() + clause.text[end:])


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
        between = without_brackets(text[groups[-1][-1].end : mention.start]) if groups else ""
        if groups and (LISTED.fullmatch(between) or SHARED.search(between)):
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
