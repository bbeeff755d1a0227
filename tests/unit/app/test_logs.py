"""A log line says what happened and to which ids, whatever it was handed."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from app.logs import set_up_logs

CANARY = "Zebedee Canary +447700900999"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logs("INFO", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def test_ids_are_kept_and_other_extras_dropped(lines: io.StringIO) -> None:
    logging.getLogger("attendance").info("taken in", extra={"inbound_id": 7, "body": CANARY})
    line = json.loads(lines.getvalue())
    assert (line["event"], line["inbound_id"]) == ("taken in", 7)
    assert "Canary" not in lines.getvalue()


def test_arguments_of_a_message_are_not_written(lines: io.StringIO) -> None:
    logging.getLogger("attendance").warning("odd: %s", CANARY)
    assert "Canary" not in lines.getvalue()


def test_an_exception_is_named_by_type_and_place_only(lines: io.StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("attendance").exception("failed")
    line = json.loads(lines.getvalue())
    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["raised_at"][0]
    assert "Canary" not in lines.getvalue()


@pytest.mark.parametrize("library", ["twilio.http_client", "sqlalchemy.engine", "waitress", "huey.consumer"])
def test_a_librarys_own_words_are_not_written(lines: io.StringIO, library: str) -> None:
    logging.getLogger(library).error("sent %s", CANARY)
    line = json.loads(lines.getvalue())
    assert line["event"] == f"{library} says something"
    assert "Canary" not in lines.getvalue()
