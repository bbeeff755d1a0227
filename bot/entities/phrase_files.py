"""The phrase books of the languages, read from phrases/LANG.csv and made into patterns.

A line is "phrase,english". In a phrase {n} stands for a number, {day} for a day or date, {month} for a month,
{time} for a time of day, and * for the rest of a word. In the English they stand for what was said, {n-1} for
the hour before. Lines belong to rounds by what their English is: numbers, then days and months, then dates
made of them, then times, then all else. "tomorrow|yesterday" is one word for both, and lines with @future and
@past as their English name the words that tell the tense.
"""

import functools
import importlib.resources
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.entities.scripts import plain_words
from bot.entities.words import MONTHS, WEEKDAYS

PHRASE_BOOKS = ("pl", "ro", "uk", "ur", "pa", "bn", "ar", "so", "fr", "pt", "cy")
ENGLISH = "english"  # the words of it that stand in messages of every language
ROUNDS = ("number", "tense", "day", "date", "time", "rest")
HOLE = re.compile(r"\{(?:n-1|n|day|month|time)\}")

_WEEKDAY = "(?:" + "|".join(WEEKDAYS) + ")"
_DATE = r"(?:the )?\d{1,2}(?:-\d{1,2})?(?:st|th)(?: (?:to|and) \d{1,2}th)?(?: (?:" + "|".join(MONTHS) + "))?"
ONE_DAY = re.compile(
    rf"(?:(?:next|last|this|on) )?(?:{_WEEKDAY}|today|tomorrow|yesterday|(?:{_WEEKDAY} )?{_DATE}"
    r"|\d{1,2}/\d{1,2}(?:/\d{2,4})?)(?: next week| week)?"
    r"|day (?:after tomorrow|before yesterday)|(?:next|this|all|following) week|week after next"
    r"|(?:rest|end) of the week|the weekend|half term|end of term|(?:christmas|easter|summer) holidays"
)
_TIME = re.compile(r"\d{1,2}:\d{1,2}(?: [ap]m)?")
_SAMPLES = {"{n}": "1", "{n-1}": "1", "{day}": "monday", "{month}": "may", "{time}": "1:00"}
_HOLES = {
    "{n}": r"(\d{1,2}(?:-\d{1,2})?)",
    "{day}": r"⟦d:([^⟦⟧]+)⟧",
    "{month}": r"⟦m:([^~⟦⟧]+)~[^⟦⟧]*⟧",
    "{time}": r"⟦t:([^⟦⟧]+)⟧",
}
_REST_OF_WORD = r"[^\s⟦⟧.,]*"
_LENGTH = re.compile(r"\{n\} (?:days|weeks|hours)$")
_TENS = (20, 30, 40, 50)


class PhraseBookError(ValueError):
    """A line of a phrase book that cannot be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of a phrase book: what is said, as written there and as a pattern, and the English for it."""

    said: str
    pattern: str
    english: str

    @property
    def round(self) -> str:
        """Which of ROUNDS it belongs to."""
        if self.english.isdigit():
            return "number"
        if self.english.startswith("@"):
            return "tense"
        # "kal raat" before "kal" is taken for tomorrow
        if self.english in MONTHS or "|" in self.english or self.english.endswith("last night"):
            return "day"
        plain = HOLE.sub(lambda hole: _SAMPLES[hole[0]], self.english)
        if ONE_DAY.fullmatch(plain) and not plain.isdigit():
            return "date" if HOLE.search(self.english) else "day"
        return "time" if _TIME.fullmatch(plain) else "rest"

    @property
    def kind(self) -> str:
        """What its English is: "m" a month, "d" a day, "t" a time, "x" anything else."""
        if self.english in MONTHS:
            return "m"
        if self.english.startswith("from ") or self.english.endswith("last night"):
            return "x"
        return {"day": "d", "date": "d", "time": "t"}.get(self.round, "x")


@dataclass(frozen=True, slots=True)
class Round:
    """Phrases that are looked for together, and the pattern that finds them all."""

    pattern: re.Pattern[str]
    phrases: tuple[Phrase, ...]

    def phrase(self, match: re.Match[str]) -> Phrase:
        """The phrase that was found."""
        return self.phrases[int(str(match.lastgroup)[1:])]


