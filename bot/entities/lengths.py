"""How long an absence is said to last: two days, a fortnight, 48 hours, not sure when."""

import re
from datetime import date, timedelta

from rules.sessions import SchoolCalendar

NOON = 12
MONDAY = 0
SCHOOL_DAYS_AT_MOST = 5  # "five days" are school days; "ten days" are days of the calendar

_MAY_BE_LONG = re.compile(
    r"days|mornings|afternoons|weeks?|fortnight|month|\bday or|hours|hrs|[1-9] ?(?:-|school |full )*day|\dh"
)
_NOT_BEFORE = (
    r"(?<!last )(?<!past )(?<!previous )(?<!every )(?<!within )(?<!after )(?<!(?<!back )in )(?<!ago )"
    r"(?<!of )(?<!at )(?<!on )"
    r"(?<!over the )"
)
_DAYS = re.compile(
    rf"{_NOT_BEFORE}\b(?P<n>\d{{1,2}}|(?:a )?couple(?: of| o'?)?)(?: more| school| full| whole"
    r"| working)* (?:days?|mornings|afternoons)\b(?! (?:ago|now|before|last|old|late|time|a week|per|each"
    r"|every|running|in a row"
    r"|(?:he|she|they|we|i)(?:'s|'ve|'d| has| have| had)? been)\b)"
)
_WEEKS = re.compile(
    rf"{_NOT_BEFORE}\b(?P<n>\d{{1,2}}|a|a couple of|couple of|another|the next)(?: more| full"
    r"| whole)? (?P<unit>weeks?|fortnight|months?)\b(?! (?:ago|now|before|on|today|tomorrow|commencing"
    r"|beginning|old|end|time|(?:he|she|they|we|i)(?:'s|'ve|'d| has| have| had)? been"
    r"|after(?!\s*(?:$|[.,;!?\n])| (?:an|his|her|their|the|this) (?:op|operation|surgery|procedure))"
    r"|of(?! (?:work|leave|rest|isolation|bed|recovery|study|treatment)\b))\b)"
)
_HOURS = re.compile(r"\b(?P<n>24|48|72) ?-?(?:hours?|hrs?|h)\b(?! ago)")
_VAGUE = re.compile(
    rf"{_NOT_BEFORE}\b(?:a )?(?:few|several|some|couple or 3) (?:more )?(?:days|weeks)\b(?! (?:ago|now"
    rf"|out of|after|since|post))"
    r"|\bday or (?:2|so)\b|\b2 or 3 days\b|\b[1-9] ?(?:-|or|to) ?[1-9] days\b"
)
_DEFINITE = re.compile(r"\bfor (?:a|2|3|4|the next 2) (?:weeks?|fortnight|month)\b(?! or\b)")
_ILL_FOR = re.compile(
    r"\b(?:been|was|feeling|felt|had)\b(?: \w+){0,3}? (?:ill|sick|poorly|unwell|coughing|vomiting|bad"
    r"|rough|temperature|fever|cold|cough|off (?:it|food)|struggling|up)(?: \w+){0,3}? (?:for|now)?\s*$"
    r"|\b(?<!signed )(?<!stay )been off(?: school)?(?: sick| ill)?(?: for)?\s*$"
    r"|\b(?:it's been|that's|awake|hasn't been|haven't been|shut)(?: \w+)?\s*$"
    r"|\b(?:baby|he|she|he's|she's|aged)(?: is)?(?: only)?\s*$"
    r"|\b(?:antibiotics?|medicine|medication|tablets?|course|cream|penicillin|inhaler|drops|steroids"
    r"|eaten|slept|kept (?:anything|nothing) down)\b(?: \w+){0,3}?(?: of| for)?(?: the)?\s*$"
)
OPEN = re.compile(
    r"\b(?:(?:(?:don't|do not|not|unsure|unclear|unknown|can't|cannot)(?: (?:yet|really|honestly|actually"
    r"|currently|even|know|sure|exactly|say|tell|us|me|you|certain|of))*|no idea)(?: for)? (?:when|how long)"
    r"(?! (?:we'll be (?:done|finished|seen|there)|(?:it|that|they|we)(?:'?ll| will"
    r"| might)? take)\b)(?! (?:he|she|it|they|did|this) (?:got|caught"
    r"|started|happened|came|picked))|(?:unsure|not sure|no idea) of (?:\w+ )?(?:return|date)"
    r"|until further notice|until (?:told|advised|informed|i hear|we hear|you hear)"
    r"|until (?:they|you|we|i)(?: [\w']+){1,3} (?:different|differently|otherwise)"
    r"|until (?:they|it|he|she|we) (?:do|does|is|are|can)\b"
    r"(?=[^.;!?\n]*\b(?:no way|not|won't|can't|off|home)\b)"
    r"|no (?:\w+ )?date(?: \w+)? (?:to|for|of) (?:com|return)\w*|one[- ]way ticket"
    r"|indefinite\w*|open[ -]ended|no return date"
    r"|foreseeable|(?<!me )(?<!us )(?<!you )(?<!his )(?<!her )(?:back|come back|return\w*)(?: in"
    r"| to school)? (?:when|once"
    r"|as soon as) (?:he|she|it|they|we|the|his"
    r"|her)|until (?:better|well|recovered|fit)"
    r"|(?:let you know|update you|tell you)(?: on| about)? (?:when|how long)|however long|when (?:he"
    r"|she)'s better|(?:off|home|away|in bed|isolating)(?: \w+){0,2} for now|for a while|for some time"
    r"|for the time being|as long as it takes)\b"
)
UNTIL_IT_IS_OVER = re.compile(
    r"\b(?:off|home|absent|away|out|not (?:be )?(?:in|back|attend\w*)|won't be (?:in|back)|isolat\w+|keep\w*"
    r"|stay\w*|remain\w*|in hospital|not send\w*|not attend\w*|no (?:way|seat|transport|taxi"
    r"|place))\b[^.;!?\n]{0,60}?"
    r"\buntil (?:such time as |that |when )?"
    r"(?!this (?:morning|afternoon|evening)|the (?:end|morning|afternoon|weekend|holidays|half|new|\d"
    r"|start|week))"
    r"(?:he|she|it|its|they|we|i|you|someone|an?|the|his|her|their|my|our|all|this|that|everything|doctor"
    r"|hospital|gp)"
    r"(?:'s|'re|'ve)?(?! (?:appointment|dentist|doctor|optician|scan|exam)\b)(?: [\w']+){1,6}"
)
_SICK_ON_SATURDAY = re.compile(r"\b(?:sick|vomit\w*|threw up|ill|it started)\b[^.;!?\n]*\bsaturday\b")
_SICK_LATER = re.compile(r"\b(?:sunday|last night|yesterday|again|this morning|in the night)\b")
IN_LATER = re.compile(
    r"\b(?:bring|drop|send)\w* (?:him|her|them)\b|\b(?:in|back) (?:by|after|at|for|later|this)\b"
    r"|\b(?:there|here|with you) (?:by|at|for|about|around)\b|\b(?:manage"
    r"|make) (?:it for )?(?:the )?afternoon"
)
HURRIED = re.compile(
    r"\b(?:late|on (?:my|our|his|her|their|the) way|traffic|running behind"
    r"|stuck in (?:(?:the|a|some|this|heavy|slow|bad|awful|terrible|massive|huge|long) )*(?:traffic|jam|queue"
    r"|tailback|roadworks|snow|fog|road|lift|town|mud)|setting off|set off"
    r"|overslept)\b"
)


