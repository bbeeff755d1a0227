"""What the provider calls: a text has come in, a text of ours has got somewhere. Routes only."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, request

from attendance.delivering import DeliveryNews, take_delivery_news
from attendance.intake import Received, UnknownLine, take_in
from bot.parsers.protocol import Parser
from storage.engine import Database
from telephony.inbound import InboundText, clean_text, read_form
from telephony.provider import OUTBOUND_ID_KEY
from telephony.signature import verify

log = logging.getLogger(__name__)

EMPTY_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
LONGEST_FIELD = 64


@dataclass(frozen=True, slots=True)
class Telephony:
    """What the webhooks work with.

    public_url: where the provider reaches us; signatures cover it. auth_tokens: two while one is rotated.
    now: reads the clock, aware.
    """

    database: Database
    parser: Parser
    public_url: str
    auth_tokens: Iterable[str]
    now: Callable[[], datetime]


PREFIX = "/telephony"
#: Where the provider is told to post what parents write.
SMS_PATH = f"{PREFIX}/sms"


def webhooks_blueprint(services: Telephony) -> Blueprint:
    """The routes under `/telephony`; every one refuses what the provider did not sign."""
    routes = Blueprint("telephony", __name__, url_prefix=PREFIX)

    @routes.before_request
    def check_signature() -> None:
        verify(request, services.public_url, services.auth_tokens)

    @routes.post("/sms")
    def receive_sms() -> Response:
        """A text has come in: keep it and take it in. A repeat gets the same answer."""
        received = _received(read_form(request.form))
        try:
            outcome = take_in(services.database, services.parser, received, services.now())
        except UnknownLine:
            log.error("text for an unknown line", extra={"provider_id": received.provider_id})
            abort(404)
        log.info("text in", extra={"provider_id": received.provider_id, "outcome": outcome})
        return Response(EMPTY_ANSWER, mimetype="text/xml")

    @routes.post("/status")
    def receive_status() -> Response:
        """News of a text we sent: keep it, and move the text's state up."""
        news = _news()
        if news is not None:
            outcome = take_delivery_news(services.database, news, services.now())
            log.info("status in", extra={"provider_id": news.provider_id, "outcome": outcome})
        return Response(status=204)

    return routes


def _received(text: InboundText) -> Received:
    return Received(
        provider_id=text.provider_id,
        channel=text.channel,
        sender=text.sender,
        recipient=text.recipient,
        body=text.body,
        media_count=len(text.media_urls),
        opt=text.opt,
    )


def _news() -> DeliveryNews | None:
    """The fields we take of a status callback, or None when it names no message or no status."""
    provider_id = _field("MessageSid") or _field("SmsSid")
    status = _field("MessageStatus") or _field("SmsStatus")
    if not provider_id or not status:
        return None
    ours = request.args.get(OUTBOUND_ID_KEY, "")
    return DeliveryNews(
        provider_id=provider_id,
        status=status.casefold(),
        error=_field("ErrorCode"),
        outbound_id=int(ours) if ours.isascii() and ours.isdigit() and len(ours) < 18 else None,
    )


def _field(name: str) -> str:
    return clean_text(request.form.get(name, ""))[:LONGEST_FIELD]
