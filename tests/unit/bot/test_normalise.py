"""Whatever arrives becomes plain words, and every word knows where it stood."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsers.normalise import MAX_CHARACTERS, clean, normalise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ill be l8 2moro", "i'l be late tomorrow"),
        ("shes not in 2day", "she's not in today"),
        ("Zofia ain’t well", "zofia isn't well"),
        ("appt @ docs", "appointment @ doctors"),
        ("d&v all nite", "diarrhoea and vomiting all night"),
        ("sooooo poorly 🤒", "soo poorly temperature"),
        ("off\u200b today\u202e", "off today"),
        ("off\x00today", "off today"),
        ("ill \ud800 today", "ill today"),
        ("tempreture, vommiting", "temperature, vomiting"),
        ("", ""),
        ("👍🏽", "ok"),
    ],
)
def test_written_out(text: str, expected: str) -> None:
    assert normalise(text).text == expected


def test_a_surrogate_pair_is_one_letter() -> None:
    assert normalise("\ud83e\udd2e").text == "vomiting"


def test_the_original_words_are_quoted() -> None:
    message = normalise("Jay has a TEMP, v poorly 2day")
    start = message.text.index("temperature")
    assert message.said(start, start + len("temperature, very poorly")) == "TEMP, v poorly"


def test_a_very_long_message_is_cut() -> None:
    assert len(clean("ab🤮" * 40_000)) <= MAX_CHARACTERS


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text(text: str) -> None:
    message = normalise(text)
    assert not [
        letter
        for letter in message.cleaned
        if unicodedata.category(letter) in ("Cs", "Cf", "Cc") and letter != "\n"
    ]
    assert all(message.text[word.start : word.end] for word in message.words)
    message.text.encode("utf-8")
