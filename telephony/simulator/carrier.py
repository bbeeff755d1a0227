"""What happens to a text once the provider has it: states, callbacks, and the way to a phone and back."""

import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telephony.inbound import clean_text, opt_word
from telephony.segments import count_segments
from telephony.simulator.faults import Faults, Kind
from telephony.simulator.messages import INBOUND, MOVING, OUTBOUND, REPLY, Message, Messages, new_sid
from telephony.simulator.settings import SimulatorSettings
from telephony.simulator.timeline import Timeline
from telephony.simulator.wire import Answer, Wire

STEPS = ("sent", "delivered")
LATE = 3.0  # paces by which a reordered callback is late
KEPT_NEWS = 200

OWN_ANSWERS = {
    "out": "You have successfully been unsubscribed. You will not receive any more messages from this "
    "number. Reply START to resubscribe.",
    "in": "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe.",
    "help": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}
OPT_TYPES = {"out": "STOP", "in": "START", "help": "HELP"}
# Twilio adds where a number is registered. Invented, so that it is seen to be dropped.
GEOGRAPHY = {"FromCity": "TESTVALE", "FromZip": "ZZ99 1AA", "FromCountry": "GB", "ToCountry": "GB"}


@dataclass(frozen=True)
class Posted:
    """One request made to the product: about what (`text` or a status) and what it answered."""

    about: str
    sid: str
    status: int
    at: datetime


