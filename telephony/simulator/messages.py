"""The messages the stand-in knows, in memory and, if wanted, in a file so that threads outlive a run."""

import itertools
import json
import secrets
import sqlite3
import threading
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

INBOUND = "inbound"
OUTBOUND = "outbound-api"
REPLY = "outbound-reply"
MOVING = frozenset({"accepted", "queued", "sending", "sent"})


@dataclass(frozen=True)
class Message:
    """One message as the provider keeps it.

    `number` is the version of the whole store at the message's last change: pages ask what is newer.
    `by_carrier` marks the provider's own answers to STOP, START and HELP. `handed` is, for a text to the
    school, the HTTP status of the product's answer (0: no connection, None: under way), and `handed_well`
    whether Twilio would have been content with it.
    """

    sid: str
    direction: str
    from_: str
    to: str
    body: str
    status: str
    made_at: datetime
    changed_at: datetime
    sent_at: datetime | None = None
    error_code: int | None = None
    status_callback: str | None = None
    messaging_service_sid: str | None = None
    by_carrier: bool = False
    media: tuple[str, ...] = ()
    handed: int | None = None
    handed_well: bool = False
    order: int = 0
    number: int = 0

    @property
    def phone(self) -> str:
        """The parent's number."""
        return self.from_ if self.direction == INBOUND else self.to

    @property
    def line(self) -> str:
        """The school's number."""
        return self.to if self.direction == INBOUND else self.from_


def new_sid(prefix: str = "SM") -> str:
    """Return a fresh id: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


class Messages:
    """All messages and opt-outs; safe for several threads."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the file if one is given and load what it holds."""
        self._lock = threading.RLock()
        self._count = itertools.count(1)
        self._by_sid: dict[str, Message] = {}
        self._opted_out: set[tuple[str, str]] = set()
        self.number = 0
        self.epoch = secrets.token_hex(4)  # changes when what a page knows is no longer true
        self._file = sqlite3.connect(path, check_same_thread=False) if path else None
        if self._file is not None:
            self._load(self._file)

    def add(self, message: Message) -> Message:
        """Keep a new message, or a repeat under its old place."""
        with self._lock:
            return self._keep(replace(message, order=next(self._count)))

    def change(self, sid: str, **values: Any) -> Message:
        """Change a message and return it."""
        with self._lock:
            return self._keep(replace(self._by_sid[sid], **values))

    def find(self, sid: str) -> Message | None:
        """Return a message, or None."""
        with self._lock:
            return self._by_sid.get(sid)

    def all(self) -> list[Message]:
        """Return every message, oldest first."""
        with self._lock:
            return sorted(self._by_sid.values(), key=lambda message: message.order)

    def newer_than(self, number: int) -> list[Message]:
        """Return the messages that were made or changed since the store had this number."""
        return [message for message in self.all() if message.number > number]

    def opt(self, line: str, phone: str, out: bool) -> None:
        """Record that a phone has left or rejoined a line."""
        with self._lock:
            (self._opted_out.add if out else self._opted_out.discard)((line, phone))
            if self._file is not None:
                with self._file:
                    self._file.execute("DELETE FROM opt_out WHERE line = ? AND phone = ?", (line, phone))
                    if out:
                        self._file.execute("INSERT INTO opt_out VALUES (?, ?)", (line, phone))

    def is_out(self, line: str, phone: str) -> bool:
        """Return whether a phone has opted out of a line."""
        with self._lock:
            return (line, phone) in self._opted_out

    def forget(self) -> None:
        """Drop everything; the new epoch tells pages to begin again."""
        with self._lock:
            self._by_sid.clear()
            self._opted_out.clear()
            self.epoch = secrets.token_hex(4)
            if self._file is not None:
                with self._file:
                    self._file.execute("DELETE FROM message")
                    self._file.execute("DELETE FROM opt_out")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _keep(self, message: Message) -> Message:
        self.number += 1
        kept = replace(message, number=self.number)
        self._by_sid[kept.sid] = kept
        if self._file is not None:
            with self._file:
                self._file.execute("INSERT OR REPLACE INTO message VALUES (?, ?)", (kept.sid, _to_json(kept)))
        return kept

    def _load(self, file: sqlite3.Connection) -> None:
        file.execute("CREATE TABLE IF NOT EXISTS message (sid TEXT PRIMARY KEY, held TEXT NOT NULL)")
        file.execute("CREATE TABLE IF NOT EXISTS opt_out (line TEXT, phone TEXT, PRIMARY KEY (line, phone))")
        for (held,) in file.execute("SELECT held FROM message"):
            message = _from_json(held)
            self._by_sid[message.sid] = message
        self._opted_out.update(file.execute("SELECT line, phone FROM opt_out"))
        self.number = max((message.number for message in self._by_sid.values()), default=0)
        self._count = itertools.count(
            1 + max((message.order for message in self._by_sid.values()), default=0)
        )


def _to_json(message: Message) -> str:
    return json.dumps(asdict(message), default=lambda value: value.isoformat())


def _from_json(held: str) -> Message:
    values = json.loads(held)
    for name in ("made_at", "changed_at", "sent_at"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    return Message(**{**values, "media": tuple(values["media"])})
