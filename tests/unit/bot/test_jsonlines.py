"""JSON lines in, JSON lines out; a bad line is answered and the rest goes on."""

import json
from typing import Any

import pytest

from bot.parsers.embedded import EmbeddedParser
from bot.parsers.jsonlines import parse_lines

GOOD: dict[str, Any] = {
    "id": "a",
    "text": "Ollie has been sick all night, back Wednesday",
    "now": "2026-11-16T08:12",
    "channel": "sms",
    "children": ["Oliver Hughes", "Amy Hughes"],
}


def answer(parser: EmbeddedParser, *lines: str | dict[str, Any]) -> list[dict[str, Any]]:
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return [json.loads(line) for line in parse_lines(written, parser)]


def test_a_whole_answer(parser: EmbeddedParser) -> None:
    (got,) = answer(parser, GOOD)
    assert set(got) == {"id", "intent", "language", "flags", "confidence", "items"}
    assert (got["id"], got["intent"], got["language"], got["flags"]) == ("a", "report", "en", [])
    (item,) = got["items"]
    assert set(item) == {
        "children", "code", "alternatives", "abstained", "first_on", "last_on", "sessions", "time",
        "returns_on", "because",
    }  # fmt: skip
    assert (item["children"], item["code"], item["abstained"]) == (["Oliver Hughes"], "I", False)
    assert (item["first_on"], item["last_on"], item["returns_on"]) == (
        "2026-11-16",
        "2026-11-17",
        "2026-11-18",
    )
    assert item["alternatives"][0][0] == "I"
    assert 0 < item["alternatives"][0][1] <= 1


@pytest.mark.parametrize(
    ("change", "code", "part"),
    [
        ({"text": "Amy has the dentist at 2pm"}, "M", "pm"),
        ({"text": "running late with Amy, in by 9"}, "L", "am"),
        ({"text": "running late with Amy, in by 10"}, "U", "am"),
        ({"text": "we are off to Spain on holiday until Friday"}, "G", "day"),
    ],
)
def test_codes(parser: EmbeddedParser, change: dict[str, Any], code: str, part: str) -> None:
    (got,) = answer(parser, GOOD | change)
    assert (got["items"][0]["code"], got["items"][0]["sessions"]) == (code, part)


def test_open_ended_and_middle_of_a_day(parser: EmbeddedParser) -> None:
    open_ended, middle = answer(
        parser,
        GOOD | {"text": "Amy is ill, not sure when she'll be back"},
        GOOD | {"text": "Amy has the flu, back Thursday afternoon"},
    )
    assert open_ended["items"][0]["last_on"] is None
    assert middle["items"][0]["last_session"] == "am"


def test_the_calendar_is_heeded(parser: EmbeddedParser) -> None:
    (got,) = answer(parser, GOOD | {"text": "Amy is poorly, off two days", "calendar": ["2026-11-17"]})
    assert got["items"][0]["last_on"] == "2026-11-18"


def test_pupils_tell_the_eldest_and_the_year(parser: EmbeddedParser) -> None:
    pupils = [
        {"name": "Oliver Hughes", "year": 6, "birth_on": "2016-01-14"},
        {"name": "Amy Hughes", "year": 0, "birth_on": "2022-05-09"},
    ]
    eldest, little, unsaid = answer(
        parser,
        GOOD | {"text": "my eldest has a sick bug", "pupils": pupils},
        GOOD | {"text": "my reception child has earache", "pupils": [{"name": "Amy Hughes", "year": 0}]},
        GOOD | {"text": "my eldest has a sick bug"},
    )
    assert eldest["items"][0]["children"] == ["Oliver Hughes"]
    assert little["items"][0]["children"] == ["Amy Hughes"]
    assert unsaid["items"][0]["children"] == []


@pytest.mark.parametrize(
    ("pupils", "message"),
    [
        ("Amy", "line 1: 'pupils' is a list like"),
        (["Amy Hughes"], "line 1: 'pupils' is a list like"),
        ([{"year": 4}], "line 1: 'pupils' names None, who is not among 'children'"),
        ([{"name": "Zoe Hughes"}], "line 1: 'pupils' names 'Zoe Hughes', who is not among 'children'"),
        (
            [{"name": "Amy Hughes", "class": "4B"}],
            "line 1: 'pupils' knows 'name', 'year' and 'birth_on', not",
        ),
        ([{"name": "Amy Hughes", "year": "4"}], "line 1: 'year' of Amy Hughes is a whole number"),
        ([{"name": "Amy Hughes", "year": True}], "line 1: 'year' of Amy Hughes is a whole number"),
        ([{"name": "Amy Hughes", "year": 40}], "line 1: 'year' of Amy Hughes is a whole number"),
        ([{"name": "Amy Hughes", "birth_on": "2 May"}], "line 1: 'birth_on' of Amy Hughes is a day like"),
        ([{"name": "Amy Hughes", "birth_on": 7}], "line 1: 'birth_on' of Amy Hughes is a day like"),
    ],
)
def test_bad_pupils_are_answered(parser: EmbeddedParser, pupils: Any, message: str) -> None:
    (bad,) = answer(parser, GOOD | {"pupils": pupils})
    assert bad["error"].startswith(message)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "line 2: this is not JSON"),
        ("[1]", "line 2: this is not an object"),
        ('{"id": 7}', "line 2: 'text' is missing"),
        ('{"id": 7, "text": "ill"}', "line 2: 'now' is missing"),
        ('{"id": 7, "text": "ill", "now": "today"}', "line 2: 'now' is missing or is not like"),
        (
            '{"id": 7, "text": "ill", "now": "2026-11-16T08:12", "children": "Amy"}',
            "line 2: 'children' is a list",
        ),
        (
            '{"id": 7, "text": "ill", "now": "2026-11-16T08:12", "channel": "fax"}',
            "line 2: 'channel' is one of",
        ),
        (
            '{"id": 7, "text": "ill", "now": "2026-11-16T08:12", "calendar": ["x"]}',
            "line 2: 'calendar' holds 'x'",
        ),
        ("[" * 100_000, "line 2: this is not JSON"),
    ],
)
def test_a_bad_line_is_answered_and_the_rest_goes_on(parser: EmbeddedParser, line: str, message: str) -> None:
    first, bad, last = answer(parser, GOOD, line, GOOD | {"id": "z"})
    assert bad["error"].startswith(message)
    assert bad["id"] == (7 if '"id": 7' in line else None)
    assert (first["id"], last["id"]) == ("a", "z")


def test_lone_surrogates_and_empty_lines(parser: EmbeddedParser) -> None:
    line = json.dumps(GOOD | {"id": "\ud800", "text": "\ud83d ill \ude00"})
    (written,) = parse_lines(["\n", line, "  "], parser)
    written.encode("utf-8")
