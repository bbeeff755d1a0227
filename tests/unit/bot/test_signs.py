"""Signs: sentences of the same words that do different things are told apart."""

import pytest

from bot.parsers.normalise import normalise
from bot.parsers.signs import SIGNS, find_signs


def signs(text: str) -> tuple[str, ...]:
    return find_signs(normalise(text).text)


@pytest.mark.parametrize(
    ("text", "expected", "never"),
    [
        ("Sam will be in at 10", {"time_arrives"}, {"all_here"}),
        ("Sam is in as normal, just a bit tired", {"here", "all_here"}, {"away", "time_arrives"}),
        ("Sam is off with a cold but Sam is in", {"here", "away"}, {"all_here"}),
        ("Sam won't be in today", {"absence_formula", "away"}, {"here"}),
        ("I said Sam was ill but really it's the dentist", {"refers_back"}, {"asks"}),
        ("she isn't poorly, we overslept", {"denies"}, {"here"}),
        ("not Thursday, Friday", {"rather_than"}, {"denies"}),
        ("only this morning", {"limits"}, {"absence_formula"}),
        ("still not right", {"goes_on"}, {"asks"}),
        ("is it non uniform tomorrow", {"asks"}, {"away"}),
        ("Sam has the dentist at 2.15", {"time_appointment"}, {"time_arrives"}),
        ("please send Sam out at 1pm", {"time_leaves"}, {"time_arrives"}),
        ("he's in school now", {"in_school"}, {"away"}),
        ("thank you", set(), set(SIGNS)),
    ],
)
def test_what_is_seen(text: str, expected: set[str], never: set[str]) -> None:
    seen = set(signs(text))
    assert expected <= seen
    assert not never & seen


def test_in_the_order_of_their_columns() -> None:
    seen = signs("I said Sam is off, not today, and is she in school at 10?")
    assert list(seen) == sorted(seen, key=SIGNS.index)
    assert len(set(SIGNS)) == len(SIGNS)
