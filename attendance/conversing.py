"""One message's turn of a conversation, in the one transaction that holds all it leads to."""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from attendance.acting import Acting, act
from attendance.hearing import Sending, read_sending, read_speaker
from attendance.opting import take_opt
from attendance.staff_replies import take_staff_reply
from bot.dialogue import next_turn
from bot.parsers.protocol import ParseRequest, ParseResult
from bot.tracker import Event, begins_at, replay
from bot.turn import Message
from storage.conversations import add_events, events_since, lock_conversation
from storage.days import school_calendar
from storage.messages import is_behind_another, put_back
from storage.models import Conversation, InboundMessage
from storage.people import get_line

log = logging.getLogger(__name__)


def request_for(db: Session, message: InboundMessage) -> ParseRequest:
    """What the engine is told of a message: its words, when it was sent, the children it can be about."""
    sending = read_sending(db, get_line(db, message.line_id), message)
    return ParseRequest(
        text=message.body,
        now=sending.sent_at,
        children=sending.child_names(),
        calendar=school_calendar(db, sending.school.id),
        channel=message.channel,
    )


def finish_message(db: Session, message: InboundMessage, parse: ParseResult, now: datetime) -> str:
    """Everything a message causes, in this one transaction.

    Two messages of one conversation never interleave: the conversation is locked, and a message that came
    while an earlier one is still being read is put back until that one is done.

    Args:
        message: claimed and locked. parse: how the engine read it. now: aware.

    Returns:
        the outcome; "waits" when the message was put back.
    """
    conversation = conversation_of(db, message)
    if conversation is not None and is_behind_another(db, message, now):
        put_back(db, message)
        return "waits"
    line = get_line(db, message.line_id)
    sending = read_sending(db, line, message)
    acting = begin_acting(db, message, conversation, sending, parse, now)
    outcome = take_opt(acting) if message.opt is not None else take_staff_reply(acting) or _converse(acting)
    message.handled_at, message.lease_until, message.outcome = now, None, outcome
    log.info("message taken in", extra={"message_id": message.id, "outcome": outcome})
    return outcome


def conversation_of(db: Session, message: InboundMessage) -> Conversation | None:
    """The locked conversation of a message; a withheld number has none."""
    if message.from_number is None:
        return None
    conversation = lock_conversation(
        db, message.organisation_id, message.line_id, message.from_number, message.received_at
    )
    message.conversation_id = conversation.id
    return conversation


def begin_acting(
    db: Session,
    message: InboundMessage,
    conversation: Conversation | None,
    sending: Sending,
    parse: ParseResult,
    now: datetime,
) -> Acting:
    """Everything that acting on a message needs, read afresh in the transaction that acts."""
    speaker = read_speaker(db, sending, message, conversation)
    return Acting(db, message, conversation, sending, speaker, parse, now)


def _converse(acting: Acting) -> str:
    """Replay the conversation, decide, act, and add to it."""
    message, conversation, sending = acting.message, acting.conversation, acting.sending
    events = []
    if conversation is not None:
        events = events_since(acting.db, conversation.id, begins_at(sending.sent_at))
    tracker = replay(Event(kind, data) for kind, data in events)
    words = Message(message.body, sending.today, message.media_count)
    turn = next_turn(tracker, words, acting.parse, acting.speaker)
    new_events = act(acting, turn)
    if conversation is not None:
        add_events(acting.db, conversation, new_events, message.received_at)
    return turn.outcome
