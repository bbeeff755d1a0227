"""What one cell may hold: days, times, yes or no, UPNs, languages. Each reader says what is wrong."""

import re
import unicodedata
from datetime import date, time
from functools import cache

from babel import Locale
from stdnum.gb import upn as stdnum_upn

LONGEST_CELL = 500
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})
YEARS = {"nursery": -1, "n": -1, "reception": 0, "r": 0}
LAST_YEAR = 13
LAST_HOUR, LAST_MINUTE = 23, 59
_UPN = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_BRITISH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?")
# Signs that are not seen but turn the text round them about or hide in it; those that join letters stay.
_UNSEEN = dict.fromkeys(
    [0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_FORMULA_STARTS = ("=", "+", "-", "@")


class BadCell(ValueError):  # noqa: N818 -- it reads as a sentence where it is raised
    """A cell that cannot be taken as it is: what is wrong with it, and what would be right."""

    def __init__(self, problem: str, right: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.right = right


def clean(cell: str) -> str:
    """A cell as it is kept: composed letters (NFC), single spaces, nothing unseen.

    The apostrophe that a spreadsheet is given to keep it from calculating a cell is taken off again.

    Raises:
        BadCell: it is far too long, or holds what is not text.
    """
    cell = unicodedata.normalize("NFC", " ".join(cell.translate(_UNSEEN).split()))
    if len(cell) > LONGEST_CELL:
        raise BadCell(f"is longer than {LONGEST_CELL} letters.", "Shorten it.")
    if any(unicodedata.category(letter) == "Cc" for letter in cell):
        raise BadCell("holds a sign that is not text.", "Type it again.")
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA_STARTS else cell


def parse_text(cell: str) -> str:
    """Words that must be there."""
    if not cell:
        raise BadCell("nothing is written here.", "It is needed in every row.")
    return cell


def parse_upn(cell: str) -> str:
    """A unique pupil number with the right check letter (DfE, *Unique pupil numbers*), in capitals.

    The list of local authorities in it changes with every reorganisation, so that it is not checked.
    """
    upn = parse_text(cell).upper().replace(" ", "")
    if not _UPN.fullmatch(upn):
        raise BadCell("is not a UPN.", "A UPN is a letter and 12 digits, like H801200001001.")
    letter = stdnum_upn.calc_check_digit(upn[1:])
    if letter != upn[0]:
        raise BadCell(
            "is a UPN with the wrong check letter.",
            f"Copy it again from the admission register: with these digits it would begin with {letter}.",
        )
    return upn


def parse_day(cell: str) -> date:
    """A day, as 2026-11-20 or 20/11/2026."""
    right = "Write it like 2026-11-20 or 20/11/2026."
    text = parse_text(cell)
    if found := _ISO_DAY.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _BRITISH_DAY.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    else:
        raise BadCell("is not a date with a year of four digits.", right)
    try:
        parsed = date(year, month, day)
    except ValueError as error:
        raise BadCell("is a date that does not exist.", right) from error
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise BadCell("is not in this century or the last.", right)
    return parsed


def parse_time(cell: str) -> time:
    """A time of the day, as 09:10."""
    found = _TIME.fullmatch(parse_text(cell))
    if not found or int(found[1]) > LAST_HOUR or int(found[2]) > LAST_MINUTE:
        raise BadCell("is not a time.", "Write it like 09:10.")
    return time(int(found[1]), int(found[2]))


def parse_yes_no(cell: str) -> bool:
    """Yes or no, said outright."""
    word = parse_text(cell).casefold()
    if word not in YES | NO:
        raise BadCell("is neither yes nor no.", "Write yes or no.")
    return word in YES


def parse_mark(cell: str) -> bool:
    """Yes or no, where an empty cell means no."""
    return bool(cell) and parse_yes_no(cell)


def parse_whole(cell: str) -> int:
    """A whole number from 1."""
    text = parse_text(cell)
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) < 1:
        raise BadCell("is not a whole number.", "Write 1 for whoever is tried first, then 2, and so on.")
    return int(text)


def parse_year(cell: str) -> int:
    """A year group: 1 to 13, R or Reception as 0, N or Nursery as -1."""
    word = parse_text(cell).casefold().removeprefix("year ").strip()
    if word in YEARS:
        return YEARS[word]
    if not re.fullmatch(r"[0-9]{1,2}", word) or int(word) > LAST_YEAR:
        raise BadCell("is not a year group.", "Write N, R or a number from 1 to 13.")
    return int(word)


def parse_language(cell: str) -> str:
    """An ISO 639 code, such as pl or ur; English when nothing is written."""
    code = cell.casefold() or "en"
    if code in _languages():
        return code
    named = {name.casefold(): known for known, name in _languages().items()}
    right = f"Write {named[code]}." if code in named else "Write two letters, such as en, pl or ur."
    raise BadCell("is not the code of a language.", right)


def parse_urn(cell: str) -> str:
    """A school's unique reference number: six digits."""
    if not re.fullmatch(r"[0-9]{6}", parse_text(cell)):
        raise BadCell("is not a URN.", "A URN is six digits; yours is on Get Information about Schools.")
    return cell


@cache
def _languages() -> dict[str, str]:
    names = Locale("en").languages
    return {code: str(name) for code, name in names.items() if re.fullmatch(r"[a-z]{2}", code)}
