"""The words that the grammar of days and times stands on, over normalised text."""

import re

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
SHORT_DAYS = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4}
UNITS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip

_NUMBERS = {word: number for number, word in enumerate((*UNITS, *TEENS, "twenty")) if number != 1}
_ORDINAL_NUMBERS = {word: number for number, word in enumerate(ORDINALS, start=1)}
_TENS = re.compile(r"\b(twenty|thirty|forty|fifty)[ -](" + "|".join((*UNITS[1:10], *ORDINALS[:9])) + r")\b")
_ORDINAL = re.compile(r"\b(" + "|".join((*ORDINALS[2:], "thirtieth")) + r")\b(?! (?:time|thing))")
_FIRST = re.compile(
    r"\b(?:first|second)(?= (?:of )?(?:" + "|".join(MONTHS) + r")\b)"
    r"|(?<=day the )(?:first|second)\b|(?<=until the )(?:first|second)\b(?! \w)"
    r"|(?<=on the )(?:first|second)\b(?! \w)"
)
_NUMBER = re.compile(r"\b(" + "|".join((*_NUMBERS, "thirty", "forty", "fifty")) + r")\b(?! (?:of|little)\b)")
_ISH = re.compile(r"\b(" + "|".join(UNITS[1:]) + r")n?-?ish\b")  # "about tennish"
_ONE_MINUTES = re.compile(
    r"\bone(?= (?:oh |0)?(?:five|ten|fifteen|twenty|twenty[ -]five|thirty|forty|forty[ -]five|fifty"
    r"|fifty[ -]five|o'?clock|p ?m)\b(?! (?:minutes?|days?|weeks?|hours?|years?)))"
)
_ONE_BEFORE = re.compile(r"\bone(?= (?:day|week|month)\b)")
_ONE_HOUR = re.compile(r"\b((?:half|half past|(?:quarter|five|ten|twenty) (?:to|past)|at|by) )one\b(?! of\b)")
_OH = re.compile(r"(?<=\d) (?:oh|o) (?=[1-9]\b)")
_ANY = re.compile(r"\b(?:" + "|".join((*UNITS, *TEENS, *ORDINALS, "thirt", "fort", "fift", "twent")) + r")")
_ROUND = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}


def with_digits(text: str) -> str:
    """Number words as digits: "twenty fourth of november" to "24th of november", and so on.

    text: normalised (lower case). "one" stays, as in "my little one", but before an hour's words.
    """
    if not _ANY.search(text):
        return text
    text = _ISH.sub(lambda match: f"{UNITS.index(match[1])}ish", text)
    text = _ONE_HOUR.sub(r"\g<1>1", _ONE_BEFORE.sub("1", _ONE_MINUTES.sub("1", text)))
    text = _TENS.sub(_tens, text)
    text = _ORDINAL.sub(
        lambda match: "30th" if match[1] == "thirtieth" else f"{_ORDINAL_NUMBERS[match[1]]}th", text
    )
    text = _FIRST.sub(lambda match: f"{_ORDINAL_NUMBERS[match[0]]}th", text)
    text = _NUMBER.sub(lambda match: str(_NUMBERS.get(match[1]) or _ROUND.get(match[1], 0)), text)
    return _OH.sub(" 0", text)


def _tens(match: re.Match[str]) -> str:
    tens, rest = _ROUND[match[1]], match[2]
    return f"{tens + _ORDINAL_NUMBERS[rest]}th" if rest in _ORDINAL_NUMBERS else str(tens + UNITS.index(rest))
