"""Whether a child is named as away, as coming in, or neither: being named is not yet being absent."""

import re
from enum import StrEnum

from bot.entities.presence import denies_illness, is_away, is_here


class Standing(StrEnum):
    """What a message says of a child where it names it."""

    AWAY = "away"
    HERE = "here"  # coming in, or well
    NOT_MEANT = "not meant"  # "not Amy", "I said Amy but it's Ben"
    UNCLEAR = "unclear"  # it might be either: nobody may be chosen, and nobody ruled out, by it


NOT_THIS = re.compile(
    r"\b(?:not|instead of|rather than|meant? not|isn'?t|wasn'?t|never)\s+(?:just\s+|only\s+|about\s+"
    r"|for\s+)?[\"']?$",
    re.IGNORECASE,
)
SAID_BEFORE = re.compile(
    r"\b(?:said|put|typed|wrote|thought|told you|said (?:it was|about|for)"
    r"|put (?:in )?(?:for )?)\s+(?:it was\s+)?[\"']?$",
    re.IGNORECASE,
)
TELLS = re.compile(r"\s*(?:can|could|will|'ll) (?:tell|let|ask|explain|give|hand|show)\b", re.IGNORECASE)
SPARED = re.compile(
    r"\s*(?:has|does|did|is|wo)(?:n'?t| not) (?:actually )?(?:got|get|gotten|have|had|caught|catch"
    r"|catching|showing)"
    r" (?:it|any|this|that|the bug)\b",
    re.IGNORECASE,
)
SOUND = re.compile(
    r"'s \w+(?: \w+)? (?:is|are) (?:fine|ok|okay|better|clear|under control)\b|\s*(?:doesn'?t"
    r"|does not) need (?:to"
    r" (?:leave|go|come out|be (?:collected|picked up|released|let out))|collecting|picking up|releasing)\b",
    re.IGNORECASE,
)
ALL_IN = re.compile(
    r"\b(?:all|everyone|everybody|everybody else|the rest)(?:'s| is| are)? (?:in|fine|ok|okay|well"
    r"|coming|there"
    r"|at school|present)\b[^.;!?\n]*$",
    re.IGNORECASE,
)
# "no way of getting Ben in", "can't bring Amy in today"
NOT_BROUGHT = re.compile(
    r"\b(?:no (?:way|point|means|one|chance|car|lift|transport)|nobody|not|can'?t|cannot|cant|couldn'?t"
    r"|unable|won'?t|wont|haven'?t|struggling"
    r"|isn'?t|aren'?t|without)\b[^.;!?\n]{0,40}?\b(?:get|bring|send|tak|driv|walk|drop)\w*\s+(?:my\s+"
    r"|our\s+)?$",
    re.IGNORECASE,
)
# "still poorly as I said": nothing new
AS_TOLD = re.compile(
    r"\s*(?:'s|is|are)?\s*still\b[^.;!?\n]*?\b(?:as (?:i |we )?(?:said|told|reported|mentioned"
    r"|explained|messaged)"
    r"|as (?:before|reported|per|planned|normal|usual|expected)|like i said)\b",
    re.IGNORECASE,
)
NOT_ONLY = re.compile(r"\bnot (?:just|only)\s+$", re.IGNORECASE)
NO_NEED = re.compile(r"\bno need to (?:send|get|bring|release|fetch|collect)\s+$", re.IGNORECASE)
LET_OUT = re.compile(r"\s*(?:out|leave|go|off|come out)\b", re.IGNORECASE)
# of a child at school: asked to carry something, ill some time ago, brought by somebody
ERRAND = re.compile(
    r"\s*(?:please |can |could |will |to )*(?:bring|take|collect|carry|fetch|pick up|hand|pass)(?:s|ing)?"
    r" (?:home )?(?:her|his|their|any|the|some|it|work|homework)\b(?! to (?:the|a|an|his|her) )",
    re.IGNORECASE,
)
HAD_BEFORE = re.compile(
    r"\s*had (?:it|this|that|the|a|an)\b[^.,;!?\n]*\b(?:last (?:week|month|term|year)|first|before|already"
    r"|the other (?:day|week)|over the weekend|at the weekend)\b(?![^.;!?\n]*\b(?:so|still|won'?t"
    r"|not|off)\b)",
    re.IGNORECASE,
)
BROUGHT = re.compile(
    r"\b(?:is|'s|will be|'ll be|will|'ll|are|'m|am) (?:bring|walk|driv|dropp?|send)(?:e|ing)?\s+(?:my\s+)?$",
    re.IGNORECASE,
)
BROUGHT_IN = re.compile(
    r"\s*(?:(?:in|to school|today|this morning|now|instead|as (?:normal"
    r"|usual))\s*)*(?:$|[.,;!?])",
    re.IGNORECASE,
)
NONE_OF = re.compile(r"(?:neither|none)\b", re.IGNORECASE)
# "I dropped Ben first", "she caught it from Ben": said of the other one's absence
BESIDE = re.compile(
    r"\b(?:no (?:change|problems?|issues?) (?:for|with)|tell|let|remind|ask|inform|with|what|as"
    r"|caught (?:it|this|that)(?: off| from)?|(?:got|had|has|have) (?:it|this|that) (?:off|from)"
    r"|from|off of|same (?:thing |bug |lurgy |illness )?(?:as|that)|same (?:thing|bug|lurgy"
    r"|illness)|the same (?:as|thing)|just like|like|unlike|even though"
    r"|than|passed (?:it )?(?:on )?to"
    r"|given (?:it )?to|gave (?:it )?to|picking up|waiting (?:for|on))\s+(?:my\s+|our\s+|what\s+"
    r"|little\s+)?$",
    re.IGNORECASE,
)
DROPPED = re.compile(
    r"\b(?:drop(?:ping|ped)?|drop(?:ping)? off|taking|take)\s+(?:my\s+|our\s+)?$", re.IGNORECASE
)
DROPPED_OFF = re.compile(r"\s*(?:first|off|in|to school|at school|before)\b", re.IGNORECASE)
TAKEN_BACK = re.compile(
    r"\b(?:reported|said|say|told you|texted|messaged|rang|wrote|put|marked|gave|named)\b[^.;!?\n]*$",
    re.IGNORECASE,
)
MISTAKEN = re.compile(
    r"[^.;!?\n]*?\b(?:in error|by (?:mistake|accident)|(?:is|was|that'?s|thats) (?:wrong|a mistake"
    r"|not right)|mistakenly"
    r"|but (?:it'?s|it is|i meant?|meant)\b|(?:i )?meant\b|when (?:it'?s|i meant|it was)"
    r"|(?:it )?should (?:be|have))",
    re.IGNORECASE,
)
EXCEPT = re.compile(
    r"\b(?:except|except for|apart from|other than|aside from|bar|but not)\s+(?:my\s+)?$", re.IGNORECASE
)
NEITHER = re.compile(r"\b(?:neither|nor|neither (?:is|will|are))\s+$", re.IGNORECASE)
# "... but Jakub is", "... but Jakub will": what was said of the one before, turned round
ELLIPSIS = re.compile(
    r"\s*(?:, ?(?:thankfully|luckily|fortunately|however|though),? )?(?:(?P<no>isn'?t|is not|'s not"
    r"|won'?t|will not|hasn'?t|doesn'?t)"
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


def find_standing(text: str, start: int, end: int, before: int | None, after: int | None) -> Standing:
    """What is said of the child named at `text[start:end]`.

    before: where the child named before this one ends. after: where the next other child named begins.
    """
    said_before, rest = text[:start], text[end:after]
    alone = before is None and after is None
    if NOT_ONLY.search(said_before):
        return Standing.AWAY
    if NOT_THIS.search(said_before) or (not alone and _is_taken_back(said_before, rest)):
        return Standing.NOT_MEANT
    excepted = EXCEPT.search(said_before)
    if excepted and ALL_IN.search(said_before):
        return Standing.AWAY
    if excepted or NO_NEED.search(said_before):
        return Standing.HERE
    if NEITHER.search(said_before) or NONE_OF.match(text, start) or NOT_BROUGHT.search(said_before):
        return Standing.AWAY
    if not alone and AS_TOLD.match(rest):
        return Standing.NOT_MEANT
    if not alone and _is_at_school(said_before, rest):
        return Standing.HERE
    ellipsis = ELLIPSIS.match(rest)
    if ellipsis and before is not None:
        return _turned_round(text[before:start], bool(ellipsis["no"]))
    not_ill = denies_illness(rest)
    if not_ill:
        return _of_the_well(rest[not_ill:], alone)
    return Standing.HERE if is_here(rest, alone) else Standing.AWAY


def _is_at_school(said_before: str, rest: str) -> bool:
    """Whether what stands round a name speaks of a child at school beside the one who is away."""
    if BESIDE.search(said_before):
        return not LET_OUT.match(rest)
    if DROPPED.search(said_before) and DROPPED_OFF.match(rest):
        return True
    brought = BROUGHT.search(said_before) and BROUGHT_IN.match(rest)
    return bool(brought or any(said.match(rest) for said in (ERRAND, TELLS, SPARED, SOUND, HAD_BEFORE)))


def _is_taken_back(said_before: str, rest: str) -> bool:
    """ "I reported Rex in error", "I said Rex but": where somebody else is named, it is the other."""
    if SAID_BEFORE.search(said_before):
        return True
    return bool(TAKEN_BACK.search(said_before) and MISTAKEN.match(rest))


def _turned_round(said_before: str, denied: bool) -> Standing:
    present = is_here(said_before, alone=False)
    if present or denies_illness(said_before):
        return Standing.AWAY if denied is present else Standing.HERE
    if NOT_COMING.search(said_before):
        return Standing.AWAY if denied else Standing.HERE
    return Standing.HERE if denied else Standing.UNCLEAR


def _of_the_well(rest: str, alone: bool) -> Standing:
    """ "Zofia is not ill": it is about her, unless another child was the point of saying so."""
    if ELSEWHERE.search(rest):
        return Standing.HERE
    if is_here(rest, alone) or re.search(
        r"\b(?:coming|will be|is) in\b(?! (?:bed|hospital|pain|at|by))", rest
    ):
        return Standing.HERE if not is_away(rest) else Standing.AWAY
    if re.search(r"\w", rest.replace("and", "").replace("but", "")):
        return (
            Standing.AWAY
            if alone or re.match(r"\s*[,;.-]*\s*(?:but\s+)?(?:he|she|they)\b", rest)
            else Standing.UNCLEAR
        )
    return Standing.UNCLEAR if alone else Standing.HERE
