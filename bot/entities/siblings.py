"""Children spoken of without a name: both, all three, the twins, my eldest, my Y4, the other one."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.entities.words import TEENS, UNITS
from bot.parsers.protocol import ChildName

NUMBERS = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5}
NOUN = r"(?: (?:one|child|boy|girl|son|daughter|lad|lass|kid|sibling|twin)\b)?"
NO_BODY_PART = (
    r"(?! (?:his |her |their |of (?:his|her|their) )?(?:eyes|ears|legs|arms|hands|feet|knees|ankles"
    r"|wrists|lungs|ends"
    r"|sides|days|times|sessions|lessons|weeks|mornings|afternoons|mondays|fridays|me\b|of us\b|parents"
    r"|appointments))"
)
BOTH = re.compile(
    rf"\bboth (?:the |my |of (?:the|my) )?(?:kids|children)\b"
    rf"|\bboth\b{NO_BODY_PART}|\bthe pair(?: of (?:them|em))?\b|\b(?:the|my) two of (?:them|em)\b"
    rf"|\b(?:neither|either) of (?:them|em|mine|ours|my two|the two)\b"
)
COUNTED = re.compile(
    r"\ball (?:of )?(?:the |my |our )?(two|three|four|five|[2-5])\b(?! (?:days|times|weeks|lessons))"
    r"|\b(?:my|our) (two|three|four|2|3|4)\b(?! (?:year|yr|day|week))"
)
EVERY = re.compile(
    r"\b(?:all of (?:them|mine|ours)|all (?:the|my|our) (?:kids|children|lot)|(?:my|the|our) (?:kids"
    r"|children|bairns|weans"
    r"|kiddies|lot)(?!'s)|they're all|they are all|everyone in our house|(?:everyone|everybody"
    r"|all)(?= (?:except|apart from|bar|but)\b)|all (?=(?:off|ill|absent|late)\b)"
    r"|neither(?: of (?:the |my )?(?:kids|children))? (?:is|are|will|in)"
    r"|none of (?:them|mine|the kids|the children)|kids|children)\b(?! (?:nurse|ward|hospital|a ?& ?e"
    r"|club|tv|group|party"
    r"|doctor|centre|hub|in (?:his|her|the)|with))"
)
SEVERAL = re.compile(
    r"\b(?:the|my|our) (?:boys|girls|lads|lasses|sons|daughters)\b(?!')|\bboth (?:boys|girls)\b"
)
ONE_OF = re.compile(r"\bone of (?:mine|them|the (?:two|kids|children|boys|girls|twins)|my)\b")
SOME_OF = re.compile(r"\b(?:one|some|which|any) of $")
TWINS = re.compile(
    r"\b(?:the|my|our|both|these) (?:twins|triplets)\b|\b(?:twins|triplets) (?:are|have|will|won't|both"
    r"|off|ill)\b"
)
ELDEST = re.compile(
    rf"\b(?:eldest|oldest|elder|older){NOUN}\b(?! (?:brother|sister|cousin|than))|\bbig(?:ger)? one\b"
)
YOUNGEST = re.compile(
    rf"\b(?:youngest|younger|littlest){NOUN}\b(?! (?:brother|sister|cousin|than))|\b(?:little|wee"
    rf"|small) one\b"
)
MIDDLE = re.compile(r"\b(?:my|the|our) middle\b(?! of)|\bmiddle (?:one|child|son|daughter|boy|girl)\b")
PAIRS = re.compile(r"\b(big|bigger|older|oldest|eldest|little|younger|youngest|small) (two|2|ones)\b")
YEAR = re.compile(
    r"(?:^|\b(?:my|our|the|and|but)|[,.;&!\n])\s*(?:child in |one in |son in |daughter in )?"
    r"(?P<said>(?:year|yr|y) ?(?P<year>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|thirteen)"
    r"(?! (?:camp|trip|residential|class|group|teacher|parents|play|assembly|exam|maths|day|study|mock"
    r"|leave|old))(?: (?:one|child|kid|boy|girl|lad|lass)\b)?)"
)
RECEPTION = re.compile(
    r"\b(?:my|our|the) (?:one in |child in |little one in )?(?:reception|foundation|eyfs)"
    r"(?: (?:child|one|boy|girl|lad|kid)|er|(?= (?:is|has|will|won't|off|ill)\b)|'s)?\b(?! (?:desk|class"
    r"|teacher|office|at|by))"
    r"|\breception (?:child|one|boy|girl)\b|\bin reception (?:is|has|will|won't)\b"
)
OTHER = re.compile(
    r"\b(?:the |my |his |her )?other (one|child|twin|boy|girl|kid|son|daughter|two|2|three|3|four|ones"
    r"|children|kids"
    r"|boys|girls)\b|\bthe (others)\b|\b(?:the )?(rest)(?: of (?:them|em|the kids|my kids|the children)"
    r"|(?= (?:are|is|have|all|will|won't)\b))|everyone (else)\b"
    r"|\bthe (other)(?=\s*(?:'s|is|has|will|won't|isn't|was|$|[.,;!]))"
)
# "Ben and his sister are late", of two
AND_SIBLING = re.compile(
    r"\b(?:and|so is|so has|so's|plus) (?:his|her|their) (?:little |big |younger |older |twin )?"
    r"(?:brother|sister|sibling|bro|sis)"
    r"(?=\s*(?:$|[.,;!])|\s+(?:as well|too|has (?:the|a|an|got)\b|is (?:ill|off|sick|poorly|late|also|not)\b)"
    r"|\s+(?:are|both|will|won't|wont|have|late|off|not|can't|got|need)\b)"
)
# one of these stands in every description; to pass over most messages quickly
HINTS = (
    "both", "pair", "two", "2", "three", "3", "four", "4", "five", "5", "all", "neither", "either", "none",
    "one", "every", "kid", "child", "lot", "bairn", "wean", "boys", "girls", "lads", "lasses", "sons",
    "daughters", "twin", "triplet", "eld", "old", "young", "little", "middle", "year", "yr", "y1", "y6", "y7",
    "y8", "y9", "y 1", "y 6", "y 7", "y 8", "y 9", "sis", "bro", "recep", "found", "eyfs", "other", "rest",
)  # fmt: skip
YEAR_WORDS = ["reception", *UNITS[1:], TEENS[0]]
OLDER = frozenset(("big", "bigger", "older", "oldest", "eldest"))


class Kind(Enum):
    """How a description picks its children."""

    SOME = "some"  # the eldest, the twins, the year 4
    EVERY = "every"  # both, all three
    OTHERS = "others"  # the other one: those not spoken of so far


@dataclass(frozen=True, slots=True)
class Described:
    """Children meant at one place of a text; no ids where that cannot be decided."""

    start: int
    end: int
    kind: Kind
    pupil_ids: tuple[int, ...]


def find_described(
    text: str, children: Sequence[ChildName], named: frozenset[int], first_named: int = 0
) -> tuple[Described, ...]:
    """The children meant by "both", "the twins", "my youngest", "my Y4", "the other two", in order.

    text: any case. named: pupil ids that the message names, for "the other one". first_named: where it
    names one first.
    """
    said = text.lower()
    if not children or not any(hint in said for hint in HINTS):
        return ()
    found = [*_some(said, children), *_every(said, children)]
    spoken_of = named.union(*(one.pupil_ids for one in found if one.kind is Kind.SOME))
    found += _others(said, children, spoken_of, first_named)
    return tuple(sorted(found, key=lambda one: one.start))


def _some(said: str, children: Sequence[ChildName]) -> list[Described]:
    finders: tuple[tuple[re.Pattern[str], Callable[[Sequence[ChildName]], list[ChildName]]], ...] = (
        (TWINS, _twins), (ELDEST, _eldest), (YOUNGEST, _youngest), (MIDDLE, _middle),
    )  # fmt: skip
    found = [
        Described(*match.span(), Kind.SOME, _ids(find(children)))
        for pattern, find in finders
        for match in pattern.finditer(said)
    ]
    for match in PAIRS.finditer(said):
        found.append(Described(*match.span(), Kind.SOME, _ids(_pair(children, match[1] in OLDER))))
    for match in YEAR.finditer(said):
        year = int(match["year"]) if match["year"].isdigit() else YEAR_WORDS.index(match["year"])
        found.append(Described(*match.span("said"), Kind.SOME, _ids(_in_year(children, year))))
    for match in RECEPTION.finditer(said):
        found.append(Described(*match.span(), Kind.SOME, _ids(_in_year(children, 0))))
    found += [Described(*match.span(), Kind.SOME, ()) for match in ONE_OF.finditer(said)]
    return found


def _every(said: str, children: Sequence[ChildName]) -> list[Described]:
    everyone = _ids(children)
    found = []
    for match in COUNTED.finditer(said):
        fits = NUMBERS[match[1] or match[2]] == len(children)
        found.append(Described(*match.span(), Kind.EVERY, everyone if fits else ()))
    for pattern in (BOTH, SEVERAL):
        for match in pattern.finditer(said):
            if not SOME_OF.search(said, 0, match.start()):  # "one of the girls"
                found.append(Described(*match.span(), Kind.EVERY, everyone if len(children) <= 2 else ()))
    if not found:
        found = [
            Described(*match.span(), Kind.EVERY, everyone)
            for match in EVERY.finditer(said)
            if not SOME_OF.search(said, 0, match.start())
        ]
    return found


def _others(
    said: str, children: Sequence[ChildName], spoken_of: frozenset[int], first_named: int
) -> list[Described]:
    left = tuple(child.pupil_id for child in children if child.pupil_id not in spoken_of)
    found = []
    some = ONE_OF.search(said)  # "one of mine is in, the other is off - Ben": Ben is the other
    for match in OTHER.finditer(said):
        noun = next(group for group in match.groups() if group)
        many = noun in ("others", "rest", "else", "ones", "children", "kids", "boys", "girls")
        unsaid = some is not None and some.end() <= match.start() < first_named
        fits = bool(spoken_of) and not unsaid and (many or len(left) == NUMBERS.get(noun, 1))
        found.append(Described(*match.span(), Kind.OTHERS, left if fits else ()))
    if len(left) == 1 and spoken_of:
        found += [Described(*match.span(), Kind.OTHERS, left) for match in AND_SIBLING.finditer(said)]
    return found


def _ids(children: Sequence[ChildName]) -> tuple[int, ...]:
    return tuple(child.pupil_id for child in children)


def _twins(children: Sequence[ChildName]) -> list[ChildName]:
    births = defaultdict(list)
    for child in children:
        if child.birth_on or child.year is not None:
            births[child.birth_on or ("year", child.year)].append(child)
    groups = [group for group in births.values() if len(group) > 1]
    if len(groups) == 1:
        return groups[0]
    return list(children) if len(children) == 2 and not births else []


def _in_year(children: Sequence[ChildName], year: int) -> list[ChildName]:
    of_year = [child for child in children if child.year == year]
    return of_year if len(of_year) == 1 else []


def _eldest(children: Sequence[ChildName]) -> list[ChildName]:
    return _edge(children, -1)


def _youngest(children: Sequence[ChildName]) -> list[ChildName]:
    return _edge(children, 0)


def _middle(children: Sequence[ChildName]) -> list[ChildName]:
    ages = _by_age(children)
    return [ages[1]] if len(ages) == 3 and len({_age(child) for child in ages}) == 3 else []


def _pair(children: Sequence[ChildName], older: bool) -> list[ChildName]:
    ages = _by_age(children)
    ages = ages[::-1] if older else ages
    return ages[:2] if len(ages) > 2 and _age(ages[1]) != _age(ages[2]) else []


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
