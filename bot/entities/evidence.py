"""Words that give a reason to be away: a child beside an absent one needs some said of it."""

import re

_BODY = (
    "tummy|stomach|belly|throat|chesty?|head(?!\\w* (?:of|teacher))|ears?|eyes?|tooth|teeth|back pain"
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
    "|(?:back|returns?|returning) (?:on|tomorrow|mon\\w*|tue\\w*|wed\\w*|thu\\w*|fri\\w*|next)"
    "|till?|until|by \\d\\S*"
    "|at \\d\\S*|about \\d\\S*|\\d+ ?min\\w*|half \\w+|in for \\d\\S*|stay\\w*|keep\\w*|kept|need\\w* to"
    "|has to|running|miss\\w*"
)
WHY = re.compile(
    rf"\b(?:{_BODY}|{_ILLNESS}|{_SAME}|{_SEEN}|{_ELSEWHERE}|{_AWAY})\b|[🤒🤮🤢🤧😷🤕🌡🦷🏥]", re.IGNORECASE
)
APPOINTMENT = re.compile(rf"\b(?:{_SEEN})\b", re.IGNORECASE)
# "Ruby has a note in her bag": other business of a child at school
THINGS = re.compile(
    r"\b(?:has|needs|forgot|left|got|have|bring\w*)\b[^.;!?]{0,20}\b(?:note|forms?|letter|money|kit"
    r"|lunch|bag|homework|books?|glasses|inhaler|coat|pe)\b"
    r"|\b(?:lost|hid|hidden|spil\w+|(?:couldn'?t|can'?t|cannot) find|forgot\w*|left)\b[^.;!?]{0,20}"
    r"\b(?:shoes?|bag|kit|lunch|jumper|tie|phone|keys?|uniform|coat|blazer|homework|milk|breakfast|cereal)\b",
    re.IGNORECASE,
)
ABSENT = re.compile(
    rf"\b(?:{_ILLNESS}|off|absent|away|late|won'?t|wont|not|appointment|home)\b", re.IGNORECASE
)

# ways of being at school, whatever words of absence they hold: "no fever", "on the bus", "left at eight"
IN_SCHOOL = re.compile(
    r"\b(?:(?:has |have |had )?(?:no|not|never) (?:an? |any |had |got )?(?:\w+ )?(?:appointments?|fever"
    r"|temp\w*|symptoms|signs|nits|cough)"
    r"|(?:not|isn'?t|won'?t be) (?:late|off|absent|ill|sick|poorly)|(?:has|does|is|have"
    r"|do)n'?t(?: (?:got|have|had|need))?(?: (?:it|one|any))?(?=\s*(?:$|[.,;!]))"
    r"|(?:on|caught|catch\w*|got|gets?|getting|tak\w+|took|by|in)(?: (?:the|a|his|her"
    r"|their))?(?: \w+)? (?:bus|train|taxi|lift|minibus|coach|car)"
    r"|(?:already |just |has |have )*(?:left|gone|went|set off)(?= (?:already|at|for school|early|ahead"
    r"|in|to school|to nursery|on|with|now|the house|home|without))"
    r"|(?:dropp?ed|taken|brought)(?: off)?(?: at \S+| by \w+| already)?"
    r"|(?:un)?til+ (?:(?:the )?end|home ?time|(?:the )?(?:normal|usual)|3|three|half (?:past )?(?:3"
    r"|three))\b[^,;!?]*"
    r"|(?:leaves?|left|collected|picked up|home)[^.,;!?]*\b(?:as (?:normal|usual)|(?:at )?(?:normal"
    r"|usual)(?: time)?)"
    r"|at (?:normal|usual) time|with you(?: at \S+)?|as (?:normal|usual))\b",
    re.IGNORECASE,
)
# "Kofi just today", "Ted till Friday": the same as was said of the one before, for so long
SO_LONG = re.compile(
    r"\W*(?:'?s |is |will be |for )?(?:just|only|until|untill|til|till|from|for|all|the whole|this"
    r"|tomorrow|tmrw|tmr|tomoz|today|mon|tue|wed|thu|fri|"
    r"a (?:few|couple)|\d|one|two|three|probably|maybe|possibly|about)\w*\b[^.;!?\n]*",
    re.IGNORECASE,
)
DAYS = re.compile(
    r"\b(?:today|tomorrow|tmrw|tmr|tomoz|week|days?|mon|tues?|wed|weds|thu|thurs?|fri|\w+day|morning"
    r"|afternoon|am|pm)\b",
    re.IGNORECASE,
)

# "late because Amy was sick in the car": nothing of whether Amy is in
BECAUSE = re.compile(
    r"\b(?:because|cos|coz|cuz|'cause|bc|as|since|while|whilst)\s+(?:of\s+)?(?:my |our )?$", re.IGNORECASE
)
LATE = re.compile(r"\b(?:late|later|delay\w*|behind)\b", re.IGNORECASE)
STAYS_AWAY = re.compile(
    r"\b(?:off|absent|away|late|home|hospital|a ?& ?e|doctor\w*|appointment|won'?t|wont|not|can'?t"
    r"|cannot|keep\w*|kept|stay\w*"
    r"|too|also|as well|either|both|neither|in bed)\b",
    re.IGNORECASE,
)


def has_appointment(words: str) -> bool:
    """Whether somebody is to be seen by a doctor, a dentist or the like."""
    return APPOINTMENT.search(words) is not None


def only_delays(said_before: str, said: str) -> bool:
    """Whether a child is named only as why another is late: "late because Amy was sick in the car".

    said_before: up to its name. said: of it.
    """
    return bool(BECAUSE.search(said_before) and LATE.search(said_before) and not STAYS_AWAY.search(said))


def says_why(words: str) -> bool:
    """Whether what is said of a child gives a reason to be away, or says that it is."""
    if WHY.search(words) is None or WHY.search(IN_SCHOOL.sub(" ", words)) is None:
        return False
    return THINGS.search(words) is None or ABSENT.search(words) is not None


def says_how_long(rest: str) -> bool:
    """Whether what follows a name is only a length of time: "just today", "till Friday"."""
    match = SO_LONG.match(rest)
    return match is not None and DAYS.search(match.group()) is not None
