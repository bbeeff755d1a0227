"""What a child takes from the one named before it: "so is Amy", "but Amy will", "Amy no", "and now Amy"."""

import re

from bot.entities.evidence import says_why
from bot.entities.mentions import Standing
from bot.entities.presence import denies_illness, is_here

# "... but Jakub is", "... but Jakub will": what was said of the one before, turned round
ELLIPSIS = re.compile(
    r"\s*(?:[,:-]? ?(?:thankfully|luckily|fortunately|however|though),? )?(?:[,:-] *)?"
    r"(?:(?P<no>isn'?t|is not|'s not|not|no|nope"
    r"|won'?t|will not|won'?t be|hasn'?t|has not|doesn'?t|does not|aren'?t|are not|don'?t|didn'?t"
    r"|haven'?t|can'?t)"
    r"|(?P<yes>is|are|will be|'ll be|will|has|does|can|do|yes))(?: (?:though|tho|however|today|yet))?\s*(?=$"
    r"|[.,;!\n(]|so\b|and\b|but\b)",
    re.IGNORECASE,
)
# "so's Amy", "as is Amy": of her what was said of the one before
SAME_OF = re.compile(
    r"\b(?:(?:so|as|neither|nor)(?:'s| is| are| will| has| have| does| did| was)"
    r"|(?:the )?same (?:goes |applies )?(?:with|for|to)|ditto(?: for)?|and now|and also"
    r"|and then)\s+(?:my |our )?$"
    r"|[.,;!?\n]\s*(?:and|also|plus)\s+(?:my |our )?$",
    re.IGNORECASE,
)
BARE = re.compile(r"\s*(?:too|as well|aswell|also|now)?\s*(?:$|[.,;!?\n])", re.IGNORECASE)
DENIES_HAVING = re.compile(r"\s*(?:hasn'?t|has not|doesn'?t|does not|don'?t|haven'?t)\b", re.IGNORECASE)
HAS_NOT = re.compile(r"\b(?:hasn'?t|has not|doesn'?t|does not|don'?t|haven'?t)\b", re.IGNORECASE)
# "off for a wedding. Amy isn't going": to the wedding, or to school
NOT_GOING = re.compile(
    r"\s*(?:isn'?t|is not|'s not|not|won'?t be|doesn'?t) (?:going|coming|go|come|needed"
    r"|invited)\b(?! to school| in\b)",
    re.IGNORECASE,
)
EVENT = re.compile(
    r"\b(?:wedding|funeral|match|tournament|competition|gala|exam|trip|camp|interview|audition|show"
    r"|appointment|dentist|hospital|clinic|optician\w*|party|festival|trial|visit)\b",
    re.IGNORECASE,
)
MISSED_IT = re.compile(
    r"\bmiss\w* (?:the|his|her|their) (?:\w+ )?(?:bus|train|coach|minibus|taxi|tram)\b", re.IGNORECASE
)
CAUGHT_IT = re.compile(r"\s*(?:caught|got|made|was on|is on) it\b", re.IGNORECASE)
# "was off but she's rallied and is in. Ben is not"
ENDS_IN = re.compile(
    r"\b(?:is|'s|are|will be|gone|coming) (?:back )?(?:in|fine|ok|better)(?: today| now| school)*[\s.,;!-]*$",
    re.IGNORECASE,
)
NO_ALONE = re.compile(r"\W*no(?:pe)?\b", re.IGNORECASE)
NOT_COMING = re.compile(
    r"\b(?:won'?t|not|isn'?t|can'?t|cannot|aren'?t)\b[^.;!]*?\b(?:in|com\w+|attend\w*|there|school)\b",
    re.IGNORECASE,
)


def without_verb(text: str, start: int, end: int, rest: str, before: int) -> Standing | None:
    """What "so is Amy", "but Amy will", "Amy no" and "Amy yes" take from what was said before; else None."""
    said_before = text[before:start]
    same = shares_reason(said_before, rest)
    if same:
        return Standing.HERE if is_here(said_before[:same], alone=False) else Standing.AWAY
    if NOT_GOING.match(rest) and EVENT.search(said_before):
        return Standing.UNCLEAR
    if CAUGHT_IT.match(rest) and MISSED_IT.search(said_before):
        return Standing.HERE
    again = rest.lower().find(" " + text[start:end].lower())  # "but Alfie will Alfie's left"
    ellipsis = ELLIPSIS.match(rest[:again] if again > 0 else rest)
    if ellipsis is None:
        return None
    if NO_ALONE.match(rest) and says_why(rest[ellipsis.end() :]):
        return Standing.AWAY
    if DENIES_HAVING.match(rest) and not HAS_NOT.search(said_before):
        return Standing.HERE
    return _turned_round(said_before, bool(ellipsis["no"]))


def shares_reason(said_before: str, rest: str) -> int:
    """Where "so is Amy" or "and now Amy" opens, before the name; 0 when nothing of the kind does."""
    same = SAME_OF.search(said_before)
    if same is None or (
        same.group().rstrip().lower().endswith(("and", "also", "plus", "now", "then"))
        and not BARE.match(rest)
    ):
        return 0
    return same.start()


def _turned_round(said_before: str, denied: bool) -> Standing:
    present = is_here(said_before, alone=False) or ENDS_IN.search(said_before) is not None
    if present or denies_illness(said_before):
        return Standing.AWAY if denied is present else Standing.HERE
    if NOT_COMING.search(said_before):
        return Standing.AWAY if denied else Standing.HERE
    return Standing.HERE if denied else Standing.UNCLEAR
