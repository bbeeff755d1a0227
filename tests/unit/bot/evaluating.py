"""Invented messages with their right answers, and answers to hold against them."""

import getpass
import json
import tempfile
from pathlib import Path
from typing import Any

from bot.evaluating.answers import Answer, Item
from bot.evaluating.messages import read_messages
from bot.evaluating.scoring import Judged, judge

MONDAY, TUESDAY = "2026-11-23", "2026-11-24"
AMY, BEN = "Amy Hughes", "Ben Hughes"
FLAG = frozenset({"safeguarding"})
#: Where the fixture `parser` keeps the trained models.
MODELS = Path(tempfile.gettempdir()) / f"ninebell-understanding-{getpass.getuser()}"


def expected_item(**changes: Any) -> dict[str, Any]:
    """An item as it is written in a file: Amy, ill, all Monday."""
    item = {"children": [AMY], "code": "I", "first_on": MONDAY, "last_on": MONDAY, "sessions": "day"}
    return item | changes


def written(**changes: Any) -> dict[str, Any]:
    """A message as it is written in a file: Amy is ill on Monday."""
    expect = {"intent": "report", "language": "en", "flags": [], "items": [expected_item()]}
    message = {
        "id": "m1",
        "text": "Amy has been sick all night",
        "now": f"{MONDAY}T08:12",
        "children": [AMY, BEN],
        "tags": ["hurried"],
        "expect": expect,
    }
    return message | changes


def expecting(**changes: Any) -> dict[str, Any]:
    """The same message with another right answer."""
    return written(expect=written()["expect"] | changes)


def write(path: Path, *messages: dict[str, Any] | str) -> Path:
    """A file of messages."""
    lines = (each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in messages)
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    return path


def item(code: str | None = "I", children: tuple[str, ...] = (AMY,), **changes: Any) -> Item:
    """An item as given: Amy, all Monday."""
    days = {"first_on": MONDAY, "last_on": MONDAY, "sessions": "day"}
    guess = {"guess": code, "confidence": 0.9}
    return Item(children=frozenset(children), code=code, **(days | guess | changes))


def answer(
    *items: Item, intent: str = "report", flags: frozenset[str] = frozenset(), **changes: Any
) -> Answer:
    """An answer as given."""
    return Answer(intent, changes.pop("language", "en"), flags, items, **changes)


def judged(folder: Path, message: dict[str, Any], given: Answer, file: str = "some.jsonl") -> Judged:
    """A message, read from a file, beside an answer."""
    (read,) = read_messages(write(folder / file, message))
    return judge(read, given)
