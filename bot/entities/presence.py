"""The ways a message says a child is well or at school, and what takes that back."""

import re

_USUAL = r"(?:normal|usual|norm|planned|always|ever|expected|per usual)\b"
_END = (
    r"(?=\s*(?:$|[.,;:!?()\n🙂😊👍❤x-]|and\b|but\b|so\b|because\b|cos\b|bc\b|with\b|though\b|tho\b|as\b"
    r"|then\b|today\b|thanks?\b"
    r"|thx\b|ta\b|for (?:lessons|school|class|registration|the (?:whole|full))|please\b|just\b|if\b|my\b"
    r"|our\b|his\b|her\b|the other"
    r"|he'?s?\b|she'?s?\b|they\b|it'?s\b|i\b|i'?m\b|i'?ve\b|we\b|only\b|this morning|by (?:bus|bike|car|foot)"
    r"|on (?:time|foot|the bus)|already\b|now\b))"
)
_SUBJECT = (
    r"\s*(?:[,(:-]\s*)?(?:(?:on the other hand|however|though|meanwhile|as for)[, ]*)?(?:(?:he|she|they)\b)?"
)
_AUXILIARY = (
    r"\s*(?:'?s\b|'?ll\b|'?re\b|is|are|was|will|has|have|had|should|can|feels?|seems?|looks?|says (?:he"
    r"|she)'s)?"
    r"(?:\s*\b(?:be|been|still|already|just|also|both|all|now|definitely|actually|absolutely|perfectly"
    r"|completely|totally"
    r"|currently|meant to|fit (?:and|&)|up and|well enough (?:to|and)|okay (?:to|and)|ok (?:to|and)"
    r"|fine (?:to|and)|safely"
    r"|probably|hopefully|luckily|thankfully|going to|gonna|able to|happy to)\b)*\s*"
)
_IN = (
    r"(?:in|into|at|back in|back at)(?: (?:school|today|all day|the building|class|lessons|already|now"
    r"|early|on time|both days))*"
)
_GOING = (
    r"(?:com(?:e|es|ing)|go(?:es|ing|ne)?|went|came|head(?:ed|ing)|walk(?:ed|ing|s)|attend(?:s|ed|ing)?"
    r"|turn(?:ed|ing) up)"
    r"(?:\s+(?:in(?:to)?|to|along|back|straight|school|class|lessons|already|as normal|as usual|you"
    r"|today|ok|okay|alone|ahead"
    r"|with (?:a|his|her|the|my|our) \w+))*"
)
_WAY = (
    r"(?:on (?:his|her|their|the|hes|its) (?:way|bus|coach|minibus|train)(?: in| now| to (?:school"
    rf"|you))*|(?:away|off|gone|out) on the (?:bus|coach|minibus|train|school bus)|en route"
    rf"|with you(?: as {_USUAL})?)"
)
_WELL = (
    r"(?:fine|ok|okay|o\.k\.|all right|alright|well|unaffected|healthy|all clear|clear|better|good|great"
    r"|symptom[- ]free"
    r"|(?:has |got |have |showing )?no (?:symptoms|signs|problems|issues)|without symptoms"
    r"|fighting fit|right as rain"
    r"|not affected|(?:not|isn'?t) involved|isn'?t affected|bouncing)"
)
_PRESENT = (
    rf"(?:as {_USUAL}|(?:doing |in |for )?(?:the )?full (?:days?|time)|on site|on the premises"
    r"|present|there|here at school"
    r"|in attendance|at (?:the )?school|available|expected in|due in|normal day|stay(?:s"
    r"|ing)? (?:till|til|until"
    r"|to) (?:the end(?: of (?:the )?(?:school )?day)?|hometime|home time|the bell)|(?:to )?stay(?:s"
    r"|ing)?(?= *(?:$|[.,;!?\n]))"
    rf"|(?:stays|staying) (?:in|at) school|stays? as {_USUAL}|(?:to stay"
    r"|stay(?:s|ing)|remain(?:s|ing)?) (?:for (?:\w+ )?club|(?:until|till|til) (?:the )?(?:end|normal"
    r"|usual|home|hometime))|on time|at the (?:normal|usual) time|can (?:bring|take|collect|carry|fetch"
    r"|pass)|remains? (?:in|at) school)"
)
HEAD = re.compile(
    rf"{_SUBJECT}{_AUXILIARY}(?:(?:{_IN}|{_GOING}|{_WAY})(?: as {_USUAL})?{_END}"
    rf"|{_PRESENT}{_END}|{_WELL}\b)",
    re.IGNORECASE,
)
# said of a child only beside another who is away: "Carl got a lift", "Ivy's getting the bus as usual"
BY_OTHER_MEANS = re.compile(
    rf"{_SUBJECT}{_AUXILIARY}(?:(?:got|getting|gets?|has|having|caught|catch|catching|taking"
    rf"|takes?|took|gone on"
    rf"|went on|goes on|on)"
    r" (?:a|the|his|her|my) (?:\w+ )?(?:lift|bus|train|minibus|coach|ride|taxi)\b|walks?\b|walked\b"
    r"|walking\b|cycl\w+\b"
    r"|(?:got|been|being|getting) (?:dropped|taken|a lift|picked up by)\b)",
    re.IGNORECASE,
)
LATER = re.compile(
    rf"(?:\b(?:so|but|and|though)|[,;-])\s*(?:(?:he|she|they)(?:'s|s|'ll|'re)?|hes|shes|theyre|is"
    rf"|will)?{_AUXILIARY}"
    rf"(?:(?:{_IN}|{_GOING}|{_WAY})(?: as {_USUAL})?{_END}|{_PRESENT}{_END})",
    re.IGNORECASE,
)
NOT_ILL = re.compile(
    r"\s*(?:'s not|is not|isn'?t|not|no|was not|wasn'?t|has no|hasn'?t got a)\s+(?:actually\s+"
    r"|really\s+)?(?:ill|sick|poorly|unwell|off|absent|fever|temperature|temp)\b(?: at all)?(?: after all)?",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\b(?:(?:not|isn'?t) (?:involved|affected)|(?:drop|send|tak)\w* (?:(?:him|her|them) )?off"
    r"|(?:was|been|were) (?:ill|sick|poorly|unwell|off)(?: (?:on )?\w+day"
    r"| last \w+| at the weekend),? (?:and|but)"
    r"(?= (?:(?:he|she|they) )?(?:is|are|'s)? ?(?:in|back|fine|better|ok)\b)"
    r"|(?:no|isn'?t) (?:sick|ill|fever|temperature|temp)|(?:isn'?t|not) (?:off|absent) at all"
    r"|doesn'?t need (?:\w+ )?off|away on the \w+|(?:wav\w+|drop\w+|saw|seen|sent|drove) (?:him|her"
    r"|them) off|set off"
    r"|(?:was |been |were )?(?:ill|sick|poorly|unwell|off),?"
    r" (?:and|but)(?: (?:is|now|he'?s|she'?s|they'?re|much|feeling))* (?:better|well|fine|ok|okay|over it"
    r"|recovered|on the mend)"
    r"|not (?:attending|going|involved|needed)(?=[^.;!?]*\b(?:he|she|they)(?:'ll be|'s|'re| will be| is| are)"
    r" in (?:school|lessons|class)\b(?! (?:tomorrow|on|from|next|by|at|after|for)\b))|not (?:ill"
    r"|sick|poorly|unwell|affected)|no longer \w+|not (?:as )?(?:bad|contagious))\b",
    re.IGNORECASE,
)
AWAY = re.compile(
    r"\b(?:not|never|neither|nor|none|won'?t|wont|can'?t|cannot|cant|isn'?t|isnt|hasn'?t|hasnt"
    r"|doesn'?t|unable|no school"
    r"|off(?! to school)"
    r"|absent|away|late|later|ill|sick|poorly|unwell|in (?:bed|hospital|pain|a&e|isolation|tears)|(?:at"
    r"|stay\w*|keep\w*|kept|is|remain\w*) home"
    r"|hospital|fever|temp|temperature|vomit\w*|threw|throwing|running|(?:in|there|with you|back) (?:by"
    r"|at|for|after|about|around|before|from|approx\w*)"
    r" (?:\d|half|quarter|ten|nine|eleven|twelve|lunch|dinner|registration|the afternoon|period|break)"
    r"|mornings only|afternoons only)\b",
    re.IGNORECASE,
)
# "fine but has the dentist": it goes on about the same child, for nobody else is spoken of
GOES_ON = re.compile(
    r"\s*(?:now|enough|again|in (?:him|her)self)?\s*,?\s*but (?!(?:he|she|they|it|my|the|his|her|their|i|we"
    r"|our|one|both|all|neither|will be in|is in|coming)\b|(?:he|she|they|it)')\w",
    re.IGNORECASE,
)
# "with his mum, already in": wherever in its sentence it stands
IS_IN = re.compile(
    rf"\b(?:is|are|'s|'re|be|already|comes?|coming|go(?:es|ing)|gone|went|walked)(?: already)?"
    rf" (?:in|to school){_END}",
    re.IGNORECASE,
)
# "isn't he?": asked of the reader, not said of the child
TAG = re.compile(
    r",?\s*\b(?:isn|hasn|doesn|won|can|aren|haven|don|wasn|didn)'?t (?:he|she|they|it)\b(?=\s*(?:$|[?.,;!]))",
    re.IGNORECASE,
)
AS_USUAL = re.compile(
    r"\bas (?:usual|normal)\b|\b(?:at|until|till) (?:the |his |her )?(?:usual|normal)\b", re.IGNORECASE
)
# "Hugo's in, the rest are off": what follows is said of others
FIRST_SENTENCE = re.compile(
    r"(?:(?!, ?(?:and |but )?(?:the (?:rest|other)|other|both|everyone|all )|\b(?:and"
    r"|but) (?:the (?:rest|other)|other|both|everyone|all )"
    r")(?:[^.;!?\n]|\.(?=\d)))*",
    re.IGNORECASE,
)


def is_here(rest: str, alone: bool) -> bool:
    """Whether what follows a child's name says it is well or at school.

    rest: the text after the name, up to the next child. alone: no other child is spoken of.
    """
    sentence = TAG.sub("", _sentence(rest))
    if is_away(sentence):
        return False
    head = HEAD.match(sentence)
    if head and not GOES_ON.match(sentence, head.end()):
        return True
    return not alone and any(
        found
        for found in (
            BY_OTHER_MEANS.match(sentence),
            LATER.search(sentence),
            AS_USUAL.search(sentence),
            IS_IN.search(sentence),
        )
    )


def is_away(sentence: str) -> bool:
    """Whether a sentence says somebody is ill, away or late."""
    return bool(AWAY.search(DENIED.sub(" ", sentence)))


def denies_illness(rest: str) -> int:
    """Where "is not ill" ends, when what follows a name opens so; else 0."""
    match = NOT_ILL.match(rest)
    return match.end() if match else 0


def _sentence(rest: str) -> str:
    match = FIRST_SENTENCE.match(rest)
    return match.group() if match else ""
