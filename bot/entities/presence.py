"""The ways a message says a child is well or at school, and what takes that back."""

import re

from bot.entities.evidence import has_appointment
from bot.entities.provisos import is_away_for_part, is_well_all_the_same

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
    r"(?:(?:back )?(?:in|into)(?! (?:his|her|my|our) (?!class|lesson|form|school))"
    r"|(?:back )?at(?= (?:the |his |her |their )?(?:school|class|lessons|nursery|college|breakfast|after)))"
    r"(?: (?:school|today|all day|the building|class|lessons|already|now"
    r"|early|on time|both days))*"
)
_GOING = (
    r"(?:com(?:e|es|ing)|go(?:es|ing|ne)?|went|came|head(?:ed|ing)|walk(?:ed|ing|s)|attend(?:s|ed|ing)?"
    r"|turn(?:ed|ing) up)"
    r"(?:\s+(?:in(?:to)?|to(?= (?:(?:his|her|the|their) )?(?:own |other |new )?(?:school|class|lessons?"
    r"|you|nursery|college|breakfast)\b)|along|back|straight|school|class|lessons|already|as normal"
    r"|as usual|you"
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
    r"|(?:has |got |have |showing )?no (?:symptoms|signs|problems?|issues?)|without symptoms"
    r"|fighting fit|right as rain"
    r"|not affected|(?:not|isn'?t) involved|isn'?t affected|bouncing)"
)
_PRESENT = (
    rf"(?:as {_USUAL}|(?:doing |in |for )?(?:the )?full (?:days?|time)|on site|on the premises"
    r"|present|there|here at school|(?:yes )?school\b(?! (?:trip|bus|phon|rang|rung|said|nurse))"
    r"|yes(?: come\w*)?"
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
_ALREADY = r"(?:already|just|now|gone|safely)"
BY_OTHER_MEANS = re.compile(
    rf"{_SUBJECT}{_AUXILIARY}(?:(?:got|getting|gets?|has|having|caught|catch|catching|coming|come|comes"
    rf"|taking|takes?|took|gone|went|goes|going|on|in|by|off)(?: (?:on|by|in))?"
    r" (?:(?:a|the|his|her|my|their) )?(?:[\w.:]+ )?(?:lift|bus|train|minibus|coach|ride|taxi|car|bike"
    r"|tram)\b"
    r"|made it\b|got (?:there|here|in)\b"
    r"|walks?\b|walked\b|walking\b|cycl\w+\b|bik(?:ed|ing)\b|scoot\w+\b"
    rf"|(?:{_ALREADY} )*(?:left|set off|gone ahead|went ahead|went on without|went with|went at"
    rf"|went earlier)\b"
    rf"(?! (?:his|her|their|it|the (?!house))\b)|(?:(?:in|at|to) )?(?:breakfast|morning|wrap\w*) club\b"
    r"|tested (?:as )?negative|(?:test (?:was|is) )?negative\b|(?:still )?(?:has )?recovered"
    r"|yes (?:\w+ )?(?:school|come\w*|in|here)\b"
    r"|(?:to |can )?stay\w* (?:in school |here |on )?(?:un)?til+ (?:the )?(?:end|normal|usual|home|bell|3)\b"
    r"|(?:to )?(?:go|goes|going|get|gets|getting|walk\w*) home (?:on|by|as|alone|after|at (?:3|half 3"
    r"|normal|usual))\b"
    r"|return(?:s|ing)(?: to school)? (?:today|now|this morning)\b|on the other hand\b|stay\w* (?:put"
    r"|on)\b|here(?=\s*(?:$|[.,;!]|and\b|but\b))"
    r"|(?:got|been|being|getting|was|is)? ?(?:dropp?ed|taken|a lift|picked up by)\b(?! ill\b))",
    re.IGNORECASE,
)
# "with their dad, who's dropping them off"
SCHOOL_RUN = re.compile(
    r"\b(?:drop|bring|driv|walk|tak|send)\w* (?:them|him|her)(?: both)?"
    r"(?: (?:in|off|to school|now|at (?:7|8)\S*|at the (?:normal|usual) time))*(?=\s*(?:$|[.,;!]|and\b"
    r"|but\b|so\b))",
    re.IGNORECASE,
)
# "walking to the dentist", "coming by taxi at 10"
NOT_STRAIGHT = re.compile(
    r"\b(?:dentist|doctors?|gp|optician\w*|ortho\w*|clinic|appointment|airport|a&e|funeral|interview"
    r"|open day)\b"
    r"|\b(?:at|by|about|around|for)(?: (?:about|around|half|quarter(?: past| to)?|ten past|twenty past))?"
    r" (?:9|1[0-2]|[1-3](?=[.:]?\d\d)|nine|ten|eleven|twelve)\b",
    re.IGNORECASE,
)
MISSED = re.compile(r"\b(?:off|absent|away|late|missed)\b", re.IGNORECASE)
# "he doesn't do it so he's in": whatever was said before
CONCLUDES = re.compile(
    rf"\b(?:so|but|and)\s+(?:(?:he|she|they)(?:'s|'ll be|'re| is| will be| are)?|hes|shes|theyre|is"
    rf"|will be|am sending"
    rf"|has gone|i'?ve sent|sending|sent)(?: (?:been|him|her|them|already|still|now|gone|coming|going|back))*"
    rf" (?:in|there|at school|to school|into school|coming(?: in)?|come to school){_END}",
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
    r"\b(?:no (?:\w+ )?(?:appointment|symptoms|signs|fever|temp\w*|nits|spots)|(?:not|isn'?t|won'?t be) late"
    r"|(?:hasn'?t|has not|doesn'?t|does not|not|isn'?t) (?:got|have|do|doing|showing|caught|need)"
    r" (?:it|them|this|any|one|an? appointment|hers|his)|on time|isn'?t$|(?:not|isn'?t) (?:involved"
    r"|affected)|(?:drop|send|tak)\w* (?:(?:him|her|them) )?off"
    r"|(?:was|been|were) (?:ill|sick|poorly|unwell|off)(?: (?:on )?\w+day"
    r"| last \w+| at the weekend),? (?:and|but)"
    r"(?= (?:(?:he|she|they) )?(?:is|are|'s)? ?(?:in|back|fine|better|ok)\b)"
    r"|was (?:ill|sick|poorly|unwell|off) last (?:week|month|term)(?! so)|bouncing off"
    r"|not showing (?:any\w*|it|signs)(?: \w+)?"
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
AFTER_SCHOOL = re.compile(r"\bafter[ -]school\b(?! club (?:is|was))", re.IGNORECASE)
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
    if is_away_for_part(sentence):
        return False
    if not alone and is_well_all_the_same(sentence):
        return True
    concludes = None if alone else CONCLUDES.search(sentence)
    if concludes and not MISSED.search(sentence, 0, concludes.start()):
        return True
    if is_away(sentence):
        return False
    head = HEAD.match(sentence)
    if head and (AFTER_SCHOOL.search(sentence) or not GOES_ON.match(sentence, head.end())):
        return True
    if alone:
        return False
    comes = BY_OTHER_MEANS.match(sentence) or SCHOOL_RUN.search(sentence)
    if comes and not has_appointment(sentence) and not NOT_STRAIGHT.search(sentence):
        return True
    return bool(LATER.search(sentence) or AS_USUAL.search(sentence) or IS_IN.search(sentence))


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
