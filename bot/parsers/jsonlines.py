"""Messages in, readings out, one line of JSON each: for scripts and for measuring."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.parsers.protocol import ChildName, Item, Parser, ParseRequest, ParseResult, ReasonGuess
from bot.parsers.pupils import LineError, Pupil, read_pupils
from rules.coding import ReportFacts, provisional_code
from rules.reasons import Reason
from rules.sessions import SchoolCalendar, Session

LONDON = ZoneInfo("Europe/London")
CHANNELS = ("sms", "whatsapp", "chat", "voice")
REGISTER_CLOSES = {Session.AM: time(9, 15), Session.PM: time(13, 45)}  # where the school is not known
SESSION_ENDS = {Session.AM: time(12, 0), Session.PM: time(15, 30)}


def parse_lines(lines: Iterable[str], parser: Parser) -> Iterator[str]:
    """Read messages line by line and give one line of JSON for each, in the same order.

    A line that cannot be read gives {"id": …, "error": "line 3: …"} and the rest goes on.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield (
                json.dumps(_answer(number, line, parser), ensure_ascii=False)
                .encode("utf-8", "replace")
                .decode()
            )


def _answer(number: int, line: str, parser: Parser) -> dict[str, Any]:
    identity = None
    try:
        fields = _object(line)
        identity = fields.get("id")
        request, names = _request(fields)
    except LineError as error:
        return {"id": identity, "error": f"line {number}: {error}"}
    return _shape(identity, request, names, parser.parse(request))


def _object(line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError("this is not JSON; write one object a line.") from error
    if not isinstance(fields, dict):
        raise LineError('this is not an object; write {"id": …, "text": …, "now": …}.')
    return fields


def _request(fields: dict[str, Any]) -> tuple[ParseRequest, dict[int, str]]:
    names = dict(enumerate(_strings(fields, "children")))
    channel = fields.get("channel", "sms")
    if channel not in CHANNELS:
        raise LineError(f"'channel' is one of {', '.join(CHANNELS)}.")
    text = fields.get("text")
    if not isinstance(text, str):
        raise LineError("'text' is missing or is not a string.")
    closed = frozenset(_day(day) for day in _strings(fields, "calendar"))
    pupils = read_pupils(fields.get("pupils"), names.values())
    children = tuple(_child(number, name, pupils.get(name)) for number, name in names.items())
    return ParseRequest(
        text, _moment(fields.get("now")), children, SchoolCalendar(closed=closed), channel
    ), names


def _strings(fields: dict[str, Any], key: str) -> list[str]:
    values = fields.get(key) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise LineError(f"'{key}' is a list of strings.")
    return values


def _child(number: int, name: str, pupil: Pupil | None) -> ChildName:
    words = name.split() or [""]
    year, birth_on = (pupil.year, pupil.birth_on) if pupil else (None, None)
    return ChildName(number, words[0], " ".join(words[1:]), year=year, birth_on=birth_on)


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise LineError("'now' is missing or is not like 2026-11-23T08:12.") from error
    return moment.replace(tzinfo=LONDON) if moment.tzinfo is None else moment.astimezone(LONDON)


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise LineError(f"'calendar' holds '{value}', which is not a day like 2026-12-25.") from error


def _shape(
    identity: Any, request: ParseRequest, names: dict[int, str], result: ParseResult
) -> dict[str, Any]:
    return {
        "id": identity,
        "intent": result.intent.value,
        "language": result.language,
        "flags": list(result.flags),
        "confidence": round(result.intent_confidence, 4),
        "items": [_shape_item(item, request, names) for item in result.items],
    }


def _shape_item(item: Item, request: ParseRequest, names: dict[int, str]) -> dict[str, Any]:
    period = item.period
    shaped: dict[str, Any] = {
        "children": [names[pupil] for pupil in item.pupil_ids],
        "code": _code(item.reason, item, request) if item.reason else None,
        "alternatives": [_alternative(guess, item, request) for guess in item.alternatives],
        "abstained": item.reason is None,
        "first_on": period.first_on.isoformat(),
        "last_on": period.last_on.isoformat() if period.last_on else None,
        "sessions": period.sessions,
        "time": period.time.strftime("%H:%M") if period.time else None,
        "returns_on": period.returns_on.isoformat() if period.returns_on else None,
        "because": item.because,
    }
    for key, session in (("first_session", period.first_session), ("last_session", period.last_session)):
        if session is not None:
            shaped[key] = session.value
    return shaped


def _alternative(guess: ReasonGuess, item: Item, request: ParseRequest) -> list[Any]:
    return [_code(guess.reason, item, request), round(guess.probability, 4)]


def _code(reason: Reason, item: Item, request: ParseRequest) -> str:
    """The code the rules propose for the first session of the item, as for a listed contact."""
    session = Session.PM if item.period.sessions == "pm" else Session.AM
    facts = ReportFacts(
        reason=reason,
        confidence=item.confidence,
        listed=True,
        session=session,
        on=item.period.first_on,
        register_closes_at=REGISTER_CLOSES[session],
        session_ends_at=SESSION_ENDS[session],
        arrives_at=_arrival(reason, item, request),
    )
    return provisional_code(facts).code


def _arrival(reason: Reason, item: Item, request: ParseRequest) -> time | None:
    if reason is not Reason.LATE:
        return None
    if item.period.time_kind == "arrives":
        return item.period.time
    sent = request.now.astimezone(LONDON)
    return sent.time() if sent.date() == item.period.first_on else None