def is_open_ended(text: str) -> bool:
    """Whether the sender says that the end is not known."""
    if HURRIED.search(text):
        return False
    if OPEN.search(text):
        return True
    return "until" in text and UNTIL_IT_IS_OVER.search(text) is not None and not IN_LATER.search(text)


def is_vague(text: str) -> bool:
    """Whether a length is given that could be several: "a few days"."""
    if not _MAY_BE_LONG.search(text) or not _VAGUE.search(text):
        return False
    return _DEFINITE.search(text) is None


def last_day(text: str, first: date, calendar: SchoolCalendar, today: date, hour: int) -> date | None:
    """The last school day of a length said in `text`, counted from `first`; None when no length is said.

    text: normalised, digits. first: first day absent. today, hour: when it was sent, for "48 hours".
    """
    if not _MAY_BE_LONG.search(text):
        return None
    hours = _HOURS.search(text)
    if hours:
        return _after_hours(int(hours["n"]) // 24, text, first, calendar, today, hour)
    if is_vague(text):
        return None
    weeks = _WEEKS.search(text)
    if weeks and _counts(text, weeks) and _is_length(text, weeks):
        return _before(first + timedelta(days=_weeks(weeks)), calendar)
    days = _DAYS.search(text)
    if days and _counts(text, days):
        number = int(days["n"]) if days["n"].isdigit() else 2
        if number == 0:
            return None
        if number <= SCHOOL_DAYS_AT_MOST:
            return calendar.add_school_days(first, number - 1)
        return _before(first + timedelta(days=number), calendar)
    return None


def _after_hours(days: int, text: str, first: date, calendar: SchoolCalendar, today: date, hour: int) -> date:
    """The rule of 48 hours after the last sickness: two days at home, the second of them the last.

    It is counted from the day the message was sent when the sickness was in the night or the morning
    before it, and else from the next day.
    """
    told_early = hour < NOON or re.search(r"\blast night\b|\bthis morning\b|\byesterday\b", text)
    if today.weekday() == MONDAY and _SICK_ON_SATURDAY.search(text) and not _SICK_LATER.search(text):
        return max(first, _before(today + timedelta(days=days - 1), calendar))
    start = today if told_early and today >= first else max(first, today)
    if told_early and re.search(r"\blast night\b", text):
        start = today
    return max(first, _before(start + timedelta(days=days), calendar))


def _before(day: date, calendar: SchoolCalendar) -> date:
    return calendar.previous_school_day(day)


def _counts(text: str, match: re.Match[str]) -> bool:
    return _ILL_FOR.search(text[: match.start()]) is None


def _is_length(text: str, match: re.Match[str]) -> bool:
    """ "Once a week" and "the week" are not lengths; "for a week" and "two weeks" are."""
    before = text[: match.start()]
    return re.search(r"\b(?:once|twice|times|days?|every|every other|(?<!back )in|each)\s*$", before) is None


def _weeks(match: re.Match[str]) -> int:
    number = int(match["n"]) if match["n"].isdigit() else 2 if "couple" in match["n"] else 1
    unit = match["unit"]
    return number * (14 if unit == "fortnight" else 28 if unit.startswith("month") else 7)
