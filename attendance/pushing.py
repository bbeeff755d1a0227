"""Telling people of urgent tasks: a text to their own mobile, then a call, one person after the other."""

import logging
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from attendance.acting import said_number
from attendance.outbox import is_opted_out, queue_message
from attendance.people import SOFTWARE
from attendance.story import note_on
from attendance.tasks import open_task, soon
from rules.policy import Policy, load_policy
from rules.pushing import Channel, Colleague, Push, Pushed, PushFacts, Telling, next_push
from rules.steps import Role, TaskKind
from storage.days import local_day
from storage.models import School, Task, TaskPush
from storage.policies import policy_in_force
from storage.pushes import (
    ChainMember,
    chain_members,
    claim_pushes,
    is_waiting_for_anybody,
    line_of_school,
    open_ring,
    pushes_of,
)
from storage.records import insert_once
from storage.troubles import end_trouble, open_keys, record_trouble

log = logging.getLogger(__name__)

PUSH_URGENCY = 1
#: After this a text about an urgent task is stale: others have been told since.
PUSH_IS_WORTH = timedelta(hours=1)
FAILED_WAITS = timedelta(minutes=1)
#: A task may wait for very many rounds; so many back say all that the next one hangs on: more than there are
#: people who take turns in one role.
ROUNDS = 12
#: A text in one of these states, or a call with this outcome, told nobody: the next person comes at once.
TOLD_NOBODY = frozenset({"failed", "cancelled", "expired", "no_answer"})
LONGEST_TEXT = 160
NOBODY_HERE = "nobody_to_tell"
NOBODY_WORDS = (
    "Urgent safeguarding tasks wait, and nobody who should hear of them is here today or has an account. "
    "Find the safeguarding lead, the deputy or the head, and see who is marked as away under Calls."
)
NOBODY_TO_RING = (
    "Nobody who should hear of an urgent safeguarding task is here today. Find the safeguarding lead, the "
    "deputy or the head now: ring them, and show them Calls."
)

Told = tuple[Task, Telling]


def push_due_tasks(db: Session, now: datetime, limit: int = 100) -> int:
    """Tell the next person of every urgent task that nobody has taken on, in the caller's transaction.

    Args:
        now: aware.
        limit: tasks claimed at once; call again while it returns `limit`.

    Returns:
        how many tasks were looked at.
    """
    tasks = claim_pushes(db, now, limit)
    for school_id, of_school in groupby(tasks, key=lambda task: task.school_id):
        together = list(of_school)
        try:
            with db.begin_nested():
                _Teller(db, school_id, now).push(together)
        except Exception:  # one school that cannot be read must not keep the others from being told
            log.exception("push failed", extra={"school_id": school_id})
            for task in together:
                db.refresh(task)
                task.next_push_at = now + FAILED_WAITS
    _end_troubles(db, now)
    return len(tasks)


