"""Doing what a turn decided, all in the transaction that decided it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import phonenumbers
from sqlalchemy.orm import Session

from attendance.hearing import Sending
from attendance.outbox import queue_message
from attendance.reporting import Sender, report_absence, withdraw_report
from attendance.tasks import open_task, soon
from attendance.unaware import record_dispute
from bot.parsers.protocol import ParseResult
from bot.replies.wording import Setting, word_reply
from bot.turn import Ask, Dispute, Report, Speaker, ToPerson, Turn, Withdraw
from rules.coding import DecidedBy
from rules.steps import Role, TaskKind
from storage.models import AbsenceReport, Conversation, InboundMessage
from storage.policies import policy_in_force
from storage.reports import get_reports

#: A parent waits for an answer: it goes before routine contact.
REPLY_URGENCY = 2
#: Minutes a person has for a message that waits in the office's inbox, and for an urgent one.
INBOX_MINUTES, URGENT_MINUTES = 30, 10

Event = tuple[str, dict[str, Any]]


@dataclass(slots=True)
class Acting:
    """One message being acted on: its circumstances, and what it has led to so far."""

    db: Session
    message: InboundMessage
    conversation: Conversation | None
    sending: Sending
    speaker: Speaker
    parse: ParseResult
    now: datetime
    reports: list[AbsenceReport] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    tasks: int = 0


def act(acting: Acting, turn: Turn) -> list[Event]:
    """Do what a turn decided, and queue its reply.

    Returns:
        the conversation's new events.
    """
    acting.events.append(("heard", {"message": acting.message.id, "intent": acting.parse.intent.value}))
    for action in turn.actions:
        match action:
            case Report():
                _report(acting, action)
            case Withdraw():
                _withdraw(acting, action)
            case Dispute():
                _dispute(acting, action)
            case Ask():
                _remember_question(acting, action)
            case ToPerson():
                give_to_person(acting, action)
    _reply(acting, turn)
    return acting.events


def give_to_person(acting: Acting, action: ToPerson) -> None:
    """Open a task about the message, for the office or for the safeguarding lead."""
    school = acting.sending.school_of(action.pupil_id)
    is_danger = action.kind == "safeguarding"
    role, minutes = Role.OFFICE, URGENT_MINUTES if action.urgent else INBOX_MINUTES
    if is_danger:
        rule = policy_in_force(acting.db, school.id, acting.sending.today).policy.tasks[TaskKind.SAFEGUARDING]
        role, minutes = rule.role, min(rule.due_minutes, URGENT_MINUTES)
    open_task(
        acting.db,
        organisation_id=acting.message.organisation_id,
        school_id=school.id,
        kind=action.kind,
        role=role.value,
        why=action.why,
        due_at=soon(acting.now, minutes),
        dedupe_key=f"message:{acting.message.id}:{action.kind}:{acting.tasks}",
        now=acting.now,
        urgent=action.urgent,
        pupil_id=action.pupil_id,
        conversation_id=acting.conversation.id if acting.conversation else None,
        inbound_message_id=acting.message.id,
        report_id=acting.reports[0].id if len(acting.reports) == 1 else None,
    )
    acting.tasks += 1
    if action.takes_over:
        acting.events.append(("handed_over", {"kind": action.kind}))


def _report(acting: Acting, action: Report) -> None:
    made = []
    for item in action.items:
        sender = Sender(
            message=acting.message,
            school=acting.sending.school_of(item.pupil_id),
            standing=acting.speaker.standing_for(item.pupil_id),
            contact_id=acting.sending.contact_for(item.pupil_id),
            language=acting.parse.language,
            sent_on=acting.sending.today,
        )
        made.append(report_absence(acting.db, item, sender, len(acting.reports), acting.now))
        acting.reports.append(made[-1])
    data = {
        "reports": [report.id for report in made],
        "pupils": [item.pupil_id for item in action.items if item.pupil_id is not None],
        "settled": all(item.settled for item in action.items),
    }
    acting.events.append(("reported", data))


def _withdraw(acting: Acting, action: Withdraw) -> None:
    decided = [
        report
        for report in get_reports(acting.db, action.report_ids)
        if not withdraw_report(acting.db, report, acting.now)
    ]
    data = {"reports": list(action.report_ids), "pupils": list(action.pupil_ids)}
    acting.events.append(("withdrew", data))
    for report in decided:
        why = "The sender took a report back just after a person had decided on it. Check it by hand."
        give_to_person(acting, ToPerson(why, pupil_id=report.pupil_id))


def _dispute(acting: Acting, action: Dispute) -> None:
    for pupil_id in action.pupil_ids:
        record_dispute(acting.db, pupil_id, acting.message, acting.now)
    acting.events.append(("handed_over", {"kind": "safeguarding"}))


def _remember_question(acting: Acting, action: Ask) -> None:
    waiting = [*action.report_ids, *(report.id for report in acting.reports)]
    data = {"question": action.question.value, "reports": waiting, "pupils": list(action.pupil_ids)}
    acting.events.append(("asked", data))


def _reply(acting: Acting, turn: Turn) -> None:
    """Queue the answer, once for this message. Without a number there is nobody to answer."""
    if turn.reply is None or acting.conversation is None:
        return
    sending, about = acting.sending, turn.reply.items[0].pupil_id if turn.reply.items else None
    school = sending.school_of(about)
    setting = Setting(
        names=sending.names,
        today=sending.today,
        phone=said_number(school.phone),
        head_decides=_requests(acting),
        language=sending.language,
    )
    queue_message(
        acting.db,
        organisation_id=acting.message.organisation_id,
        school_id=school.id,
        line_id=sending.line.id,
        to_number=acting.conversation.number,
        body=word_reply(turn.reply, setting),
        purpose="reply",
        dedupe_key=f"reply:{acting.message.id}",
        now=acting.now,
        urgency=REPLY_URGENCY,
        contact_id=sending.contact_for(None),
        conversation_id=acting.conversation.id,
        inbound_message_id=acting.message.id,
    )
    acting.events.append(("replied", {"key": turn.reply.key}))


def _requests(acting: Acting) -> frozenset[int]:
    """The pupils for whom leave is asked that only the head may grant."""
    return frozenset(
        report.pupil_id
        for report in acting.reports
        if report.pupil_id is not None and report.decided_by == DecidedBy.HEAD
    )


def said_number(number: str) -> str:
    """A number as people write it: "0161 496 0123"."""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
