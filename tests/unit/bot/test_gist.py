"""The absence formula and courtesies are left out where a reason stands beside them, and only there."""

import pytest

from bot.parsers.corrections import find_correction
from bot.parsers.gist import find_gist


@pytest.mark.parametrize(
    ("text", "gist"),
    [
        ("sam is poorly, won't be in", "sam is poorly"),
        ("sam won't be in she is poorly", "sam . she is poorly"),
        ("good morning, sam is not coming to school today, she has a fever", "sam . today, she has a fever"),
        ("keeping her off for personal reasons", "for personal reasons"),
        ("sam is off school as he's been sick. many thanks", "sam . as he's been sick"),
        ("sam is not ill, she's at the dentist", "sam . , she's at the dentist"),
    ],
)
def test_what_tells_the_reason_is_left(text: str, gist: str) -> None:
    assert find_gist(text) == gist


@pytest.mark.parametrize(
    "text",
    [
        "sam won't be in today",
        "amelia won't be in today",
        "hi sam off today x",
        "thank you very much",
        "good morning",
        "off to tenerife",
        "he's off his food",
        "can't get off the estate",
        "take sam off the list",
        "not well",
        "",
    ],
)
def test_what_is_all_there_is_stays(text: str) -> None:
    assert find_gist(text) == text


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("it isn't a cold, it's tonsillitis", "tonsillitis"),
        ("sorry not the dentist, the doctors", "the doctors"),
        ("i put flu i meant to put tummy bug", "tummy bug"),
        ("no, you have got that wrong", None),
    ],
)
def test_what_a_correction_says_instead(text: str, instead: str | None) -> None:
    assert find_correction(text) == instead
