"""Which of the school's languages a message is in."""

import functools
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES = ("en", "pl", "ur", "pa", "ro", "bn", "ar", "so", "gu", "pt", "uk", "ta", "fr", "cy")
MIN_LETTERS = 12
MIN_WORDS = 3
SURE = 0.97  # names and typing errors look foreign: English is left only when it is plain


def find_language(text: str) -> str:
    """ISO 639-1 of one of the school's languages; "en" for what is too short or undecided to tell."""
    letters = sum(letter.isalpha() for letter in text)
    latin = sum(letter.isalpha() and letter < "\u0250" for letter in text)
    foreign_script = letters > 0 and latin * 2 < letters
    if not foreign_script and (letters < MIN_LETTERS or len(text.split()) < MIN_WORDS):
        return "en"
    language, sureness = _identifier().classify(text)
    if foreign_script or sureness >= SURE:
        return str(language)
    return "en"


def load_language_model() -> None:
    """Read the model now, so that no message waits for it and no two threads both read it."""
    _identifier()


@functools.cache
def _identifier() -> Any:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
