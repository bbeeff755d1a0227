"""Children spoken of without a name: both, all three, the twins, my eldest, my Y4."""

import re
from collections import defaultdict
from collections.abc import Sequence

from bot.parsers.protocol import ChildName

NUMBERS = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5}
BOTH = re.compile(
    r"\b(?:both(?! (?:eyes|ears|legs|arms|hands|feet|knees|ends|days|me|of us|parents))|the pair"
    r"|the two of them)\b"
)
COUNTED = re.compile(
    r"\ball (?:of )?(?:the |my )?(two|three|four|five|[2-5])\b|\bmy (two|three|four|2|3|4)\b(?! (?:year|yr))"
)
EVERY = re.compile(
    r"\b(?:all of them|all the (?:kids|children)|all my (?:kids|children)|(?:my|the|our) (?:kids|children"
    r"|bairns|lot)"
    r"|they're all|they are all|neither (?:of them )?will|none of them|kids are|kids won't|children are"
    r"|children won't)\b"
)
TWINS = re.compile(r"\b(?:twins|triplets)\b")
ELDEST = re.compile(r"\b(?:eldest|oldest|elder|older) ?(?:one|child|boy|girl|son|daughter|lad|lass)?\b")
YOUNGEST = re.compile(r"\b(?:youngest|younger|littlest) ?(?:one|child|boy|girl|son|daughter|lad|lass)?\b")
MIDDLE = re.compile(r"\bmy middle\b|\bmiddle (?:one|child|son|daughter)\b")
YEAR = re.compile(r"\b(?:year|yr|y) ?(\d{1,2})(?:'s)?\b")
RECEPTION = re.compile(
    r"\b(?:in|my|the) (?:reception|foundation)(?: (?:child|one|class|boy|girl))?\b|\breception (?:child"
    r"|one|class)\b"
)
SEVERAL = re.compile(r"\b(?:the|my|our) (?:boys|girls|lads|lasses|sons|daughters)\b|\bboth (?:boys|girls)\b")

Group = tuple[tuple[int, ...], tuple[int, ...]]  # (these children, or: between these it does not decide)


def find_group(text: str, children: Sequence[ChildName]) -> Group | None:
    """The children meant by "both", "the twins", "my youngest", "my Y4"; None when nothing of the kind.

    text: any case. Returns (chosen, undecided): one of the two is empty.
    """
    said = text.lower()
    if not children:
        return None
    for pattern, find in ((TWINS, _twins), (ELDEST, _eldest), (YOUNGEST, _youngest), (MIDDLE, _middle)):
        if pattern.search(said):
            return _sole(find(children), children)
    year = YEAR.search(said)
    if year or RECEPTION.search(said):
        wanted = int(year[1]) if year else 0
        matching = [child for child in children if child.year == wanted]
        return _sole(matching, children)
    return _counted(said, children)


def _counted(said: str, children: Sequence[ChildName]) -> Group | None:
    everyone = tuple(child.pupil_id for child in children)
    counted = COUNTED.search(said)
    if counted:
        number = NUMBERS[counted[1] or counted[2]]
        return (everyone, ()) if number == len(children) else ((), everyone)
    if BOTH.search(said) or SEVERAL.search(said):
        return (everyone, ()) if len(children) <= 2 else ((), everyone)
    return (everyone, ()) if EVERY.search(said) else None


def _sole(chosen: Sequence[ChildName], children: Sequence[ChildName]) -> Group:
    if chosen:
        return tuple(child.pupil_id for child in chosen), ()
    return (), tuple(child.pupil_id for child in children)


def _twins(children: Sequence[ChildName]) -> list[ChildName]:
    births = defaultdict(list)
    for child in children:
        births[child.birth_on or ("year", child.year)].append(child)
    groups = [group for group in births.values() if len(group) > 1]
    if len(groups) == 1:
        return groups[0]
    return list(children) if len(children) == 2 and not any(child.birth_on for child in children) else []


def _eldest(children: Sequence[ChildName]) -> list[ChildName]:
    return _edge(children, -1)


def _youngest(children: Sequence[ChildName]) -> list[ChildName]:
    return _edge(children, 0)


def _middle(children: Sequence[ChildName]) -> list[ChildName]:
    ages = _by_age(children)
    return [ages[1]] if len(ages) == 3 and len({_age(child) for child in ages}) == 3 else []


def _edge(children: Sequence[ChildName], place: int) -> list[ChildName]:
    ages = _by_age(children)
    if not ages or [_age(child) for child in ages].count(_age(ages[place])) > 1:
        return []
    return [ages[place]]


def _by_age(children: Sequence[ChildName]) -> list[ChildName]:
    """Youngest first; empty when the ages of some are not known."""
    known = all(child.birth_on for child in children)
    if known or all(child.year is not None and not child.birth_on for child in children):
        return sorted(children, key=_age)
    return []


def _age(child: ChildName) -> int:
    return -child.birth_on.toordinal() if child.birth_on else (child.year or 0)
