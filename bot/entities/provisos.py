"""What a message adds to a child's being in or away: "in but at the dentist", "make that both"."""

import re

from bot.entities.evidence import has_appointment

# "make that both", "both off Wednesday for Eid": all, whoever is named besides
_ALL = r"(?:both|all (?:two|three|four|2|3|4))"
_OF_THEM = r"(?: (?:the |my )?(?:kids|children|of (?:them|em|mine)))?"
ALL_OFF_ON = re.compile(
    rf"\b{_ALL}{_OF_THEM}(?: are| is| will be| have)? (?:also )?off (?:on |next |all |from )?(?:day )?"
    r"(?:mon|tue|wed|thu|fri|tomorrow|tmrw|next week|the \d)\w*",
    re.IGNORECASE,
)
EXTENDS = re.compile(
    r"\b(?:make (?:that|it)|(?:so |now )?it'?s|actually|update:?|now)\s+(?:now\s+)?(?:both|all)\b"
    rf"|\b{_ALL}{_OF_THEM} (?:are |is |will be |have been )?(?:now )?(?:off|ill|absent|staying|late)\b"
    r"|\b(?:the pair|the two|the lot) of (?:them|em) (?:are|will be|'ll be|is|have)\b",
    re.IGNORECASE,
)
BUT = re.compile(
    r"(?:\bbut|\b(?:isn'?t|is not|not|no),)"
    r" (?:(?:(?:he|she|they)(?:'s|'ll|'ve|'d|s|'re)?|has|have|is|needs?|will|at|got|gets?) )(?:just |only )?"
    r"(?!(?:brother|sister|friend|mum|dad)\b)(?P<more>[^.;!?\n]*(?:\.\d[^.;!?\n]*)*)",
    re.IGNORECASE,
)
BUSINESS = re.compile(
    r"\b(?:interview|audition|funeral|wedding|trials?|exam|open day|leav(?:e|es|ing) (?:early|at \S+))\b",
    re.IGNORECASE,
)
IN_BUT_NOT = re.compile(
    r"\bin (?:school |just |only )*(?:today|tomorrow|this morning|this afternoon|\w+day)?,?"
    r" (?:but|and|just|though)(?: (?:he|she|they)(?:'s|'ll be|'re| is| will be| won'?t be)?)?"
    r" ?(?:not|off|won'?t be|out|absent|away)?(?: in)?(?<! in but) (?:on |the |all )*"
    r"(?P<day>mon|tue|wed|thu|fri|tomorrow|tmrw|next)",
    re.IGNORECASE,
)
DENIAL = re.compile(r"\b(?:not|off|won'?t|out|absent|away)\b", re.IGNORECASE)
NO_CHANGE = re.compile(
    r"\s*(?:-|:|is|has)?\s*(?:no (?:change|different)|unchanged|nothing (?:has )?changed|the same as (?:usual"
    r"|normal|ever))\b",
    re.IGNORECASE,
)
# "Amy says he's lying": of the other
COMMENTS = re.compile(
    r"\s*(?:says|said|reckons|thinks|swears|insists|claims)\s+(?:that )?(?:he|she|they)(?:'s|s| is|'re| are"
    r"| was)?(?: just| only| been)? (?:lying|faking|putting it on|making it up|having (?:me|us) on"
    r"|milking it|pretending|skiving|bluffing|fibbing|acting|attention seeking)\b",
    re.IGNORECASE,
)
SOUND_IN_TRUTH = re.compile(
    r"\bbut (?:there'?s|there is) nothing (?:actually |really )?(?:wrong|the matter) with (?:him|her|them)\b"
    r"|\bbut (?:i'?m|i am) not (?:having it|convinced|falling for it)\b",
    re.IGNORECASE,
)
SUPPOSED = re.compile(r"(?:^|[.;!?\n,]\s*|\b(?:and|but|or|so)\s+)(?:if|in case|unless)\s+$", re.IGNORECASE)
HIS_ILLNESS = re.compile(
    r"\bthe (?:same )?(?:\w+ ){0,2}(?:bug|cold|lurgy|virus|thing|illness|cough|flu|rash|pox)"
    r" (?:that |which )?$",
    re.IGNORECASE,
)
HAD_IT = re.compile(
    r"(?:'s|\s+has)?\s+(?:just |only )?(?:had|got|caught|brought home)\b(?! (?:a|an|the|to)\b)", re.IGNORECASE
)
_CANCEL = (
    r"(?<!don't )(?<!dont )(?<!not )"
    r"\b(?:ignore|forget|disregard|cancel|scrap|discount|delete|undo|withdraw)\b"
)
_MESSAGE = r"(?:messages?|texts?|emails?|voicemail|absences?|reports?|said|sent|wrote|told|put|\w+'s absence)"
TAKES_BACK = re.compile(
    rf"{_CANCEL}[^.;!?\n]*\b{_MESSAGE}\b[^.;!?\n]*\b(?:about|for|on|re|regarding|of|that)\s+$", re.IGNORECASE
)
TOOK_BACK = re.compile(rf"^\W*(?:\w+\W+){{0,4}}?{_CANCEL}[^.;!?\n]*\b{_MESSAGE}\b", re.IGNORECASE)
FOR_ANOTHER = re.compile(
    r"[^.;!?\n]*\b(?:it'?s|it is|it was|i meant?|meant|should (?:be|have)|wrong"
    r"|(?:he|she|they)(?:'s|s| is|'re| are) (?:still )?(?:off|ill|sick|poorly|unwell|got|not))\b",
    re.IGNORECASE,
)
STILL_AWAY = re.compile(
    r"\s*(?:'s|s|is)?\s*still (?:off|ill|poorly|sick|(?:not|un)\s?well|absent|away|bad|rough"
    r"|not (?:in|coming))(?: (?:in|though|tho|today|sadly|unfortunately|as before))*\W*$",
    re.IGNORECASE,
)


