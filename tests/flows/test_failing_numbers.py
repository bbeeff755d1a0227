"""Texts that did not arrive: the ladder goes on at once, and a number that fails twice is a task."""

import pytest
from sqlalchemy import select

from attendance.climbing import take_due_steps
from attendance.delivering import DeliveryNews, take_delivery_news
from attendance.failing import FAILED_TWICE, STOPPED
from attendance.outcomes import Found, record_outcome
from attendance.people import SOFTWARE
from storage.models import OptOut, OutboundMessage
from telephony.provider import TemporaryFailure
from telephony.sending import LONGEST_WAIT_S, send
from tests.flows.sending import DAD, HALF_PAST_NINE, MUM, PUBLIC, Place


def _sent(place: Place, key: str, contact: str = "Hodan Yusuf", case_ids: tuple[int, ...] = ()) -> int:
    """A text of a ladder that the provider has taken."""
    point = place.point_of(contact)
    outbound_id = place.queue(
        key, "first_contact", case_ids, contact_point_id=point.id, to_number=point.number
    )
    assert place.send(outbound_id) == "sent"
    return outbound_id


def _news(place: Place, outbound_id: int, status: str, error: str = "") -> str:
    provider_id = place.row(outbound_id).provider_id
    assert provider_id is not None
    return take_delivery_news(
        place.database, DeliveryNews(provider_id, status, error, outbound_id), place.clock()
    )


def test_a_number_that_fails_twice_in_a_row_is_checked_once(place: Place) -> None:
    for number, expected in ((1, 0), (2, 1), (3, 1)):
        assert _news(place, _sent(place, f"case:{number}"), "undelivered", "30003") == "failed"
        assert place.point_of("Hodan Yusuf").failures == number
        assert [task.why for task in place.tasks("check_number")] == [FAILED_TWICE] * expected
    assert place.point_of("Abdi Yusuf").failures == 0


def test_news_that_comes_twice_counts_once(place: Place) -> None:
    outbound_id = _sent(place, "case:1")
    assert _news(place, outbound_id, "undelivered", "30003") == "failed"
    assert _news(place, outbound_id, "undelivered", "30003") == "repeat"
    assert _news(place, outbound_id, "failed", "30003") == "kept"
    assert place.point_of("Hodan Yusuf").failures == 1


def test_a_text_that_arrives_clears_the_number(place: Place) -> None:
    _news(place, _sent(place, "case:1"), "undelivered", "30003")
    _news(place, _sent(place, "case:2"), "delivered")
    assert place.point_of("Hodan Yusuf").failures == 0
    _news(place, _sent(place, "case:3"), "undelivered", "30003")
    assert place.tasks("check_number") == []


def test_a_full_queue_is_not_the_numbers_fault(place: Place) -> None:
    for number in range(3):
        _news(place, _sent(place, f"case:{number}"), "undelivered", "30001")
    assert place.point_of("Hodan Yusuf").failures == 0


def test_a_refused_number_counts_too(place: Place) -> None:
    point = place.point_of("Hodan Yusuf")
    place.phones.fault("refuse", code=21614, times=2)
    for number in range(2):
        outbound_id = place.queue(f"case:{number}", "first_contact", contact_point_id=point.id)
        assert place.send(outbound_id) == "failed"
    assert place.point_of("Hodan Yusuf").failures == 2
    assert [task.why for task in place.tasks("check_number")] == [FAILED_TWICE]


def test_a_number_that_a_person_has_checked_is_texted_again(place: Place) -> None:
    for number in range(2):
        _news(place, _sent(place, f"case:{number}"), "undelivered", "30003")
    [task] = place.tasks("check_number")
    with place.database.write() as db:
        record_outcome(db, task.id, task.version, Found("done"), SOFTWARE, place.clock())
    assert place.point_of("Hodan Yusuf").failures == 0


def test_a_number_that_stopped_our_texts_is_known_as_such(place: Place) -> None:
    point = place.point_of("Hodan Yusuf")
    place.phones.fault("refuse", code=21610, times=1)
    outbound_id = place.queue("case:1", "first_contact", contact_point_id=point.id)
    assert place.send(outbound_id) == "failed"
    with place.database.read() as db:
        assert db.execute(select(OptOut.line_id, OptOut.number)).all() == [(place.made.line_id, MUM)]
    assert [task.why for task in place.tasks("inbox")] == [STOPPED]
    assert place.point_of("Hodan Yusuf").failures == 0
    _news(place, _sent(place, "case:2", "Abdi Yusuf"), "failed", "21610")
    with place.database.read() as db:
        assert set(db.scalars(select(OptOut.number))) == {MUM, DAD}


def test_the_next_contact_is_texted_at_once_when_a_text_did_not_arrive(place: Place) -> None:
    place.clock.at = HALF_PAST_NINE
    case_id = place.open_case()
    first = _step(place)
    assert [row.to_number for row in first] == [MUM]
    place.send(first[0].id)
    place.clock.move(seconds=20)
    assert _step(place) == []
    assert _news(place, first[0].id, "undelivered", "30003") == "failed"
    assert place.case(case_id).next_due_at == place.clock()
    assert [row.to_number for row in _step(place)] == [DAD]


def test_a_case_that_is_paused_does_not_go_on_because_a_text_failed(place: Place) -> None:
    place.clock.at = HALF_PAST_NINE
    case_id = place.open_case()
    [first] = _step(place)
    place.send(first.id)
    due = place.case(case_id).next_due_at
    with place.database.write() as db:
        db.get_one(type(place.case(case_id)), case_id).paused_at = place.clock()
    place.clock.move(seconds=20)
    _news(place, first.id, "undelivered", "30003")
    assert place.case(case_id).next_due_at == due


class Busy:
    """A provider that is busy, and says for how long it does not want to be asked."""

    def __init__(self, retry_after: float | None) -> None:
        self.retry_after = retry_after

    def send_text(self, _text: object) -> None:
        raise TemporaryFailure("the provider answered 429", "20429", self.retry_after)


@pytest.mark.parametrize("retry_after", [None, 3.0, 200.0])
def test_a_busy_provider_is_asked_again_later_and_no_sooner_than_it_wants(
    place: Place, retry_after: float | None
) -> None:
    outbound_id = place.queue("case:1", "first_contact")
    waits = []
    for _ in range(9):
        assert send(place.database, Busy(retry_after), outbound_id, place.clock, PUBLIC) == "later"  # type: ignore[arg-type]
        row = place.row(outbound_id)
        waits.append((row.not_before - place.clock()).total_seconds())
        place.clock.at = row.not_before
    assert min(waits) >= max(1.0, retry_after or 0.0)
    assert max(waits) <= max(LONGEST_WAIT_S, (retry_after or 0.0) * 1.25)
    assert len(set(waits)) > 5, "without jitter they would all come back together"
    assert place.send(outbound_id) == "sent"


def _step(place: Place) -> list[OutboundMessage]:
    """Let the ladder climb, now. Returns the texts it queued."""
    with place.database.read() as db:
        before = set(db.scalars(select(OutboundMessage.id)))
    with place.database.write() as db:
        take_due_steps(db, place.clock())
    with place.database.read() as db:
        rows = db.scalars(select(OutboundMessage).order_by(OutboundMessage.id)).all()
    return [row for row in rows if row.id not in before]
