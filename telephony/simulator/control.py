"""Control addresses for tests and tools: type on a phone, read what was sent, make things go wrong.

The token in the path guards them.
"""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, request

from telephony.simulator.faults import BadFault, Kind
from telephony.simulator.messages import Message
from telephony.simulator.parts import get_parts

WAIT_S = 30.0
MAX_COPIES = 8


control = Blueprint("control", __name__)


@control.post("/text")
def text() -> Response:
    """Type a text on a phone."""
    parts, wish = get_parts(), _wish()
    message = parts.carrier.text_in(
        str(wish["from"]),
        str(wish.get("body", "")),
        str(wish.get("to") or parts.settings.lines[0].number),
        media=tuple(wish.get("media", ())),
        sid=wish.get("sid"),
    )
    handing = parts.carrier.hand_over(message, min(int(wish.get("copies", 1)), MAX_COPIES))
    answers = handing.result(WAIT_S) if wish.get("wait", True) else []
    return jsonify({"sid": message.sid, "answers": [asdict(answer) for answer in answers]})


@control.get("/messages")
def messages() -> Response:
    """Return every message, whatever became of it; or those newer than a number of the store (`after`)."""
    after = request.args.get("after", 0, type=int)
    return jsonify([_plain(message) for message in get_parts().carrier.messages.newer_than(after)])


@control.delete("/messages")
def forget() -> Response:
    """Drop every message and opt-out."""
    get_parts().carrier.messages.forget()
    return jsonify({})


@control.get("/posted")
def posted() -> Response:
    """Return the latest requests made to the product."""
    entries = get_parts().carrier.posted()
    return jsonify([{**asdict(entry), "at": entry.at.isoformat()} for entry in entries])


@control.get("/look-ups")
def look_ups() -> Response:
    """Return who asked for the messages to a number, and what they were told, oldest first."""
    return jsonify([{**asdict(each), "at": each.at.isoformat()} for each in get_parts().look_ups])


@control.get("/faults")
def happened() -> Response:
    """Return how often each kind of fault has happened."""
    return jsonify(get_parts().carrier.faults.happened())


@control.post("/faults")
def add_fault() -> Response:
    """Make something go wrong."""
    carrier = get_parts().carrier
    fault = carrier.faults.add(_wish())
    if fault.kind is Kind.OUTAGE:
        carrier.timeline.hold(fault.seconds)
    return jsonify({"id": fault.fault_id})


@control.delete("/faults")
def clear_faults() -> Response:
    """Let everything work again."""
    carrier = get_parts().carrier
    carrier.faults.clear()
    carrier.timeline.hold(0)
    return jsonify({})


@control.post("/settle")
def settle() -> Response:
    """Wait until nothing is under way."""
    wait = min(float(_wish().get("seconds", WAIT_S)), WAIT_S)
    return jsonify({"settled": get_parts().carrier.timeline.settle(wait)})


@control.errorhandler(BadFault)
@control.errorhandler(KeyError)
@control.errorhandler(TypeError)
@control.errorhandler(ValueError)
def refuse(error: Exception) -> tuple[Response, int]:
    """Say what is wrong with a wish."""
    return jsonify({"error": str(error)}), 400


def _wish() -> dict[str, Any]:
    """Return the JSON object of the request. A form is refused, so that no other site's page can post one."""
    wish = request.get_json()
    if not isinstance(wish, dict):
        raise ValueError("send a JSON object")
    return wish


def _plain(message: Message) -> dict[str, Any]:
    stamps = {name: getattr(message, name) for name in ("made_at", "changed_at", "sent_at")}
    return {**asdict(message), **{name: at.isoformat() if at else None for name, at in stamps.items()}}
