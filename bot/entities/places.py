"""The places of a message where children are spoken of, and what it says of them there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.entities.elliptic import shares_reason
from bot.entities.evidence import only_delays, says_how_long, says_why
from bot.entities.mentions import Mention, Standing
from bot.entities.names import fold
from bot.entities.presence import is_here
from bot.entities.siblings import Described
from bot.entities.spellings import bracket_end, without_brackets, without_spelling
from bot.entities.standing import NOT_THIS, find_standing

# "Ben and Amy", "Ben and his sister Amy"
LISTED = re.compile(
    r"[\s,&+/]*(?:and|an|n|&|or|nor|plus)?[\s,]*(?:both\s+)?"
    r"(?:(?:his|her|their|my|our) (?:(?:little|big|younger|older|twin) )?"
    r"(?:brother|sister|twin|sibling|bro|sis) )?",
    re.IGNORECASE,
)
SURNAME = re.compile(r"\s+(?P<name>[^\W\d_]+(?:-[^\W\d_]+)*)")
CAPITALISED = re.compile(r"\s+[A-Z][\w'-]+")
OF_THOSE_NAMED = re.compile(
    r"\s*(?:'re|'ve|are|have|had|were|will|can|should)?\s*(?:now|still|be|been)?\s*", re.IGNORECASE
)
OWN_RELATIVE = re.compile(
    r"'?s?\s+(?:mum|mam|mom|mother|dad|father|nan|gran|grand|aunt|uncle|carer|step|foster|parent)", re.I
)
SIBLING = re.compile(r"'?s\s+(?:\w+\s+)?(?:brother|sister|twin|sibling)\b", re.I)
# "the mother of Ben and Amy"
RELATIVE_OF = re.compile(
    r"\b(?:mum|mam|mom|mother|mummy|dad|daddy|father|nan|gran|grandma|grandad|grandmother|grandfather"
    r"|aunt|auntie|uncle|carer"
    r"|guardian|parents?|step\w*)\s+(?:of|for|to)\s+(?:both\s+)?$",
    re.I,
)
# "I'm the big sister of Ben and Amy"
SISTER_OF = re.compile(
    r"\b(?:i'?m|i am|this is|speaking|calling)\b[^.;!?\n]{0,30}\b(?:sister|brother|cousin|sibling)\s+"
    r"(?:of|for|to)\s+(?:both\s+)?$",
    re.I,
)
# "Ben's dad is taking him to Wales": it is Ben who goes
TAKEN_BY = re.compile(
    r"'?s?\s+(?:step)?(?:mum|mam|mom|mother|dad|father|nan|gran\w*|aunt\w*|uncle|carer)\b[^.,;!?\n]{0,20}?\s"
    r"(?:tak|collect|pick|fetch|fly)\w* (?:him|her|them)\b"
    r"(?! (?:back |straight )?(?:in\b|to school|to breakfast|there))",
    re.I,
)
# "said by Ben's teacher", "at Ben's friend's house": nothing of Ben
OF_HIS_CIRCLE = re.compile(r"'s\s+(?:\w+\s+)?(?:friends?|mates?|teachers?|tutor|party|sleepover)\b", re.I)


@dataclass(frozen=True, slots=True)
class Place:
    """Neighbouring names, or one description, and what is said there."""

    mentions: tuple[Mention, ...]
    standing: Standing
    relative: bool
    sibling: bool
    said: str = ""
    shares: bool = False  # the reason of the child named before: "so is Amy", "Amy just today"

    @property
    def start(self) -> int:
        return self.mentions[0].start


def as_mention(one: Described, pupil_id: int) -> Mention:
    return Mention(one.start, one.end, pupil_id, 1.0, described=True)


def find_places(
    text: str, named: Sequence[Mention], pointed: Sequence[Mention], last_names: frozenset[str] = frozenset()
) -> tuple[Place, ...]:
    """The places in order. last_names: the children's, folded, to know where a whole name ends."""
    text = without_spelling(text)
    groups: list[list[Mention]] = []
    pointed = [one for one in pointed if not _of_those_named(text, one, named)]
    for mention in sorted((*named, *pointed), key=lambda one: (one.start, one.described)):
        last = groups[-1][-1] if groups else None
        beside = last is not None and (
            mention.start == last.start
            or (
                mention.start >= last.end
                and LISTED.fullmatch(
                    without_brackets(text[_name_end(text, last.end, last_names) : mention.start])
                )
            )
        )
        if beside and mention.start != groups[-1][0].start and NOT_THIS.search(text, 0, groups[-1][0].start):
            beside = re.search(r"\w", text[groups[-1][-1].end : mention.start]) is not None  # "not Ben, Amy"
        again = groups and any(
            one.pupil_id == mention.pupil_id and one.start != mention.start for one in groups[-1]
        )
        if beside and last is not None and last.described is mention.described and not again:
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return tuple(_place(text, group, groups, last_names) for group in groups)


