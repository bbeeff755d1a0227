"""Names said of an absent child that are none of this contact's children's: a person must look."""

import re
from collections.abc import Iterator, Sequence

from bot.entities.mentions import forms, surnames
from bot.entities.namelike import stands_as_name
from bot.entities.names import ORDINARY_WORDS, closeness, fold, heard_as, is_given_name, is_name, is_ordinary
from bot.parsers.protocol import ChildName

NAME = r"[^\W\d_]+(?:-[^\W\d_]+)*(?!'(?!s\b|ll\b|d\b))(?![^\W\d_])"
RELATIVE = (
    r"(?:mum|mam|mom|mummy|mammy|mother|dad|daddy|father|nan|nana|gran\w*|grand\w*|carer|step\w*"
    r"|foster\w*|parent|childminder)"
)
# what is said of an absent child straight after the name
ABSENT = (
    r"(?:won'?t|wnt|wont|will not|will be|'ll be|is not|isn'?t|isnt|is (?:ill|sick|off|poorly|unwell|not"
    r"|away|still|at the|(?:only|also|just|now|really|actually|so) (?:ill|sick|off|poorly|unwell|not|away))"
    r"|has (?:a|an|been|got|had|no|the)|hasn'?t|not (?:in|coming|well|at|going)|off (?:today|sick|school"
    r"|ill|tomorrow)|can'?t|cant"
    r"|(?:that|who)(?:'s| is|s) (?:off|ill|sick|not|poorly|unwell|away|absent|late)|is (?:too|running"
    r"|going)|was (?:sick|up|ill)|'s (?:ill|sick|not|off|got|been|poorly|unwell|going|away|late))"
)
SUBJECT = re.compile(rf"\b(?P<name>{NAME})(?: (?P<surname>[A-Z][^\W\d_]+))?\s?(?:{ABSENT})\b")
PAIR = re.compile(rf"\b(?P<one>{NAME}) ?(?:and|&|,|n) ?(?P<two>{NAME})\b")
OF_A_CHILD = re.compile(rf"'?s? (?:\w+ ){{0,2}}?{RELATIVE}\b", re.I)
OWN_CHILD = re.compile(
    rf"\bmy (?:other |little |eldest |youngest |oldest )?(?:son|daughter|child|grandson|granddaughter"
    rf"|nephew|niece|boy|girl|lad)[ ,]+(?P<name>{NAME})\b",
    re.I,
)
ONLY = re.compile(rf"^\W*(?:it'?s |its |for |just |about )?(?P<name>{NAME})\W*$", re.I)
OF_THE_ADULT = re.compile(
    rf"(?:^|\b(?:it'?s|its|this is|i'?m|i am|hi|hello|hiya|morning|here|yes|yeah|um"
    rf"|er)[ ,.!]+)(?P<name>{NAME})(?:'?s)?(?: {NAME})?'?s? {RELATIVE}\b",
    re.I,
)
ABOUT = re.compile(
    rf"\b(?:about|regarding|re|calling for|ringing for|message for|on behalf of|absence for|cancel for"
    rf"|report(?:ing)?"
    rf"|mark|let|excuse)[: ]+(?P<name>{NAME})\b",
    re.I,
)
ABSENCE_OF = re.compile(
    rf"\b(?:absence|cancel|message|calling|ringing|off sick|report) (?:for|of) (?P<name>{NAME})\b"
)
GREETING = (
    r"(?:\W|\b(?:hi|hiya|hey|hello|good|morning|afternoon|evening|dear|sir|madam|all|there|just|to|let"
    r"|for|you|know|that|yes|yeah|um|er|erm"
    r"|so|sorry|pls|please|note|fyi|update|salaam|salam|assalam|alaikum|it'?s|its|is|our|my|so|ok|again"
    r"|me|both)\b)*"
)
# the first word after the greeting, but not somebody spoken to: "Karen, he's ill"
OPENS = re.compile(
    rf"^{GREETING}(?<![^\W_])(?P<name>{NAME})\b(?!\s*[,!]|\s+(?:\w+ )?(?:here|speaking)\b|\s+(?:can"
    rf"|could|i|he|she|my|we|you)\b)",
    re.I,
)
# not a child: a title or somebody who introduces themselves stands before the name
SPEAKER = re.compile(
    r"\b(?:mr|mrs|ms|miss|mister|dr|doctor|sir|nurse|aunt|auntie|uncle|nan|grandma|grandad|cousin|brother"
    r"|sister|teacher|coach|friend|mate|madame|half|partner|husband|wife|neighbour|boyfriend|girlfriend|boss|mum|dad"
    r"|i'?m|i am|my name is|name's|from|dear|thanks|thank you|regards|st|saint|this is)[ ,.]*$",
    re.I,
)
MISHEARD = 0.9  # Jaro-Winkler: a name this like the child's is not another's


