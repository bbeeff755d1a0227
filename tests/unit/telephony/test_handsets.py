import json
from pathlib import Path

import pytest

from telephony.simulator.handsets import BadHandsets, handset_from, language_name, national, read_handsets


def test_a_file_of_handsets(tmp_path: Path) -> None:
    path = tmp_path / "handsets.json"
    entries = [
        {"number": "+447700900101", "label": "Mum of Oliver and Amelia (3B)"},
        {"number": "+447700900102", "label": "Dad of Zofia (1K)", "language": "pl", "name": "Marek Nowak"},
        {
            "number": "+447700900103",
            "label": "Social worker",
            "suggestions": ["Hello"],
            "note": "professional",
        },
    ]
    path.write_text(json.dumps(entries), encoding="utf-8")
    first, second, third = read_handsets(path)
    assert first.children == ("Oliver", "Amelia")
    assert first.suggestions[0] == "Oliver has been sick all night, won't be in today"
    assert len(first.suggestions) == 3
    assert second.suggestions[0].startswith("Zofia ma gorączkę")
    assert "Zofia has been sick" in second.suggestions[2]
    assert (third.children, third.suggestions, third.note) == ((), ("Hello",), "professional")


def test_names_are_read_out_of_a_label() -> None:
    label = {"number": "+447700900104", "label": "Gran of Zoë, Maisie-Rose and O'Neil (RW and 2A)"}
    assert handset_from(label).children == ("Zoë", "Maisie-Rose", "O'Neil")
    assert handset_from(label | {"children": ["Siân"]}).suggestions[0].startswith("Siân has been sick")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "cannot be read as JSON"),
        ("{}", "should hold a list"),
        ('[{"label": "Mum"}]', "Handset 1: give it a number"),
        ('[{"number": "+447700900101", "label": "Mum"}, 3]', "Handset 2: give it"),
        ('[{"number": "07700 900101", "label": "Mum"}]', r"should look like \+447700900123"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "handsets.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadHandsets, match=message):
        read_handsets(path)


def test_numbers_and_languages_read_as_people_write_them() -> None:
    assert national("+447700900123") == "07700 900123"
    assert national("+441614960100") == "0161 496 0100"
    assert national("what") == "what"
    assert (language_name("pl"), language_name("ur-PK"), language_name("xx")) == ("Polish", "Urdu", "xx")