@functools.cache
def phrase_book(language: str) -> dict[str, Round]:
    """The phrase book of a language (one of PHRASE_BOOKS, or ENGLISH) with the English one, by ROUNDS.

    Raises PhraseBookError when a line is not "phrase,english".
    """
    lines = phrase_lines(language)
    numbers = _round([_phrase(*line, language) for line in lines if line[1].isdigit()])
    as_digits = functools.partial(with_numbers, numbers=numbers)
    if language != ENGLISH:
        lines = (*lines, *phrase_lines(ENGLISH))
    made = [_phrase(*line, language, None if line[1].isdigit() else as_digits) for line in lines]
    made = [_not_before_units(phrase, _units(lines, language)) for phrase in made]
    return {name: _round([phrase for phrase in made if phrase.round == name]) for name in ROUNDS}


@functools.cache
def phrase_lines(language: str) -> tuple[tuple[str, str], ...]:
    """The lines of one phrase book: what is said, and its English. Raises PhraseBookError for a bad line."""
    text = importlib.resources.files("bot.entities").joinpath("phrases", f"{language}.csv").read_text("utf-8")
    return read_lines(text, f"phrases/{language}.csv")


def read_lines(text: str, name: str) -> tuple[tuple[str, str], ...]:
    """The lines of a phrase book's text. name: for the error. Raises PhraseBookError for a bad line."""
    pairs = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        phrase, _, english = (part.strip() for part in line.rpartition(","))
        if not phrase or not english:
            raise PhraseBookError(f"{name}, line {number}: write it as phrase,english and not {line!r}")
        if set(HOLE.findall(english.replace("{n-1}", "{n}"))) - set(HOLE.findall(phrase)):
            raise PhraseBookError(f"{name}, line {number}: {english!r} asks for what {phrase!r} does not say")
        pairs.append((phrase, english))
    return tuple(pairs)


def with_numbers(said: str, numbers: Round) -> str:
    """Number words as digits, "twenty four" as 24."""
    one = re.sub(r"\?P<\w+>", "?:", numbers.pattern.pattern)
    return re.sub(rf"{one}(?: {one})*", lambda match: _added(_digits(match[0], numbers)), said)


def _digits(said: str, numbers: Round) -> list[int]:
    return [int(numbers.phrase(match).english) for match in numbers.pattern.finditer(said)]


def _added(numbers: list[int]) -> str:
    added: list[int] = []
    for number in numbers:
        if added and added[-1] in _TENS and 0 < number < 10:
            added[-1] += number
        else:
            added.append(number)
    return " ".join(str(number) for number in added)


def _phrase(said: str, english: str, language: str, as_digits: Callable[[str], str] | None = None) -> Phrase:
    parts = []
    for part in re.split(r"(\{\w+\}|\*)", said):
        if part in _HOLES or part == "*":
            parts.append(_HOLES.get(part, _REST_OF_WORD))
            continue
        words = plain_words(part, language)
        words = re.escape(as_digits(words) if as_digits else words)
        gap_before = part.startswith(" ")
        gap_after = part.endswith(" ") and bool(words)
        parts.append(" " * gap_before + words.replace(r"\ ", " ") + " " * gap_after)
    # Arabic writes "and" as the first letter of the next word
    lead = "و?" if language == "ar" and parts[0] else ""
    return Phrase(said, lead + "".join(parts), english)


def _units(lines: tuple[tuple[str, str], ...], language: str) -> str:
    """The words for days, weeks and hours, as alternatives of a pattern."""
    units = {
        phrase.split()[1] for phrase, english in lines if _LENGTH.match(english) and phrase[:4] == "{n} "
    }
    return "|".join(sorted(re.escape(plain_words(unit.strip("*"), language)) for unit in units))


def _not_before_units(phrase: Phrase, units: str) -> Phrase:
    """ "na 2" is at two o'clock, but not in "na 2 tygodnie"."""
    if not (phrase.said.endswith(" {n}") and "{n}:00" in phrase.english):
        return phrase
    return Phrase(phrase.said, rf"{phrase.pattern}(?! (?:{units})(?!\S))", phrase.english)


def _round(phrases: list[Phrase]) -> Round:
    """Longest first, so that "not sure when he is back" is not taken for "he is back"."""
    ordered = tuple(sorted(phrases, key=lambda phrase: len(phrase.said.rstrip("*")), reverse=True))
    either = "|".join(f"(?P<p{number}>{phrase.pattern})" for number, phrase in enumerate(ordered))
    return Round(re.compile(rf"(?<!\S)(?:{either or '(?!)'})(?!\S)"), ordered)
