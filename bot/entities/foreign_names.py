"""Whether a word of another script or language means a child whose name the school holds in Latin letters.

"علی" is Ali and "Аміра" Amira by their sounds; "Jakubowi" is Jakub and "Andreei" Andreea by their endings.
A doubtful word means nobody: it is better to ask than to name a wrong child.
"""

import functools
import importlib.resources
import re
import unicodedata

from anyascii import anyascii

from bot.entities.endings import bare_forms, in_somali_letters
from bot.entities.names import NICKNAME, fold
from bot.entities.phrasebook import is_phrase
from bot.entities.scripts import plain_words
from bot.entities.sounds import ABJAD, CYRILLIC, INDIC, distance, name_sounds, said_sounds

SOUNDS_THE_SAME = 0.95
INFLECTED = 0.96  # so near to a name spelt just like it that the two are not told apart
ENDING = 0.02  # taken off for an ending that was left out
SHORT, NEARLY_NOTHING = 2, 0.11  # consonants of a short name, and how far its sounds may be apart
FURTHEST = 0.3  # between the sounds of what was said and the name

# Words of everyday that sound like a name: "my mother" is not Amy, nor "my" Mira, nor "I" Anna.
_EVERYDAY_WORDS = (
    "امي ابي انا اني هو هي ما من ان لا لي مني منا ولا هنا هناك سر مس ميس ام اب بس كان كانت"
    " میں میرا میری میرے مین ہے ہیں امی ابو اور سر مس بیٹا بیٹی بھی آنا آیا اس وہ یہ مما ماما آج رات سارا"
    " ساری"
    " он она мама тато його її він вона мій моя моє мене мені міс сам сама там дана мила маю має або але нам"
    " ми ви син сина дома лише рада світла віра"
    " আমি আমার আমরা মা মেয়ে মেয়ে আম্মু আব্বু সে তার ওর না মিস আর এর আজ আসা নিয়ে"
    " ਮੈਂ ਮੇਰਾ ਮੇਰੀ ਮੇਰੇ ਮਾਂ ਸਰ ਮਿਸ ਆਣਾ ਜੀ ਹੈ ਨੂੰ ਦੀ ਦਾ ਆ ਸਾਰਾ ਸਾਰੀ ਰਾਤ ਮੁੰਡਾ"
    " ani ale mają mamy sami same dane leki oliń mari ai mai sora amar amake mayer tar tader apnar"
)
_EVERYDAY = frozenset(plain_words(word, "") for word in _EVERYDAY_WORDS.split())
_ON = "على"  # with its dots it is Ali
_APOSTROPHE = re.compile(r"^[dlnmtsjcqDLNMTSJCQ][u]?['’](?=\w)")


def forms_match(said: str, name: str, language: str) -> float:
    """How surely one word of a message means a name: 1 the same, 0 not at all, as `names.closeness` tells it.

    said: one word, with its own letters. name: a first name as the school has it. language: ISO 639-1 of the
    message. Compare several children by their scores: where two are nearly the same, it may be either.
    """
    said = unicodedata.normalize("NFC", said).strip("'’-.,!?؟،।")
    if not said or not name.strip() or said == _ON or plain_words(said, "") in _EVERYDAY:
        return 0.0
    if _is_latin(said):
        return _latin(_APOSTROPHE.sub("", said), name, language)
    script = _script(said)
    if script is None or not _is_latin(name):
        return SOUNDS_THE_SAME if fold(said) == fold(name) else 0.0
    if is_phrase(said, language) or _is_common(said, language):
        return 0.0
    return max(_by_sound(form, name, script, less) for form, less in _said_forms(said, script))


def _is_common(said: str, language: str) -> bool:
    return plain_words(said, "") in _common_words().get(language, frozenset())


@functools.cache
def _common_words() -> dict[str, frozenset[str]]:
    text = importlib.resources.files("bot.entities").joinpath("foreign_common_words.txt").read_text("utf-8")
    lines = (line.partition(":") for line in text.splitlines() if not line.startswith("#"))
    return {language: frozenset(words.split()) for language, _, words in lines}


def _latin(said: str, name: str, language: str) -> float:
    word, wanted = fold(said), fold(name)
    if word == wanted:
        return 1.0
    if is_phrase(said, language) or _is_common(said, language):
        return 0.0
    if language == "so" and in_somali_letters(word) == in_somali_letters(wanted):
        return NICKNAME
    return INFLECTED if wanted in bare_forms(word, language) else 0.0


def _said_forms(said: str, script: str) -> list[tuple[str, float]]:
    """The word as it stands, and without what the language adds to a name."""
    added = {CYRILLIC: _without_case, INDIC: _without_suffix, ABJAD: _without_prefix}[script]
    return [(said, 0.0), *((form, ENDING) for form in added(said) if plain_words(form, "") not in _EVERYDAY)]


def _by_sound(said: str, name: str, script: str, less: float) -> float:
    letters = said if script == ABJAD else anyascii(said)
    sounds = said_sounds(letters, script)
    apart = min(distance(sounds, wanted, script) for wanted in _name_sounds(name))
    # of a short name every sound must be there
    furthest = FURTHEST if len(re.sub("[aeiouAIUYWV]", "", sounds)) > SHORT else NEARLY_NOTHING
    return max(0.0, SOUNDS_THE_SAME - less - apart) if apart <= furthest else 0.0


@functools.lru_cache(maxsize=4096)
def _name_sounds(name: str) -> tuple[str, ...]:
    return name_sounds(fold(name))


def _without_case(said: str) -> list[str]:
    """Ukrainian cases of a name: "Матвія" is Матвій, "Злати" Злата."""
    word = said.casefold()
    forms: list[str] = []
    for ending, instead in _CASES:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            forms.extend(word[: -len(ending)] + one for one in instead)
    return forms


_CASES = (
    ("ові", ("",)), ("еві", ("й", "")), ("єві", ("й",)), ("ом", ("",)), ("ем", ("й", "")), ("єм", ("й",)),
    ("а", ("", "о")), ("у", ("", "а", "о")), ("и", ("а",)), ("і", ("а", "")), ("ою", ("а",)), ("о", ("а",)),
    ("я", ("й", "ь")), ("ю", ("й", "я")), ("ї", ("я",)), ("єю", ("я",)), ("є", ("я",)), ("ці", ("ка",)),
    ("зі", ("га",)), ("сі", ("ха",)),
)  # fmt: skip


def _without_suffix(said: str) -> list[str]:
    """Bengali endings of a name: "তাহমিদের" is Tahmid's."""
    return [
        said[: -len(ending)]
        for ending in ("য়ের", "য়ের", "ের", "কে", "রে", "টার", "টা", "র", "ও")
        if said.endswith(ending) and len(said) - len(ending) >= 3
    ]


def _without_prefix(said: str) -> list[str]:
    """Arabic letters written before a name: "ولسارة" is "and for Sara"."""
    return [
        said[len(prefix) :]
        for prefix in ("ول", "و", "ل", "ب", "ف")
        if said.startswith(prefix) and len(said) - len(prefix) >= 3
    ]


def _is_latin(word: str) -> bool:
    return all(letter < "\u0250" or "\u1e00" <= letter <= "\u1eff" for letter in word if letter.isalpha())


def _script(word: str) -> str | None:
    first = next((letter for letter in word if letter.isalpha()), "")
    if "\u0400" <= first <= "\u052f":
        return CYRILLIC
    if "\u0600" <= first <= "\u077f" or "\ufb50" <= first <= "\ufeff":
        return ABJAD
    return INDIC if "\u0900" <= first <= "\u0dff" else None
