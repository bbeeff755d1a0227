"""Test messages are read whole, and a bad line is named with what to write instead."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluating.messages import MessageError, read_messages
from tests.unit.bot.evaluating import AMY, MONDAY, expected_item, expecting, write, written


def test_a_whole_message(tmp_path: Path) -> None:
    late = expected_item(code="L", sessions="am", time="09:20", returns_on=None, last_session="am")
    path = write(tmp_path / "some.jsonl", written(), "", expecting(intent="late", items=[late]))
    first, second = read_messages(path)
    assert (first.name, first.file, first.line, first.tags) == ("m1", "some.jsonl", 1, ("hurried",))
    assert (first.expect.intent, first.expect.language, first.expect.flags) == ("report", "en", frozenset())
    (ill,) = first.expect.items or ()
    assert (ill.children, ill.code, ill.days) == ({AMY}, "I", (MONDAY, MONDAY, "day", None, None))
    (coming,) = second.expect.items or ()
    assert (second.line, coming.time, coming.last_session, coming.returns_on) == (3, "09:20", "am", None)


def test_a_message_judged_by_its_flags_needs_no_day(tmp_path: Path) -> None:
    path = write(tmp_path / "danger.jsonl", {"text": "help", "expect": {"flags": ["safeguarding"]}})
    (message,) = read_messages(path)
    assert (message.name, message.tags) == ("danger.jsonl:1", ())
    assert (message.expect.intent, message.expect.items) == (None, None)
    assert message.expect.flagged


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "this is not JSON; write one object a line."),
        ("[" * 100_000, "this is not JSON; write one object a line."),
        ("[]", "this is not an object"),
        (written(expect=None), "the message has no 'expect'; write the right answer there"),
        (written(text=7), "'text' is missing or is not a string."),
        (written(now="today"), "'now' is missing or is not like 2026-11-23T08:12."),
        (written(channel="fax"), "'channel' is one of sms, whatsapp, chat, voice."),
        (written(tags="hurried"), "'tags' is a list of strings"),
        (expecting(intent="ill"), "'intent' is 'ill'; write one of report late cancel"),
        (expecting(items=[]), "'expect' has the intent report and no item"),
        (expecting(item=[]), "'expect' has 'item'; it takes intent, language, flags, items."),
        (expecting(flags=["danger"]), "'flags' has 'danger'; write [\"safeguarding\"] or []."),
        (expecting(language=1), "'language' is not a string"),
        (expecting(items={}), "'items' is a list of objects"),
        (expecting(items=[{"children": []}]), "an object of 'items' has no 'code'"),
        (expecting(items=[expected_item(code="ILL")]), "'code' is 'ILL'; write one of"),
        (expecting(items=[expected_item(children=["Amy"])]), "'Amy' of an item is not one of"),
        (expecting(items=[expected_item(first_on="23/11")]), "'first_on' is '23/11'; write a day like"),
        (expecting(items=[expected_item(last_on="2026-11-20")]), "'last_on' is 2026-11-20, before"),
        (expecting(items=[expected_item(time="half 9")]), "'time' is 'half 9'; write a time like 09:30."),
        (expecting(items=[expected_item(sessions="all")]), "'sessions' is 'all'; write one of day am pm."),
        (expecting(items=[expected_item(until=MONDAY)]), "an object of 'items' has 'until'; it takes"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str | dict[str, Any], sentence: str) -> None:
    path = write(tmp_path / "some.jsonl", written(), line)
    with pytest.raises(MessageError) as raised:
        read_messages(path)
    assert str(raised.value).startswith(f"{path}, line 2: {sentence}")


def test_an_error_holds_no_message(tmp_path: Path) -> None:
    path = write(tmp_path / "some.jsonl", written(text="Amy ran away", now="soon"))
    with pytest.raises(MessageError) as raised:
        read_messages(path)
    assert "ran away" not in str(raised.value)


def test_words_are_fit_to_be_shown(tmp_path: Path) -> None:
    line = json.dumps(written(id="\ud800", text="Amy\x1b[2J \udfffis ill 😷"))
    (message,) = read_messages(write(tmp_path / "some.jsonl", line))
    assert (message.name, message.text) == (" ", "Amy [2J  is ill 😷")


def test_files_that_hold_no_messages(tmp_path: Path) -> None:
    empty = write(tmp_path / "empty.jsonl", "", "  ")
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(b"\xff\xfe")
    for path, sentence in (
        (empty, "holds no messages"),
        (broken, "is not UTF-8 text"),
        (tmp_path, "cannot be read (Is a directory)"),
    ):
        with pytest.raises(MessageError, match=f"{path.name}.*: ") as raised:
            read_messages(path)
        assert sentence in str(raised.value)
