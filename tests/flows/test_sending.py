"""The outbox against the stand-in over real HTTP: what the provider may do to us, and what we make of it."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from attendance.cases import pause_case
from attendance.outbox import queue_message
from storage.cases import find_case
from storage.models import DeliveryEvent, Task
from storage.outbox import claim_text, offer_ready_texts
from telephony.provider import Accepted, OutgoingText
from telephony.settling import settle_unknown
from tests.flows.sending import MUM, PUBLIC, Place


def test_a_message_goes_once_however_many_workers_try(place: Place) -> None:
    outbound_id = place.queue("reply:1")
    with ThreadPoolExecutor(8) as workers:
        outcomes = list(workers.map(place.send, [outbound_id] * 8))
    assert sorted(outcomes) == ["not ours"] * 7 + ["sent"]
    assert place.sent() == 1
    assert place.state(outbound_id) == "sent"


def test_the_same_key_is_queued_once(place: Place) -> None:
    place.queue("reply:1")
    with place.database.write() as db:
        again = queue_message(
            db,
            organisation_id=place.made.organisation_id,
            school_id=place.made.school_id,
            line_id=place.made.line_id,
            to_number=MUM,
            body="Thank you.",
            purpose="reply",
            dedupe_key="reply:1",
            now=place.clock(),
        )
    assert again is None


def test_an_answer_lost_after_acceptance_is_found_in_the_list_and_not_sent_again(place: Place) -> None:
    outbound_id = place.queue("case:1", "first_contact")
    place.phones.fault("lose_answer", times=1)
    assert place.send(outbound_id) == "unknown"
    place.clock.move(seconds=31)
    assert settle_unknown(place.database, place.provider, place.clock()) == {outbound_id: "sent"}
    assert place.sent() == 1


def test_two_equal_messages_are_told_apart_when_one_answer_is_lost(place: Place) -> None:
    first, second = place.queue("case:1", "first_contact"), place.queue("case:2", "first_contact")
    assert place.send(first) == "sent"
    place.phones.fault("server_error", times=1)
    assert place.send(second) == "unknown"
    place.clock.move(seconds=31)
    assert settle_unknown(place.database, place.provider, place.clock()) == {second: "again"}
    assert place.send(second) == "sent"
    assert place.sent() == 2


def test_a_worker_that_died_before_the_call_leaves_a_message_that_goes_once(place: Place) -> None:
    outbound_id = place.queue("reply:1")
    with place.database.write() as db:
        assert claim_text(db, outbound_id, place.clock()) is not None
    place.clock.move(seconds=61)
    assert settle_unknown(place.database, place.provider, place.clock()) == {outbound_id: "again"}
    assert place.send(outbound_id) == "sent"
    assert place.sent() == 1


def test_a_worker_that_died_after_the_call_leaves_a_message_that_is_not_sent_again(place: Place) -> None:
    outbound_id = place.queue("reply:1")
    with place.database.write() as db:
        claimed = claim_text(db, outbound_id, place.clock())
    assert claimed is not None
    accepted = place.provider.send_text(
        OutgoingText(claimed.id, claimed.to_number, claimed.line_number, claimed.body, PUBLIC)
    )
    assert isinstance(accepted, Accepted)
    place.clock.move(seconds=61)
    assert settle_unknown(place.database, place.provider, place.clock()) == {outbound_id: "sent"}
    assert place.sent() == 1


def test_a_callback_that_named_our_row_settles_it_without_the_list(place: Place) -> None:
    outbound_id = place.queue("reply:1")
    place.phones.fault("lose_answer", times=1)
    assert place.send(outbound_id) == "unknown"
    sid = place.phones.messages_to(MUM)[0].sid
    with place.database.write() as db:
        db.add(DeliveryEvent(outbound_id=outbound_id, provider_id=sid, status="sent", at=place.clock()))
    place.phones.fault("outage", seconds=5)
    place.clock.move(seconds=31)
    assert settle_unknown(place.database, place.provider, place.clock()) == {outbound_id: "sent"}


def test_a_busy_provider_is_tried_again_later_and_not_before(place: Place) -> None:
    outbound_id = place.queue("reply:1")
    place.phones.fault("too_many", times=1)
    assert place.send(outbound_id) == "later"
    assert place.send(outbound_id) == "not ours"
    place.clock.move(minutes=1)
    assert place.send(outbound_id) == "sent"
    assert place.sent() == 1


def test_a_refused_number_is_a_task_for_the_office_and_is_not_tried_again(place: Place) -> None:
    outbound_id = place.queue("reply:1")
    place.phones.fault("refuse", code=21211, times=1)
    assert place.send(outbound_id) == "failed"
    place.clock.move(minutes=10)
    assert place.send(outbound_id) == "not ours"
    with place.database.read() as db:
        assert db.scalars(select(Task.role)).all() == ["office"]


def test_nothing_goes_once_its_case_is_paused_even_after_the_claim(place: Place) -> None:
    case_id = place.open_case()
    before = place.queue("case:a", "first_contact", (case_id,))
    after = place.queue("case:b", "first_contact", (case_id,))
    with place.database.write() as db:
        assert claim_text(db, after, place.clock()) is not None
    with place.database.write() as db:
        case = find_case(db, case_id)
        assert case is not None
        pause_case(db, case, "A reason came.", place.clock())
    assert place.send(before) == "not ours"
    assert place.state(before) == "cancelled"
    place.clock.move(seconds=61)
    settle_unknown(place.database, place.provider, place.clock())
    assert place.send(after) == "not ours"
    assert place.sent() == 0


def test_no_more_is_offered_than_the_rate_allows(place: Place) -> None:
    for number in range(30):
        place.queue(f"reply:{number}")
    offered = []
    for _ in range(5):
        with place.database.write() as db:
            offered.append(len(offer_ready_texts(db, place.clock(), rate_per_second=2, burst=4)))
        place.clock.move(seconds=1)
    assert offered == [4, 2, 2, 2, 2]


def test_what_nobody_took_is_offered_again(place: Place) -> None:
    outbound_id = place.queue("reply:1")
    with place.database.write() as db:
        assert offer_ready_texts(db, place.clock(), 10, 10) == [outbound_id]
    with place.database.write() as db:
        assert offer_ready_texts(db, place.clock(), 10, 10) == []
    place.clock.move(seconds=61)
    with place.database.write() as db:
        assert offer_ready_texts(db, place.clock(), 10, 10) == [outbound_id]
