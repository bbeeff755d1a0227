"""Words that give a reason to be away: a child beside an absent one needs some said of it."""

import re

_BODY = (
    "tummy|stomach|belly|throat|chest|head(?!\\w* (?:of|teacher))|ears?|eyes?|tooth|teeth|back pain"
    "|knee|ankle|wrist|arm|leg|foot|toe|finger|nose"
)
_ILLNESS = (
    "ill|sick\\w*|poorly|unwell|bug|cold|flu|covid|fever\\w*|temp\\w*|cough\\w*|vom\\w*|threw up"
    "|throwing up|puk\\w*|d ?(?:&|and) ?v|diarrh?o?e?\\w*"
    "|runs|rash|spots?|pox|measles|mumps|chicken ?pox|scarlet|impetigo|nits|lice|conjunct\\w*|infect\\w*"
    "|tonsil\\w*|\\w+itis|asthma|wheez\\w*|allerg\\w*"
    "|hay ?fever|migraine|headache|\\w*ache|aching|pain\\w*|sore|hurt\\w*|broke\\w*|sprain\\w*|injur\\w*"
    "|fractur\\w*|swollen|concuss\\w*|faint\\w*"
    "|anxi\\w*|panic|meltdown|depress\\w*|cry\\w*|tears|tired|exhaust\\w*|period\\w*|cramps|croup"
    "|hepatitis|virus|noro\\w*|shingles|seizure|dizzy|shiver\\w*"
    "|up all night|rough|under the weather|not (?:right|well|good|great|himself|herself)|worse|bad|awful"
    "|caught|come out in"
)
_SAME = "same|too|as well|aswell|also|an all"
_SEEN = (
    "dentist|dental|ortho\\w*|optic\\w*|optom\\w*|doctor\\w*|docs?|dr|gp|appointment|appt?s?|hospital"
    "|hozzie|hosp|clinic|scan|x-?ray|mri|surgery|op|operation"
    "|a ?& ?e|physio\\w*|therap\\w*|speech|counsel\\w*|camhs|jab|vaccin\\w*|immunis\\w*|blood test"
    "|bloods|check-?up|consultant|p(?:a)?ediatric\\w*|assessment"
    "|(?:eye|hearing) test|review|nurse|audiolog\\w*|blood\\w*"
)
_ELSEWHERE = (
    "interview|audition|trials?|match|final|tournament|county|competition|championships?|trip"
    "|residential|camp|visit|field ?(?:trip|course)|taster|induction"
    "|transition|open day|exams?|entrance|study leave|revis\\w*|mock|work exp\\w*|placement|pru"
    "|tutor\\w*|tuition|college|licen[cs]\\w*|shoot|film\\w*|perform\\w*"
    "|show|panto|rehears\\w*|matinee|funeral|wedding|eid|diwali|vaisakhi|gurpurab|passover|holiday"
    "|flights?|fl(?:y|ies|ew|ying)|plane|abroad|travel\\w*|court|custody|police"
    "|suspend\\w*|exclud\\w*|expel\\w*|timetable|phased|part[- ]time|mornings|afternoons|refus\\w*"
    "|birthday|overslept|slept in|alarm|bus|taxi|transport"
    "|minibus|train|snow|flood\\w*|hospital school|home[- ]school\\w*|gone|isolat\\w*|quarantine"
    "|public health|ukhsa|lost|missed|uniform|shoes|course|event|festival"
    "|church|mosque|temple|synagogue|gurdwara|forest school|sleepover|grading|graduation|collect\\w*"
    "|pick\\w*|leav\\w*|released?|let out"
)
_AWAY = (
    "no|nobody|unable|not|never|won'?t|wont|can'?t|cant|cannot|isn'?t|isnt|hasn'?t|hasnt|doesn'?t"
    "|neither|nor|off|absent|away|late|later|delayed|stuck|out|home|bed"
    "|back (?:on|tomorrow|mon\\w*|tue\\w*|wed\\w*|thu\\w*|fri\\w*|next)|till?|until|by \\d\\S*"
    "|at \\d\\S*|about \\d\\S*|\\d+ ?min\\w*|half \\w+|in for \\d\\S*|stay\\w*|keep\\w*|kept|need\\w* to"
    "|has to|running|miss\\w*"
)
WHY = re.compile(
    rf"\b(?:{_BODY}|{_ILLNESS}|{_SAME}|{_SEEN}|{_ELSEWHERE}|{_AWAY})\b|[🤒🤮🤢🤧😷🤕🌡🦷🏥]", re.IGNORECASE
)
# "Ruby has a note in her bag": other business of a child at school
THINGS = re.compile(
    r"\b(?:has|needs|forgot|left|got|have|bring\w*)\b[^.;!?]{0,20}\b(?:note|forms?|letter|money|kit"
    r"|lunch|bag|homework|books?|glasses|inhaler|coat|pe)\b",
    re.IGNORECASE,
)
ABSENT = re.compile(
    rf"\b(?:{_ILLNESS}|off|absent|away|late|won'?t|wont|not|appointment|home)\b", re.IGNORECASE
)


def says_why(words: str) -> bool:
    """Whether what is said of a child gives a reason to be away, or says that it is."""
    return WHY.search(words) is not None and (
        THINGS.search(words) is None or ABSENT.search(words) is not None
    )
