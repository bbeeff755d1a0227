"""Whether a child is named as away, as coming in, or neither: being named is not yet being absent."""

import re

from bot.entities.elliptic import shares_reason, without_verb
from bot.entities.mentions import Standing
from bot.entities.presence import denies_illness, is_away, is_here
from bot.entities.provisos import (
    has_no_change,
    is_away_for_part,
    is_by_the_way,
    takes_back,
)

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
    r"\b(?:all|everyone|everybody|everybody else|the rest)(?: (?:of )?(?:them|mine|two|three|four|five"
    r"|[2-5]))?"
    r"(?:'s|'re| is| are| will be)? (?:in|fine|ok|okay|well"
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
    r"(?:'s| has| have)?\s*had (?:it|this|that|the|a|an)\b[^.,;!?\n]*\b(?:last (?:week|month|term|year)"
    r"|first|before|already"
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
TOPIC = re.compile(r"\s*(?:it'?s|it is)\b", re.IGNORECASE)  # "with Amy it's just today"
DROPPED = re.compile(
    r"\b(?:drop(?:ping|ped)?|drop(?:ping)? off|taking|take)\s+(?:my\s+|our\s+)?$", re.IGNORECASE
)
DROPPED_OFF = re.compile(
    r"\s*(?:first|off|in|to school|at school|before|(?:back )?to (?:the |his |her |my )?(?:school"
    r"|childminder\w*|nursery"
    r"|pre-?school|playgroup|breakfast club|mum\w*|nan\w*|gran\w*|bus stop|other school))\b",
    re.IGNORECASE,
)
TAKEN_BACK = re.compile(
    r"\b(?:reported|said|say|told you|texted|messaged|rang|wrote|put|marked|gave|named)\b[^.;!?\n]*$",
    re.IGNORECASE,
)
MISTAKEN = re.compile(
    r"[^.;!?\n]*?\b(?:in error|by (?:mistake|accident)|(?:is|was|that'?s|thats) (?:wrong|a mistake"
    r"|not right)|mistakenly"
    r"|but (?:it'?s|it is|i meant?|meant)\b|(?:i )?meant\b|when (?:it'?s|i meant|it was)"
    r"|(?:it )?should (?:be|have))"
    r"|[^.;!?\n]*[.;,!?\n] *(?:but )?(?:he|she|they)(?:'s|s| is| are|'re) (?:actually |now )?(?:in"
    r"|at school|fine|there|ok"
    r"|well|here|better)\b(?! (?:bed|hospital|pain|with me))",
    re.IGNORECASE,
)
EXCEPT = re.compile(
    r"\b(?:except|except for|apart from|other than|aside from|bar|but not)\s+(?:my\s+)?$", re.IGNORECASE
)
NEITHER = re.compile(r"\b(?:neither|nor|neither (?:is|will|are))\s+$", re.IGNORECASE)
# "why is Ben marked absent?", "you say Ben isn't in": asked, or told by the school
WHEREABOUTS = re.compile(
    r"\b(?:why (?:is|has|are|was)|is|has|did|check(?: if| that)?|know if|see if|whether)\s+$", re.IGNORECASE
)
ASKED = re.compile(
    r"\s*(?:been )?(?:(?:down|put|showing) as |marked |recorded as |in school|in\b|there\b|here\b"
    r"|got there|arrived|get in|got in|made it)[^.;!\n]*",
    re.IGNORECASE,
)
TOLD_BY_SCHOOL = re.compile(
    r"\b(?:text|message|email|call|letter|notification)s? (?:saying|to say|that|says|said)(?: that)?\s+$",
    re.IGNORECASE,
)
MARKED = re.compile(
    r"\b(?:you'?ve|you have|it says|has been|got)\s+(?:put |marked |got )?(?:down )?$|\bmarked\s+$",
    re.IGNORECASE,
)
MARKED_WRONGLY = re.compile(
    r"\s*(?:down )?(?:as )?(?:absent|off|ill|away|late|down)\b[^.;!?\n]*\bbut\b", re.IGNORECASE
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
    led = _as_led_to(text, start, said_before, rest, alone)
    if led:
        return led
    if before is not None and shares_reason(text[before:start], rest):
        return without_verb(text, start, end, rest, before) or Standing.AWAY
    if before is not None and has_no_change(rest):
        return Standing.AWAY if is_here(text[before:start], alone=False) else Standing.HERE
    if not alone and _is_beside(said_before, rest):
        return Standing.NOT_MEANT
    if not alone and _is_at_school(said_before, rest):
        return Standing.HERE
    elliptic = None if before is None else without_verb(text, start, end, rest, before)
    if elliptic and not (elliptic is Standing.HERE and is_away_for_part(rest)):
        return elliptic
    not_ill = denies_illness(rest)
    if not_ill:
        return _of_the_well(rest[not_ill:], alone)
    return Standing.HERE if is_here(rest, alone) else Standing.AWAY


def _as_led_to(text: str, start: int, said_before: str, rest: str, alone: bool) -> Standing | None:
    """What the words before a name make of it: "not Ben", "all but Ben", "can't bring Ben"; else None."""
    if NOT_ONLY.search(said_before):
        return Standing.AWAY
    if not alone and takes_back(said_before, rest):
        return Standing.HERE
    if NOT_THIS.search(said_before) or (not alone and _is_taken_back(said_before, rest)):
        return Standing.NOT_MEANT
    excepted = EXCEPT.search(said_before)
    if excepted and ALL_IN.search(said_before):
        return Standing.AWAY
    if excepted or NO_NEED.search(said_before):
        return Standing.HERE
    if NEITHER.search(said_before) or NONE_OF.match(text, start) or NOT_BROUGHT.search(said_before):
        return Standing.AWAY
    if not alone and is_by_the_way(said_before, rest):
        return Standing.NOT_MEANT
    queried = not alone and (AS_TOLD.match(rest) or _is_queried(said_before, rest))
    return Standing.NOT_MEANT if queried else None


def _is_beside(said_before: str, rest: str) -> bool:
    """Whether a child only stands beside another: "with Ben", "worse than Ben"."""
    return bool(BESIDE.search(said_before)) and not LET_OUT.match(rest) and not TOPIC.match(rest)


def _is_queried(said_before: str, rest: str) -> bool:
    """ "Why is Ben marked absent?", "is Ben there?", "you've put Ben down as ill but": the other is meant."""
    if TOLD_BY_SCHOOL.search(said_before) or (WHEREABOUTS.search(said_before) and ASKED.match(rest)):
        return True
    return bool(MARKED.search(said_before) and MARKED_WRONGLY.match(rest))


def _is_at_school(said_before: str, rest: str) -> bool:
    """Whether what stands round a name speaks of a child at school beside the one who is away."""
    if DROPPED.search(said_before) and DROPPED_OFF.match(rest):
        return True
    brought = BROUGHT.search(said_before) and BROUGHT_IN.match(rest)
    return bool(brought or any(said.match(rest) for said in (ERRAND, TELLS, SPARED, SOUND, HAD_BEFORE)))


def _is_taken_back(said_before: str, rest: str) -> bool:
    """ "I reported Rex in error", "I said Rex but": where somebody else is named, it is the other."""
    if SAID_BEFORE.search(said_before):
        return True
    return bool(TAKEN_BACK.search(said_before) and MISTAKEN.match(rest))


def _of_the_well(rest: str, alone: bool) -> Standing:
    """ "Zofia is not ill": it is about her, unless another child was the point of saying so."""
    if is_away_for_part(rest):
        return Standing.AWAY
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