class Carrier:
    """Moves messages between the product and the phones."""

    def __init__(self, settings: SimulatorSettings, messages: Messages, faults: Faults) -> None:
        """Take up what an earlier run left under way."""
        self.messages = messages
        self.faults = faults
        self.timeline = Timeline()
        self._settings = settings
        self._wire = Wire(settings.auth_token, settings.public_url, settings.product_url)
        self._posted: deque[Posted] = deque(maxlen=KEPT_NEWS)
        self._posted_lock = threading.Lock()
        for message in messages.all():
            if message.direction == OUTBOUND and message.status in MOVING:
                self._later(message.sid, len(STEPS) - 1 if message.status == "sent" else 0)
            elif message.direction == INBOUND and message.handed is None:
                self.hand_over(message)

    def posted(self) -> list[Posted]:
        """Return the latest requests made to the product, oldest first."""
        with self._posted_lock:
            return list(self._posted)

    def close(self) -> None:
        """Stop the threads."""
        self.timeline.close()

    # ---- to a phone

    def take(self, to: str, from_: str, body: str, callback: str | None, service: str | None) -> Message:
        """Take a text that the product sends, and start it on its way."""
        now = self._settings.now()
        message = self.messages.add(
            Message(
                sid=new_sid(),
                direction=OUTBOUND,
                from_=from_,
                to=to,
                body=body,
                status="accepted" if service else "queued",
                made_at=now,
                changed_at=now,
                status_callback=callback,
                messaging_service_sid=service,
            )
        )
        self._later(message.sid, 0)
        return message

    def _later(self, sid: str, step: int) -> None:
        self.timeline.after(self._settings.pace_s, lambda: self._move(sid, step))

    def _move(self, sid: str, step: int) -> None:
        """Bring a text to its next state, tell the product, and see to the one after."""
        message = self.messages.find(sid)
        if message is None:
            return
        now = self._settings.now()
        changes: dict[str, Any] = {"status": STEPS[step], "changed_at": now}
        if STEPS[step] == "sent":
            changes["sent_at"] = now
        elif fault := self.faults.take(Kind.UNDELIVERED, message.to):
            changes |= {"status": "undelivered", "error_code": fault.code}
        self._tell(self.messages.change(sid, **changes), first=step == 0)
        if step + 1 < len(STEPS):
            self._later(sid, step + 1)

    def _tell(self, message: Message, first: bool) -> None:
        """Post the callback of a state, as often and as late as the faults of the moment say."""
        if message.status_callback is None or self.faults.take(Kind.DROP, message.to):
            return
        if first and self.faults.take(Kind.REORDER, message.to):
            self.timeline.after(LATE * self._settings.pace_s, lambda: self._post_status(message))
            return
        self._post_status(message)
        if self.faults.take(Kind.DOUBLE, message.to):
            self._post_status(message)

    def _post_status(self, message: Message) -> None:
        fields = {
            "AccountSid": self._settings.account_sid,
            "ApiVersion": "2010-04-01",
            "MessageSid": message.sid,
            "MessageStatus": message.status,
            "SmsSid": message.sid,
            "SmsStatus": message.status,
            "From": message.from_,
            "To": message.to,
        }
        if message.error_code is not None:
            fields["ErrorCode"] = str(message.error_code)
        self._post(message.status_callback or "", fields, about=message.status, sid=message.sid)

    # ---- from a phone

    def text_in(
        self, number: str, body: str, line: str, media: tuple[str, ...] = (), sid: str | None = None
    ) -> Message:
        """Take a text typed on a phone; `hand_over` brings it to the product. A repeat is not new."""
        known = self.messages.find(sid) if sid else None
        if known is not None:
            return known
        now = self._settings.now()
        return self.messages.add(
            Message(
                sid=sid or new_sid("MM" if media else "SM"),
                direction=INBOUND,
                from_=number,
                to=line,
                body=body,
                status="received",
                made_at=now,
                changed_at=now,
                media=media,
            )
        )

    def hand_over(self, message: Message, copies: int = 1) -> Future[list[Answer]]:
        """Post a phone's text to the product, on another thread; an outage holds it back.

        Args:
            message: what `text_in` returned.
            copies: how often to post it at once; Twilio sometimes does so twice.

        Returns:
            The product's answers, in time.
        """
        return self.timeline.call(lambda: self._hand_over(message, copies))

    def _hand_over(self, message: Message, copies: int) -> list[Answer]:
        """Post; opt-out words are answered here, as Twilio does."""
        opt = opt_word(clean_text(message.body))
        if opt in {"out", "in"}:
            self.messages.opt(message.to, message.from_, out=opt == "out")
        fields = self._inbound_fields(message)
        if opt:
            fields["OptOutType"] = OPT_TYPES[opt]
        with ThreadPoolExecutor(copies) as pool:
            posts = [
                pool.submit(self._post, self._settings.inbound_url, fields, "text", message.sid)
                for _ in range(copies)
            ]
            answers = [post.result() for post in posts]
        well = message.handed_well or any(answer.is_good for answer in answers)
        status = max(answer.status for answer in answers)
        self.messages.change(message.sid, handed=status, handed_well=well, changed_at=self._settings.now())
        if opt:
            self._answer(message, OWN_ANSWERS[opt])
        return answers

    def _answer(self, message: Message, body: str) -> None:
        """Show the provider's own answer on the phone."""
        now = self._settings.now()
        self.messages.add(
            Message(
                sid=new_sid(),
                direction=REPLY,
                from_=message.to,
                to=message.from_,
                body=body,
                status="delivered",
                made_at=now,
                changed_at=now,
                sent_at=now,
                by_carrier=True,
            )
        )

    def _inbound_fields(self, message: Message) -> dict[str, str]:
        media = {f"MediaUrl{index}": url for index, url in enumerate(message.media)}
        kinds = {f"MediaContentType{index}": "image/jpeg" for index, _ in enumerate(message.media)}
        return {
            "AccountSid": self._settings.account_sid,
            "ApiVersion": "2010-04-01",
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "SmsMessageSid": message.sid,
            "SmsStatus": "received",
            "From": message.from_,
            "To": message.to,
            "Body": message.body,
            "NumSegments": str(count_segments(message.body).count),
            "NumMedia": str(len(message.media)),
            **media,
            **kinds,
            **GEOGRAPHY,
        }

    def _post(self, url: str, fields: dict[str, str], about: str, sid: str) -> Answer:
        answer = self._wire.post(url, fields)
        with self._posted_lock:
            self._posted.append(Posted(about, sid, answer.status, self._settings.now().astimezone(UTC)))
        return answer
