"""Letters of all the school's languages brought to one plain spelling, so that phrases can be found."""

import re
import unicodedata

from bot.entities.names import PLAIN

APART = ("fr", "cy", "pt")  # an apostrophe parts two words: "jusqu'à", "i'r"
FIRST_HOUR, LAST_HOUR = 7, 18

_INDIC = range(0x0900, 0x0E00)  # here the marks are vowels; elsewhere they are accents
_LOOSE_MARKS = frozenset("\u09bc\u0a3c\u0a71\u0981\u0a01")  # written by some and left out by others
_SAME = str.maketrans(
    {
        "ی": "ي", "ى": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه", "ە": "ه", "ة": "ه", "ۃ": "ه", "ـ": None,
        "\u0a70": "\u0a02", "।": ".", "॥": ".", "۔": ".", "،": ",", "؛": ";", "؟": "?",
    }
)  # fmt: skip
_APOSTROPHES = re.compile(r"['’ʼ`´‘]")
_TOKEN = re.compile(
    r"(?P<date>(?<![\d/.:-])\d{1,2}(?P<by>[/.-])\d{1,2}(?P=by)(?:20\d\d|\d\d)(?![\d/]))"
    r"|(?P<slashed>(?<![\d/.:])\d{1,2}/\d{1,2}(?![\d/]))"
    r"|(?P<half_day>\d{1,2}(?:[:.]\d\d)? ?[ap]\.? ?m(?![^\W_])\.?)"
    r"|(?P<hours>\d{1,2} ?h ?(?:[0-5]\d)?(?![^\W_]))"
    r"|(?P<clock>(?<![\d.,])\d{1,2}[:.]\d\d(?!\d|[.,:]\d))"
    r"|(?P<other>\d+[.,]\d+|\d{3,})"
    r"|(?P<span>\d{1,2} ?- ?\d{1,2}(?!\d))"
    r"|(?P<number>\d{1,2})"
    r"|(?P<word>(?:[^\W\d_]|[\u0900-\u0dff])+)"
    r"|(?P<stop>[.!?;\n…]+)|(?P<comma>[,()]+)"
)


def plain_words(text: str, language: str) -> str:
    """The text lower case and without accents, words and marks parted by one space.

    Times stand as ⟦t:10:30⟧ and dates as ⟦d:24/11⟧; all digits are ASCII; stops are "." and commas ",".
    text: any. language: ISO 639-1, for what an apostrophe means.
    """
    said = "".join(
        _plain_letter(letter)
        for letter in unicodedata.normalize("NFKD", text.casefold().replace("ª", " feira "))
    )
    said = said.translate(PLAIN).translate(_SAME)
    said = _APOSTROPHES.sub(" " if language in APART else "", said)
    return " ".join(_token(match) for match in _TOKEN.finditer(said))


def _plain_letter(letter: str) -> str:
    if letter in _LOOSE_MARKS:
        return ""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if unicodedata.category(letter) in ("Mn", "Mc"):
        return letter if ord(letter) in _INDIC else ""
    return letter


def _token(match: re.Match[str]) -> str:
    said = match[0]
    match match.lastgroup:
        case "date" | "by" | "slashed":
            return "⟦d:" + re.sub(r"[.-]", "/", said) + "⟧"
        case "half_day" | "hours" | "clock":
            return _time(said)
        case "other":  # a temperature, a telephone number
            return "_"
        case "span" | "number":
            return said.replace(" ", "")
        case "stop":
            return "."
        case "comma":
            return ","
    return said


def _time(said: str) -> str:
    """ "10.30" is a time and "21.11" a date: by the hours a school keeps and the minutes people say."""
    first, second = (int(number) for number in [*re.findall(r"\d+", said), "0"][:2])
    half = re.search(r"[ap](?=\.? ?m)", said)
    if half:
        return f"⟦t:{first}:{second:02d} {half[0]}m⟧"
    if "h" in said and first > LAST_HOUR and not second:
        return f"{first} h"
    if first > 23 or second > 59:
        return f"⟦d:{first}/{second}⟧" if first < 32 and 0 < second < 13 else "_"
    if "." in said and 0 < second < 13 and (second % 5 or not FIRST_HOUR <= first <= LAST_HOUR):
        return f"⟦d:{first}/{second}⟧"
    return f"⟦t:{first}:{second:02d}⟧"
