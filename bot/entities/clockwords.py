"""How a time of day is written and spoken: half ten, quarter to two, 10.30am, nine fifty, 9ish, at 145."""

import re

_BEFORE = (
    r"(?:at|by|around|about|for|from|until|till|before|after|approx|approximately|gone|circa|nearly"
    r"|(?<=time )is|(?<=it )is|@"
    r"|hour|like|make it|make that|arriv(?:e|es|ing))"
)
_UNIT = (
    r"(?!\s?(?:minutes?\b|mins?\b|days?\b|weeks?\b|hours?\b|hrs\b|years?\b|months?\b|times?\b|miles?\b|st\b"
    r"|nd\b|rd\b|th\b|pounds?\b|quid\b|mg\b|ml\b|hundred\b|thousand\b|degrees\b|%))"
)
_MERIDIEM_WORD = (
    r"(?P<half>am|pm|a\.m|p\.m|[ap] m(?= |$)|(?:o'? ?clock )?in the (?:early )?(?:morning|afternoon)|at night"
    r"|in the evening|in the night)"
)
SEEN = (
    r"(?:appointments?|dentist|doctors?|gp|hospital|opticians?|orthodontist|clinic|scan|x-?ray|blood test"
    r"|camhs|physio|physiotherapy|consultant|specialist|check-?up|audiology|hearing test|eye test"
    r"|speech therapy|therapy|therapist|counsellor|counselling|jabs?|vaccination|injection|mri|interview"
    r"|funeral|assessment|hygienist|meeting|surgery)"
)
_PLURAL = (  # "until 3 negative tests" is no time
    r"(?! ?(?:(?!(?:for|and|to|with|so|then|he|she|they|we|because|in|at|on|has|is|if|please)\b)[a-z]+ )?"
    r"(?!(?:as|is|his|this|thanks|was|has|doctors|dentists|opticians|lets|gets|needs|comes"
    r"|goes)\b)[a-z]{3,}s\b)"
)
_DAY_WORD = r"(?:today|tomorrow|this (?:morning|afternoon)|(?:on )?(?:mon|tues|wednes|thurs|fri)day)"

