"""Texts of which nobody knows whether they went: found, told apart, sent once more, or given to a person."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from attendance.cases import pause_case
from attendance.delivering import DeliveryNews, take_delivery_news
from storage.cases import find_case
from storage.engine import open_database
from storage.models import CaseEvent, OutboundMessage
from storage.outbox import claim_text, may_still_go
from telephony.provider import Accepted, OutgoingText, TemporaryFailure
from telephony.sending import send
from telephony.settling import MOST_FAILED, settle_unknown
from tests.flows.sending import HALF_PAST_NINE, MUM, PUBLIC, Hands, Place, open_place


class Blind:
    """A provider whose list of messages cannot be read, whatever else it does."""

    def __init__(self, place: Place) -> None:
        self.place, self.asked = place, 0

    def send_text(self, text: OutgoingText) -> Accepted:
        return self.place.provider.send_text(text)

    def find_texts(self, outbound_id: int, to: str, body: str, since: datetime) -> list[Accepted]:
        self.asked += 1
        raise TemporaryFailure(f"the provider's list could not be read for {outbound_id}")


def _lose_answer(place: Place, key: str, purpose: str, case_ids: tuple[int, ...] = ()) -> int:
    outbound_id = place.queue(key, purpose, case_ids)
    place.phones.fault("lose_answer", times=1)
    assert place.send(outbound_id) == "unknown"
    return outbound_id


def _settle_for(place: Place, provider: object, minutes: int) -> list[str]:
    """What came of the look-ups, one every half minute."""
    outcomes: list[str] = []
    for _ in range(2 * minutes):
        place.clock.move(seconds=31)
        outcomes += settle_unknown(place.database, provider, place.clock()).values()  # type: ignore[arg-type]
    return outcomes


def test_a_question_about_a_child_goes_once_more_when_nobody_can_be_asked_and_is_listed(place: Place) -> None:
    place.clock.at = HALF_PAST_NINE
    case_id = place.open_case()
    outbound_id = _lose_answer(place, "case:1", "first_contact", (case_id,))
    blind = Blind(place)
    assert set(_settle_for(place, blind, 9)) == {"cannot ask"}
    assert _settle_for(place, blind, 2)[-1] == "told"
    assert place.state(outbound_id) == "ready"
    row = place.row(outbound_id)
    assert row.resent_unsure_at is not None
    assert row.lookup_failed_at is not None
    assert row.resent_unsure_at - row.lookup_failed_at >= timedelta(minutes=10)
    with place.database.read() as db:
        listed = db.scalars(select(CaseEvent).where(CaseEvent.kind == "resent_unsure")).all()
    assert [(event.case_id, event.outbound_id) for event in listed] == [(case_id, outbound_id)]
    assert len(place.tasks("check_number")) == 1
    place.phones.fault("lose_answer", times=1)
    assert place.send(outbound_id) == "unknown"
    assert _settle_for(place, blind, 12)[-1] == "told"
    assert place.state(outbound_id) == "failed"
    assert place.sent() == 2


@pytest.mark.parametrize("purpose", ["reply", "reminder"])
def test_a_reply_never_goes_twice(place: Place, purpose: str) -> None:
    outbound_id = _lose_answer(place, "reply:1", purpose)
    assert _settle_for(place, Blind(place), 12)[-1] == "told"
    assert place.state(outbound_id) == "failed"
    assert place.sent() == 1
    assert len(place.tasks("inbox")) == 1


def test_a_list_that_comes_back_in_time_says_that_the_text_is_there(place: Place) -> None:
    outbound_id = _lose_answer(place, "case:1", "first_contact")
    _settle_for(place, Blind(place), 8)
    assert _settle_for(place, place.provider, 1)[-1] == "sent"
    assert place.row(outbound_id).provider_id is not None
    assert place.sent() == 1


def test_a_list_that_cannot_be_read_is_not_asked_for_every_text(place: Place) -> None:
    for number in range(MOST_FAILED + 1):
        _lose_answer(place, f"reply:{number}", "reply")
    blind = Blind(place)
    place.clock.move(seconds=31)
    assert len(settle_unknown(place.database, blind, place.clock())) == MOST_FAILED
    assert blind.asked == MOST_FAILED
    settle_unknown(place.database, blind, place.clock())
    assert blind.asked == MOST_FAILED + 1, "those that were not asked for come first"


def test_of_two_equal_texts_with_lost_answers_the_one_that_went_is_counted_once(place: Place) -> None:
    first = _lose_answer(place, "case:1", "first_contact")
    second = place.queue("case:2", "first_contact")
    place.phones.fault("server_error", times=1)
    assert place.send(second) == "unknown"
    place.clock.move(seconds=31)
    outcomes = settle_unknown(place.database, place.provider, place.clock())
    assert sorted(outcomes.values()) == ["again", "sent"]
    for outbound_id in (first, second):
        place.send(outbound_id)
    assert place.sent() == 2


def test_two_who_look_up_equal_texts_at_once_share_what_is_there(postgres_url: str) -> None:
    first, second = open_database(postgres_url), open_database(postgres_url)
    with open_place(first) as place:
        texts = [_lose_answer(place, f"case:{number}", "first_contact") for number in range(2)]
        gone = [place.queue(f"case:{number}", "first_contact") for number in range(2, 4)]
        for outbound_id in gone:
            place.phones.fault("server_error", times=1)
            assert place.send(outbound_id) == "unknown"
        place.clock.move(seconds=31)
        with ThreadPoolExecutor(2) as hosts:
            both = hosts.map(
                lambda database: settle_unknown(database, place.provider, place.clock()), (first, second)
            )
            list(both)
        states = [place.state(outbound_id) for outbound_id in texts + gone]
        assert sorted(states) == ["ready", "ready", "sent", "sent"]
        ids = [place.row(outbound_id).provider_id for outbound_id in texts + gone]
        assert len(set(ids) - {None}) == 2
    for database in (first, second):
        database.close()


def test_what_may_be_a_twins_that_is_just_being_sent_is_left_alone(place: Place) -> None:
    lost = place.queue("case:1", "first_contact")
    place.phones.fault("server_error", times=1)
    assert place.send(lost) == "unknown"
    place.clock.move(seconds=31)
    twin = place.queue("case:2", "first_contact")
    with place.database.write() as db:
        claimed = claim_text(db, twin, place.clock())
    assert claimed is not None
    accepted = place.provider.send_text(
        OutgoingText(twin, claimed.to_number, claimed.line_number, claimed.body, PUBLIC)
    )
    assert settle_unknown(place.database, place.provider, place.clock()) == {lost: "waits"}
    take_delivery_news(place.database, DeliveryNews(accepted.provider_id, "sent", "", twin), place.clock())
    place.clock.move(seconds=31)
    assert settle_unknown(place.database, place.provider, place.clock()) == {lost: "again"}
    assert place.row(twin).provider_id == accepted.provider_id


def test_a_worker_that_slept_between_claim_and_call_hands_nothing_over(place: Place) -> None:
    """A machine that was suspended wakes up: its claim may have been settled, and sent, by another."""
    outbound_id = place.queue("reply:1")

    class Sleeper(Hands):
        def __call__(self) -> datetime:
            self.move(seconds=50)
            return self.at

    sleeper = Sleeper()
    assert send(place.database, place.provider, outbound_id, sleeper, PUBLIC) == "stopped"
    assert (place.state(outbound_id), place.sent()) == ("ready", 0)
    place.clock.at = sleeper.at
    assert place.send(outbound_id) == "sent"


def test_a_claim_that_another_has_taken_over_is_no_longer_ours(place: Place) -> None:
    outbound_id = place.queue("reply:1")
    with place.database.write() as db:
        claimed = claim_text(db, outbound_id, place.clock())
        assert claimed is not None
        assert may_still_go(db, claimed, place.clock())
    place.clock.move(seconds=61)
    assert settle_unknown(place.database, place.provider, place.clock()) == {outbound_id: "again"}
    with place.database.write() as db:
        again = claim_text(db, outbound_id, place.clock())
        assert again is not None
        assert not may_still_go(db, claimed, claimed.claimed_at)
        assert may_still_go(db, again, place.clock())


def test_what_was_on_its_way_when_the_case_was_paused_can_be_counted_apart(place: Place) -> None:
    place.clock.at = HALF_PAST_NINE
    case_id = place.open_case()
    flying = _lose_answer(place, "case:1", "first_contact", (case_id,))
    waiting = place.queue("case:2", "first_contact", (case_id,))
    with place.database.write() as db:
        case = find_case(db, case_id)
        assert case is not None
        pause_case(db, case, "A reason came.", place.clock())
    assert place.row(flying).overtaken_at == place.clock()
    assert place.row(waiting).overtaken_at is None
    assert place.state(waiting) == "cancelled"
    place.clock.move(seconds=31)
    assert settle_unknown(place.database, place.provider, place.clock()) == {flying: "sent"}


def test_a_text_that_never_went_before_the_pause_does_not_go_after_it(place: Place) -> None:
    place.clock.at = HALF_PAST_NINE
    case_id = place.open_case()
    outbound_id = place.queue("case:1", "first_contact", (case_id,))
    place.phones.fault("server_error", times=1)
    assert place.send(outbound_id) == "unknown"
    with place.database.write() as db:
        case = find_case(db, case_id)
        assert case is not None
        pause_case(db, case, "A reason came.", place.clock())
    place.clock.move(seconds=31)
    assert settle_unknown(place.database, place.provider, place.clock()) == {outbound_id: "again"}
    assert place.send(outbound_id) == "not ours"
    assert (place.state(outbound_id), place.sent(MUM)) == ("cancelled", 0)
    with place.database.read() as db:
        assert db.get_one(OutboundMessage, outbound_id).tries == 1