def _of_those_named(text: str, one: Mention, named: Sequence[Mention]) -> bool:
    """Whether "both" or "neither" describes nobody itself: "Ben and Amy are both in", "neither is Ben"."""
    if text[one.start : one.end].lower().startswith("neither"):
        return any(not text[one.end : mention.start].strip() for mention in named if mention.start >= one.end)
    ends = sorted(mention.end for mention in named if mention.end <= one.start)
    if len(ends) < 2 or not LISTED.match(text, ends[-2]):
        return False
    return OF_THOSE_NAMED.fullmatch(text, ends[-1], one.start) is not None


def _place(
    text: str, group: list[Mention], groups: Sequence[list[Mention]], last_names: frozenset[str]
) -> Place:
    ids = {mention.pupil_id for mention in group}
    own = bracket_end(text, group[0].start)
    others = [
        other
        for other in groups
        if other is not group
        and ids != {one.pupil_id for one in other}
        and bracket_end(text, other[0].start) in (None, own)
    ]
    before = max((other[-1].end for other in others if other[-1].end <= group[0].start), default=None)
    after = min((other[0].start for other in others if other[0].start >= group[-1].end), default=None)
    if own is not None and others:
        after = min(after or own, own)
    names = tuple(other[0].start for other in groups)
    text = without_brackets(text, keep=group[0].start, around=names)
    ends = _ends(text, group[-1].end, last_names)
    taken = bool(others) and any(TAKEN_BY.match(text, stop, after or len(text)) for stop in ends)
    relative = not (group[0].described or taken) and (
        any(OWN_RELATIVE.match(text, stop) or (others and OF_HIS_CIRCLE.match(text, stop)) for stop in ends)
        or RELATIVE_OF.search(text, 0, group[0].start) is not None
        or SISTER_OF.search(text, 0, group[0].start) is not None
    )
    sibling = any(SIBLING.match(text, stop) for stop in ends)
    if relative or sibling:
        return Place(tuple(group), Standing.HERE, relative, sibling)
    said = [find_standing(text, group[0].start, stop, before, after) for stop in ends]
    standing = next((one for one in said if one is not Standing.AWAY), Standing.AWAY)
    if group[0].described and _ends_a_statement_of_presence(text, group[0], before):
        standing = Standing.HERE
    said_of = text[_statement(text, group[0].start, before) : after]
    shares = says_how_long(text[ends[-1] : after]) or (
        before is not None and shares_reason(text[before : group[0].start], text[ends[-1] : after]) > 0
    )
    if others and standing is Standing.AWAY and only_delays(text[: group[0].start], text[ends[-1] : after]):
        standing = Standing.NOT_MEANT
    return Place(tuple(group), standing, relative, sibling, said_of, shares)


def _name_end(text: str, end: int, last_names: frozenset[str]) -> int:
    """Where a name ends that may have the surname after it."""
    surname = SURNAME.match(text, end)
    return surname.end() if surname and fold(surname["name"]) in last_names else end


def _ends(text: str, end: int, last_names: frozenset[str]) -> tuple[int, ...]:
    """Where the name ends: after the first name, and after the surname if one follows."""
    whole = _name_end(text, end, last_names)
    if whole > end:
        return end, whole
    capitalised = CAPITALISED.match(text, end)
    return (end, capitalised.end()) if capitalised else (end,)


def _ends_a_statement_of_presence(text: str, one: Mention, before: int | None) -> bool:
    """ "in school today, both of them"."""
    if re.match(r"[^\S\n]*\w", re.sub(r"^ of (?:them|em|mine)\b", "", text[one.end :])):
        return False
    opening = max(text.rfind(mark, before or 0, one.start) for mark in ".,;!?\n")
    return opening >= 0 and is_here(text[opening + 1 : one.start].strip(), alone=True)


def with_reasons(places: list[Place]) -> list[Place]:
    """The places of the children of whom a reason is given somewhere; all places where none is."""
    reasoned = {mention.pupil_id for place in places if says_why(place.said) for mention in place.mentions}
    if not reasoned:
        return places
    reasoned |= {mention.pupil_id for place in places if place.shares for mention in place.mentions}
    return [
        place if says_why(place.said) else replace(place, mentions=kept)
        for place in places
        if (kept := tuple(mention for mention in place.mentions if mention.pupil_id in reasoned))
    ]


def _statement(text: str, start: int, before: int | None) -> int:
    """Where the statement about the child named at `start` begins."""
    opening = max(text.rfind(mark, before or 0, start) for mark in (".", ",", ";", "!", "?", "\n", " - "))
    return max(opening, before or 0) if before is not None else 0
