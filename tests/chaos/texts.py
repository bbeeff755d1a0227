"""Texts counted at the provider: sent twice, sent after a pause or a stop, or sent without our knowledge."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable
from datetime import datetime, timedelta
from itertools import pairwise

from storage.engine import Database
from storage.models import OutboundMessage
from tests.chaos.provider_log import LookUp, ProviderLog, Taken
from tests.chaos.records import LADDER, Records
from tests.chaos.witness import Seen, read_witness

#: Purposes for which one more text after a failed look-up is right: better twice than never.
SAFEGUARDING = LADDER | {"push"}
SAME_MOMENT = timedelta(milliseconds=50)


def find_doubles(records: Records, log: ProviderLog) -> tuple[list[str], list[str]]:
    """What was sent more than once: wrongly, and because the provider could not be asked.

    One thing is a step of a case for one contact, the reply to one message, or one telling of one person of
    one task. Also two texts with the same words to the same phone are one thing when a ladder sent both for
    the same children and nothing in the records tells them apart.
    """
    things: dict[Hashable, list[Taken]] = defaultdict(list)
    for text in log.taken:
        for thing in _stands_for(records, text):
            things[thing].append(text)
    wrong, unseen = [], []
    named: set[tuple[str, ...]] = set()
    for thing, texts in things.items():
        sids = tuple(text.sid for text in texts)
        if len(texts) < 2 or sids in named:
            continue
        named.add(sids)
        row = records.texts.get(texts[0].outbound_id or 0)
        look_ups = [_failed_between(log, *pair) for pair in pairwise(texts)]
        excused = row is not None and row.purpose in SAFEGUARDING and all(look_ups)
        line = f"{thing}: sent {len(texts)} times, " + ", ".join(f"{text.at:%H:%M:%S}" for text in texts)
        if excused:
            unseen += [f"{line}; {_said(look_up)}" for look_up in look_ups if look_up is not None]
        else:
            wrong.append(line)
    return wrong, unseen


def _stands_for(records: Records, text: Taken) -> set[Hashable]:
    row = _first_of(records, text.outbound_id)
    if row is None:
        return {("unknown text", text.to, text.body)}
    if row.purpose in LADDER:
        steps = _steps_of(records, row)
        return {("step", case_id, key, text.to) for case_id, key in steps} or {("text", row.id)}
    if row.inbound_message_id is not None and row.purpose == "reply":
        return {("reply to message", row.inbound_message_id)}
    pushes = records.pushes_of.get(row.id, set())
    return {("push", *push) for push in pushes} or {("text", row.dedupe_key)}


def _steps_of(records: Records, row: OutboundMessage) -> set[tuple[int, str]]:
    """The steps of a text; one that took another's place stands for that one's, of the cases it is for."""
    steps = set(records.steps_of.get(row.id, ()))
    for first, later in records.without_sibling.items():
        if row in later:
            cases = records.cases_of.get(row.id, set())
            steps |= {(case_id, key) for case_id, key in records.steps_of.get(first, ()) if case_id in cases}
    return steps


def _first_of(records: Records, outbound_id: int | None) -> OutboundMessage | None:
    """The row of a text; for one that is another sent again, that other."""
    row = records.texts.get(outbound_id or 0)
    while row is not None and row.resend_of_id is not None:
        row = records.texts.get(row.resend_of_id)
    return row


def _failed_between(log: ProviderLog, first: Taken, second: Taken) -> LookUp | None:
    """A look-up of that number that failed between two texts, if none since the first had shown it."""
    between = [each for each in log.look_ups if each.to == first.to and first.at <= each.at <= second.at]
    if any(first.sid in each.sids for each in between):
        return None
    return next((each for each in reversed(between) if each.failed), None)


def _said(look_up: LookUp) -> str:
    return f"look-up at {look_up.at:%H:%M:%S} answered {look_up.status}"


def unknown_texts(records: Records, log: ProviderLog) -> list[str]:
    """Texts that the provider took and that no row of ours stands for, or that went to whom they must not."""
    found = [
        f"{text.sid}: for no row of ours ({text.outbound_id})"
        for text in log.taken
        if text.outbound_id not in records.texts
    ]
    found += [f"{text.sid}: to a number to keep away" for text in log.taken if text.to in records.silenced]
    return found


def contacts_after_stop(records: Records, log: ProviderLog) -> tuple[list[str], list[str]]:
    """Contacts about a child after the case was paused or closed: wrong ones, and those in flight.

    In flight is a text whose claim was committed before the pause. Steps that contact a family and were taken
    while the case was stopped are wrong too, whether or not anything came of them.
    """
    wrong: list[str] = []
    flying: list[str] = []
    stops, claims = _Stops(records), _claims(records.witness)
    for text in log.taken:
        row = records.texts.get(text.outbound_id or 0)
        if row is None or row.purpose not in LADDER:
            continue
        claim = _last_before(claims[row.id], text.at)
        for case_id in sorted(records.cases_of.get(row.id, ())):
            about = f"text {row.id} of case {case_id}, sent {text.at:%H:%M:%S}"
            if claim is None:
                wrong.append(f"{about}: without a claim")
            elif (stopped := stops.is_stopped(case_id, claim)) is not None:
                wrong.append(f"{about}: claimed after the stop of {stopped:%H:%M:%S}")
            elif (stopped := stops.next_after(case_id, claim, text.at)) is not None:
                flying.append(f"{about}: stopped {stopped:%H:%M:%S}, after the claim")
    return wrong + _steps_while_stopped(records, stops), flying


def longest_way(database: Database, log: ProviderLog) -> timedelta:
    """The longest time from the claim of a text to the provider's taking it, in the school's time."""
    claims = _claims(read_witness(database))
    ways = [
        text.at - max(at for at, _ in claims[text.outbound_id] if at <= text.at)
        for text in log.taken
        if text.outbound_id is not None and any(at <= text.at for at, _ in claims[text.outbound_id])
    ]
    return max(ways, default=timedelta(0))


def _claims(witness: list[Seen]) -> dict[int, list[tuple[datetime, float]]]:
    """Outbound id → when each claim was made, and its place in the order of commits."""
    claims: dict[int, list[tuple[datetime, float]]] = defaultdict(list)
    for seen in witness:
        if seen.what == "claim" and seen.at is not None:
            claims[seen.row_id].append((seen.at, seen.order))
    return claims


def _last_before(claims: list[tuple[datetime, float]], at: datetime) -> float | None:
    """The order of the last claim made before a text was taken."""
    before = [order for made, order in claims if made <= at + SAME_MOMENT]
    return before[-1] if before else None


def _steps_while_stopped(records: Records, stops: "_Stops") -> list[str]:
    contacts = {(case, key) for case, key in records.contact_steps}
    return [
        f"step {seen.detail} of case {seen.row_id}: taken while the case was stopped"
        for seen in records.witness
        if seen.what == "step"
        and (seen.row_id, seen.detail) in contacts
        and stops.is_stopped(seen.row_id, seen.order) is not None
    ]


class _Stops:
    """When each case was stopped and went on, in the order of commits."""

    def __init__(self, records: Records) -> None:
        self._changes: dict[int, list[tuple[float, datetime | None]]] = defaultdict(list)
        for seen in records.witness:
            if seen.what in ("stop", "go"):
                self._changes[seen.row_id].append((seen.order, seen.at if seen.what == "stop" else None))

    def is_stopped(self, case_id: int, order: float) -> datetime | None:
        """When the case was stopped that stood still at that point; None when it was not stopped then."""
        changes = self._changes[case_id]
        place = bisect_right([change for change, _ in changes], order)
        return changes[place - 1][1] if place else None

    def next_after(self, case_id: int, order: float, before: datetime) -> datetime | None:
        """When the case was stopped after that point and before an instant."""
        for change, at in self._changes[case_id]:
            if change > order and at is not None and at <= before:
                return at
        return None