RANGE = re.compile(  # "10 till 11": it begins at 10
    r"(?<![\d/.:£-])(?P<h>1[0-2]|[1-9])(?:[.:](?P<m>[0-5]\d))?(?: ?(?P<half>am|pm))? ?until "
    rf"(?:1[0-2]|[1-9])(?:[.:][0-5]\d)?(?: ?[ap]m)?\b(?! ?(?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
    rf"|nov|dec)){_UNIT}"
)
RANGE_TO = re.compile(  # "tomorrow 9 to 11", "from 10 to 11", but "at 10 to 11" is one time
    rf"\b(?:from (?!(?:5|20|25) to)(?!10 to [1-9]\b)|(?:at|{_DAY_WORD},?|{SEEN}) (?!(?:5|10|20"
    rf"|25) to))(?P<h>1[0-2]"
    rf"|[1-9])(?: ?(?P<half>am|pm))? ?(?:to"
    r"|-) ?"
    rf"(?:1[0-2]|[1-9])(?:[.:][0-5]\d)?(?: ?[ap]m)?\b(?! ?(?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
    rf"|nov|dec))(?! ?[/-]){_UNIT}"
)
HALF = re.compile(r"\bhalf(?: past| )\s?(?P<h>1[0-2]|[1-9])\b(?! ?(?:day|term|hour|of|mins?)\b)")
PAST = re.compile(
    r"\b(?P<m>quarter|5|10|20|25)(?: minutes)? (?P<side>past|to|after)(?! school) ?(?P<h>1[0-2]|[1-9])\b"
    rf"(?! ?[.:]\d){_UNIT}"
)
DIGITAL = re.compile(
    r"(?<![\d/.:£-])(?P<h>[01]?\d|2[0-3])(?P<sep>[:.h;])(?P<m>[0-5]\d)(?![\d/%])"
    rf"(?:\s?{_MERIDIEM_WORD})?(?!\s?(?:degrees|kg|c\b))"
)
MERIDIEM = re.compile(rf"(?<![\d/.:£-])(?P<h>1[0-2]|0?[1-9])(?:ish)?\s?{_MERIDIEM_WORD}\b\.?")
MERIDIEM_COMPACT = re.compile(r"(?<![\d/.:£-])(?P<h>1[0-2]|0?[1-9])(?P<m>[0-5]\d)\s?(?P<half>am|pm)\b")
COMPACT = re.compile(
    rf"(?:{_BEFORE} )(?P<h>0[7-9]|1[0-8])(?P<m>[0-5]\d)\b{_UNIT}"
    r"|\b(?P<h2>0[7-9]|1[0-8](?=\d\d ?hrs?\b))(?P<m2>[0-5]\d)(?: ?hrs?)?\b"
)
RUN_TOGETHER = re.compile(  # "appointment 220", "be in about 920", "pick up 1045"
    rf"\b(?:{_BEFORE}|{SEEN}|up|collect\w*|leav\w+|in|there|here|back|him|her|them) "
    rf"(?P<h>1[0-2]|[1-9])(?P<m>[0-5][05])\b(?! ?[.:/-]){_UNIT}"
)
CLOCK = re.compile(  # "2 o'clock 15", as a learner says it
    rf"\b(?P<h>1[0-2]|[1-9]) ?o'? ?clock\b(?: (?P<m>[0-5][05])\b{_UNIT})?(?: ?{_MERIDIEM_WORD})?"
)
NOON = re.compile(r"\b(?:noon|midday|mid day|12 noon)\b")
SOON = re.compile(
    r"\b(?:in|be|about|another|next|there) (?:about |around |approx |roughly |the next )?(?P<n>5|10|15|20"
    r"|25|30|40|45) minutes?\b(?! (?:late|ago|before|after))"
    r"|\b(?:there|here|with you) in (?P<n3>5|10|15|20|25|30|40|45)\b"
    r"(?!\s?(?:minutes?|days?|hours?|[.:/]\d))|\b(?P<n2>5|10|15|20|25|30|40"
    r"|45) minutes? away\b"
)
SPOKEN = re.compile(
    rf"\b(?<!year )(?<!bus )(?!(?<=the )\d 0)(?P<h>1[0-2]|[1-9]) (?P<m>05|10|15|20|25|30|35|40|45|50|55"
    rf"|0[1-9])\b(?!\s?/){_UNIT}"
    r"(?: (?P<half>am|pm|[ap] m)\b)?"
)
SEEN_AT = re.compile(  # "speech therapy 11 today", "dentist 9, back by 10"
    rf"\b{SEEN}(?: is|'s)? (?:{_DAY_WORD} )?(?P<h>1[0-2]|[1-9])(?= ?(?:$|[,;!?\n]|\.(?!\d)|{_DAY_WORD}|and\b"
    rf"|so\b|will\b"
    r"|back\b|in\b|pick|collect|please\b|then\b|but\b))"
)
ISH = re.compile(r"\b(?P<h>1[0-2]|[1-9]) ?-?ish\b")
BARE = re.compile(
    rf"(?:\b|(?<=\s)){_BEFORE} (?:about |around |approx |say |like )?(?P<h>1[0-2]|[1-9])(?:ish"
    rf"|-ish)?\b{_UNIT}{_PLURAL}"
    r"(?!\s?(?:of\b|past\b|am\b|pm\b|/|[.:]\d|more\b|people\b|kids\b|children\b|o'|\d|-\d|to \d|school\b"
    r"|lessons?\b"
    r"|full\b|whole\b|or \d))"
)
HOURLESS = re.compile(  # "there 10 past", "collecting at quarter past"
    r"\b(?P<m>quarter|half|5|10|20|25)(?: minutes)? (?P<side>past|to)\b(?=\s*(?:$|[.,;!?\n]|so\b|and\b"
    r"|sorry\b"
    r"|if\b|thanks?\b|please\b|latest\b|ish\b|or so\b|at the latest\b))"
)
