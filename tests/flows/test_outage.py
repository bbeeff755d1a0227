"""The provider goes away for ten minutes: texts wait, people ring, and nothing is lost or sent twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from attendance.cases import pause_case
from attendance.outage import RING_NOW, TOO_LATE, TROUBLE
from clock.tick import Works, dispatch, hand_over
from rules.breaker import FAILURES, State
from storage.cases import find_case
from storage.models import CaseEvent, OutboundMessage, Trouble
from storage.outbox import failed_steps
from storage.provider_state import get_breaker
from telephony.provider import Accepted, OutgoingText, ProviderAway
from telephony.sending import send
from telephony.settling import settle_unknown
from telephony.twilio_provider import TwilioProvider
from tests.flows.sending import DAD, HALF_PAST_NINE, MUM, PUBLIC, Place
from tests.making import add_contact, add_pupil

CHILDREN = ("Amina Yusuf", "Bilal Yusuf", "Cora Lane")


class Counting:
    """Hands texts on to a provider and counts how often it was asked."""

    def __init__(self, provider: TwilioProvider) -> None:
        self.provider, self.asked, self.away = provider, 0, False

    def send_text(self, text: OutgoingText) -> Accepted:
        self.asked += 1
        if self.away:
            raise ProviderAway("no connection to the provider")
        return self.provider.send_text(text)

    def find_texts(self, *about: object) -> list[Accepted]:
        return self.provider.find_texts(*about)  # type: ignore[arg-type]


class Morning:
    """A clock that beats every five seconds, and workers that take what they are offered."""

    def __init__(self, place: Place) -> None:
        self.place, self.provider = place, Counting(place.provider)
        self.works = Works(
            database=place.database,
            parser=None,  # type: ignore[arg-type]  # nobody writes to us here
            provider=self.provider,
            offer=self._work,
            texts_per_second=10,
            burst=31,
        )

    def _work(self, ids: object) -> None:
        for outbound_id in ids:  # type: ignore[attr-defined]
            send(self.place.database, self.provider, outbound_id, self.place.clock, PUBLIC)

    def run(self, **length: float) -> None:
        end = self.place.clock.at + timedelta(**length)
        while self.place.clock.at < end:
            hand_over(self.works, self.place.clock())
            settle_unknown(self.place.database, self.provider, self.place.clock())
            self.place.clock.move(seconds=5)

    def state(self) -> State:
        with self.place.database.read() as db:
            return get_breaker(db, "texts").breaker.state

    def troubles(self) -> list[Trouble]:
        with self.place.database.read() as db:
            return list(db.scalars(select(Trouble).where(Trouble.key == TROUBLE).order_by(Trouble.id)))


@pytest.fixture
def morning(place: Place) -> Morning:
    place.clock.at = HALF_PAST_NINE
    with place.database.write() as db:
        for child in CHILDREN[1:]:
            add_pupil(db, place.made, child)
        add_contact(db, place.made, "Jean Lane", "+447700900003", {"Cora Lane": 1})
    return Morning(place)


def _ask(place: Place, number: int, case_id: int, **columns: object) -> int:
    return place.queue(f"case:{case_id}:{number}", "first_contact", (case_id,), to_number=DAD, **columns)


def test_ten_minutes_without_a_provider(morning: Morning) -> None:
    place = morning.place
    cases = [place.open_case(child) for child in CHILDREN]
    texts = [_ask(place, number, cases[number % 3]) for number in range(12)]
    morning.provider.away = True
    morning.run(seconds=60)
    assert morning.state() is not State.CLOSED
    assert [(trouble.kind, trouble.ended_at) for trouble in morning.troubles()] == [("provider_down", None)]
    assert place.tasks("call") == []
    morning.run(seconds=90)
    calls = place.tasks("call")
    assert sorted(task.case_id or 0 for task in calls) == cases
    assert {task.why for task in calls} == {RING_NOW}
    asked = morning.provider.asked
    morning.run(minutes=7, seconds=30)
    assert morning.provider.asked - asked <= 10, "only one is tried now and then"
    assert len(place.tasks("call")) == 3
    assert {place.state(text) for text in texts} == {"ready"}
    morning.provider.away = False
    morning.run(minutes=2)
    assert morning.state() is State.CLOSED
    assert morning.troubles()[0].ended_at is not None
    assert {place.state(text) for text in texts} == {"sent"}
    assert place.sent(DAD) == 12


def test_an_outage_in_which_answers_are_lost_sends_each_text_once(morning: Morning) -> None:
    place = morning.place
    case_id = place.open_case()
    texts = [_ask(place, number, case_id, body=f"Number {number}") for number in range(8)]
    place.phones.fault("server_error", times=FAILURES + 2)
    morning.run(minutes=4)
    assert {place.state(text) for text in texts} == {"sent"}
    assert place.sent(DAD) == 8
    assert morning.state() is State.CLOSED


def test_only_one_of_many_workers_tries(morning: Morning) -> None:
    place = morning.place
    texts = [place.queue(f"reply:{number}") for number in range(12)]
    morning.provider.away = True
    for text in texts[:FAILURES]:
        assert send(place.database, morning.provider, text, place.clock, PUBLIC) == "later"
    assert morning.state() is State.OPEN
    place.clock.move(seconds=5)
    outcomes = [
        send(place.database, morning.provider, text, place.clock, PUBLIC) for text in texts[FAILURES:]
    ]
    assert outcomes == ["later", *["not ours"] * 6]
    assert morning.provider.asked == FAILURES + 1
    place.clock.move(seconds=9)
    assert dispatch(morning.works, place.clock()) == 0


def test_an_answer_of_any_kind_shows_that_the_provider_is_there(morning: Morning) -> None:
    place = morning.place
    texts = [place.queue(f"reply:{number}", to_number=DAD) for number in range(FAILURES + 1)]
    morning.provider.away = True
    for text in texts[:FAILURES]:
        send(place.database, morning.provider, text, place.clock, PUBLIC)
    morning.provider.away = False
    place.clock.move(seconds=6)
    place.phones.fault("refuse", code=21211, times=1)
    assert send(place.database, morning.provider, texts[-1], place.clock, PUBLIC) == "failed"
    assert morning.state() is State.CLOSED


def test_a_paused_case_is_nobodys_call_in_an_outage(morning: Morning) -> None:
    place = morning.place
    case_id, other = place.open_case(), place.open_case("Cora Lane")
    for number in range(FAILURES):
        _ask(place, number, other)
    _ask(place, 99, case_id, not_before=place.clock() + timedelta(minutes=1))
    morning.provider.away = True
    morning.run(seconds=30)
    with place.database.write() as db:
        case = find_case(db, case_id)
        assert case is not None
        pause_case(db, case, "A reason came.", place.clock())
    morning.run(minutes=4)
    assert [task.case_id for task in place.tasks("call")] == [other]


def test_a_text_that_is_too_late_moves_the_ladder_on_and_somebody_rings(place: Place) -> None:
    place.clock.at = HALF_PAST_NINE
    morning = Morning(place)
    case_id = place.open_case()
    text = _ask(place, 1, case_id, expires_at=place.clock() + timedelta(minutes=30))
    with place.database.write() as db:
        db.add(
            CaseEvent(
                organisation_id=place.made.organisation_id,
                case_id=case_id,
                kind="text",
                step_key="2026-11-20/text/1/contact-1",
                on_date=HALF_PAST_NINE.date(),
                at=place.clock(),
                words="Asked.",
                outbound_id=text,
            )
        )
        case = find_case(db, case_id)
        assert case is not None
        case.next_due_at = place.clock() + timedelta(hours=2)
        db.get_one(OutboundMessage, text).not_before = place.clock() + timedelta(hours=1)
    place.clock.move(minutes=31)
    hand_over(morning.works, place.clock())
    assert place.state(text) == "expired"
    assert place.case(case_id).next_due_at == place.clock()
    assert [task.why for task in place.tasks("call")] == [TOO_LATE]
    with place.database.read() as db:
        assert failed_steps(db, [case_id]) == {case_id: {"2026-11-20/text/1/contact-1"}}
        told = db.scalars(select(CaseEvent.words).where(CaseEvent.kind == "ring_instead")).all()
    assert told == [TOO_LATE]
    hand_over(morning.works, place.clock())
    assert len(place.tasks("call")) == 1
    assert place.sent(MUM) == place.sent(DAD) == 0
