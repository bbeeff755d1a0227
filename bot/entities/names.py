"""What is known of given names: nicknames, how they sound, and which are ordinary words too."""

import functools
import importlib.resources
import unicodedata

from doublemetaphone import doublemetaphone
from rapidfuzz.distance import JaroWinkler

# Letters that do not fall apart into a plain letter and an accent.
PLAIN = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
EXACT, NICKNAME = 1.0, 0.94
SPELT_ALIKE = 0.90  # Jaro-Winkler; below it brothers and sisters are mistaken for each other
SOUNDS_ALIKE = 0.78  # Jaro-Winkler asked of names with one sound
SHORTEST = 4  # letters; shorter names are matched exactly or not at all


def _lines(name: str) -> list[str]:
    text = importlib.resources.files("bot.entities").joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


# Given names that are also words a parent writes: taken as names only where a name can stand.
ORDINARY_WORDS = frozenset(_lines("ordinary_names.txt")[0].split())


@functools.lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """Lower case, without accents, apostrophes, hyphens and spaces: "Siân-Lloyd" to "sianlloyd"."""
    apart = unicodedata.normalize("NFKD", name.translate(PLAIN).casefold())
    return "".join(letter for letter in apart if letter.isalpha())


def closeness(said: str, name: str) -> float:
    """How surely `said` means `name` (both folded): 1 the same, 0.94 a nickname, 0 not at all."""
    if said == name:
        return EXACT
    if _groups().get(said, frozenset()) & _groups().get(name, frozenset()):
        return NICKNAME
    # An ordinary word, or a name in its own right, is not a misspelling of another.
    if min(len(said), len(name)) < SHORTEST or is_ordinary(said) or is_name(said):
        return 0.0
    alike = JaroWinkler.similarity(said, name)
    if alike >= SPELT_ALIKE or (alike >= SOUNDS_ALIKE and _sound(said) == _sound(name)):
        return alike * 0.95
    return 0.0


def is_name(word: str) -> bool:
    """Whether a folded word is a given name we know."""
    return word in _groups()


def is_ordinary(word: str) -> bool:
    """Whether a folded word is an ordinary English word of parents' messages."""
    return word in _common_words() or word in ORDINARY_WORDS


@functools.lru_cache(maxsize=8192)
def _sound(name: str) -> str:
    return str(doublemetaphone(name)[0]) or name


@functools.cache
def _groups() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(_lines("nicknames.csv")):
        for name in line.split(","):
            groups.setdefault(fold(name), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in groups.items()}


@functools.cache
def _common_words() -> frozenset[str]:
    return frozenset(fold(word) for line in _lines("common_words.txt") for word in line.split())
