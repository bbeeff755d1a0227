"""The part of Twilio's REST API that sends texts and looks them up, guarded by basic authentication."""

import hmac
import re
import time
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, jsonify, request

from telephony.segments import count_segments
from telephony.simulator.carrier import Carrier
from telephony.simulator.faults import Kind
from telephony.simulator.messages import Message
from telephony.simulator.parts import LookUp, get_parts
from telephony.simulator.settings import SimulatorSettings

VERSION = "2010-04-01"
BASE = f"/{VERSION}/Accounts/<account>"
ADDRESS = re.compile(r"(whatsapp:)?\+[1-9][0-9]{6,14}")
SERVICE = re.compile(r"MG[0-9a-f]{32}")
MAX_BODY = 1600

ERRORS = {
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "Internal Server Error"),
    20503: (503, "Service Unavailable"),
    21211: (400, "Invalid 'To' Phone Number"),
    21266: (400, "'To' and 'From' number cannot be the same"),
    21602: (400, "Message body is required"),
    21603: (400, "A 'From' phone number is required"),
    21604: (400, "A 'To' phone number is required"),
    21606: (400, "The 'From' phone number provided is not a valid message-capable phone number"),
    21609: (400, "The 'StatusCallback' URL is not a valid URL"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (429, "This 'From' number has exceeded the maximum number of queued messages"),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
}


api = Blueprint("rest", __name__)


@api.before_request
def check_credentials() -> Response | None:
    """Let only the account's own requests in, slowly or not at all when a fault says so."""
    parts = get_parts()
    given = request.authorization
    named = (request.view_args or {}).get("account")
    expected = f"{parts.settings.account_sid}:{parts.settings.auth_token}"
    offered = f"{given.username}:{given.password}" if given else ""
    if named != parts.settings.account_sid or not hmac.compare_digest(offered.encode(), expected.encode()):
        return _error(20003)
    if delay := parts.carrier.faults.take(Kind.DELAY):
        time.sleep(delay.seconds)
    return _error(20503) if parts.carrier.faults.find(Kind.OUTAGE) else None


@api.after_request
def note_look_up(answer: Response) -> Response:
    """Keep what somebody was told who asked for the messages to a number, also when it was nothing."""
    if request.endpoint == f"{api.name}.{list_messages.__name__}":
        parts = get_parts()
        shown = tuple(g.get("shown", ()))
        at = parts.settings.now()
        parts.look_ups.append(LookUp(request.args.get("To", ""), at, answer.status_code, shown))
    return answer


@api.post(f"{BASE}/Messages.json")
def create(account: str) -> Response:
    """Take a text, or refuse it with the code that Twilio would give."""
    parts = get_parts()
    form, carrier = request.form, parts.carrier
    refused = _planned_refusal(carrier, form.get("To", "")) or _check_form(parts.settings, carrier)
    if refused is not None:
        return refused
    message = carrier.take(
        to=form["To"],
        from_=form.get("From") or parts.settings.lines[0].number,
        body=form["Body"],
        callback=form.get("StatusCallback"),
        service=form.get("MessagingServiceSid"),
    )
    lag = carrier.faults.find(Kind.LIST_LAG)
    shown_in = lag.seconds if lag else parts.settings.list_lag_s
    parts.listed_from[message.sid] = time.monotonic() + shown_in
    return _after_taking(parts.settings, carrier, message)


@api.get(f"{BASE}/Messages.json")
def list_messages(account: str) -> Response:
    """List messages, newest first; the newest may be missing for a while, as at the real one."""
    parts = get_parts()
    now = time.monotonic()
    shown = [
        message
        for message in reversed(parts.carrier.messages.all())
        if _is_asked_for(message) and parts.listed_from.get(message.sid, 0.0) <= now
    ]
    page = paged("messages", [_as_json(parts.settings, message) for message in shown])
    g.shown = [message["sid"] for message in page["messages"]]
    return jsonify(page)


@api.get(f"{BASE}/Messages/<sid>.json")
def fetch(account: str, sid: str) -> Response:
    """Return one message."""
    parts = get_parts()
    message = parts.carrier.messages.find(sid)
    return _error(20404) if message is None else jsonify(_as_json(parts.settings, message))


def _planned_refusal(carrier: Carrier, to: str) -> Response | None:
    """Return the answer of a fault that keeps the text from being taken."""
    if busy := carrier.faults.take(Kind.TOO_MANY, to):
        answer = _error(20429)
        if busy.seconds:
            answer.headers["Retry-After"] = str(round(busy.seconds))
        return answer
    if carrier.faults.take(Kind.SERVER_ERROR, to):
        return _error(20500)
    if refusal := carrier.faults.take(Kind.REFUSE, to):
        return _error(refusal.code or 21610)
    return None


