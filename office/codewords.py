"""Register codes as people type and read them: a short word beside the letter, and words that mean a code."""

from dataclasses import dataclass
from datetime import date

from rules.codes import Code, UnknownCode, WithdrawnCode, all_codes, codes_on, get_code

#: One or two words for a chip. The full meaning is the regulations'.
SHORT = {
    "/": "Present AM",
    "\\": "Present PM",
    "L": "Late",
    "K": "LA provision",
    "V": "Visit or trip",
    "P": "Sport",
    "W": "Work experience",
    "B": "Off-site activity",
    "C": "Exceptional leave",
    "C1": "Performance leave",
    "C2": "Part-time timetable",
    "E": "Suspended",
    "I": "Illness",
    "J1": "Interview",
    "M": "Appointment",
    "R": "Religious observance",
    "S": "Study leave",
    "T": "Travelling",
    "G": "Holiday, not granted",
    "N": "No reason yet",
    "O": "Unauthorised",
    "U": "Late after close",
    "D": "At another school",
    "Q": "No access",
    "X": "Not required",
    "Y1": "No transport",
    "Y2": "Travel disruption",
    "Y3": "Part closed",
    "Y4": "Site closed",
    "Y5": "In custody",
    "Y6": "Public health",
    "Y7": "Unavoidable",
    "Z": "Not on roll",
    "#": "School closed",
}
#: What people in an office type instead of the regulations' words.
ALSO = {
    "I": ("ill", "sick", "poorly", "unwell", "illness"),
    "M": ("dentist", "doctor", "hospital", "gp", "medical", "dental", "orthodontist", "appointment"),
    "G": ("holiday",),
    "C": ("funeral", "wedding", "bereavement", "exceptional"),
    "R": ("religious", "eid", "diwali", "faith"),
    "V": ("trip", "visit"),
    "E": ("excluded", "suspended", "exclusion"),
    "L": ("late",),
    "O": ("unauthorised", "other"),
    "N": ("unexplained", "unknown", "no reason"),
    "D": ("dual", "pru"),
    "B": ("off site", "offsite"),
    "T": ("travelling", "traveller"),
    "Y1": ("transport", "bus", "taxi"),
}


class UnreadableCode(ValueError):  # noqa: N818 -- it reads as a sentence where it is raised
    """What was typed does not decide a code; the text says what would."""


@dataclass(frozen=True, slots=True)
class CodeChoice:
    """A code that may be chosen: its letters, its short word and its full meaning."""

    code: str
    word: str
    meaning: str
    needs_head: bool


def word_of(code: str) -> str:
    """The short word of a code; withdrawn ones are called so."""
    return SHORT.get(code, "Withdrawn code" if code in all_codes() else "No mark")


def choices_on(on: date) -> tuple[CodeChoice, ...]:
    """Every code a person may choose for an absence on a day, in the order of the guidance."""
    return tuple(
        CodeChoice(code.code, word_of(code.code), code.meaning, code.who_decides == "head")
        for code in codes_on(on)
        if code.code not in ("Z", "#")
    )


def read_code(typed: str, on: date) -> Code:
    """The code that somebody means by a letter or a word.

    Args:
        typed: such as "i", "M", "M Appointment", "dentist" or "holiday".
        on: the day the code is for; withdrawn codes are refused.

    Raises:
        UnreadableCode: nothing, or more than one code, is meant; the text says what to type.
    """
    words = " ".join(typed.split())
    if not words:
        raise UnreadableCode("Type a code or a word: I, M, dentist, holiday …")
    for candidate in (words, words.upper(), words.split(" ")[0], words.split(" ")[0].upper()):
        if candidate in all_codes() and (candidate == words or len(candidate) <= 2):
            return _in_use(candidate, on)
    meant = _codes_meant(words.casefold(), on)
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise UnreadableCode(
            f"“{words[:40]}” is not a code or a word we know. Type a letter, such as I or M."
        )
    some = ", ".join(f"{code.code} ({word_of(code.code)})" for code in meant[:4])
    raise UnreadableCode(f"“{words[:40]}” could be {some}. Type the letter.")


def _in_use(code: str, on: date) -> Code:
    try:
        return get_code(code, on)
    except (UnknownCode, WithdrawnCode) as problem:
        raise UnreadableCode(str(problem)) from problem


def _codes_meant(word: str, on: date) -> list[Code]:
    codes = {code.code: code for code in codes_on(on) if code.code not in ("Z", "#")}
    exact = [codes[letters] for letters, words in ALSO.items() if word in words and letters in codes]
    if exact:
        return exact
    if len(word) < 3:
        return []
    return [
        code
        for letters, code in codes.items()
        if word in code.meaning.casefold() or word in word_of(letters).casefold()
    ]
