"""The page of handsets: anybody can text the school as any demo parent and watch what comes back."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from telephony.simulator.carrier import Posted
from telephony.simulator.faults import Fault, Kind
from telephony.simulator.handsets import ENGLISH, Handset, language_name, national
from telephony.simulator.messages import INBOUND, Message
from telephony.simulator.parts import get_parts
from telephony.simulator.settings import SimulatorSettings

MAX_TYPED = 1600
SHOWN_POSTS = 6
RIGHT_TO_LEFT = frozenset({"ar", "ur", "fa", "he", "ps"})

# Words on the page for the faults it offers; the control address knows more of them.
FAULTS_ON_PAGE = (
    (Kind.LOSE_ANSWER, "Lose the answer to the next text", "It is taken, but the product never hears so."),
    (Kind.DOUBLE, "Report the next delivery twice", "The same news arrives two times."),
    (Kind.REORDER, "Report the next delivery in the wrong order", "“Delivered” comes before “sent”."),
    (Kind.DROP, "Lose the next delivery report", "The product has to ask."),
    (Kind.UNDELIVERED, "Fail to deliver the next text", "The phone is switched off: error 30003."),
    (Kind.TOO_MANY, "Be too busy once", "The product is told to slow down (429)."),
    (Kind.SERVER_ERROR, "Break once", "The product gets a server error (500)."),
    (Kind.OUTAGE, "Be gone for a minute", "Nothing is answered and nothing moves."),
)


pages = Blueprint(
    "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
)


@pages.get("/")
def handsets() -> str:
    """Show the phones; the path's token guards the page."""
    settings = get_parts().settings
    line = settings.lines[0]
    return render_template(
        "handsets.html",
        handsets=[_card(handset, index) for index, handset in enumerate(settings.handsets)],
        line=line,
        line_number=national(line.number),
        office_url=settings.office_url,
        faults=FAULTS_ON_PAGE,
        max_typed=MAX_TYPED,
    )


@pages.get("/news")
def news() -> Response:
    """Return what is new since the page last asked."""
    settings, carrier = get_parts().settings, get_parts().carrier
    epoch, number = carrier.messages.epoch, carrier.messages.number
    after = request.args.get("after", 0, type=int) if request.args.get("epoch") == epoch else 0
    fresh = [message for message in carrier.messages.newer_than(after) if _is_on_phone(message)]
    return jsonify(
        {
            "epoch": epoch,
            "number": number,
            "clock": _clock(settings, settings.now()),
            "messages": [_bubble(settings, message) for message in fresh],
            "posted": [_post_words(settings, entry) for entry in carrier.posted()[-SHOWN_POSTS:]],
            "faults": [_fault_words(fault) for fault in carrier.faults.active()],
        }
    )


@pages.post("/send")
def send() -> tuple[Response, int]:
    """Send what was typed on one of the phones."""
    settings, carrier = get_parts().settings, get_parts().carrier
    wish = request.get_json()
    number, body = str(wish.get("number", "")), str(wish.get("body", "")).strip()
    known = any(handset.number == number for handset in settings.handsets)
    if not known or not body or len(body) > MAX_TYPED:
        return jsonify({"error": f"Type a text of up to {MAX_TYPED} characters."}), 400
    message = carrier.text_in(number, body, settings.lines[0].number)
    carrier.hand_over(message)
    return jsonify(_bubble(settings, message)), 201


def _card(handset: Handset, index: int) -> dict[str, Any]:
    """Return what the list shows of one handset."""
    number = handset.number
    initial = (handset.children or (handset.name or handset.label,))[0][:1].upper()
    words = (handset.label, handset.name, number, national(number), *handset.children)
    language = handset.language.partition("-")[0]
    return {
        "number": number,
        "shown_number": national(number),
        "label": handset.label,
        "name": handset.name,
        "tag": handset.note or ("" if language == ENGLISH else language_name(language)),
        "language": handset.language,
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "initial": initial,
        "colour": index % 6,
        "suggestions": list(handset.suggestions),
        "search": " ".join(words).casefold(),
    }


def _is_on_phone(message: Message) -> bool:
    """Return whether the phone shows a message: what was typed on it, and what has arrived."""
    return message.direction == INBOUND or message.status == "delivered"


def _bubble(settings: SimulatorSettings, message: Message) -> dict[str, Any]:
    return {
        "sid": message.sid,
        "phone": message.phone,
        "order": message.order,
        "typed": message.direction == INBOUND,
        "carrier": message.by_carrier,
        "body": message.body,
        "at": _clock(settings, message.made_at),
        "day": f"{message.made_at.astimezone(settings.time_zone):%A %-d %B}",
        "state": _state(message),
        "failed": message.handed is not None and not message.handed_well,
    }


def _state(message: Message) -> str:
    """Return in words what became of a text typed on a phone; nothing for one that arrived."""
    if message.direction != INBOUND:
        return ""
    if message.handed is None:
        return "Sending…"
    if message.handed_well:
        return "Delivered to the school"
    if message.handed == 0:
        return "Not delivered: the school's line did not answer"
    return f"Not delivered: the school's line refused it ({message.handed})"


def _post_words(settings: SimulatorSettings, entry: Posted) -> dict[str, str]:
    """Return one line of what the stand-in did."""
    what = "Text handed to the school" if entry.about == "text" else f"Told the school: {entry.about}"
    answer = "no answer" if entry.status == 0 else f"answered {entry.status}"
    good = "good" if 200 <= entry.status < 300 else "bad"
    return {"at": _clock(settings, entry.at), "what": what, "answer": answer, "mood": good}


def _fault_words(fault: Fault) -> str:
    words = {kind: title for kind, title, _ in FAULTS_ON_PAGE}.get(fault.kind, fault.kind.replace("_", " "))
    return words if fault.times in (None, 1) else f"{words} ({fault.times} times)"


def _clock(settings: SimulatorSettings, moment: datetime) -> str:
    return f"{moment.astimezone(settings.time_zone):%H:%M}"
