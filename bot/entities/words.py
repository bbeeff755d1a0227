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
_FIRST = re.compile(r"\b(first|second)(?= (?:of )?(?:" + "|".join(MONTHS) + r")\b)")
_NUMBER = re.compile(r"\b(" + "|".join((*_NUMBERS, "thirty", "forty", "fifty")) + r")\b(?! (?:of|little)\b)")
_ROUND = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}


def with_digits(text: str) -> str:
    """Number words as digits: "twenty fourth of november" to "24th of november", and so on.

    text: normalised (lower case). "one" stays, as in "my little one", but before an hour's words.
    """
    text = _TENS.sub(_tens, text)
    text = _ORDINAL.sub(
        lambda match: "30th" if match[1] == "thirtieth" else f"{_ORDINAL_NUMBERS[match[1]]}th", text
    )
    text = _FIRST.sub(lambda match: f"{_ORDINAL_NUMBERS[match[1]]}th", text)
    text = re.sub(r"\bone(?= (?:day|week|o'?clock|month)\b)", "1", text)
    text = re.sub(r"\b((?:half|half past|quarter to|quarter past|at|by) )one\b", r"\g<1>1", text)
    return _NUMBER.sub(lambda match: str(_NUMBERS.get(match[1]) or _ROUND.get(match[1], 0)), text)


def _tens(match: re.Match[str]) -> str:
    tens, rest = _ROUND[match[1]], match[2]
    return f"{tens + _ORDINAL_NUMBERS[rest]}th" if rest in _ORDINAL_NUMBERS else str(tens + UNITS.index(rest))
