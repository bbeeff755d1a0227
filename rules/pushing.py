"""Who is told of an urgent task, in which order and when, until somebody says that they have it.

domain.md, following up 3 and 6: the safeguarding lead knows at once. A text to the lead's own mobile, then a
call; five minutes later the deputy, then the head, then round again. Whoever is away is passed over at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.steps import Role, TaskKind

#: An acknowledged task that is not done so long after its deadline is told again: nothing is forgotten.
GRACE = timedelta(minutes=15)
LEADS = frozenset({Role.SAFEGUARDING_LEAD, Role.DEPUTY_SAFEGUARDING_LEAD})
#: Things to do in the course of a day: told by text only when their own time has run out.
CAN_WAIT = frozenset(
    {TaskKind.INFORM_SOCIAL_WORKER, TaskKind.INFORM_YOUTH_OFFENDING, TaskKind.BREAK_DECISION}
)


class Channel(StrEnum):
    """How somebody is told: a text to their own mobile, or a call that the office makes."""

    TEXT = "text"
    RING = "ring"


@dataclass(frozen=True, slots=True)
class PushRule:
    """chain: who is told, in order. gap_minutes: between one person and the next, while nobody answers."""

    chain: tuple[Role, ...]
    gap_minutes: int


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with an account and a role of the chain. has_mobile: they can be texted. is_away: today."""

    user_id: int
    role: Role
    has_mobile: bool = False
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class Pushed:
    """Somebody was told. failed: the text is known not to have arrived, or the call had no answer."""

    round: int
    role: Role
    user_id: int | None
    channel: Channel
    at: datetime
    failed: bool = False


@dataclass(frozen=True, slots=True)
class PushFacts:
    """All that the next push depends on. Instants are aware. pushed: in any order."""

    rule: PushRule
    due_at: datetime
    colleagues: tuple[Colleague, ...] = ()
    pushed: tuple[Pushed, ...] = ()
    acknowledged_at: datetime | None = None
    done_at: datetime | None = None

    @property
    def gap(self) -> timedelta:
        """Between one person and the next."""
        return timedelta(minutes=self.rule.gap_minutes)


@dataclass(frozen=True, slots=True)
class Telling:
    """Tell this person now. user_id None with Role.OFFICE: nobody of the chain is there to be told."""

    round: int
    role: Role
    user_id: int | None
    channel: Channel


@dataclass(frozen=True, slots=True)
class Push:
    """What to do now, and when to look again; next_at None is never. why: in words for staff.

    has_lapsed: somebody had taken the task on and it is long overdue, so that nobody has it any more.
    """

    tell: tuple[Telling, ...]
    next_at: datetime | None
    why: str
    has_lapsed: bool = False

    @property
    def is_nobody(self) -> bool:
        """Whether nobody of the whole chain could be told."""
        return any(telling.user_id is None for telling in self.tell)


def first_push_at(kind: str, role: str, *, urgent: bool, due_at: datetime, now: datetime) -> datetime | None:
    """When a new task is first pushed: at once, at its deadline, or (None) never.

    kind, role: of the task. Only urgent tasks of the safeguarding lead or the deputy are pushed.
    """
    if not urgent or role not in LEADS:
        return None
    return due_at if kind in CAN_WAIT else now


def push_again_at(due_at: datetime, acknowledged_at: datetime) -> datetime:
    """When an acknowledged task that is still not done is pushed again."""
    return max(due_at, acknowledged_at) + GRACE


def next_push(facts: PushFacts, now: datetime) -> Push:
    """Whom to tell of an urgent task at `now` (aware).

    Calling it again, early or late, tells nobody twice in one round. Nobody is told once the task is done,
    nor while somebody has it and it is not long overdue.
    """
    if facts.done_at is not None:
        return Push((), None, "Somebody has dealt with it.")
    lapsed = False
    if facts.acknowledged_at is not None:
        again_at = push_again_at(facts.due_at, facts.acknowledged_at)
        if now < again_at:
            return Push((), again_at, "Somebody has taken it on.")
        lapsed = not any(told.at >= again_at for told in facts.pushed)
    last = _last_tellings(facts)
    wait_until = last[0].at + facts.gap if last and not all(told.failed for told in last) else now
    if now < wait_until:
        return Push((), wait_until, "Giving time for an answer.")
    rings = () if lapsed else tuple(_ring(told) for told in last if _is_owed_a_call(told, facts))
    following = _next_person(facts, begins_anew=lapsed)
    return Push(_without_repeats(rings, following), now + facts.gap, _why(following), has_lapsed=lapsed)


def _last_tellings(facts: PushFacts) -> tuple[Pushed, ...]:
    latest = max((told.at for told in facts.pushed), default=None)
    return tuple(told for told in facts.pushed if told.at == latest)


def _ring(told: Pushed) -> Telling:
    return Telling(told.round, told.role, told.user_id, Channel.RING)


def _is_owed_a_call(told: Pushed, facts: PushFacts) -> bool:
    """Whether a text had no answer, and its reader, still here today, was not rung in that round."""
    rung = any(
        other.channel is Channel.RING and (other.round, other.role) == (told.round, told.role)
        for other in facts.pushed
    )
    here = any(who.user_id == told.user_id and not who.is_away for who in facts.colleagues)
    return told.channel is Channel.TEXT and here and not rung


def _next_person(facts: PushFacts, *, begins_anew: bool) -> Telling:
    """The next of the chain who is there today; the office when there is nobody at all."""
    number = max((told.round for told in facts.pushed), default=0)
    if number and not begins_anew:
        told = {push.user_id for push in facts.pushed if push.round == number}
        found = _first_there(facts, number, facts.rule.chain[_reached(facts, number) :], told)
        if found is not None:
            return found
    anew = _first_there(facts, number + 1, facts.rule.chain, set())
    return anew or Telling(number + 1, Role.OFFICE, None, Channel.RING)


def _reached(facts: PushFacts, number: int) -> int:
    """How many roles of the chain a round has gone through."""
    chain = facts.rule.chain
    places = [
        chain.index(push.role) + 1 if push.role in chain else len(chain)
        for push in facts.pushed
        if push.round == number
    ]
    return max(places, default=0)


def _first_there(
    facts: PushFacts, number: int, roles: tuple[Role, ...], told: set[int | None]
) -> Telling | None:
    """The first person, role by role, who is there and was not told in this round.

    Where several hold a role, whoever was told least recently, in whatever role, comes first.
    """
    last_told = {push.user_id: push.at for push in sorted(facts.pushed, key=lambda push: push.at)}
    for role in roles:
        left = [
            who
            for who in facts.colleagues
            if who.role is role and not who.is_away and who.user_id not in told
        ]
        if left:
            who = min(left, key=lambda who: _turn(who, last_told.get(who.user_id)))
            channel = Channel.TEXT if who.has_mobile else Channel.RING
            return Telling(number, role, who.user_id, channel)
    return None


def _turn(who: Colleague, told_at: datetime | None) -> tuple[bool, float, bool, int]:
    return told_at is not None, told_at.timestamp() if told_at else 0.0, not who.has_mobile, who.user_id


def _without_repeats(rings: tuple[Telling, ...], following: Telling) -> tuple[Telling, ...]:
    """Calls owed, then the next person; somebody who is told anyway is not rung as well."""
    return (*(ring for ring in rings if ring.user_id != following.user_id), following)


def _why(following: Telling) -> str:
    if following.user_id is None:
        return "Nobody who should know is there today: the office finds somebody."
    return f"Nobody has taken it on yet: told the {following.role.replace('_', ' ')}."
