"""Whether a child is named as away, as coming in, or neither: being named is not yet being absent."""

import re
from enum import StrEnum


class Standing(StrEnum):
    """What a message says of a child where it names it."""

    AWAY = "away"
    HERE = "here"  # coming in, well, or not the one meant
    UNCLEAR = "unclear"  # it might be either: nobody may be chosen, and nobody ruled out, by it


# "Amy will be in as usual", "Amy is fine"
PRESENT = re.compile(
    r"\s*(?:'s|'ll be|is|will be|will still be|is still)\s+(?:still\s+)?(?:coming\s+)?"
    r"(?:(?:in|at)(?: school)?(?: as (?:normal|usual))?(?=\s*(?:$|[.,;!]|and\b|but\b|today\b|though\b"
    r"|tho\b|as\b))"
    r"|fine|ok|okay|all right|alright|well\b)",
    re.IGNORECASE,
)
NOT_ILL = re.compile(r"\s*(?:'s not|is not|isn'?t|not)\s+(?:ill|sick|poorly|unwell)\b", re.IGNORECASE)
NOT_THIS = re.compile(
    r"(?:\bnot|\binstead of|\brather than|\bsaid|\bput|\bmeant? not)\s+(?:just\s+|only\s+)?$", re.IGNORECASE
)
NEITHER = re.compile(r"\b(?:neither|nor|neither (?:is|will|are))\s+$", re.IGNORECASE)
# "... but Jakub is", "... but Jakub will": what was said of the one before, turned round
ELLIPSIS = re.compile(
    r"\s*(?:(?P<no>isn'?t|is not|'s not|won'?t|will not|hasn'?t|doesn'?t)"
    r"|(?P<yes>is|will be|will|has|does|can))\s*(?=$|[.,;!])",
    re.IGNORECASE,
)
NOT_COMING = re.compile(
    r"\b(?:won'?t|not|isn'?t|can'?t|cannot|aren'?t)\b[^.;!]*?\b(?:in|com\w+|attend\w*|there|school)\b",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"\bother (?:one|child|twin|two)\b|\bthe other\b|\b(?:brothers?|sisters?|twin|sibling)\b", re.IGNORECASE
)
# "fine but has the dentist": it goes on about the same child, for nobody else is spoken of
GOES_ON = re.compile(
    r"\s*(?:now|enough|again|in (?:him|her)self)?\s*,?\s*but (?!(?:he|she|they|it|my|the|his|her|their|i|we"
    r"|our|one|both|all|neither)\b|(?:he|she|they|it)')\w",
    re.IGNORECASE,
)


def find_standing(text: str, start: int, end: int, before: int | None, after: int | None) -> Standing:
    """What is said of the child named at `text[start:end]`.

    before: where the child named before this one ends. after: where the next other child named begins.
    """
    if NOT_THIS.search(text[:start]):
        return Standing.HERE
    if NEITHER.search(text[:start]):
        return Standing.AWAY
    rest = text[end:after]
    ellipsis = ELLIPSIS.match(rest)
    if ellipsis and before is not None:
        return _turned_round(text[before:start], bool(ellipsis["no"]))
    not_ill = NOT_ILL.match(rest)
    if not_ill:
        return _of_the_well(rest[not_ill.end() :], alone=before is None and after is None)
    here = PRESENT.match(rest)
    if not here:
        return Standing.AWAY
    return Standing.AWAY if GOES_ON.match(rest, here.end()) else Standing.HERE


def _turned_round(said_before: str, denied: bool) -> Standing:
    if PRESENT.match(said_before) or NOT_ILL.match(said_before):
        return Standing.AWAY if denied is bool(PRESENT.match(said_before)) else Standing.HERE
    if NOT_COMING.search(said_before):
        return Standing.AWAY if denied else Standing.HERE
    return Standing.HERE if denied else Standing.UNCLEAR


def _of_the_well(rest: str, alone: bool) -> Standing:
    """ "Zofia is not ill": it is about her, unless another child was the point of saying so."""
    if ELSEWHERE.search(rest):
        return Standing.HERE
    if re.search(r"\w", rest.replace("and", "").replace("but", "")):
        return (
            Standing.AWAY
            if alone or re.match(r"\s*[,;.-]*\s*(?:but\s+)?(?:he|she|they)\b", rest)
            else Standing.UNCLEAR
        )
    return Standing.UNCLEAR if alone else Standing.HERE
