"""Test messages: JSON lines with the full right answer, refused with a sentence where one cannot be used."""

import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluating.answers import Answer, Item
from bot.evaluating.fields import FieldError, Fields
from bot.parsers.jsonlines import parse_lines
from bot.parsers.protocol import Intent, ParseRequest, ParseResult
from bot.parsers.safety import SAFEGUARDING
from rules.codes import all_codes

ENGLISH = "en"
ANY_MORNING = "2026-11-16T08:12"  # where a message is judged by its flags alone, the day is no matter
EXPECT = ("intent", "language", "flags", "items")
ITEM = (
    "children", "code", "first_on", "last_on", "sessions", "first_session", "last_session", "time",
    "returns_on",
)  # fmt: skip
ITEM_NEEDS = ("children", "code", "first_on", "last_on", "sessions")
HALVES = ("am", "pm")
PARTS = ("day", *HALVES)
PREFIX = "line 1: "


class MessageError(ValueError):
    """A test message cannot be used; the text names file and line and says what to write instead."""


@dataclass(frozen=True, slots=True)
class Message:
    """One test message.

    file, line: where it stands. written: the line as `ninebell parse` takes it. name: its id, else file and
    line. text: the sender's words, fit to be shown. tags: voice and difficulty. expect: the right answer.
    """

    file: str
    line: int
    written: str
    name: str
    text: str
    tags: tuple[str, ...]
    expect: Answer


class _Unread:
    """An engine that reads nothing: the fields are checked by `ninebell parse` without one."""

    def parse(self, request: ParseRequest) -> ParseResult:
        """Nothing understood."""
        return ParseResult(Intent.OTHER, 0.0)


def read_messages(path: Path) -> list[Message]:
    """Every message of a file of JSON lines; empty lines are passed over.

    Raises MessageError when the file cannot be read or holds none, and for the first line that is wrong.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except OSError as error:
        raise MessageError(
            f"{path}: cannot be read ({error.strerror}). Give a file of JSON lines."
        ) from error
    except UnicodeDecodeError as error:
        raise MessageError(f"{path}: is not UTF-8 text. Save it as UTF-8 and try again.") from error
    messages = [_read_line(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not messages:
        raise MessageError(f"{path}: holds no messages. Write one JSON object a line, as docs/evaluating.md.")
    return messages


def _read_line(path: Path, number: int, line: str) -> Message:
    try:
        return _read_message(path, number, line)
    except FieldError as error:
        raise MessageError(f"{path}, line {number}: {error}") from error


def _read_message(path: Path, number: int, line: str) -> Message:
    written = _object(line)
    fields = Fields(written, "the message")
    expect = _expect(fields.object("expect"), set(fields.strings("children")))
    if "now" not in written and expect.intent is None and expect.items is None:
        line = json.dumps(written | {"now": ANY_MORNING})
    (answer,) = parse_lines([line], _Unread())
    fault = json.loads(answer).get("error")
    if fault:
        raise FieldError(str(fault).removeprefix(PREFIX))
    return Message(
        file=path.name,
        line=number,
        written=line,
        name=_showable(str(written.get("id") or f"{path.name}:{number}")),
        text=_showable(str(written["text"])),
        tags=tuple(fields.strings("tags")),
        expect=expect,
    )


def _showable(words: str) -> str:
    """Words that a terminal can be given: without control characters and broken letters."""
    return "".join(" " if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in words)


def _object(line: str) -> dict[str, Any]:
    try:
        written = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise FieldError("this is not JSON; write one object a line.") from error
    if not isinstance(written, dict):
        raise FieldError('this is not an object; write {"id": …, "text": …, "now": …, "expect": {…}}.')
    return written


def _expect(fields: Fields, names: set[str]) -> Answer:
    fields.refuse_others(EXPECT)
    intent = fields.optional("intent", tuple(Intent))
    items = tuple(_item(each, names) for each in fields.objects("items")) if fields.has("items") else None
    if intent in (Intent.REPORT, Intent.LATE) and not items:
        raise FieldError(f"'expect' has the intent {intent} and no item; write one for each reason.")
    flags = fields.strings("flags")
    for flag in flags:
        if flag != SAFEGUARDING:
            raise FieldError(f"'flags' has '{flag}'; write [\"{SAFEGUARDING}\"] or [].")
    return Answer(
        intent=intent,
        language=fields.string("language") or ENGLISH,
        flags=frozenset(flags),
        items=items,
    )


def _item(fields: Fields, names: set[str]) -> Item:
    fields.refuse_others(ITEM)
    fields.need(ITEM_NEEDS)
    children = fields.strings("children")
    for child in children:
        if child not in names:
            raise FieldError(
                f"'{child}' of an item is not one of the message's 'children'; write the full name."
            )
    first_on, last_on = fields.day("first_on"), fields.day("last_on")
    if first_on and last_on and last_on < first_on:
        raise FieldError(f"'last_on' is {last_on}, before 'first_on', {first_on}; put the later day last.")
    return Item(
        children=frozenset(children),
        code=fields.optional("code", tuple(all_codes())),
        first_on=first_on,
        last_on=last_on,
        sessions=fields.optional("sessions", PARTS),
        first_session=fields.optional("first_session", HALVES),
        last_session=fields.optional("last_session", HALVES),
        time=fields.clock_time("time"),
        returns_on=fields.day("returns_on"),
    )
