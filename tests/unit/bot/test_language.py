"""The language of a message: by its script, by what English knows, and by our own texts."""

import pytest

from bot.parsers.embedded import EmbeddedParser
from bot.parsers.language import find_language

SAID = {
    "en": [
        "Ollie has been sick all night so he won't be in",
        "Zofia Kowalczyk not coming, temperature",
        "d&v since 4am, off til thurs",
        "Good morning, Muhammad-Yusuf and Aaliyah have a hospital appointment",
        "ok",
    ],
    "pl": [
        "Dzień dobry, Zosia ma gorączkę i nie przyjdzie dziś do szkoły",
        "maly chory, nie bedzie go jutro",
    ],
    "ro": [
        "Buna ziua, Andrei este racit si nu vine azi la scoala",
        "fetita mea are febră, rămâne acasă",
    ],
    "uk": [
        "Доброго ранку, Марко захворів і сьогодні не прийде",
        "дитина хвора",
    ],
    "ur": [
        "السلام علیکم، علی کو بخار ہے، آج سکول نہیں آئے گا",
        "assalam o alaikum aaj Hamza school nahi aayega usay bukhar hai",
    ],
    "pa": [
        "ਸਤ ਸ੍ਰੀ ਅਕਾਲ, ਸਿਮਰਨ ਨੂੰ ਬੁਖਾਰ ਹੈ",
        "sat sri akal ji, sadi kudi nu taap charh gya, oh ajj school ni aa sakdi",
    ],
    "bn": [
        "আমিনার জ্বর, আজ স্কুলে যাবে না",
        "aj Tahmid school e ashbe na, jor hoyeche onek",
    ],
    "ar": [
        "السلام عليكم، ابني مريض اليوم ولن يأتي إلى المدرسة",
        "بنتي تعبانة كتير وما رح تجي اليوم",
    ],
    "so": [
        "Subax wanaagsan, Ayaan way xanuunsan tahay maantana iskuulka ma imanayso",
    ],
    "fr": [
        "Bonjour, Inès a de la fièvre, elle ne viendra pas aujourd'hui",
        "mon fils est malade il reste à la maison",
    ],
    "pt": [
        "Bom dia, o Tiago está com febre e hoje não vai à escola",
        "a minha filha esta doente, nao vai hoje",
    ],
    "cy": [
        "Bore da, mae Nia yn sâl heddiw felly fydd hi ddim yn yr ysgol",
        "mae gan Tomos apwyntiad deintydd bore ma",
    ],
}


@pytest.mark.parametrize(
    ("language", "text"), [(name, text) for name, texts in SAID.items() for text in texts]
)
def test_it_is_told(parser: EmbeddedParser, language: str, text: str) -> None:
    assert find_language(text, parser.classifier, parser.others) == language


@pytest.mark.parametrize("text", ["", "👍", "12345", "...", "‏‎"])
def test_no_letters_are_english(parser: EmbeddedParser, text: str) -> None:
    assert find_language(text, parser.classifier, parser.others) == "en"


def test_a_script_we_have_no_texts_of(parser: EmbeddedParser) -> None:
    assert find_language("我的孩子今天生病了", parser.classifier, parser.others) == "und"
    assert find_language("என் மகனுக்கு காய்ச்சல்", parser.classifier, parser.others) == "ta"


def test_without_the_other_model_foreign_letters_are_still_told(parser: EmbeddedParser) -> None:
    assert find_language("Марко захворів", parser.classifier, None) == "uk"
    assert find_language("Zosia ma gorączkę i nie przyjdzie", parser.classifier, None) == "en"