def find_strangers(
    text: str, known: Sequence[tuple[int, int]], children: Sequence[ChildName]
) -> tuple[str, ...]:
    """Names that are said to be away and are not these children's.

    text: cleaned, own capitals. known: where these children are named. Returns the names as written.
    """
    found: dict[str, None] = {}
    for match in _candidates(text, alone=not known):
        if _is_stranger(text, match, known, children):
            found[match.group("name")] = None
    for name in _beside_known(text, known, children):
        found[name] = None
    return tuple(found)


def _candidates(text: str, alone: bool) -> Iterator[re.Match[str]]:
    """alone: no child of the family is named, so that a bare name may be another family's."""
    for pattern in (SUBJECT, OWN_CHILD, ONLY):
        yield from pattern.finditer(text)
    for match in SUBJECT.finditer(text):  # "I meant Zoe is off": the name is where a surname would be
        if match["surname"] and is_ordinary(fold(match["name"])):
            second = SUBJECT.match(text, match.start("surname"))
            yield from (second,) if second else ()
    if alone:
        for pattern in (OF_THE_ADULT, ABOUT, OPENS):
            yield from (match for match in pattern.finditer(text) if is_given_name(fold(match["name"])))
        for pattern in (OF_THE_ADULT, ABSENCE_OF):
            yield from (match for match in pattern.finditer(text) if match["name"].istitle())


def _beside_known(text: str, known: Sequence[tuple[int, int]], children: Sequence[ChildName]) -> list[str]:
    """ "Ben and Zoe won't be in", where only Ben is this family's."""
    starts = {start for start, _ in known}
    if not starts:
        return []
    names = []
    for match in PAIR.finditer(text):
        if OF_A_CHILD.match(text, match.end()):  # "it's Lorraine, Ben's mum"
            continue
        for mine, other in (("one", "two"), ("two", "one")):
            is_mine = match.start(mine) in starts
            if (
                is_mine
                and is_name(fold(match[other]))
                and _is_other(text, match.start(other), match[other], known, children)
            ):
                names.append(match[other])
    return names


def _is_stranger(
    text: str, match: re.Match[str], known: Sequence[tuple[int, int]], children: Sequence[ChildName]
) -> bool:
    if match.re is not OF_THE_ADULT and SPEAKER.search(text[: match.start("name")]):
        return False
    if match.re is SUBJECT and _is_name_by_capital(text, match.start("name"), match["name"], children):
        return True
    return _is_other(text, match.start("name"), match["name"], known, children)


def _is_name_by_capital(text: str, start: int, name: str, children: Sequence[ChildName]) -> bool:
    """ "Leave it, Robin will be in": a plain word, but with a capital and where a name stands."""
    said, before = fold(name), text[:start].rstrip()
    within = bool(before) and before[-1] not in ".!?\n:"
    return (
        within
        and name.istitle()
        and said in ORDINARY_WORDS
        and not text.istitle()
        and stands_as_name(text, start, start + len(name))
        and not any(_is_like(said, child) for child in children)
    )


def _is_other(
    text: str, start: int, name: str, known: Sequence[tuple[int, int]], children: Sequence[ChildName]
) -> bool:
    said = fold(name)
    if len(said) < 3 or is_ordinary(said) or any(first <= start < last for first, last in known):
        return False
    if any(_is_like(said, child) for child in children):
        return False
    capital = name[0].isupper() and not text.isupper()
    return is_given_name(said) or (capital and not name.isupper())


def _is_like(said: str, child: ChildName) -> bool:
    """Whether a word is the child's surname, or so like its name that it will be meant."""
    if any(closeness(said, part) for part in surnames(child.last_name)):
        return True
    names = forms(child.first_name, child.known_as)
    if any(closeness(said, name) for name in names):
        return True
    return not is_given_name(said) and any(heard_as(said, name, MISHEARD) for name in names)
