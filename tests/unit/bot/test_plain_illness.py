"""The plainest message of all, "she is ill and won't come today", in every language of the texts."""

import pytest

from bot.parsers.embedded import EmbeddedParser
from bot.parsers.protocol import ChildName, Intent, ParseRequest
from rules.reasons import Reason
from tests.unit.bot.conftest import at

CHILD = (ChildName(1, "Ali", "Khan"),)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "Ala jest chora i nie przyjdzie dzisiaj do szkoły. Babcia"),
        ("uk", "Мій син сьогодні хворий і не прийде до школи"),
        ("ur", "میرا بیٹا آج بیمار ہے اور سکول نہیں آئے گا"),
        ("ur", "Ali aaj bimar hai school nahi aye ga"),
        ("ar", "ابني مريض اليوم ولن يأتي إلى المدرسة"),
        ("bn", "আলী আজ অসুস্থ, স্কুলে আসবে না"),
        ("pa", "ਅਲੀ ਅੱਜ ਬਿਮਾਰ ਹੈ, ਸਕੂਲ ਨਹੀਂ ਆਵੇਗਾ"),
        ("ro", "Fiul meu este bolnav și nu vine azi la școală"),
        ("pt", "O Ali está doente hoje e não vai à escola"),
        ("fr", "Ali est malade, il ne viendra pas à l'école aujourd'hui"),
        ("so", "Cali waa xanuunsan yahay, maanta iskuulka ma imaanayo"),
        ("cy", "Mae Ali yn sâl a fydd o ddim yn yr ysgol heddiw"),
    ],
)
def test_it_is_read(parser: EmbeddedParser, language: str, text: str) -> None:
    result = parser.parse(ParseRequest(text, at("2026-11-24 08:05"), CHILD))
    assert (result.language, result.intent, result.flags) == (language, Intent.REPORT, ())
    assert [item.reason for item in result.items] == [Reason.ILLNESS]
