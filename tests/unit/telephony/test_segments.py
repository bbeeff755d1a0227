import pytest

from telephony.segments import GSM_BASIC, Segments, count_segments, plain_quotes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments("GSM-7", 0, 1)),
        ("a" * 160, Segments("GSM-7", 160, 1)),
        ("a" * 161, Segments("GSM-7", 161, 2)),
        ("a" * 306, Segments("GSM-7", 306, 2)),
        ("a" * 307, Segments("GSM-7", 307, 3)),
        ("Renée owes £5", Segments("GSM-7", 13, 1)),
        ("€" * 80, Segments("GSM-7", 160, 1)),
        ("a€[]{}^~|\\", Segments("GSM-7", 19, 1)),
        ("Siân", Segments("UCS-2", 4, 1)),
        ("ŵ" * 70, Segments("UCS-2", 70, 1)),
        ("ŵ" * 71, Segments("UCS-2", 71, 2)),
        ("ŵ" * 134, Segments("UCS-2", 134, 2)),
        ("ŵ" * 135, Segments("UCS-2", 135, 3)),
        ("😀" * 35, Segments("UCS-2", 70, 1)),
    ],
)
def test_segments_are_counted_as_the_network_counts_them(text: str, expected: Segments) -> None:
    assert count_segments(text) == expected


def test_a_pair_is_never_cut_in_two() -> None:
    # 67 units a part hold 33 emoji; 99 of them would fit three parts by size alone only if one were cut.
    assert count_segments("😀" * 99).count == 3
    assert count_segments("😀" * 100).count == 4
    # An escaped character at the very end of a part moves into the next one.
    assert count_segments("a" * 152 + "€" + "a" * 151).count == 2
    assert count_segments("a" * 152 + "€" + "a" * 152).count == 3


def test_the_alphabet_is_the_standards() -> None:
    assert len(GSM_BASIC) == 127  # 128 codes less the escape to the extension


def test_typographic_marks_become_plain_and_letters_stay() -> None:
    assert plain_quotes("“Zoë’s” – Siân… ŵ") == '"Zoë\'s" - Siân... ŵ'
    assert count_segments("Zoé’s tea").encoding == "UCS-2"
    assert count_segments(plain_quotes("Zoé’s tea")).encoding == "GSM-7"
