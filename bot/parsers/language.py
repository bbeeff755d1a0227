"""Which language a message is in: by its letters, by what English knows of it, and by our own texts."""

import re
import unicodedata
from collections import Counter

from bot.parsers.classifier import Classifier, Question
from bot.parsers.corpus import ENGLISH
from bot.parsers.counts import find_words, plain

KNOWN_ENGLISH = 0.8  # of the words: then nobody asks further
SURE = 0.6  # that it is another language; names and typing errors look foreign
FEWEST_LETTERS = 4
#: Scripts that one language of our schools is written in. Those we have no texts of go to a person.
SCRIPTS = {"CYRILLIC": "uk", "BENGALI": "bn", "GURMUKHI": "pa", "GUJARATI": "gu", "TAMIL": "ta"}
OTHER_SCRIPT = "und"  # ISO 639: undetermined
_URDU = re.compile("[ٹڈڑںےہھگچپکی]")
_ARABIC = re.compile("[ةىيكه]")


def find_language(text: str, english: Classifier, others: Classifier | None) -> str:
    """ISO 639-1 of a message; "en" for what is too short or undecided to tell, "und" for an unknown script.

    text: cleaned. english: knows English words. others: tells languages apart; None where there is no such.
    """
    script = _script(text)
    if script == "ARABIC":
        return "ur" if len(_URDU.findall(text)) > len(_ARABIC.findall(text)) else "ar"
    if script != "LATIN":
        return SCRIPTS.get(script, OTHER_SCRIPT) if script else ENGLISH
    lower = text.lower()
    words = find_words(plain(lower))
    if sum(map(len, words)) < FEWEST_LETTERS or others is None or others.language is None:
        return ENGLISH
    if lower.isascii() and _is_english(find_words(plain(text)), english):
        return ENGLISH
    chances = others.language.probabilities(others.row(Question.of_text(lower)))
    best = int(chances.argmax())
    return others.languages[best] if chances[best] >= SURE else ENGLISH


def _is_english(words: list[str], english: Classifier) -> bool:
    """Whether English knows nearly all words, or nearly all but the names, which are of every language."""
    known = [word.lower() in english.words.columns or word.isdigit() for word in words]
    small = [one for one, word in zip(known, words, strict=True) if not word[0].isupper()]
    return any(sum(some) >= KNOWN_ENGLISH * len(some) for some in (known, small) if some)


def _script(text: str) -> str | None:
    """The script of most letters; None when there are no letters."""
    if text.isascii():
        return "LATIN" if any(map(str.isalpha, text)) else None
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return None
    scripts = Counter(
        "LATIN" if letter.isascii() else unicodedata.name(letter, "?").split()[0] for letter in letters
    )
    return scripts.most_common(1)[0][0]