def extends_to_all(text: str) -> bool:
    """Whether a message comes to speak of all the children, whomever it names besides."""
    return EXTENDS.search(text) is not None or ALL_OFF_ON.search(text) is not None


def is_off_on_a_day(text: str, start: int) -> bool:
    """Whether "both" at `start` has a day of its own: "Ben is ill. Both off Wednesday for Eid"."""
    return ALL_OFF_ON.match(text, start) is not None


def is_away_for_part(rest: str) -> bool:
    """ "Fine but she's at the dentist at two", "in today but not Friday": well, and yet away for a time.

    rest: what follows a child's name.
    """
    more = BUT.search(rest)
    if more and (has_appointment(more["more"]) or BUSINESS.search(more["more"])):
        return True
    but_not = IN_BUT_NOT.search(rest)
    return but_not is not None and DENIAL.search(but_not.group()) is not None


def has_no_change(rest: str) -> bool:
    """Whether what follows a name is only that nothing changes for the child."""
    return NO_CHANGE.match(rest) is not None


def is_well_all_the_same(rest: str) -> bool:
    """ "Wanted to stay home too but there's nothing wrong with him"."""
    return SOUND_IN_TRUTH.search(rest) is not None


def takes_back(said_before: str, rest: str) -> bool:
    """ "Ignore my message about Ben, he's perked up": nobody else was meant by it."""
    return TAKES_BACK.search(said_before) is not None and FOR_ANOTHER.match(rest) is None


def is_by_the_way(said_before: str, rest: str) -> bool:
    """ "Amy says he's lying", "if Amy gets worse", "the bug Amy had", "I cancel Ben. Amy still off".

    said_before, rest: what stands before the child's name and after it. True where nothing new is said of it.
    """
    if SUPPOSED.search(said_before) or (HIS_ILLNESS.search(said_before) and HAD_IT.match(rest)):
        return True
    if COMMENTS.match(rest):
        return True
    return TOOK_BACK.match(said_before) is not None and STILL_AWAY.match(rest) is not None
