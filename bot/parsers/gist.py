"""What a message says beside "won't be in today": the reason is judged by that, where there is any.

Nearly every report holds the absence formula, and greetings and thanks stand around it. They tell nothing
about why, so they are left out, in training and in use alike. Where nothing else is said, all is kept:
"won't be in today" and "thank you" are then the whole message.
"""

import re

from bot.entities.names import fold, is_name, is_ordinary
from bot.entities.words import MONTHS, SHORT_DAYS, WEEKDAYS

_NOT = (
    r"(?:won't|will not|'ll not|i'l not|shall not|shan't|isn't|is not|aren't|are not|ain't|not|can't|cannot"
    r"|can not|unable to|wouldn't|weren't going to|couldn't)"
)
_ABLE = r"(?: be)?(?: able to| going to| gonna)?(?: be)?(?: to)?"
_COME = (
    r"(?:com(?:e|ing)|attend(?:ing|ance)?|mak(?:e|ing) it|in attendance|present)"
    r"(?: back)?(?: in(?:to)?\b| to\b)?"
)
_IN = (
    r"(?:in|at|to)(?= school\b| nursery\b| college\b| today\b| tomorrow\b| this\b| again\b| on\b|\W*$|[.,;!])"
)
_PLACE = r"(?: (?:to |in |into |at )?(?:school|nursery|college|lessons|class)\b)?"
_WHO = r"(?:him|her|them|sam|my \w+|the (?:kids|boys|girls|children|lads|twins)|both|us|\w+)"
_BECAUSE = (
    r"(?=\W*$|[.,;!]| (?:school|today|tomorrow|again|so|as|because|cos|due|with|for"
    r"|until|till|on|this|and|since)\b)"
)
FORMULAS = (
    rf"\b{_NOT}{_ABLE} (?:{_COME}|{_IN}|in){_PLACE}",
    rf"(?:^|\b(?:will be|'ll be|i'l be|to be|is|are|was|be|being|(?:he|she|sam)'s|they're|sam) )"
    rf"(?:off|absent|away)(?: from)?{_PLACE}{_BECAUSE}",
    rf"\b(?:keep(?:ing)?|kept|leav(?:e|ing)|hav(?:e|ing)|let(?:ting)?) {_WHO}"
    rf" (?:off|home|at home|back)\b{_PLACE}",
    rf"\b(?:stay(?:s|ing|ed)?|stopp?(?:s|ing|ed)?|at|resting) (?:off|at home|home)\b{_PLACE}{_BECAUSE}",
    r"\bno school\b(?: for (?:sam|him|her|them|us))?",
    r"\b(?:mark|record|put|report(?:ing)?|log) (?:sam|him|her|them|my \w+)(?: down)?(?: as)?"
    r" (?:absent|off|absence)\b",
    # what the child has not got is not the reason either
    r"\b(?:not|isn't|aren't|is not) (?:actually |really )?(?:ill|sick|poorly|unwell|contagious|infectious)\b",
)
COURTESIES = (
    r"^(?:(?:good )?(?:morning|afternoon|evening)|hi+ya|hi|hello|hey|dear \w+(?: or madam)?)\b(?: (?:all"
    r"|there|miss|love|duck|school|office))?[\s,.!:-]*",
    r"\b(?:just (?:to let you know|letting you know|a (?:quick )?(?:message|note|text) to say)"
    r"|to let you know|letting you know|i'm (?:sorry|afraid)|unfortunately|please note)(?: that)?\b",
    r"[\s,.!-]*\b(?:(?:many |kind |best |warm )?(?:thanks|thank you|regards|cheers)(?: (?:very|so) much)?"
    r"(?: in advance)?)[\s,.!x]*$",
)
_FORMULA = re.compile("|".join(FORMULAS))
_COURTESY = [re.compile(pattern) for pattern in COURTESIES]
_EMPTY = """
a an and are as at be been both but by can could day days did do does for from going had has have he her here
hi hello hiya him his home i i'm i'l i'd i've in is isn't it it's its just kids letting let know ladies me
mine morning afternoon evening my no not of off on one or our out over please school she so sorry still sam
sam's than thank thanks that the their them there they this till to today tomorrow tonight too until up us
was we we're week weeks next last rest will with won't would yesterday year you your yours son daughter
child children boy girl boys girls mum dad nan grandad twins all again two three he's she's they're again
ok okay bye love duck miss x xx am pm absent absence away attend attending regards kind dear mr mrs thanks
unfortunately afraid note noted see come coming
"""
EMPTY = frozenset((*_EMPTY.split(), *WEEKDAYS, *SHORT_DAYS, *MONTHS))
WORD = re.compile(r"[^\W\d_][\w']*")


def find_gist(text: str) -> str:
    """The part of a message that can tell a reason; the whole of it where nothing else is said.

    text: normalised, children's names replaced.
    """
    rest = text
    for pattern in _COURTESY:
        rest = pattern.sub(" ", rest)
    rest = " ".join(_FORMULA.sub(" . ", rest).split()).strip(" .,;!-")
    return rest if says_something(rest) else text


def has_absence_formula(text: str) -> bool:
    """Whether a normalised message says in so many words that a child does not come."""
    return _FORMULA.search(text) is not None


def says_something(text: str) -> bool:
    """Whether a word is left that is no name, no day and none of the small words of every message."""
    return any(not _is_empty(word) for word in WORD.findall(text))


def _is_empty(word: str) -> bool:
    if word in EMPTY:
        return True
    name = fold(word.removesuffix("'s"))
    return is_name(name) and not is_ordinary(name)