class _Teller:
    """One school's people at one moment: each is told of all that waits for them in one text or call."""

    def __init__(self, db: Session, school_id: int, now: datetime) -> None:
        self.db, self.now = db, now
        self.school = db.get_one(School, school_id)
        self.policy = _policy(db, self.school, now)
        self.line = line_of_school(db, school_id)
        roles = self.policy.push.chain
        members = chain_members(db, school_id, roles, local_day(self.school, now))
        self.members = {(member.user_id, member.role): member for member in members}

    def push(self, tasks: Sequence[Task]) -> None:
        """Tell whoever is next of each task."""
        colleagues = tuple(self._colleague(member) for member in self.members.values())
        so_far = pushes_of(self.db, [task.id for task in tasks], ROUNDS)
        told: list[Told] = []
        for task in tasks:
            push = next_push(self._facts(task, colleagues, so_far.get(task.id, [])), self.now)
            self._move_on(task, push)
            told += [(task, telling) for telling in push.tell]
        for channel, tell in ((Channel.TEXT, self._text), (Channel.RING, self._ring)):
            for about in _by_person(told, channel):
                tell(about)

    def _colleague(self, member: ChainMember) -> Colleague:
        can_text = (
            member.mobile is not None
            and self.line is not None
            and not is_opted_out(self.db, self.line.id, member.mobile)
        )
        return Colleague(member.user_id, Role(member.role), can_text, member.is_away)

    def _facts(
        self, task: Task, colleagues: tuple[Colleague, ...], so_far: Sequence[tuple[TaskPush, str | None]]
    ) -> PushFacts:
        return PushFacts(
            rule=self.policy.push,
            due_at=task.due_at,
            colleagues=colleagues,
            pushed=tuple(
                Pushed(
                    push.round,
                    Role(push.role),
                    push.user_id,
                    Channel(push.channel),
                    push.at,
                    failed=came in TOLD_NOBODY,
                )
                for push, came in so_far
            ),
            acknowledged_at=task.acknowledged_at,
            done_at=task.done_at,
        )

    def _move_on(self, task: Task, push: Push) -> None:
        task.next_push_at = push.next_at
        if push.has_lapsed:
            words = f"{task.acknowledged_by_name} took this on, and it is still not done: told again."
            task.acknowledged_at = task.acknowledged_by_name = None
            task.version += 1
            note_on(self.db, task.case_id, "lapsed", words, self.now, SOFTWARE, task.id)
        if push.is_nobody:
            key = f"{NOBODY_HERE}:{task.school_id}"
            record_trouble(self.db, key, NOBODY_HERE, NOBODY_WORDS, self.now, school_id=task.school_id)

    def _text(self, about: Sequence[Told]) -> None:
        task, telling = about[0]
        member = self._member(telling)
        if member is None or member.mobile is None or self.line is None:
            return self._ring(about)
        outbound_id = queue_message(
            self.db,
            organisation_id=task.organisation_id,
            school_id=task.school_id,
            line_id=self.line.id,
            to_number=member.mobile,
            body=push_words(self.school.name, len(about)),
            purpose="push",
            dedupe_key=f"push:{task.id}:{telling.round}:{telling.role}",
            now=self.now,
            urgency=PUSH_URGENCY,
            expires_at=self.now + PUSH_IS_WORTH,
            user_id=member.user_id,
            task_id=task.id,
        )
        if outbound_id is None:
            return self._ring(about)
        words = f"Texted {member.name}, {_said(member.role)}."
        return self._write_down(about, Channel.TEXT, words, outbound_id=outbound_id)

    def _ring(self, about: Sequence[Told]) -> None:
        task, telling = about[0]
        member = self._member(telling)
        user_id = member.user_id if member is not None else None
        ring_id = open_ring(self.db, task.school_id, user_id) or self._open_ring(task, telling, member)
        whom = f"ring {member.name}, {_said(member.role)}" if member else "find somebody: nobody is here"
        self._write_down(about, Channel.RING, f"The office was asked to {whom}.", ring_task_id=ring_id)

    def _open_ring(self, task: Task, telling: Telling, member: ChainMember | None) -> int | None:
        rule = self.policy.tasks[TaskKind.RING_COLLEAGUE]
        return open_task(
            self.db,
            organisation_id=task.organisation_id,
            school_id=task.school_id,
            kind=TaskKind.RING_COLLEAGUE.value,
            role=rule.role.value,
            why=ring_words(member.name, member.role, member.mobile) if member else NOBODY_TO_RING,
            due_at=soon(self.now, rule.due_minutes),
            dedupe_key=f"push:{task.id}:{telling.round}:{telling.role}:ring",
            now=self.now,
            urgent=True,
        )

    def _member(self, telling: Telling) -> ChainMember | None:
        return self.members.get((telling.user_id, telling.role)) if telling.user_id is not None else None

    def _write_down(
        self,
        about: Sequence[Told],
        channel: Channel,
        words: str,
        *,
        outbound_id: int | None = None,
        ring_task_id: int | None = None,
    ) -> None:
        for task, telling in about:
            insert_once(
                self.db,
                TaskPush,
                organisation_id=task.organisation_id,
                task_id=task.id,
                round=telling.round,
                role=telling.role.value,
                user_id=telling.user_id,
                channel=channel.value,
                at=self.now,
                outbound_id=outbound_id,
                ring_task_id=ring_task_id,
                words=words,
            )


def push_words(school: str, tasks: int = 1) -> str:
    """The text to a colleague: no child, no reason, one segment whatever the school is called."""
    what, it = "An urgent safeguarding task is", "it"
    if tasks > 1:
        what, it = f"{tasks} urgent safeguarding tasks are", "them"
    words = f"{what} waiting for you in Ninebell. Open Calls to see {it}, or reply OK to take {it} on."
    plain = unicodedata.normalize("NFKD", school.replace("’", "'")).encode("ascii", "ignore").decode()
    return f"{plain[: LONGEST_TEXT - len(words) - 2].strip()}: {words}"


def ring_words(name: str, role: str, mobile: str | None) -> str:
    """What the office is asked: it names a colleague, and neither a child nor a reason."""
    number = f" on {said_number(mobile)}" if mobile else ""
    return (
        f"Ring {name}, {_said(role)}, now{number}: an urgent safeguarding task is waiting in Ninebell, and "
        "nobody has taken it on."
    )


def _said(role: str) -> str:
    return "head teacher" if role == Role.HEAD else role.replace("_", " ")


def _by_person(told: Sequence[Told], channel: Channel) -> list[list[Told]]:
    """What each person is to be told in one way, all of it together."""
    people: dict[tuple[int | None, Role], list[Told]] = {}
    for task, telling in told:
        if telling.channel is channel:
            people.setdefault((telling.user_id, telling.role), []).append((task, telling))
    return list(people.values())


def _policy(db: Session, school: School, now: datetime) -> Policy:
    try:
        return policy_in_force(db, school.id, local_day(school, now)).policy
    except LookupError:  # a school whose policy is missing still has people who must know
        return load_policy("default")


def _end_troubles(db: Session, now: datetime) -> None:
    """Nothing waits for anybody in a school where nobody was there: that is over."""
    for key in open_keys(db, NOBODY_HERE):
        school_id = int(key.partition(":")[2])
        if not is_waiting_for_anybody(db, school_id, Role.OFFICE.value):
            end_trouble(db, key, now)
