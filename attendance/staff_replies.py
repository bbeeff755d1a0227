"""A colleague answers the text that told them of an urgent task: "OK" takes it on in their name."""

from datetime import timedelta

from attendance.acting import REPLY_URGENCY, Acting, give_to_person
from attendance.outbox import queue_message
from attendance.people import Actor
from attendance.tasks import get_open_task, take_on
from bot.turn import ToPerson
from rules.answers import takes_on
from storage.models import User
from storage.pushes import ToldByText, last_text_to, told_by_text
from storage.staff import roles_in_school

#: An answer that comes later than this is about something else.
ANSWERS_WITHIN = timedelta(hours=12)
NOT_TAKEN = (
    "A colleague answered the text about an urgent safeguarding task, and not with OK: nobody has taken it "
    "on yet. Read what they wrote, and ring them."
)


def take_staff_reply(acting: Acting) -> str | None:
    """Treat a message as a colleague's answer, if it is one.

    A colleague who is a parent too is heard as a parent whenever the words are more than an "OK", or when
    the last thing we wrote to them was not about a task.

    Returns:
        the outcome for the message's row, or None when it is no such answer.
    """
    number = acting.conversation.number if acting.conversation else None
    if number is None or acting.sending.verdict.is_silenced:
        return None
    schools = [school.id for school in acting.sending.line.schools]
    told = told_by_text(acting.db, schools, number, acting.now - ANSWERS_WITHIN)
    if not told:
        return None
    has_it = takes_on(acting.message.body)
    is_parent = bool(acting.sending.children)
    if is_parent and not (has_it and last_text_to(acting.db, acting.sending.line.id, number) == "push"):
        return None
    waiting = [each for each in told if _is_waiting(each)]
    if has_it:
        return _take_on(acting, waiting) if waiting else _already(acting, told[0])
    if not waiting:
        return None
    return _not_taken(acting, waiting[0].user)


def _is_waiting(told: ToldByText) -> bool:
    return told.task.done_at is None and told.task.acknowledged_at is None


def _take_on(acting: Acting, waiting: list[ToldByText]) -> str:
    user = waiting[0].user
    mine = sorted((each.task.id, each.task.version) for each in waiting if each.user.id == user.id)
    for task_id, version in mine:
        task = get_open_task(acting.db, task_id, version)
        _, roles = roles_in_school(acting.db, user.id, task.school_id)
        take_on(acting.db, task, Actor(user.id, user.name, user.position, roles), acting.now)
    what = "It's yours" if len(mine) == 1 else "They're yours"
    _answer(acting, f"Thank you, {_first_name(user)}. {what}: open Calls for the details.", user)
    return "taken on"


def _already(acting: Acting, told: ToldByText) -> str:
    who = told.task.done_by_name or told.task.acknowledged_by_name
    has_it = f"{who} has it already." if who and who != told.user.name else "It's yours: open Calls."
    _answer(acting, f"Thank you, {_first_name(told.user)}. {has_it}", told.user)
    return "taken on before"


def _not_taken(acting: Acting, user: User) -> str:
    give_to_person(acting, ToPerson(NOT_TAKEN, urgent=True, takes_over=False))
    words = (
        f"Thank you, {_first_name(user)}. The office has your message, and the task still waits for "
        "somebody. Open Calls to see it, or reply OK to take it on."
    )
    _answer(acting, words, user)
    return "to a person"


def _answer(acting: Acting, words: str, user: User) -> None:
    if acting.conversation is None:
        return
    queue_message(
        acting.db,
        organisation_id=acting.message.organisation_id,
        school_id=acting.sending.school.id,
        line_id=acting.sending.line.id,
        to_number=acting.conversation.number,
        body=words,
        purpose="reply",
        dedupe_key=f"reply:{acting.message.id}",
        now=acting.now,
        urgency=REPLY_URGENCY,
        conversation_id=acting.conversation.id,
        inbound_message_id=acting.message.id,
        user_id=user.id,
    )


def _first_name(user: User) -> str:
    return user.name.split()[0] if user.name.split() else user.name