def _check_form(settings: SimulatorSettings, carrier: Carrier) -> Response | None:
    """Return the error that Twilio answers to this form, or None when the text may be taken."""
    code = _address_error(settings) or _content_error()
    if code is None and carrier.messages.is_out(
        request.form.get("From") or settings.lines[0].number, request.form["To"]
    ):
        code = 21610
    return None if code is None else _error(code)


def _address_error(settings: SimulatorSettings) -> int | None:
    to, sender = request.form.get("To", ""), request.form.get("From", "")
    service = request.form.get("MessagingServiceSid", "")
    lines = {line.number for line in settings.lines}
    if not to:
        return 21604
    if not ADDRESS.fullmatch(to):
        return 21211
    if not sender and not SERVICE.fullmatch(service):
        return 21603
    if sender == to:
        return 21266
    return 21606 if sender and sender.removeprefix("whatsapp:") not in lines else None


def _content_error() -> int | None:
    body, callback = request.form.get("Body", ""), request.form.get("StatusCallback")
    if not body.strip():
        return 21602
    if len(body) > MAX_BODY:
        return 21617
    return 21609 if callback is not None and not re.match(r"https?://[^/\s]+", callback) else None


def _after_taking(settings: SimulatorSettings, carrier: Carrier, message: Message) -> Response:
    """Return the answer to a text that was taken, or what a fault leaves of it."""
    answer = jsonify(_as_json(settings, message))
    answer.status_code = 201
    if carrier.faults.take(Kind.ERROR_AFTER, message.to):
        return _error(20500)
    if carrier.faults.take(Kind.LOSE_ANSWER, message.to):
        answer.set_data(b"")
        answer.headers["Content-Length"] = "512"  # more than comes: the server then cuts the connection
        return answer
    if slow := carrier.faults.take(Kind.HANG, message.to):
        time.sleep(slow.seconds)
    return answer


def _is_asked_for(message: Message) -> bool:
    """Return whether a message passes the filters of the query."""
    asked = request.args
    if ("To" in asked and message.to != asked["To"]) or ("From" in asked and message.from_ != asked["From"]):
        return False
    day = (message.sent_at or message.made_at).astimezone(UTC).date()
    return all(
        _compare(day, sign, asked[f"DateSent{sign}"]) for sign in ("", "<", ">") if f"DateSent{sign}" in asked
    )


def _compare(day: date, sign: str, asked: str) -> bool:
    wanted = date.fromisoformat(asked[:10])
    return {"": day == wanted, "<": day <= wanted, ">": day >= wanted}[sign]


def paged(name: str, shown: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the page that is asked for of a list in Twilio's shape; `name` is what it holds."""
    size = min(max(request.args.get("PageSize", 50, type=int), 1), 1000)
    number = max(request.args.get("Page", 0, type=int), 0)
    start = number * size
    here = shown[start : start + size]
    more = start + size < len(shown)
    return {
        name: here,
        "page": number,
        "page_size": size,
        "start": start,
        "end": start + max(len(here) - 1, 0),
        "uri": _page_address(number),
        "first_page_uri": _page_address(0),
        "next_page_uri": _page_address(number + 1) if more else None,
        "previous_page_uri": _page_address(number - 1) if number else None,
    }


def _page_address(number: int) -> str:
    return f"{request.path}?{urlencode({**request.args.to_dict(), 'Page': number})}"


def _as_json(settings: SimulatorSettings, message: Message) -> dict[str, Any]:
    """Return a message in Twilio's shape; times are RFC 2822."""
    uri = f"/{VERSION}/Accounts/{settings.account_sid}/Messages/{message.sid}"
    return {
        "account_sid": settings.account_sid,
        "api_version": VERSION,
        "body": message.body,
        "date_created": _stamp(message.made_at),
        "date_sent": _stamp(message.sent_at),
        "date_updated": _stamp(message.changed_at),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": None,
        "from": message.from_,
        "messaging_service_sid": message.messaging_service_sid,
        "num_media": str(len(message.media)),
        "num_segments": str(count_segments(message.body).count),
        "price": None,
        "price_unit": "GBP",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }


def _stamp(moment: datetime | None) -> str | None:
    return format_datetime(moment.astimezone(UTC)) if moment else None


def _error(code: int) -> Response:
    """Return Twilio's error answer for a code."""
    status, message = ERRORS.get(code, (400, "The request was refused"))
    more = f"https://www.twilio.com/docs/errors/{code}"
    answer = jsonify({"code": code, "message": message, "more_info": more, "status": status})
    answer.status_code = status
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return answer
