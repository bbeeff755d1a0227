"""Logs: one JSON object a line, and ids only. Never a name, a number or a word of a message."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

#: What a record may carry beside its event. Whatever else is handed in `extra` is left out.
ALLOWED = (
    "inbound_id", "message_id", "outbound_id", "report_id", "case_id", "task_id", "school_id",
    "pupil_id", "user_id",
    "conversation_id", "provider_id", "part", "code", "count", "status", "outcome", "method", "endpoint",
    "milliseconds", "port", "attempts", "line_id", "intent", "reason", "error",
)  # fmt: skip
#: Libraries whose messages may hold a number or an address: only their warnings, and only as a bare fact.
FOREIGN = ("sqlalchemy", "twilio", "urllib3", "werkzeug", "waitress", "huey", "apscheduler", "alembic")


class IdsOnly(logging.Formatter):
    """Writes what happened and to which ids. An exception is named by its type and where it was raised."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON for a record."""
        ours = not record.name.startswith(FOREIGN)
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "where": record.name,
            "event": record.msg if ours and isinstance(record.msg, str) else f"{record.name} says something",
        }
        line.update({key: record.__dict__[key] for key in ALLOWED if key in record.__dict__})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["raised_at"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def _places(trace: TracebackType | None) -> list[str]:
    """File, line and function of each frame, but nothing of what the variables held."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)][-6:]


def set_up_logs(level: str, stream: TextIO | None = None) -> None:
    """Send every log line through the formatter above.

    Args:
        level: DEBUG, INFO, WARNING or ERROR.
        stream: where to; standard error when None.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(IdsOnly())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in FOREIGN:
        logging.getLogger(name).setLevel(logging.WARNING)
